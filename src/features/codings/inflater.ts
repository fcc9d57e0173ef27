/**
 * deflate (RFC 1950, RFC 1951) and br (RFC 7932), undone by `node:zlib`.
 *
 * @module
 */

import { CHUNK, type CodedBody } from "./coded_body.ts";
import type { Engine, ZlibStream } from "./engine.ts";
import { isZlib, type Zlib } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Decodes a body; what stands behind its end is passed over. */
export async function* inflate(
  body: CodedBody,
  zlib: Zlib,
): AsyncGenerator<Bytes, void, undefined> {
  const engine = body.open(createStream(await body.peek(2), body.coding, zlib));
  while (engine.spare === 0) {
    const piece = await body.next();
    if (!piece) break;
    yield* body.push(engine, piece);
  }
  if (engine.spare > 0) await body.dropRest();
  else if (!await isFinished(body, engine)) throw body.cutShort();
}

/** The format of deflate is told by two bytes. */
function createStream(start: Bytes, coding: string, zlib: Zlib): ZlibStream {
  const options = { chunkSize: CHUNK };
  if (coding === "br") return zlib.createBrotliDecompress(options);
  return isZlib(start) ? zlib.createInflate(options) : zlib.createInflateRaw(options);
}

/** The streams do not all tell when a body is cut short, but a finished one takes no more bytes. */
async function isFinished(
  body: CodedBody,
  engine: Engine,
): Promise<boolean> {
  try {
    for await (const _ of body.push(engine, new Uint8Array(1)));
    return engine.spare > 0;
  } catch {
    return false;
  }
}
