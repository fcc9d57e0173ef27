/**
 * A body that is compressed while it is sent; short bytes are compressed before, so that their size is known.
 *
 * @module
 */

import type { Transform } from "node:stream";
import { type ChunkReader, isBytes, toBytes, toReadableStream } from "../../core/bytes/chunks.ts";
import { concatBytes } from "../../core/bytes/chunks.ts";
import { readStream } from "../../core/bytes/items.ts";
import { BytesContent, readContent } from "../../core/request/content.ts";
import type { BodyContent, BodySource } from "../../core/request/prepared.ts";
import { loadZlib, type Zlib } from "../codings/whole.ts";
import type { Compress } from "./coding.ts";

/** Up to so many bytes are compressed before they are sent. */
const SHORT = 2 ** 20;

/**
 * Compresses a body.
 *
 * @param body The body.
 * @param coding The coding.
 * @returns A body of a known size if it is short and in memory, else a stream; it can be sent again if the body can.
 * @throws {TypeError} If the runtime does not know the coding.
 */
export async function compressBody(body: BodySource, coding: Compress): Promise<BodySource> {
  const toCoded = await loadEncoder(coding);
  if (!toCoded) throw new TypeError(`Cannot compress by ${coding}: this runtime does not know it`);
  const coded = new CompressedBody(body, toCoded);
  if (body.size === undefined || body.size > SHORT || !body.replayable) return coded;
  const content = body.open();
  return isBytes(content)
    ? new BytesContent(await readAll(toCoded(content)), body.contentType)
    : coded;
}

/** Compresses content piece by piece; nothing is read before somebody wants the first one. */
type ToCoded = (content: BodyContent) => ChunkReader;

/** Loads what node has, else takes what the web has. */
async function loadEncoder(coding: Compress): Promise<ToCoded | undefined> {
  const [zlib, streams] = await Promise.all([
    loadZlib(),
    import("node:stream").catch(() => undefined),
  ]);
  const toStream = zlib && encoderOf(zlib, coding);
  if (toStream && streams?.pipeline) {
    return (content) => encodeByNode(content, { toStream, streams });
  }
  if (coding !== "gzip" && coding !== "deflate") return undefined;
  return (content) =>
    readStream(toReadableStream(readerOf(content)).pipeThrough(new CompressionStream(coding)));
}

/** By the names of HTTP: deflate is the format of zlib (RFC 9110 section 8.4.1.2). */
function encoderOf(zlib: Zlib, coding: Compress): (() => Transform) | undefined {
  switch (coding) {
    case "gzip":
      return zlib.createGzip;
    case "deflate":
      return zlib.createDeflate;
    case "br":
      return () => zlib.createBrotliCompress(quickBrotli(zlib));
    case "zstd":
      return zlib.createZstdCompress;
  }
}

/** The best quality, which is its default, is a hundred times slower. */
function quickBrotli({ constants }: Zlib): { readonly params: Record<number, number> } {
  return { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
}

class CompressedBody implements BodySource {
  readonly #body: BodySource;
  readonly #toCoded: ToCoded;
  readonly size = undefined;
  readonly contentType: string | undefined;
  readonly replayable: boolean;

  constructor(body: BodySource, toCoded: ToCoded) {
    this.#body = body;
    this.#toCoded = toCoded;
    this.contentType = body.contentType;
    this.replayable = body.replayable;
  }

  open(): BodyContent {
    return toReadableStream(this.#toCoded(this.#body.open()));
  }

  discard(): Promise<void> {
    return this.#body.discard();
  }
}

function readerOf(content: BodyContent): ChunkReader {
  return isBytes(content) ? new BytesContent(toBytes(content)).read() : readContent(content);
}

/** What node compresses by. */
interface NodeEncoder {
  readonly toStream: () => Transform;
  readonly streams: Pick<typeof import("node:stream"), "pipeline" | "Readable">;
}

function encodeByNode(content: BodyContent, { toStream, streams }: NodeEncoder): ChunkReader {
  const source = readerOf(content);
  let coded: AsyncIterator<Uint8Array> | undefined;
  let encoder: Transform | undefined;
  return {
    async read() {
      if (!encoder) {
        encoder = toStream();
        coded = encoder[Symbol.asyncIterator]();
        // Whoever iterates gets the failure.
        streams.pipeline(streams.Readable.from(piecesOf(source)), encoder, () => {});
      }
      const step = await coded?.next();
      return step && !step.done ? toBytes(step.value) : undefined;
    },
    async cancel(reason) {
      encoder?.destroy();
      await source.cancel(reason);
    },
  };
}

async function* piecesOf(source: ChunkReader): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for (let piece = await source.read(); piece; piece = await source.read()) yield piece;
  } finally {
    await source.cancel();
  }
}

async function readAll(reader: ChunkReader): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for (let chunk = await reader.read(); chunk; chunk = await reader.read()) chunks.push(chunk);
  return concatBytes(chunks);
}
