/**
 * Which charset a text is in: labels, byte order marks, headers, what the document says, and the
 * order of these.
 *
 * @module
 */

import { extractMediaType, isHtmlOrXml, type MediaType } from "../fields/media_type.ts";
import { declaredEncoding, PRESCANNED } from "./prescan.ts";

/**
 * The encoding of a text that does not say: a label, or a function of the bytes.
 *
 * @example Old pages of one country
 * ```ts
 * import { Client, type DefaultEncoding, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const defaultEncoding: DefaultEncoding = "shift_jis";
 * const transport = new HandlerTransport(() => new Response(new Uint8Array([0x83, 0x74])));
 * using client = new Client({ transport, defaultEncoding });
 * assertEquals(await (await client.get("http://old.example/")).text(), "\u30d5");
 * ```
 * @category Responses
 */
export type DefaultEncoding =
  | string
  | ((bytes: Uint8Array) => string | undefined);

/**
 * What is known of a text before its bytes are looked at.
 *
 * @example A label that the caller knows better
 * ```ts
 * import type { EncodingHints } from "@ferry/http/decode";
 * import { resolveEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const hints: EncodingHints = { encoding: "latin1" };
 * assertEquals(resolveEncoding(new Uint8Array([0xe9]), hints), "windows-1252");
 * ```
 * @category Responses
 */
