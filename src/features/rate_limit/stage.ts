/**
 * Sends requests no faster than they may be.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { RETRIES } from "../retry/feature.ts";
import { retryAfterOf } from "../retry/retry_after.ts";
import type { ResolvedRateLimit } from "./rate_limit.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Stage } from "../../core/stage.ts";
import { TokenBucket } from "./token_bucket.ts";

/**
 * Takes a token for each request, also for each retry; a 429 empties the bucket for as long as the server says.
 *
 * It stands outside of limits: who waits for a token holds no permit.
 *
 * @param limit The pace.
 */
export function withRateLimit(limit: ResolvedRateLimit): Stage {
  const buckets = new Buckets(limit);
  return (next) => async (request, context) => {
    const hop = HopContext.of(context);
    const bucket = buckets.of(request.url.host);
    await bucket.take(hop.call.cancellation);
    const response = await next(request, hop);
    if (response.status === 429) bucket.pause(patienceFor(response, hop));
    return response;
  };
}

/** A server that says "next year" does not stop a client for ever. */
function patienceFor(response: HttpResponse, { call }: HopContext): number {
  const { respectRetryAfter, maxRetryAfter } = RETRIES.of(call.settings);
  return respectRetryAfter ? Math.min(retryAfterOf(response) ?? 0, maxRetryAfter) : 0;
}

/** One bucket for all hosts, or one for each. */
class Buckets {
  readonly #limit: ResolvedRateLimit;
  readonly #all: TokenBucket;
  readonly #hosts = new Map<string, TokenBucket>();

  constructor(limit: ResolvedRateLimit) {
    this.#limit = limit;
    this.#all = new TokenBucket(limit);
  }

  of(host: string): TokenBucket {
    if (!this.#limit.perHost) return this.#all;
    const known = this.#hosts.get(host);
    if (known) return known;
    if (this.#hosts.size >= MOST) this.#forgetFull();
    const bucket = new TokenBucket(this.#limit);
    this.#hosts.set(host, bucket);
    return bucket;
  }

  #forgetFull(): void {
    for (const [host, bucket] of this.#hosts) {
      if (bucket.isFull) this.#hosts.delete(host);
    }
  }
}

/** From so many hosts on, those that were not asked for a while are forgotten. */
const MOST = 1_000;
