/**
 * How many requests may be sent in what time.
 *
 * @module
 */

import { checkFlag, checkNumber, checkParts } from "../../core/options/checks.ts";

/**
 * The pace of a client.
 *
 * @example Ten requests a second, to each host
 * ```ts
 * import { Client, type RateLimitOptions } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const rateLimit: RateLimitOptions = { requests: 10, per: 1_000, perHost: true };
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), rateLimit });
 * assertEquals((await client.get("http://api.example/")).status, 204);
 * ```
 * @category Limits and retries
 */
export interface RateLimitOptions {
  /** How many requests; so many may also be sent at once after a rest. */
  readonly requests: number;
  /** In how many milliseconds. */
  readonly per: number;
  /** Whether each host and port has a pace of its own. Default: one for all. */
  readonly perHost?: boolean | undefined;
}

/** The pace of a client, settled. */
export interface ResolvedRateLimit {
  /** How many requests. */
  readonly requests: number;
  /** In how many milliseconds. */
  readonly per: number;
  /** Whether each host and port has a pace of its own. */
  readonly perHost: boolean;
}

const PARTS: readonly string[] = ["requests", "per", "perHost"];

/** No pace can be told apart from none below this, and dividing by less would not end. */
const LEAST_PER = 1;

/**
 * Settles a loose rate limit.
 *
 * @param limit What the caller said.
 * @returns `undefined` for none.
 * @throws {TypeError} If a part is missing, unknown or of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveRateLimit(
  limit: RateLimitOptions | null | undefined,
): ResolvedRateLimit | undefined {
  if (limit === undefined || limit === null) return undefined;
  checkParts("rateLimit", limit, PARTS);
  return {
    requests: checkNumber("rateLimit.requests", limit.requests, { least: 1, whole: true }),
    per: checkNumber("rateLimit.per", limit.per, { least: LEAST_PER }),
    perHost: limit.perHost === undefined ? false : checkFlag("rateLimit.perHost", limit.perHost),
  };
}
