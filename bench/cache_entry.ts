/**
 * An entry of a cache as benchmarks store it.
 *
 * @module
 */

import type { CacheEntry } from "../src/features/cache/mod.ts";

/** Makes an answer to a URL that stays fresh for an hour. */
export function toCacheEntry(
  url: string,
  { id, headers, size }: Pick<CacheEntry, "id" | "headers" | "size">,
): CacheEntry {
  const now = Date.now();
  return {
    ...{ id, url, status: 200, reasonPhrase: "OK", headers, varies: {}, owner: "" },
    ...{ requestTime: now, responseTime: now, deadAt: now + 3_600_000, size, decoded: false },
  };
}
