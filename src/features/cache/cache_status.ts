/**
 * The header by which caches say what they did with a request: RFC 9211.
 *
 * @module
 */

import * as fields from "../../core/fields/cache_status.ts";
import type { CacheStatus } from "../../core/fields/cache_status.ts";

/**
 * Why a request went on to the server (RFC 9211 section 2.2).
 *
 * @example Was there anything at all?
 * ```ts
 * import type { CacheForward } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const isMiss = (reason: CacheForward) => reason.endsWith("miss");
 * assertEquals([isMiss("uri-miss"), isMiss("stale")], [true, false]);
 * ```
 * @category Cache
 */
export type CacheForward =
  | "bypass"
  | "method"
  | "uri-miss"
  | "vary-miss"
  | "miss"
  | "request"
  | "stale"
  | "partial";

/**
 * Reads a Cache-Status header (RFC 9211); members that cannot be read are left out.
 *
 * @param header The value of the header, `null` if there is none.
 * @returns What each cache did, the one next to the server first.
 *
 * @example The cache of a client
 * ```ts
 * import { parseCacheStatus } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const [edge, own] = parseCacheStatus('"cdn.example"; fwd=uri-miss; stored, Ferry; hit; ttl=60');
 * assertEquals([edge?.forward, own?.hit], ["uri-miss", true]);
 * ```
 * @category Cache
 */
export function parseCacheStatus(header: string | null): readonly CacheStatus[] {
  return fields.parseCacheStatus(header);
}

/** Writes one member of the header. */
export function formatCacheStatus(status: CacheStatus): string {
  const { cache, hit, forward, forwardStatus, ttl, stored, collapsed, detail } = status;
  return [
    cache,
    ...(hit ? ["hit"] : []),
    ...(forward === undefined ? [] : [`fwd=${forward}`]),
    ...(forwardStatus === undefined ? [] : [`fwd-status=${forwardStatus}`]),
    ...(ttl === undefined ? [] : [`ttl=${ttl}`]),
    ...(stored ? ["stored"] : []),
    ...(collapsed ? ["collapsed"] : []),
    ...(detail === undefined ? [] : [`detail=${detail}`]),
  ].join("; ");
}
