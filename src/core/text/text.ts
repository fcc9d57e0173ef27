/** Bytes to text, at once or as they come. */

import { DecodeError, type HttpErrorOptions } from "../errors.ts";
import { joinBytes } from "../bytes/chunks.ts";
import { type Sniff, toDecoder } from "./charset.ts";
import type { Cutter } from "./cut_iterator.ts";
import { toDecodeContext, toReason } from "./evidence.ts";

/**
 * Decodes a whole text; what is malformed becomes U+FFFD, a byte order mark of this encoding is left out.
 *
 * @throws {RangeError} If nobody knows the encoding.
 * @throws {DecodeError} If it is longer than a string can be; `evidence` gives what it is to carry.
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
 * Decodes chunk by chunk. It takes off the byte order mark itself: the streaming `TextDecoder` of
 * Deno 2.9.6 also drops a U+FEFF at the start of its second chunk.
 */
export class StreamingDecoder {
  readonly #decoder: TextDecoder;
  #isBeforeText: boolean;

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
    this.#isBeforeText = encoding.startsWith("utf-");
  }

  /** Gives the characters that the chunk completed; without one, U+FFFD for what nothing can complete any more. */
  push(chunk?: Uint8Array): string {
    const text = this.#decoder.decode(chunk, { stream: chunk !== undefined });
    if (!this.#isBeforeText || text === "") return text;
    this.#isBeforeText = false;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}

/** Decodes a text as it comes; characters that are split over chunks stay whole. */
export function toTextCutter(sniff: Sniff): Cutter<string> {
  return withEncoding(sniff, (encoding) => {
    const decoder = new StreamingDecoder(encoding);
    const add = (text: string, items: string[]) => text && items.push(text);
    return {
      push: (chunk, items) => void add(decoder.push(chunk), items),
      finish: (items) => void add(decoder.push(), items),
    };
  });
}

/** Makes a cutter when the first bytes have told the encoding. */
export function withEncoding<T>(sniff: Sniff, make: (encoding: string) => Cutter<T>): Cutter<T> {
  let cutter: Cutter<T> | undefined;
  let start = new Uint8Array(0);
  const begin = (encoding: string, items: T[]) => {
    cutter = make(toDecoder(encoding).encoding);
    return cutter.push(start, items);
  };
  return {
    push(chunk, items) {
      if (cutter) return cutter.push(chunk, items);
      start = joinBytes([start, chunk]);
      const encoding = sniff(start, false);
      if (encoding !== undefined) return begin(encoding, items);
    },
    async finish(items) {
      if (!cutter) await begin(sniff(start, true) ?? "utf-8", items);
      await cutter?.finish(items);
    },
  };
}
