/**
 * One coding undone by `node:zlib`, which is faster than `DecompressionStream` and does every member of a gzip file.
 *
 * @module
 */

import type { Transform } from "node:stream";
import type { ChunkSource, ContentDecoder } from "./content_encoding.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { decodeWhole, isZlib, toBytes } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The size of a chunk that comes out; with 16 KiB, the default, it takes half as long again. */
const CHUNK = 128 * 1024;

/** A stream of zlib. */
interface Engine extends Transform {
  /** How many bytes of input were used. */
  readonly bytesWritten: number;
}

/** Pulls one body through one decoder. */
export class Inflater implements ContentDecoder {
  readonly #source: ChunkSource;
  readonly #coding: string;
  #engine: Engine | undefined;
  #whole: Bytes | undefined;
  #fed = 0;
  /** Whether the engine has taken all that it was fed. */
  #hungry = true;
  #inputEnded = false;
  #ended = false;
  #failure: unknown;
  #wake: () => void = () => {};

  /** Decodes `source`, which is in `coding`. */
  constructor(source: ChunkSource, coding: string) {
    this.#source = source;
    this.#coding = coding;
  }

  /** Gives the next chunk. */
  async read(): Promise<Bytes | undefined> {
    for (;;) {
      if (this.#whole) return this.#takeWhole(this.#whole);
      const chunk = this.#engine?.read();
      if (chunk instanceof Uint8Array) return toBytes(chunk);
      if (this.#failure !== undefined) throw this.#toError(this.#failure);
      if (this.#ended) return undefined;
      if (this.#hungry && !this.#inputEnded) await this.#feed();
      else await this.#stir();
    }
  }

  #takeWhole(whole: Bytes): Bytes | undefined {
    this.#whole = undefined;
    this.#ended = true;
    return whole.length > 0 ? whole : undefined;
  }

  /** Lets go of the engine. */
  close(): void {
    this.#ended = true;
    this.#engine?.destroy();
    this.#wake();
  }

  async #feed(): Promise<void> {
    let bytes = await this.#source.read();
    if (!this.#engine && bytes?.length === 1) {
      bytes = join(bytes, await this.#source.read());
    }
    if (this.#ended) return;
    if (!bytes) return await this.#end();
    if (!this.#engine && bytes.length === this.#source.size) {
      this.#whole = await decodeWhole(bytes, this.#coding);
      if (this.#whole) return;
    }
    this.#engine ??= await this.#start(bytes);
    this.#fed += bytes.length;
    this.#hungry = false;
    this.#engine.write(bytes, () => {
      this.#hungry = true;
      this.#wake();
    });
  }

  /** An empty body is taken as it is: servers send one with any coding. */
  async #end(): Promise<void> {
    this.#inputEnded = true;
    if (!this.#engine) {
      this.#ended = true;
      return;
    }
    if (this.#coding === "br") await this.#probe(this.#engine);
    this.#engine.end();
  }

  /** The brotli stream does not tell when it is cut short, but a finished one takes no more bytes. */
  async #probe(engine: Engine): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      engine.write(new Uint8Array(1), () => resolve());
    });
    if (engine.bytesWritten <= this.#fed && this.#failure === undefined) return;
    this.#failure = new Error("unexpected end");
    engine.destroy();
  }

  async #start(first: Bytes): Promise<Engine> {
    const zlib = await import("node:zlib");
    const options = { chunkSize: CHUNK };
    const engine: Engine = this.#coding === "br"
      ? zlib.createBrotliDecompress(options)
      : this.#coding !== "deflate"
      ? zlib.createGunzip(options)
      : isZlib(first)
      ? zlib.createInflate(options)
      : zlib.createInflateRaw(options);
    engine.on("readable", () => this.#wake());
    engine.on("end", () => {
      this.#ended = true;
      this.#wake();
    });
    engine.on("error", (error) => {
      this.#failure ??= error;
      this.#wake();
    });
    return engine;
  }

  #stir(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }

  #toError(cause: unknown): MalformedCoding {
    const text = cause instanceof Error ? cause.message : String(cause);
    const reason = /unexpected end/.test(text) ? "is cut short" : `is corrupt: ${text}`;
    return new MalformedCoding(this.#coding, reason, { cause });
  }
}

/** The format is told by two bytes. */
function join(first: Bytes, second: Bytes | undefined): Bytes {
  const whole = new Uint8Array(first.length + (second?.length ?? 0));
  whole.set(first);
  if (second) whole.set(second, first.length);
  return whole;
}
