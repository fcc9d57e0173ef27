/**
 * Bytes to text, at once or as they come.
 *
 * @module
 */

import { DecodeError, type HttpErrorOptions } from "../errors.ts";
import { BatchIterator, type ByteChunks, type Cutter, ItemIterator } from "./batches.ts";
import { type EncodingSniffer, toDecoder } from "./charset.ts";
import { toDecodeContext, toReason } from "./evidence.ts";
import { withEncoding } from "./sniffed.ts";
import { StreamingDecoder } from "./streaming_decoder.ts";

/**
 * Decodes a whole text; what is malformed becomes U+FFFD, a byte order mark of this encoding is
 * left out.
 *
 * @param bytes The text.
 * @param label Its encoding.
 * @param evidence Gives what an error is to carry.
 * @returns The text.
 * @throws {RangeError} If nobody knows the encoding.
 * @throws {DecodeError} If it is longer than a string can be.
 */
export function decodeText(
  bytes: Uint8Array,
  label: string,
  evidence?: () => HttpErrorOptions | undefined,
): string {
  const decoder = label === "utf-8" ? UTF_8 : toDecoder(label);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    const context = evidence?.();
    const reason = `${bytes.length} bytes are a text that is longer than a string can be`;
    throw new DecodeError(
      toReason("decode the text", reason, context),
      toDecodeContext(context, cause),
    );
  }
}

/** Making a decoder takes longer than decoding a small text; without `stream` it keeps nothing. */
const UTF_8: TextDecoder = new TextDecoder();

/**
 * How a text is decoded as it comes.
 *
 * @example A charset that nobody says
 * ```ts
 * import { iterText, type TextOptions } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const options: TextOptions = { encoding: "windows-1251" };
 * const text = iterText([new Uint8Array([0xcf, 0xf0])], options);
 * assertEquals((await Array.fromAsync(text)).join(""), "\u041f\u0440");
 * ```
 * @category Responses
 */
export interface TextOptions {
  /** A label, or what settles it from the first bytes; utf-8 if left out. */
  readonly encoding?: string | EncodingSniffer | undefined;
}

/**
 * Decodes a text as it comes; characters that are split over chunks stay whole.
 *
 * @param source The bytes.
 * @param options The encoding.
 * @returns What each chunk completed, never an empty text.
 * @throws {RangeError} If nobody knows the encoding.
 */
export function iterText(
  source: ByteChunks,
  options: TextOptions = {},
): ItemIterator<string> {
  const cutter = withEncoding(
    options.encoding,
    (encoding) => new TextCutter(encoding),
  );
  return new ItemIterator(new BatchIterator(source, cutter));
}

class TextCutter implements Cutter<string> {
  readonly #decoder: StreamingDecoder;

  constructor(encoding: string) {
    this.#decoder = new StreamingDecoder(encoding);
  }

  push(chunk: Uint8Array, items: string[]): void {
    const text = this.#decoder.push(chunk);
    if (text) items.push(text);
  }

  finish(items: string[]): void {
    const text = this.#decoder.finish();
    if (text) items.push(text);
  }
}
