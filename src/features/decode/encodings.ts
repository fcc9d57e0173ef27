/**
 * Which charset a text is in.
 *
 * @module
 */

import { checkParts } from "../../core/options/checks.ts";
import { extractMediaType } from "../../core/fields/media_type.ts";
import * as charset from "../../core/text/charset.ts";
import type { EncodingHints, EncodingSniffer } from "./options.ts";

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
  return charset.normalizeEncoding(label);
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
  return extractMediaType(headers.get("content-type"))?.parameters.get("charset");
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
  return charset.apparentEncoding(bytes, guess);
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
export function resolveEncoding(bytes: Uint8Array, hints: EncodingHints = {}): string {
  checkHints(hints);
  return charset.resolveEncoding(bytes, hints);
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
  checkHints(hints);
  return charset.encodingSniffer(hints);
}

function checkHints(hints: EncodingHints): void {
  checkParts("the hints of an encoding", hints, ["encoding", "contentType", "defaultEncoding"]);
}

/**
 * Gives all charsets that a document names, known or not: those of `<meta charset>`, then those of
 * `<meta http-equiv>`, then the one of the XML prolog.
 *
 * @param text The document.
 * @returns The labels as they stand there.
 *
 * @example What a page declares
 * ```ts
 * import { encodingsFromContent } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(encodingsFromContent(`<meta charset="koi8-r">`), ["koi8-r"]);
 * ```
 * @category Responses
 */
export function encodingsFromContent(text: string): string[] {
  const attributes: string[] = [];
  const pragmas: string[] = [];
  for (const [tag] of text.matchAll(META)) {
    const label = CHARSET.exec(tag)?.[1];
    if (label === undefined) continue;
    (/\bhttp-equiv\b/i.test(tag) ? pragmas : attributes).push(label);
  }
  const prolog = PROLOG.exec(text)?.[1];
  return [...attributes, ...pragmas, ...(prolog === undefined ? [] : [prolog])];
}

// Neither runs on over the next `<`, so that a text full of them costs linear time.
const META = /<meta\b[^<>]*/gi;
const CHARSET = /\bcharset\s*=\s*(?:["']\s*)?([^\s"'/<>;]+)/i;
const PROLOG = /^\s*<\?xml\b[^<>]*?\bencoding\s*=\s*["']\s*([^\s"'<>]+)/i;
