/**
 * Iterators that cut a source of bytes into items: all that one chunk completes at once, or one
 * by one.
 *
 * They are written by hand because an async generator costs a turn of the event loop for every
 * item; here `next()` returns a promise that is already resolved as long as there are items.
 *
 * @module
 */

import { withCallerStack } from "../errors/caller_stack.ts";
import { TimeSlice } from "../time/time_slice.ts";

/**
 * Bytes as they come: a web stream, any other iterable of chunks, or an array of them.
 *
 * @example Whatever gives bytes
 * ```ts
 * import { type ByteChunks, text } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * async function* numbers(): ByteChunks {
 *   for (const digit of "123") yield new TextEncoder().encode(digit);
 * }
 * assertEquals(await text(numbers()), "123");
 * ```
 * @category Streaming
 */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Cuts bytes into items.
 *
 * @example What batches are made by
 * ```ts
 * import type { Cutter } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * class Words implements Cutter<string> {
 *   #rest = "";
 *   push(chunk: Uint8Array, items: string[]): void {
 *     const words = (this.#rest + new TextDecoder().decode(chunk)).split(" ");
 *     this.#rest = words.pop() ?? "";
 *     items.push(...words);
 *   }
 *   finish(items: string[]): void {
 *     items.push(this.#rest);
 *   }
 * }
 * const words: string[] = [];
 * const cutter = new Words();
 * for (const chunk of ["one t", "wo"]) cutter.push(new TextEncoder().encode(chunk), words);
 * cutter.finish(words);
 * assertEquals(words, ["one", "two"]);
 * ```
 * @category Streaming
 */
export interface Cutter<T> {
  /**
   * Adds to `items` what the chunk completes. If it throws, the items added so far are still
   * delivered. It must not keep the chunk, whose buffer may be filled again.
   */
  push(chunk: Uint8Array, items: T[]): void | Promise<void>;
  /** Adds to `items` what is left at the end. */
  finish(items: T[]): void | Promise<void>;
}

/**
 * More bytes than this are cut in steps, so that the items of a large body are not all in memory.
 */
const STEP = 262_144;

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };

/**
 * Gives arrays of what one chunk completed, never an empty one.
 *
 * @example It closes its source
 * ```ts
 * import { type BatchIterator, iterLineBatches } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const batches: BatchIterator<string> = iterLineBatches(new Response("one\ntwo\n"));
 * assertEquals((await batches.next()).value, ["one", "two"]);
 * await batches.return();
 * ```
 * @category Streaming
 */
export class BatchIterator<T> implements AsyncIterableIterator<T[], undefined, void> {
  readonly #source: ByteChunks;
  readonly #cutter: Cutter<T>;
  readonly #queue: Queue = new Queue();
  readonly #slice = new TimeSlice();
  #iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  #chunk: Uint8Array = new Uint8Array(0);
  #failure: { readonly error: unknown } | undefined;
  #closed = false;

  /**
   * Makes the iterator; the source is not touched before the first `next()`.
   *
   * @param source The bytes.
   * @param cutter Cuts them.
   */
  constructor(source: ByteChunks, cutter: Cutter<T>) {
    this.#source = source;
    this.#cutter = cutter;
  }

  /**
   * Gives the next items; rejects with the source's error, or with the cutter's after the items
   * before it.
   */
  next(): Promise<IteratorResult<T[], undefined>> {
    return this.#queue.add(() => this.#pull());
  }

