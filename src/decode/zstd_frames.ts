/**
 * Zstandard (RFC 8878), frame by frame: the runtime's decoder stops after the first frame, and does not tell when a
 * body is cut short.
 *
 * @module
 */

import type { Transform } from "node:stream";
import type { ChunkSource, ContentDecoder } from "./content_encoding.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { decodeWhole, toBytes } from "./whole.ts";
import { ZstdScanner } from "./zstd_scanner.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** The size of a chunk that comes out. */
const CHUNK = 128 * 1024;

/** What a frame begins with; taken off by the scanner, since it may come in pieces. */
const MAGIC: Bytes = new Uint8Array([0x28, 0xb5, 0x2f, 0xfd]);

/** Pulls one body through a decoder for each of its frames. */
export class ZstdFrames implements ContentDecoder {
  readonly #source: ChunkSource;
  readonly #scanner = new ZstdScanner();
  #engine: Transform | undefined;
  /** What came and was not yet fed. */
  #input: Bytes = new Uint8Array(0);
  #whole: Bytes | undefined;
  #hungry = true;
  #frameEnded = false;
  #closed = false;
  #failure: unknown;
  #wake: () => void = () => {};

  /** Decodes `source`. */
  constructor(source: ChunkSource) {
    this.#source = source;
  }

  /** Gives the next chunk. */
  async read(): Promise<Bytes | undefined> {
    for (;;) {
      const chunk = this.#engine?.read();
      if (chunk instanceof Uint8Array) return toBytes(chunk);
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#closed) return undefined;
      if (this.#frameEnded) this.#drop();
      else if (!this.#hungry) await this.#stir();
      else if (this.#input.length > 0) await this.#feed();
      else if (!(await this.#fetch())) return undefined;
      if (this.#whole) return this.#takeWhole(this.#whole);
    }
  }

  #takeWhole(whole: Bytes): Bytes | undefined {
    this.#whole = undefined;
    this.#closed = true;
    return whole.length > 0 ? whole : undefined;
  }

  /** Lets go of the engine. */
  close(): void {
    this.#closed = true;
    this.#drop();
    this.#wake();
  }

  #drop(): void {
    this.#engine?.destroy();
    this.#engine = undefined;
    this.#frameEnded = false;
    this.#hungry = true;
  }

  async #fetch(): Promise<boolean> {
    const bytes = await this.#source.read();
    if (bytes && bytes.length === this.#source.size) this.#whole = await decodeWhole(bytes, "zstd");
    if (this.#whole) return true;
    if (bytes) this.#input = bytes;
    else if (!this.#scanner.isBetweenFrames) {
      throw new MalformedCoding("zstd", "is cut short");
    }
    return bytes !== undefined;
  }

  /** Feeds as much as belongs to one frame. */
  async #feed(): Promise<void> {
    const { length, kind } = this.#scanner.scan(this.#input);
    const part = kind === "magic" ? MAGIC : this.#input.subarray(0, length);
    this.#input = this.#input.subarray(length);
    if (kind === "skip") return;
    this.#engine ??= await this.#start();
    this.#hungry = false;
    this.#engine.write(part, () => {
      this.#hungry = kind !== "end";
      this.#wake();
    });
    if (kind === "end") this.#engine.end();
  }

  async #start(): Promise<Transform> {
    const zlib = await import("node:zlib");
    const engine = zlib.createZstdDecompress({ chunkSize: CHUNK });
    engine.on("readable", () => this.#wake());
    engine.on("end", () => {
      if (engine === this.#engine) this.#frameEnded = true;
      this.#wake();
    });
    engine.on("error", (cause) => {
      const text = cause instanceof Error ? cause.message : String(cause);
      this.#failure ??= new MalformedCoding("zstd", `is corrupt: ${text}`, {
        cause,
      });
      this.#wake();
    });
    return engine;
  }

  #stir(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }
}