export interface EncodingHints {
  /** The label that the caller set; it beats everything else. */
  readonly encoding?: string | undefined;
  /** The media type of the response. */
  readonly contentType?: MediaType | undefined;
  /** What holds where nothing else says; utf-8 if this says nothing either. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
}

/**
 * Settles an encoding from the first bytes of a text that is still coming.
 *
 * @param start The bytes so far.
 * @param ended Whether these are all.
 * @returns The encoding, or `undefined` to be asked again with more bytes; it must answer once
 * `ended`.
 *
 * @example By the first byte
 * ```ts
 * import { type EncodingSniffer, iterText } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const sniff: EncodingSniffer = (start, ended) =>
 *   start.length > 0 || ended ? (start[0] === 0xe9 ? "latin1" : "utf-8") : undefined;
 * const text = iterText([new Uint8Array([0xe9])], { encoding: sniff });
 * assertEquals(await Array.fromAsync(text), ["\u00e9"]);
 * ```
 * @category Responses
 */
export type EncodingSniffer = (
  start: Uint8Array,
  ended: boolean,
) => string | undefined;

/**
 * Gives the name of an encoding by any of its labels (Encoding standard, section 4.2).
 *
 * @param label A label such as `latin1`; case and white space around it do not matter.
 * @returns The name in lower case, such as `windows-1252`, or `undefined` for what cannot be
 * decoded (utf-7).
 *
 * @example One name for all labels
 * ```ts
 * import { normalizeEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(normalizeEncoding("Latin1"), "windows-1252");
 * assertEquals(normalizeEncoding("utf-7"), undefined);
 * ```
 * @category Responses
 */
export function normalizeEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/**
 * Tells the encoding by the byte order mark (Encoding standard, section 6, "BOM sniff").
 *
 * @param bytes The start of a text.
 * @returns The encoding, or `undefined` if there is no mark.
 */
export function sniffBom(
  bytes: Uint8Array,
): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  const first = bytes[0];
  const second = bytes[1];
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

/**
 * Gives the charset that the headers name, as it stands there.
 *
 * @param headers The headers of a response.
 * @returns The `charset` of the Content-Type, known or not, or `undefined` if there is none.
 *
 * @example The charset that a header names
 * ```ts
 * import { encodingFromHeaders } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = new Headers({ "content-type": "text/html; charset=EUC-JP" });
 * assertEquals(encodingFromHeaders(headers), "EUC-JP");
 * ```
 * @category Responses
 */
export function encodingFromHeaders(headers: Headers): string | undefined {
  const mediaType = extractMediaType(headers.get("content-type"));
  return mediaType?.parameters.get("charset");
}

/**
 * Gives the encoding that the bytes themselves speak for: a byte order mark, valid UTF-8, what an
 * HTML or XML document declares, else a guess, else windows-1252.
 *
 * @param bytes The whole text.
 * @param guess What is asked for a guess.
 * @returns The name of the encoding.
 *
 * @example By a byte order mark
 * ```ts
 * import { apparentEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(apparentEncoding(new Uint8Array([0xff, 0xfe, 0x41, 0])), "utf-16le");
 * ```
 * @category Responses
 */
export function apparentEncoding(
  bytes: Uint8Array,
  guess?: (bytes: Uint8Array) => string | undefined,
): string {
  return sniffBom(bytes) ?? (isUtf8(bytes, true) ? "utf-8" : undefined) ??
    declaredEncoding(bytes) ?? knownEncoding(guess?.(bytes)) ?? "windows-1252";
}

/**
 * Tells whether bytes are UTF-8.
 *
 * @param bytes The text, or the start of it.
 * @param isWhole Whether nothing follows, so that no character may be cut off.
 */
export function isUtf8(bytes: Uint8Array, isWhole = false): boolean {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    decoder.decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/**
 * Settles by which encoding a text is decoded: the one that was set, else the byte order mark,
 * the charset of the Content-Type, what an HTML or XML document declares, `defaultEncoding`,
 * utf-8. Labels that nobody knows are passed over, unless set by the caller.
 *
 * @param bytes The whole text, or at least 1,024 bytes of it.
 * @param hints What else is known.
 * @returns The name of the encoding.
 * @throws {RangeError} If `hints.encoding` is unknown.
 *
 * @example What an HTML page declares
 * ```ts
 * import { resolveEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const text = new Uint8Array([0xff, 0xfe, 0x41, 0]); // begins with a byte order mark
 * assertEquals(resolveEncoding(text, { defaultEncoding: "latin1" }), "utf-16le");
 * assertEquals(resolveEncoding(text, { encoding: "latin1" }), "windows-1252");
 * ```
 * @category Responses
 */
export function resolveEncoding(
  bytes: Uint8Array,
  hints: EncodingHints = {},
): string {
  const { encoding, contentType, defaultEncoding } = hints;
  if (encoding !== undefined) return requireEncoding(encoding);
  return sniffBom(bytes) ?? charsetOf(contentType) ??
    (contentType && isHtmlOrXml(contentType) ? declaredEncoding(bytes, contentType) : undefined) ??
    knownEncoding(
      typeof defaultEncoding === "function" ? defaultEncoding(bytes) : defaultEncoding,
    ) ?? "utf-8";
}

/**
 * Makes the decoder for an encoding.
 *
 * @param label Any of its labels.
 * @throws {RangeError} If nobody knows it.
 */
export function toDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch (cause) {
    throw new RangeError(
      `Cannot decode by ${JSON.stringify(label)}: no such encoding`,
      { cause },
    );
  }
}

/**
 * Gives the name of an encoding, or throws.
 *
 * @param label Any of its labels.
 * @throws {RangeError} If nobody knows it.
 */
export function requireEncoding(label: string): string {
  return toDecoder(label).encoding;
}

function charsetOf(contentType: MediaType | undefined): string | undefined {
  return knownEncoding(contentType?.parameters.get("charset"));
}

function knownEncoding(label: string | undefined): string | undefined {
  return label === undefined ? undefined : normalizeEncoding(label);
}

/**
 * Makes {@link resolveEncoding} work on a text that is still coming. No more bytes are waited for
 * than the answer needs: none if the headers tell, 1,024 if the document or a function has to.
 *
 * @param hints What is known beforehand.
 * @returns What to give as `encoding` to `iterText`, `iterLines` or `iterJson`.
 * @throws {RangeError} If `hints.encoding` is unknown.
 *
 * @example The charset of a text that is still coming
 * ```ts
 * import { encodingSniffer } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const sniff = encodingSniffer({ encoding: "latin1" });
 * assertEquals(sniff(new Uint8Array([0x41]), true), "windows-1252");
 * ```
 * @category Responses
 */
export function encodingSniffer(hints: EncodingHints = {}): EncodingSniffer {
  if (hints.encoding !== undefined) {
    const encoding = requireEncoding(hints.encoding);
    return () => encoding;
  }
  const { contentType, defaultEncoding } = hints;
  const needed = charsetOf(contentType) === undefined &&
      ((contentType && isHtmlOrXml(contentType)) ||
        typeof defaultEncoding === "function")
    ? PRESCANNED
    : 1;
  return (start, ended) =>
    ended || (start.length >= needed && !isPartOfBom(start)) ||
      sniffBom(start) !== undefined
      ? resolveEncoding(start, hints)
      : undefined;
}

/** Whether the bytes may still become a byte order mark. */
function isPartOfBom(bytes: Uint8Array): boolean {
  const first = bytes[0];
  if (first === undefined || bytes.length > 2) return false;
  return bytes.length === 1 ? first >= 0xef : first === 0xef && bytes[1] === 0xbb;
}
