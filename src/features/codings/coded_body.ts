/**
 * The bytes of one coded body, and what decodes them.
 *
 * @module
 */

import { concatBytes, joinBytes } from "../../core/bytes/chunks.ts";
import type { TimeSlice } from "../../core/time/time_slice.ts";
import { Engine, type ZlibStream } from "./engine.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { decodeWhole } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes pulled one chunk after the other; `undefined` at the end. */
export interface ChunkSource {
  /** How many bytes there are in all, where known: what comes whole is decoded at once. */
  readonly size?: number | undefined;
  /** Whether it may be the only coded body of the program: it is then decoded by what is there already. */
  readonly isFirst?: boolean | undefined;
  /** Gives the next chunk. */
  read(): Promise<Bytes | undefined>;
}

/** The size of a chunk that comes out; with 16 KiB, the default, it takes half as long again. */
export const CHUNK: number = 128 * 1024;

/** How many bytes are decoded before others may have their turn. */
const PIECE = 64 * 1024;

/** How many bytes behind the end of the body are read, so that the connection can be used again. */
const MOST_TRAILING = 64 * 1024;

/** How many members or frames may follow each other that hold nothing; what is decoded whole has not so many. */
const MOST_EMPTY = 4096;

/** What is known of a body. */
export interface CodedBodyOptions {
  /** Where it comes from. */
  readonly source: ChunkSource;
  /** Its coding. */
  readonly coding: string;
  /** When to give way, shared by all codings of an answer. */
  readonly slice: TimeSlice;
}

/** One body that is read piece by piece. */
export class CodedBody {
  /** The name of the coding. */
  readonly coding: string;
  readonly #source: ChunkSource;
  readonly #slice: TimeSlice;
  readonly #engines = new Set<Engine>();
  #chunk: Bytes = new Uint8Array(0);
  #at = 0;
  #empty = 0;
  #isAtEnd = false;
  #isClosed = false;

  /** Reads nothing yet. */
  constructor({ source, coding, slice }: CodedBodyOptions) {
    this.#source = source;
    this.coding = coding;
    this.#slice = slice;
  }

  /** What came and was not taken yet, up to the size of a piece. */
  get atHand(): Bytes {
    return this.#chunk.subarray(this.#at, this.#at + PIECE);
  }

  /** Whether others must have their turn, which {@link next} and {@link push} see to. */
  get isLate(): boolean {
    return this.#slice.isOver;
  }

  /** Takes so many bytes of those at hand, or gives them back if there are fewer than none. */
  skip(count: number): void {
    this.#at += count;
  }

  /** Takes the next piece, never an empty one; `undefined` at the end. */
  async next(): Promise<Bytes | undefined> {
    while (this.#at >= this.#chunk.length) {
      if (!await this.#more()) return undefined;
    }
    if (this.isLate) await this.#slice.giveWay();
    const piece = this.atHand;
    this.skip(piece.length);
    return piece;
  }

  /** Gives the next bytes without taking them: so many, or all that are left. */
  async peek(count: number): Promise<Bytes> {
    while (this.#chunk.length - this.#at < count && await this.#more());
    return this.#chunk.subarray(this.#at, this.#at + count);
  }

  /** Takes so many bytes. */
  async take(count: number): Promise<Bytes> {
    const bytes = await this.peek(count);
    if (bytes.length < count) throw this.cutShort();
    this.skip(count);
    return bytes;
  }

  async #more(): Promise<boolean> {
    const chunk = this.#isAtEnd ? undefined : await this.#source.read();
    this.#isAtEnd = !chunk || this.#isClosed;
    if (!chunk || this.#isAtEnd) return false;
    const rest = this.#chunk.subarray(this.#at);
    this.#at = 0;
    this.#chunk = rest.length > 0 ? joinBytes([rest, chunk]) : chunk;
    return true;
  }

  /** Reads what lies behind the end of the body and belongs to nothing, unless there is much of it. */
  async dropRest(): Promise<void> {
    let dropped = 0;
    for (let piece = await this.next(); piece; piece = await this.next()) {
      dropped += piece.length;
      if (dropped > MOST_TRAILING) return;
    }
  }

  /** Decodes all of it at once, if it is small and all of it has come. */
  async decodeWhole(): Promise<Bytes | undefined> {
    const { size, isFirst = false } = this.#source;
    if (size === undefined || !await this.#more() || this.#chunk.length !== size) return undefined;
    const whole = await decodeWhole(this.#chunk, this.coding, isFirst);
    if (whole) this.#at = this.#chunk.length;
    return whole;
  }

  /** Takes over a stream that decodes. */
  open(stream: ZlibStream): Engine {
    const engine = new Engine(stream);
    this.#engines.add(engine);
    if (this.#isClosed) engine.close();
    return engine;
  }

  /** Lets go of an engine. */
  release(engine: Engine): void {
    this.#engines.delete(engine);
    engine.close();
  }

  /** Feeds a piece, and gives all that comes of it. */
  async *push(engine: Engine, piece: Bytes): AsyncGenerator<Bytes, void, undefined> {
    engine.feed(piece);
    for (;;) {
      if (this.isLate) await this.#slice.giveWay();
      const chunk = engine.read();
      if (chunk) yield chunk;
      else if (engine.failure) throw this.corrupt(engine.failure.cause);
      else if (engine.isIdle) return;
      else await engine.stir();
    }
  }

  /**
   * Counts a member or a frame.
   *
   * @param length How many bytes it held.
   * @throws {MalformedCoding} If too many in a row held nothing.
   */
  countPart(length: number): void {
    this.#empty = length > 0 ? 0 : this.#empty + 1;
    if (this.#empty <= MOST_EMPTY) return;
    const reason = `has more than ${MOST_EMPTY} parts in a row that hold nothing`;
    throw new MalformedCoding(this.coding, reason);
  }

  /** The error of a body that ends too soon. */
  cutShort(cause?: unknown): MalformedCoding {
    return new MalformedCoding(this.coding, "is cut short", { cause });
  }

  /** The error of a body that is wrong. */
  corrupt(cause: unknown): MalformedCoding {
    const text = cause instanceof Error ? cause.message : String(cause);
    return new MalformedCoding(this.coding, `is corrupt: ${text}`, { cause });
  }

  /** Lets go of what decodes; safe at any time. */
  close(): void {
    this.#isClosed = true;
    for (const engine of this.#engines) engine.close();
  }
}

/** Chunks that wait to be given as one. */
export class Output {
  #chunks: Bytes[] = [];
  #size = 0;

  /** Whether it is worth to be given. */
  get isFull(): boolean {
    return this.#size >= PIECE;
  }

  /** Adds a chunk. */
  add(chunk: Bytes): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Gives all, if there is something. */
  *take(): Generator<Bytes, void, undefined> {
    const chunks = this.#chunks;
    if (chunks.length === 0) return;
    this.#chunks = [];
    this.#size = 0;
    yield concatBytes(chunks);
  }
}
