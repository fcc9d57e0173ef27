/**
 * Zstandard (RFC 8878), frame by frame: the runtime's decoder stops after the first frame, and does not tell when a
 * body is cut short.
 *
 * @module
 */

import { CHUNK, type CodedBody, Output } from "./coded_body.ts";
import type { Engine } from "./engine.ts";
import type { Zlib } from "./whole.ts";
import { ZstdScanner } from "./zstd_scanner.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a frame begins with, for one that was cut there. */
const MAGIC: Bytes = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd]);

/** Decodes a body: a decoder that has done a frame takes the next one, if it is fed no byte too many. */
export async function* decodeZstd(
  body: CodedBody,
  zlib: Zlib,
): AsyncGenerator<Bytes, void, undefined> {
  const frames = new ZstdFrames(body, body.open(zlib.createZstdDecompress({ chunkSize: CHUNK })));
  for (let piece = await body.next(); piece; piece = await body.next()) {
    yield* frames.decode(piece);
    if (frames.hasEnded) return await body.dropRest();
  }
  if (!frames.mayEnd) throw body.cutShort();
}

class ZstdFrames {
  readonly #body: CodedBody;
  readonly #engine: Engine;
  readonly #scanner = new ZstdScanner();
  readonly #output = new Output();
  /** How many bytes the frame under way held so far. */
  #length = 0;

  constructor(body: CodedBody, engine: Engine) {
    this.#body = body;
    this.#engine = engine;
  }

  /** Whether what comes now is no frame. */
  get hasEnded(): boolean {
    return this.#scanner.hasEnded;
  }

  /** Whether the body may end here. */
  get mayEnd(): boolean {
    return this.#scanner.mayEnd;
  }

  /** Decodes a piece; the content of small frames is given at once, also what came before an error. */
  async *decode(piece: Bytes): AsyncGenerator<Bytes, void, undefined> {
    try {
      yield* this.#scan(piece);
    } catch (error) {
      yield* this.#output.take();
      throw error;
    }
    yield* this.#output.take();
  }

  async *#scan(piece: Bytes): AsyncGenerator<Bytes, void, undefined> {
    let start = 0;
    for (let at = 0; at < piece.length && !this.hasEnded;) {
      const { length, kind } = this.#scanner.scan(piece.subarray(at));
      at += length;
      // The magic number and what follows it are fed at once where they stand side by side.
      const isSplit = kind === "magic" && (length < MAGIC.length || at === piece.length);
      if (kind === "magic" && !isSplit) continue;
      const part = isSplit ? MAGIC : piece.subarray(start, at);
      start = at;
      if (kind === "skip") {
        if (this.#scanner.isBetweenFrames) this.#body.countPart(0);
        continue;
      }
      yield* this.#feed(part);
      if (kind === "end") this.#endFrame();
    }
  }

  async *#feed(part: Bytes): AsyncGenerator<Bytes, void, undefined> {
    for await (const chunk of this.#body.push(this.#engine, part)) {
      this.#length += chunk.length;
      this.#output.add(chunk);
      if (this.#output.isFull) yield* this.#output.take();
    }
  }

  #endFrame(): void {
    this.#body.countPart(this.#length);
    this.#length = 0;
  }
}
