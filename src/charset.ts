/**
 * A guess at the charset of a text that does not say: statistics over its bytes. This module alone
 * loads a package for it.
 *
 * @example As the `defaultEncoding` of a client
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { detectEncoding } from "@ferry/http/charset";
 * import { assertEquals } from "@std/assert";
 *
 * const koi8 = Uint8Array.from("\xf0\xd2\xc9\xd7\xc5\xd4, \xcd\xc9\xd2".repeat(20), (c) => c.charCodeAt(0));
 * const transport = new HandlerTransport(() => new Response(koi8));
 * using client = new Client({ transport, defaultEncoding: detectEncoding });
 * const response = await client.get("http://example.org/");
 * assertEquals([response.encoding, (await response.text()).slice(0, 11)], ["koi8-r", "Привет, мир"]);
 * ```
 *
 * @module
 */

import { analyse } from "npm:chardet@2.1.0";
import { isUtf8, normalizeEncoding, sniffBom } from "./core/text/charset.ts";

/** More bytes tell hardly more. */
const SAMPLE = 65_536;

/** Less than this (of 100) is no more than a guess at random. */
const CONFIDENT = 20;

/**
 * Guesses the charset of a text: by its byte order mark, as UTF-8 if it is valid, else by what is
 * frequent in languages.
 *
 * @param bytes The text, or the start of it.
 * @returns The name of an encoding of the Encoding Standard; `undefined` if nothing speaks for any.
 *
 * @example Cyrillic text that does not say what it is
 * ```ts
 * import { detectEncoding } from "@ferry/http/charset";
 * import { assertEquals } from "@std/assert";
 *
 * const text = "\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0. \xca\xe0\xea \xe4\xe5\xeb\xe0?".repeat(9);
 * const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
 * assertEquals(detectEncoding(bytes), "windows-1251");
 * ```
 * @category Responses
 */
export function detectEncoding(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  const certain = sniffBom(sample) ?? (isUtf8(sample) ? "utf-8" : undefined);
  if (certain !== undefined || sample.length === 0) return certain;
  for (const { name, confidence } of analyse(sample)) {
    if (confidence < CONFIDENT) return undefined;
    // It also knows some that no `TextDecoder` can decode, such as UTF-32.
    const encoding = normalizeEncoding(name);
    if (encoding !== undefined) return encoding;
  }
  return undefined;
}
