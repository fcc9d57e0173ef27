/**
 * Equal requests that are under way at once.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import type { CacheRequest } from "./cache_request.ts";

/** What a request under way has for others: an answer, a hint to look again, or nothing. */
export type SharedAnswer =
  | ((cacheRequest: CacheRequest) => HttpResponse | undefined)
  | "again"
  | undefined;

/** What one of the others gets. */
export type CollapsedAnswer = HttpResponse | "again" | undefined;

/** One request that is under way, and who waits for it. */
export class CollapsedRequest {
  readonly #others = new Map<CacheRequest, (share: CollapsedAnswer) => void>();
  readonly #controller = new AbortController();
  #hasFirst = true;

  /** Aborted when nobody waits any more. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Gives each of those who wait its share, at once: they have it before anybody reads on. */
  settle(shared: SharedAnswer): void {
    const others = [...this.#others];
    this.#others.clear();
    for (const [cacheRequest, take] of others) {
      take(typeof shared === "function" ? shared(cacheRequest) : shared);
    }
  }

  /**
   * Waits for the share of a request.
   *
   * @throws The reason for which the caller gave up.
   */
  join(cacheRequest: CacheRequest): Promise<CollapsedAnswer> {
    const { promise, resolve } = Promise.withResolvers<CollapsedAnswer>();
    this.#others.set(cacheRequest, resolve);
    return this.#wait(
      promise,
      cacheRequest.context.signal,
      () => this.#others.delete(cacheRequest),
    );
  }

  /**
   * Waits for what the one gets who began.
   *
   * @throws The reason for which the caller gave up.
   */
  wait<T>(result: Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#wait(result, signal, () => this.#hasFirst = false);
  }

  async #wait<T>(result: Promise<T>, signal: AbortSignal, leave: () => void): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const giveUp = () => {
      leave();
      if (!this.#hasFirst && this.#others.size === 0) this.#controller.abort(signal.reason);
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
