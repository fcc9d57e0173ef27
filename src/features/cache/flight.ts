/**
 * Equal requests that are under way at once.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import type { Question } from "./question.ts";

/** What a request under way has for others: an answer, a hint to look again, or nothing. */
export type Shared = ((question: Question) => HttpResponse | undefined) | "again" | undefined;

/** What one of the others gets. */
export type Share = HttpResponse | "again" | undefined;

/** One request that is under way, and who waits for it. */
export class Flight {
  readonly #followers = new Map<Question, (share: Share) => void>();
  readonly #controller = new AbortController();
  #isLed = true;

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives each of those who wait its share, at once: they have it before anybody reads on. */
  land(shared: Shared): void {
    const followers = [...this.#followers];
    this.#followers.clear();
    for (const [question, take] of followers) {
      take(typeof shared === "function" ? shared(question) : shared);
    }
  }

  /**
   * Waits for the share of a question.
   *
   * @throws The reason for which the caller gave up.
   */
  join(question: Question): Promise<Share> {
    const { promise, resolve } = Promise.withResolvers<Share>();
    this.#followers.set(question, resolve);
    return this.#wait(promise, question.context.signal, () => this.#followers.delete(question));
  }

  /**
   * Waits for what the one gets who began.
   *
   * @throws The reason for which the caller gave up.
   */
  lead<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#wait(result, signal, () => this.#isLed = false);
  }

  async #wait<T>(result: Promise<T>, signal: AbortSignal, leave: () => void): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => {
      leave();
      if (!this.#isLed && this.#followers.size === 0) this.#controller.abort(signal.reason);
      reject(signal.reason);
    };
    signal.addEventListener("abort", giveUp);
    if (signal.aborted) giveUp();
    try {
      return await Promise.race([result, promise]);
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }
}
