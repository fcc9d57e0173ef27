/**
 * Equal requests that are under way at once.
 *
 * @module
 */

import type { HttpResponse } from "../../response/response.ts";
import type { Question } from "./question.ts";

/** What a request under way has for others: an answer, a hint to look again, or nothing. */
export type Shared = ((question: Question) => HttpResponse | undefined) | "again" | undefined;

/** One request that is under way, and who waits for it. */
export class Flight {
  readonly #outcome = Promise.withResolvers<Shared>();
  readonly #controller = new AbortController();
  #waiting = 0;

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Tells those who wait. */
  land(shared: Shared): void {
    this.#outcome.resolve(shared);
  }

  /** Waits for what there is for others. */
  join(signal: AbortSignal): Promise<Shared> {
    return this.wait(this.#outcome.promise, signal);
  }

  /**
   * Waits for something of this flight, as long as the caller does.
   *
   * @throws The reason for which the caller gave up.
   */
  async wait<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => reject(signal.reason);
    signal.addEventListener("abort", giveUp);
    this.#waiting++;
    try {
      return await Promise.race([result, promise]);
    } finally {
      signal.removeEventListener("abort", giveUp);
      this.#waiting--;
      if (signal.aborted && this.#waiting === 0) this.#controller.abort(signal.reason);
    }
  }
}
