/** Bytes and text in pieces of a wanted size. */

import { checkNumber, checkParts } from "../options/checks.ts";

/**
 * A closable async iterator.
 *
 * @example A function over whatever comes piece by piece
 * ```ts
 * import { type Chunks, HttpResponse } from "@ferry/http";
 *
 * const join = async (chunks: Chunks<string>) => (await Array.fromAsync(chunks)).join("+");
 * console.log(await join(HttpResponse.from(new Response("one\ntwo\n")).iterLines())); // "one+two"
 * ```
 * @category Streaming
 */
export type Chunks<T> = AsyncIterableIterator<T>;

/**
 * Gives the size of the pieces.
 *
 * @throws {TypeError} If an option is unknown.
 * @throws {RangeError} If it is no whole number from 1.
 */
export function toChunkSize(
  options: { readonly chunkSize?: number | undefined },
): number | undefined {
  checkParts("the options of iterBytes, iterRaw or iterText", options, ["chunkSize"]);
  const { chunkSize } = options;
  return chunkSize === undefined
    ? undefined
    : checkNumber("chunkSize", chunkSize, { least: 1, whole: true });
}

/** Gives the same bytes in pieces of exactly `size` bytes, the last one shorter. */
export async function* rechunkBytes(
  source: AsyncIterable<Uint8Array<ArrayBuffer>>,
  size: number,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let partial = new Uint8Array(0);
  let filled = 0;
  for await (const chunk of source) {
    let offset = 0;
    if (filled > 0) {
      offset = Math.min(size - filled, chunk.length);
      partial.set(chunk.subarray(0, offset), filled);
      filled += offset;
      if (filled < size) continue;
      yield partial;
      filled = 0;
    }
    for (; offset + size <= chunk.length; offset += size) {
      yield chunk.slice(offset, offset + size);
    }
    if (offset === chunk.length) continue;
    partial = new Uint8Array(size);
    partial.set(chunk.subarray(offset));
    filled = chunk.length - offset;
  }
  if (filled > 0) yield partial.slice(0, filled);
}

/** Gives the same text in pieces of exactly `size` UTF-16 units, the last one shorter. */
export async function* rechunkText(
  source: AsyncIterable<string>,
  size: number,
): AsyncGenerator<string, void, undefined> {
  let rest = "";
  for await (const chunk of source) {
    const text = rest + chunk;
    let offset = 0;
    for (; offset + size <= text.length; offset += size) {
      yield text.slice(offset, offset + size);
    }
    rest = text.slice(offset);
  }
  if (rest) yield rest;
}
