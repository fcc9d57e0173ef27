/**
 * Items from an iterator whose code is loaded when somebody asks for the first of them.
 *
 * @module
 */

/** Gives what another iterator gives that is not there yet. */
export class LateItems<T> implements AsyncIterableIterator<T, undefined, undefined> {
  readonly #make: () => Promise<AsyncIterableIterator<T, undefined, undefined>>;
  #making: Promise<AsyncIterableIterator<T, undefined, undefined>> | undefined;
  #items: AsyncIterableIterator<T, undefined, undefined> | undefined;
  /** How many calls still have to reach the iterator, one after the other. */
  #waiting = 0;
  #isBroken = false;

  /**
   * Makes the iterator.
   *
   * @param make Loads and makes the one with the items; called once, with the first call.
   */
  constructor(make: () => Promise<AsyncIterableIterator<T, undefined, undefined>>) {
    this.#make = make;
  }

  /** Gives the next item. */
  next(): Promise<IteratorResult<T, undefined>> {
    if (this.#isBroken) return Promise.resolve({ done: true, value: undefined });
    if (this.#items && this.#waiting === 0) return this.#items.next();
    return this.#call((items) => items.next());
  }

  /** Closes the iterator; what it does about a `next()` under way is its own affair. */
  async return(): Promise<IteratorResult<T, undefined>> {
    if (this.#isBroken) return { done: true, value: undefined };
    return await this.#call((items) => items.return?.()) ?? { done: true, value: undefined };
  }

  /** Closes the iterator and rejects with `error`. */
  async throw(error?: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  /** Closes the iterator. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  /** Gives the iterator itself. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The calls reach the iterator in the order in which they were made. */
  async #call<Result>(
    call: (items: AsyncIterableIterator<T, undefined, undefined>) => Result,
  ): Promise<Awaited<Result>> {
    this.#waiting++;
    let result: Result;
    try {
      this.#items = await this.#made();
      result = call(this.#items);
    } finally {
      this.#waiting--;
    }
    return await result;
  }

  /** What cannot be made has told why, and is at its end then. */
  async #made(): Promise<AsyncIterableIterator<T, undefined, undefined>> {
    try {
      return await (this.#making ??= this.#make());
    } catch (error) {
      this.#isBroken = true;
      throw error;
    }
  }
}
