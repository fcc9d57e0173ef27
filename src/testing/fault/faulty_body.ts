/**
 * A body on its way through a bad line.
 *
 * @module
 */

import type { Random } from "./random.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What happens to a body. */
export interface BodyFaults {
  /** Its size in bytes, where that is known. */
  readonly size: number | undefined;
  /** Where it ends too early: from 0 for its begin to 1 for its end, or that of its first chunk. */
  readonly place: number;
  /** How it ends: with an error, or with one that comes some time; `undefined` if it ends as it should. */
  readonly end: (() => Error | Promise<never>) | undefined;
  /** Whether some bytes are others. */
  readonly corrupts: boolean;
  /** Milliseconds between small pieces; `undefined` if it comes as it is. */
  readonly pause: number | undefined;
  readonly random: Random;
}

/** A chunk that comes slowly comes in so many pieces. */
const PIECES = 8;

/** After one byte was changed, from none to twice as many less one are left as they are. */
const SPARED = 512;

/** Reads a body as it comes out of the bad line; whoever lets go of it releases the source. */
export class FaultyBody implements UnderlyingDefaultSource<Bytes> {
  readonly #reader: ReadableStreamDefaultReader<Bytes>;
  readonly #faults: BodyFaults;
  #waiting: Bytes | undefined;
  #hasBegun = false;
  #endsAt = Infinity;
  #corruptAt = Infinity;
  #passed = 0;
  readonly #released = Promise.withResolvers<void>();

  constructor(body: ReadableStream<Bytes>, faults: BodyFaults) {
    this.#reader = body.getReader();
    this.#faults = faults;
  }

  async pull(controller: ReadableStreamDefaultController<Bytes>): Promise<void> {
    if (this.#passed >= this.#endsAt) return await this.#end();
    if (this.#passed > 0) await this.#rest();
    const chunk = await this.#next();
    if (chunk ? this.#passed >= this.#endsAt : this.#faults.end) return await this.#end();
    if (!chunk) return controller.close();
    const piece = this.#take(chunk);
    const start = this.#passed;
    this.#passed += piece.length;
    controller.enqueue(this.#change(piece, start));
  }

  async cancel(reason: unknown): Promise<void> {
    this.#released.resolve();
    await this.#reader.cancel(reason);
  }

  /** A stall ends when the call does, or when nobody reads any more. */
  async #end(): Promise<void> {
    try {
      const ended = this.#faults.end?.();
      if (!(ended instanceof Promise)) throw ended;
      await Promise.race([ended, this.#released.promise]);
    } catch (error) {
      await this.#reader.cancel(error);
      throw error;
    }
  }

  async #rest(): Promise<void> {
    const { pause } = this.#faults;
    if (pause === undefined) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pause);
    await Promise.race([promise, this.#released.promise]);
    clearTimeout(timer);
  }

  async #next(): Promise<Bytes | undefined> {
    while (!this.#waiting?.length) {
      const { value } = await this.#reader.read();
      if (!value) return undefined;
      this.#waiting = value;
    }
    if (!this.#hasBegun) this.#begin(this.#faults.size ?? this.#waiting.length);
    return this.#waiting;
  }

  #begin(size: number): void {
    const { place, end, corrupts, random } = this.#faults;
    this.#hasBegun = true;
    if (end) this.#endsAt = Math.floor(place * size);
    if (corrupts) this.#corruptAt = Math.floor(random() * Math.min(size, this.#endsAt));
  }

  /** Takes as much of a chunk as may come at once. */
  #take(chunk: Bytes): Bytes {
    const most = this.#faults.pause === undefined ? chunk.length : Math.ceil(chunk.length / PIECES);
    const size = Math.min(most, this.#endsAt - this.#passed);
    this.#waiting = chunk.subarray(size);
    return chunk.subarray(0, size);
  }

  /** A byte is never changed where it lies: that may be another's. */
  #change(piece: Bytes, start: number): Bytes {
    const end = start + piece.length;
    if (this.#corruptAt >= end) return piece;
    const { random } = this.#faults;
    const changed = piece.slice();
    while (this.#corruptAt < end) {
      const at = this.#corruptAt - start;
      changed[at] = (changed[at] ?? 0) ^ (1 + Math.floor(random() * 255));
      this.#corruptAt += 1 + Math.floor(random() * 2 * SPARED);
    }
    return changed;
  }
}
