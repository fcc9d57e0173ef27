/** Texts as headers and URLs hold them: a character for each byte, or percent-encoded. */

import type { Bytes } from "../bytes/chunks.ts";

/** Gives the bytes of a text each of whose characters is one. */
export function fromByteText(text: string): Bytes {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Writes the bytes of a text's UTF-8 form as one character each, which is how headers hold bytes. */
export function toByteText(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

/** Decodes what is percent-encoded; what is broken, or no UTF-8, stays as it stands. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
