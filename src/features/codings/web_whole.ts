/**
 * A small gzip body decoded at once by the web's `DecompressionStream`: Deno needs more than ten milliseconds to load
 * `node:zlib`, which a program with one request does not get back.
 *
 * @module
 */

import { isDeno } from "../../core/fetch/runtime.ts";
import { decodedSizeOf } from "./decoded_size.ts";
import { concatBytes } from "../../core/bytes/chunks.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * What is decoded so: the stream gives at once whatever comes of a piece, so the piece must be small. That of br may
 * become any size, that of deflate does not tell what is cut short.
 */
const MAX_INPUT = 16_384;

/**
 * Decodes a gzip body that is there as a whole; Deno's stream refuses whatever is not one member to its end.
 *
 * @param bytes The body.
 * @param most How many bytes may come out.
 * @returns The decoded body, or `undefined` if another decoder must do it.
 */
export async function gunzipByWeb(bytes: Bytes, most: number): Promise<Bytes | undefined> {
  if (!isDeno() || bytes.length > MAX_INPUT || (decodedSizeOf(bytes) ?? Infinity) > most) {
    return undefined;
  }
  const stream = new DecompressionStream("gzip");
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  // Whatever fails here is seen by the reader.
  Promise.all([writer.write(bytes), writer.close()]).catch(() => {});
  try {
    return await readMost(reader, most);
  } catch {
    return undefined;
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function readMost(
  reader: ReadableStreamDefaultReader<Bytes>,
  most: number,
): Promise<Bytes | undefined> {
  const chunks: Bytes[] = [];
  let length = 0;
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return concatBytes(chunks);
    chunks.push(value);
    length += value.length;
    if (length > most) return undefined;
  }
}
