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
export type { CacheStatus } from "../../core/fields/cache_status.ts";
export { type CacheForward, parseCacheStatus } from "./cache_status.ts";
export type { CacheEntry, CacheRange } from "./entry.ts";
export type { CachedBody, CacheStats, CacheStore, CacheWriter } from "./stores/store.ts";
export { MemoryCacheStore, type MemoryCacheStoreOptions } from "./stores/memory_store.ts";
export { SqliteCacheStore, type SqliteCacheStoreOptions } from "./stores/sqlite_store.ts";
export { KvCacheStore, type KvLike } from "./stores/kv_store.ts";
export { WebCacheStore } from "./stores/web_store.ts";
