/**
 * A log in the codings of HTTP.
 *
 * @module
 */

import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";

/** What codes, by the name of the coding. */
export const CODERS: Readonly<Record<string, (text: Uint8Array) => Uint8Array>> = {
  gzip: (text) => gzipSync(text),
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  deflate: (text) => deflateSync(text),
  zstd: (text) => zstdCompressSync(text),
};

/** Makes so many bytes of a log. */
export function toLog(size: number): Uint8Array {
  let text = "";
  for (let line = 0; text.length < size; line++) {
    const host = `10.0.${line * 7919 % 256}.${line * 104729 % 256}`;
    text += `${host} - - [17/May/2024:08:30:${line % 60}] "GET /item/${
      line * 31 % 99991
    } HTTP/1.1" 200\n`;
  }
  return new TextEncoder().encode(text.slice(0, size));
}