  /** Closes the source, also while a `next()` is under way; that one then gives nothing more. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    if (this.#closed) return DONE;
    this.#closed = true;
    await this.#start().return?.();
    return DONE;
  }

  /** Closes the source and rejects with `error`. */
  async throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    await this.return();
    throw error;
  }

  /** Closes the source. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Gives the iterator itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  #start(): AsyncIterator<unknown> | Iterator<unknown> {
    return this.#iterator ??= Symbol.asyncIterator in this.#source
      ? this.#source[Symbol.asyncIterator]()
      : this.#source[Symbol.iterator]();
  }

  async #pull(): Promise<IteratorResult<T[], undefined>> {
    while (!this.#closed) {
      if (this.#slice.isOver) await this.#slice.giveWay();
      if (this.#failure) return await this.#fail(this.#failure.error);
      const items: T[] = [];
      if (this.#chunk.length === 0 && !await this.#read()) break;
      await this.#cut(items);
      if (items.length > 0 && !this.#closed) return { value: items };
    }
    if (this.#closed) return DONE;
    this.#closed = true;
    return await this.#finish();
  }

  /** Gets the next chunk; `false` at the end of the source. */
  async #read(): Promise<boolean> {
    try {
      const { done, value } = await this.#start().next();
      if (done) return false;
      if (value instanceof Uint8Array) this.#chunk = value;
      else this.#failure = { error: new TypeError(NO_BYTES) };
      return true;
    } catch (error) {
      // What threw has ended; a `return()` now would come too late to mean anything.
      this.#closed = true;
      throw error;
    }
  }

  async #cut(items: T[]): Promise<void> {
    const step = this.#chunk.subarray(0, STEP);
    this.#chunk = this.#chunk.subarray(STEP);
    try {
      const cutting = this.#cutter.push(step, items);
      if (cutting) await cutting;
    } catch (error) {
      this.#failure = { error };
    }
  }

  async #finish(): Promise<IteratorResult<T[], undefined>> {
    const items: T[] = [];
    try {
      await this.#cutter.finish(items);
    } catch (error) {
      if (items.length === 0) throw error;
      this.#failure = { error };
      this.#closed = false;
    }
    return items.length > 0 ? { value: items } : DONE;
  }

  /** Closes the source and rejects; the source's own trouble with that says less than `error`. */
  async #fail(error: unknown): Promise<never> {
    await this.return().catch(() => {});
    throw error;
  }
}

const NO_BYTES = "Cannot decode a body: its source gave something else than a Uint8Array";

/**
 * Gives the items of batches one by one.
 *
 * @example It closes its source
 * ```ts
 * import { type ItemIterator, iterLines } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: ItemIterator<string> = iterLines(new Response("one\ntwo\n"));
 * for await (const line of lines) {
 *   assertEquals(line, "one");
 *   break; // the rest of the body is let go
 * }
 * ```
 * @category Streaming
 */
export class ItemIterator<T> implements AsyncIterableIterator<T, undefined, void> {
  readonly #batches: BatchIterator<T>;
  readonly #queue: Queue = new Queue();
  #items: ArrayIterator<T> = [].values();

  /**
   * Makes the iterator.
   *
   * @param batches What it takes the items from; closed with it.
   */
  constructor(batches: BatchIterator<T>) {
    this.#batches = batches;
  }

  /** Gives the next item; calls before the last one was settled are answered in their order. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#queue.waiting === 0) {
      const item = this.#items.next();
      if (!item.done) return Promise.resolve(item);
    }
    return this.#queue.add(() => this.#pull());
  }

  /** Closes the source and drops the items at hand. */
  return(): Promise<IteratorReturnResult<undefined>> {
    this.#items = [].values();
    return this.#batches.return();
  }

  /** Closes the source and rejects with `error`. */
  throw(error?: unknown): Promise<IteratorReturnResult<undefined>> {
    this.#items = [].values();
    return this.#batches.throw(error);
  }

  /** Closes the source. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Gives the iterator itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  async #pull(): Promise<IteratorResult<T, undefined>> {
    for (;;) {
      const item = this.#items.next();
      if (!item.done) return item;
      const batch = await this.#batches.next();
      if (batch.done) return DONE;
      this.#items = batch.value.values();
    }
  }
}

/** Runs calls one after the other. */
class Queue {
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  /** How many calls were added and are not settled. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Awaits rather than chains, so that the stack of an error leads to who asked. */
  async add<T>(call: () => Promise<T>): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#waiting++ > 0 ? this.#last : undefined;
    this.#last = promise;
    try {
      if (before) await before;
      return await call();
    } catch (error) {
      throw withCallerStack(error);
    } finally {
      this.#waiting--;
      resolve();
    }
  }
}
