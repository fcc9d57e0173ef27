/**
 * What a cache does with a request for which something is stored: RFC 9111 section 4, RFC 5861, RFC 8246.
 *
 * @module
 */

import type { CacheEntry } from "../entry.ts";
import { type CacheKind, currentAge, Policy } from "./freshness.ts";
import type { CacheRequest } from "../cache_request.ts";

/** What is done, and how old the entry is. */
export interface Decision {
  /** Given as it is, given while it is validated, or validated first. */
  readonly action: "use" | "refresh" | "validate";
  /** Seconds that it is still fresh; negative for what is stale. */
  readonly ttl: number;
  /** Seconds. */
  readonly age: number;
  /** Why it is validated. */
  readonly forward: "stale" | "request";
  /** Seconds for which it may stand in for an error, counted from when it became stale. */
  readonly staleIfError: number;
  /** What is done where no server can be reached: it is given stale, is refused with a 504, or the failure thrown. */
  readonly disconnected: "use" | "refuse" | "throw";
}

/** Decides. */
export function decide(
  entry: CacheEntry,
  cacheRequest: CacheRequest,
  { kind, now }: { readonly kind: CacheKind; readonly now: number },
): Decision {
  const policy = Policy.of(entry, kind);
  const age = currentAge(entry, now);
  const ttl = policy.lifetime(entry.responseTime) - age;
  const isFresh = ttl > 0 && !policy.isValidatedAlways;
  const isWanted = isFresh && wantsFresh({ age, ttl }, cacheRequest, policy);
  const staleIfError = graceFor(policy, cacheRequest);
  const disconnected = whenDisconnected(ttl, cacheRequest, { policy, kind });
  const forward = isFresh ? "request" : "stale";
  const facts = { ttl, age, forward, staleIfError, disconnected } as const;
  if (cacheRequest.mode === "no-cache" || cacheRequest.mode === "reload") {
    return { ...facts, action: "validate", forward: "request" };
  }
  const { mode } = cacheRequest;
  if (mode === "force-cache" || mode === "only-if-cached") return { ...facts, action: "use" };
  if (isWanted || takesStale({ age, ttl }, cacheRequest, policy)) {
    return { ...facts, action: "use" };
  }
  return { ...facts, action: mayRefresh(ttl, cacheRequest, policy) ? "refresh" : "validate" };
}

interface Times {
  readonly age: number;
  readonly ttl: number;
}

/** Section 5.2.1, and RFC 8246: a reload of what never changes is a reload of nothing. */
function wantsFresh({ age, ttl }: Times, { asked }: CacheRequest, policy: Policy): boolean {
  if (asked.has("no-cache")) return false;
  const most = asked.seconds("max-age");
  if (most === 0 && policy.directives.has("immutable")) return true;
  if (most !== undefined && !(age <= most && most > 0)) return false;
  const least = asked.seconds("min-fresh");
  return least === undefined || Number.isNaN(least) || ttl >= least;
}

function takesStale({ age, ttl }: Times, { asked }: CacheRequest, policy: Policy): boolean {
  if (!asked.has("max-stale") || policy.isNeverStale || asked.has("no-cache") || ttl > 0) {
    return false;
  }
  const most = asked.seconds("max-age");
  if (most !== undefined && !(age <= most)) return false;
  return asked.isWhole("max-stale") || -ttl <= (asked.seconds("max-stale") ?? 0);
}

/** What a request says that wants nothing stale. */
const STRICT: readonly string[] = ["no-cache", "max-age", "min-fresh"];

function mayRefresh(ttl: number, { asked, range }: CacheRequest, policy: Policy): boolean {
  const grace = policy.directives.seconds("stale-while-revalidate") || 0;
  const isStrict = STRICT.some((name) => asked.has(name));
  return grace > 0 && ttl <= 0 && !isStrict && !policy.isNeverStale && range === undefined &&
    -ttl <= grace;
}

/** Section 4.2.4 lets a cache that is cut off give what is stale; section 5.2.2.2 wants a 504 where it must not. */
function whenDisconnected(
  ttl: number,
  { asked, mode }: CacheRequest,
  { policy, kind }: { readonly policy: Policy; readonly kind: CacheKind },
): Decision["disconnected"] {
  if (mode !== "default") return "throw";
  if (STRICT.some((name) => asked.has(name))) return "throw";
  if (policy.isNeverStale) return "refuse";
  // Who said for how long after an error meant no longer.
  const isLimited = policy.directives.has("stale-if-error") || asked.has("stale-if-error");
  return !isLimited && -ttl < kind.staleIfDisconnected ? "use" : "throw";
}

function graceFor(policy: Policy, { asked }: CacheRequest): number {
  if (policy.isNeverStale || asked.has("no-cache")) return -1;
  return Math.max(
    policy.directives.seconds("stale-if-error") ?? -1,
    asked.seconds("stale-if-error") ?? -1,
  ) || 0;
}
