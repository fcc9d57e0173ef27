/**
 * What stands in for a server that fails, or cannot be reached.
 *
 * @module
 */

import { TransportError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { CacheRequest } from "./cache_request.ts";
import type { CacheEntry } from "./entry.ts";
import type { GuardedStore } from "./guarded_store.ts";
import { decide } from "./rules/decision.ts";
import type { CacheKind } from "./rules/freshness.ts";
import { refuse, serve } from "./serving.ts";

/** Answers for which a stale one may stand in: RFC 5861 section 4. */
const FAILURES: readonly number[] = [500, 502, 503, 504];

/** What is stored, and by which rules. */
export interface StaleParts {
  readonly entry: CacheEntry | undefined;
  readonly kind: CacheKind;
  readonly store: GuardedStore;
}

/** Gives what may stand in for an answer of this status (RFC 5861 section 4). */
export async function findStaleAnswer(
  status: number,
  cacheRequest: CacheRequest,
  parts: StaleParts,
): Promise<HttpResponse | undefined> {
  return FAILURES.includes(status) ? await serveStale(cacheRequest, parts, status) : undefined;
}

/** Gives what may stand in where there is no answer (RFC 9111 sections 4.2.4 and 5.2.2.2). */
export async function answerFailure(
  error: unknown,
  cacheRequest: CacheRequest,
  parts: StaleParts,
): Promise<HttpResponse | undefined> {
  const { entry, kind, store } = parts;
  const stale = await serveStale(cacheRequest, parts);
  if (stale || !entry || !isDisconnection(error)) return stale;
  const decision = decide(entry, cacheRequest, { kind, now: Date.now() });
  if (decision.disconnected === "throw") return undefined;
  const facts = { forward: "stale", ttl: Math.floor(decision.ttl), detail: "disconnected" };
  if (decision.disconnected === "refuse") return refuse(cacheRequest, facts);
  return await serve(store, cacheRequest, { entry, age: decision.age, facts });
}

async function serveStale(
  cacheRequest: CacheRequest,
  { entry, kind, store }: StaleParts,
  forwardStatus?: number,
): Promise<HttpResponse | undefined> {
  if (!entry) return undefined;
  const { age, ttl, staleIfError } = decide(entry, cacheRequest, { kind, now: Date.now() });
  if (staleIfError < 0 || -ttl > staleIfError) return undefined;
  const facts = {
    forward: "stale",
    forwardStatus,
    ttl: Math.floor(ttl),
    detail: "stale-if-error",
  };
  return await serve(store, cacheRequest, { entry, age, facts });
}

/** A failure that may be over by the next time: a certificate that is refused, or what may not be done, is none. */
function isDisconnection(error: unknown): boolean {
  return TransportError.is(error) && error.retryable;
}
