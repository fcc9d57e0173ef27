/**
 * Where a cache keeps what it stored.
 *
 * @module
 */

import type { CacheEntry } from "../entry.ts";

/**
 * Bytes of a stored body: all of them, or piece by piece.
 *
 * @example All of them at once
 * ```ts
 * import type { CachedBody } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * async function sizeOf(body: CachedBody): Promise<number> {
 *   if (body instanceof Uint8Array) return body.length;
 *   return (await Array.fromAsync(body)).reduce((sum, { length }) => sum + length, 0);
 * }
 * assertEquals(await sizeOf(new Uint8Array(3)), 3);
 * ```
 * @category Cache
 */
export type CachedBody = Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array<ArrayBuffer>>;

/**
 * Takes the body of one entry; nobody sees the entry before it is committed.
 *
 * @example An entry of two pieces
 * ```ts
 * import { type CacheEntry, type CacheWriter, MemoryCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: CacheEntry = {
 *   id: "1",
 *   url: "http://example.org/",
 *   status: 200,
 *   reasonPhrase: "OK",
 *   headers: [],
 *   varies: {},
 *   owner: "",
 *   requestTime: 0,
 *   responseTime: 0,
 *   deadAt: 1_000,
 *   size: 2,
 *   decoded: false,
 * };
 * const store = new MemoryCacheStore();
 * const writer: CacheWriter = store.write("http://example.org/", entry);
 * await writer.write(new Uint8Array([1]));
 * await writer.write(new Uint8Array([2]));
 * assertEquals(store.stats().entries, 0);
 * await writer.commit(entry);
 * assertEquals(store.stats().entries, 1);
 * ```
 * @category Cache
 */
export interface CacheWriter {
  /** Takes the next piece, which the caller may change later. */
  write(chunk: Uint8Array<ArrayBuffer>): void | Promise<void>;
  /** Keeps the entry, whose size is known now. */
  commit(entry: CacheEntry): void | Promise<void>;
  /** Drops what was written; safe at any time. */
  abort(): void | Promise<void>;
}

/**
 * How much a store holds.
 *
 * @example What is in a new one
 * ```ts
 * import { type CacheStats, MemoryCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const stats: CacheStats = new MemoryCacheStore().stats();
 * assertEquals(stats, { entries: 0, bytes: 0 });
 * ```
 * @category Cache
 */
export interface CacheStats {
  /** How many responses. */
  readonly entries: number;
  /** Bytes of their bodies, and of their heads where the store counts them. */
  readonly bytes: number;
}

/**
 * Where a cache keeps responses. A store knows nothing of HTTP: it keeps entries under keys, several under one.
 *
 * What throws, hangs or gives something broken is a miss to the cache. An entry may be gone at any time.
 *
 * @example One that counts
 * ```ts
 * import { type CacheStore, MemoryCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * let asked = 0;
 * class CountingStore extends MemoryCacheStore {
 *   override get(key: string) {
 *     asked++;
 *     return super.get(key);
 *   }
 * }
 * const store: CacheStore = new CountingStore();
 * await store.get("http://example.org/");
 * assertEquals(asked, 1);
 * ```
 * @category Cache
 */
export interface CacheStore {
  /** Gives all entries under a key. */
  get(key: string): readonly CacheEntry[] | Promise<readonly CacheEntry[]>;
  /** Gives the body of an entry; `undefined` if it is gone. */
  body(key: string, id: string): CachedBody | undefined | Promise<CachedBody | undefined>;
  /** Begins to write an entry. */
  write(key: string, entry: CacheEntry): CacheWriter | Promise<CacheWriter>;
  /** Replaces an entry but for its body, if it is still there. */
  update(key: string, entry: CacheEntry): void | Promise<void>;
  /** Drops one entry, or all under a key: `store.delete(url)`. */
  delete(key: string, id?: string): void | Promise<void>;
  /** Drops everything. */
  clear(): void | Promise<void>;
  /** Drops what nobody can use any more, and gives how many entries that were. */
  purge(now?: number): number | Promise<number>;
  /** Says how much is there. */
  stats(): CacheStats | Promise<CacheStats>;
}
