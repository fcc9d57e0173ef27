/**
 * Bytes that are cut into items: one by one, or all at once that a chunk completed.
 *
 * It is written by hand because an async generator costs a turn of the event loop for every item; here `next()`
 * returns a promise that is already resolved as long as there are items.
 */

import { withCallerStack } from "../errors/caller_stack.ts";
import { TimeSlice } from "../time/time_slice.ts";

/** Bytes as they come. */
type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Cuts bytes into items. */
export interface Cutter<T> {
  /**
   * Adds to `items` what the chunk completes. If it throws, the items added so far are still
   * delivered. It must not keep the chunk, whose buffer may be filled again.
   */
  push(chunk: Uint8Array, items: T[]): void | Promise<void>;
  /** Adds to `items` what is left at the end. */
  finish(items: T[]): void | Promise<void>;
}

/** More bytes than this are cut in steps, so that the items of a large body are not all in memory. */
const STEP = 262_144;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/** Cuts bytes into items, and gives them one by one. */
export function cutItems<T>(source: Source, cutter: Cutter<T>): CutIterator<T, T> {
  return new CutIterator(source, cutter, (items) => items.values());
}

/** Cuts bytes into items, and gives all at once that a chunk completed; no array is empty. */
export function cutBatches<T>(source: Source, cutter: Cutter<T>): CutIterator<T, T[]> {
  return new CutIterator(source, cutter, (items) => [items].values());
}

/** Touches the source with the first `next()`. Errors of source and cutter come after the items before them. */
class CutIterator<T, Given> implements AsyncIterableIterator<Given, undefined, void> {
  readonly #source: Source;
  readonly #cutter: Cutter<T>;
  readonly #toGiven: (items: T[]) => ArrayIterator<Given>;
  readonly #slice = new TimeSlice();
  #iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #given: ArrayIterator<Given> = [].values();
  #failure: { readonly error: unknown } | undefined;
  #closed = false;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(source: Source, cutter: Cutter<T>, toGiven: (items: T[]) => ArrayIterator<Given>) {
    this.#source = source;
    this.#cutter = cutter;
    this.#toGiven = toGiven;
  }

  /** Gives what is next; calls before the last one was settled are answered in their order. */
  next(): Promise<IteratorResult<Given, undefined>> {
    if (this.#waiting === 0) {
      const given = this.#given.next();
      if (!given.done) return Promise.resolve(given);
    }
    return this.#pullInTurn();
  }

  /** Awaits rather than chains, so that the stack of an error leads to who asked. */
  async #pullInTurn(): Promise<IteratorResult<Given, undefined>> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#waiting++ > 0 ? this.#last : undefined;
    this.#last = promise;
    try {
      if (before) await before;
      return await this.#pull();
    } catch (error) {
      throw withCallerStack(error);
    } finally {
      this.#waiting--;
      resolve();
    }
  }

  async #pull(): Promise<IteratorResult<Given, undefined>> {
    for (;;) {
      const given = this.#given.next();
      if (!given.done) return given;
      if (this.#failure) await this.#fail(this.#failure.error);
      if (this.#closed) return DONE;
      const items = await this.#cut();
      if (items.length > 0) this.#given = this.#toGiven(items);
    }
  }

  /** Closes the source and rejects; the source's own trouble with that says less than `error`. */
  async #fail(error: unknown): Promise<never> {
    this.#failure = undefined;
    await this.return().catch(() => {});
    throw error;
  }

  async #cut(): Promise<T[]> {
    const items: T[] = [];
    if (this.#slice.isOver) await this.#slice.giveWay();
    if (this.#chunk.length === 0 && !await this.#read()) return await this.#finish();
    const step = this.#chunk.subarray(0, STEP);
    this.#chunk = this.#chunk.subarray(STEP);
    try {
      const cutting = this.#cutter.push(step, items);
      if (cutting) await cutting;
    } catch (error) {
      if (!this.#closed) this.#failure = { error };
    }
    return this.#closed ? [] : items;
  }

  /** Gets the next chunk; `false` at the end of the source. */
  async #read(): Promise<boolean> {
    try {
      const { done, value } = await this.#start().next();
      if (done || this.#closed) return false;
      if (value instanceof Uint8Array) this.#chunk = value;
      else this.#failure = { error: new TypeError(NO_BYTES) };
      return true;
    } catch (error) {
      // What threw has ended; a `return()` now would come too late to mean anything.
      this.#closed = true;
      throw error;
    }
  }

  async #finish(): Promise<T[]> {
    const items: T[] = [];
    if (this.#closed) return items;
    this.#closed = true;
    try {
      await this.#cutter.finish(items);
    } catch (error) {
      this.#failure = { error };
    }
    return items;
  }

  #start(): AsyncIterator<unknown> | Iterator<unknown> {
    return this.#iterator ??= Symbol.asyncIterator in this.#source
      ? this.#source[Symbol.asyncIterator]()
      : this.#source[Symbol.iterator]();
  }

  /** Closes the source, also while a `next()` is under way, and drops what is at hand. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#given = [].values();
    if (this.#closed) return DONE;
    this.#closed = true;
    await this.#start().return?.();
    return DONE;
  }

  async throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.return();
    throw error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

const NO_BYTES = "Cannot decode a body: its source gave something else than a Uint8Array";
