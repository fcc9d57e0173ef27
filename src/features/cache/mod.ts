/**
 * An HTTP cache for a client: RFC 9111, with RFC 5861, 8246, 9211 and 9213, as a stage, and stores for it.
 *
 * @example Most programs
 * ```ts
 * import { Client } from "@ferry/http";
 * import { cache } from "@ferry/http/cache";
 *
 * using client = new Client({ stages: [cache()] });
 * ```
 *
 * @module
 */

export { cache, type CacheOptions } from "./cache.ts";
export {
  type CacheForward,
  type CacheStatus,
  parseCacheStatus,
} from "../../core/fields/cache_status.ts";
export type { CacheEntry, CacheRange } from "./entry.ts";
export type { CachedBody, CacheStats, CacheStore, CacheWriter } from "./store.ts";
export { MemoryCacheStore, type MemoryCacheStoreOptions } from "./memory_store.ts";
export { SqliteCacheStore, type SqliteCacheStoreOptions } from "./sqlite_store.ts";
export { KvCacheStore, type KvLike } from "./kv_store.ts";
export { WebCacheStore } from "./web_store.ts";
