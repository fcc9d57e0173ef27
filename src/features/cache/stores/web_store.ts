/**
 * A store in the web's Cache API.
 *
 * @module
 */

import { concatBytes } from "../../../core/bytes/chunks.ts";
import { digest } from "../digest.ts";
import { type CacheEntry, parseEntry } from "../entry.ts";
import type { CachedBody, CacheStats, CacheStore, CacheWriter } from "./store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Nobody can ask this host for anything (RFC 2606). */
const BASE = "https://ferry-cache.invalid/";

/**
 * Keeps responses in the web's Cache API, as in Deno, browsers and workers.
 *
 * That API would lose variants and refuses partial answers, so entries stand there under addresses of their own, with a
 * list of all. A body is held in memory until it is written. There is no limit but that of the runtime.
 *
 * @example In the cache of the runtime
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { cache, WebCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new WebCacheStore(caches, "ferry-example");
 * const headers = { "cache-control": "max-age=60" };
 * const transport = new HandlerTransport(() => new Response("hello", { headers }));
 * using client = new Client({ transport, stages: [cache({ store })] });
 * await client.get("http://example.org/");
 * assertEquals((await store.stats()).entries, 1);
 * await store.clear();
 * ```
 * @category Cache
 */
export class WebCacheStore implements CacheStore {
  readonly #storage: CacheStorage;
  readonly #name: string;
  #turn: Promise<unknown> = Promise.resolve();

  /**
   * Takes the storage; nothing is opened yet.
   *
   * @param storage The global `caches`.
   * @param name The name of the cache in it.
   */
  constructor(storage: CacheStorage, name: string = "ferry-cache") {
    if (typeof storage?.open !== "function") {
      throw new TypeError("Cannot use the storage: give the global caches");
    }
    this.#storage = storage;
    this.#name = name;
  }

  /** Gives all entries under a key. */
  async get(key: string): Promise<readonly CacheEntry[]> {
    const hash = await digest(key);
    return (await this.#list()).filter((row) => row.hash === hash).map(({ entry }) => entry);
  }

  async #list(): Promise<readonly Row[]> {
    const cache = await this.#storage.open(this.#name);
    const text = await (await cache.match(BASE))?.text() ?? "[]";
    const rows: unknown = JSON.parse(text);
    return Array.isArray(rows) ? rows.flatMap(toRow) : [];
  }

  /** One after the other, since the API has no transactions. */
  #change(alter: (rows: readonly Row[]) => readonly Row[]): Promise<readonly Row[]> {
    const change = async () => {
      const before = await this.#list();
      const after = alter(before);
      const cache = await this.#storage.open(this.#name);
      const rows = after.map(({ hash, entry }) => [hash, JSON.stringify(entry)]);
      await cache.put(BASE, new Response(JSON.stringify(rows)));
      const kept = new Set(after.map(({ entry }) => entry.id));
      const dropped = before.filter(({ entry }) => !kept.has(entry.id));
      for (const { entry } of dropped) await cache.delete(BASE + entry.id);
      return dropped;
    };
    const changed = this.#turn.then(change, change);
    this.#turn = changed.catch(() => {});
    return changed;
  }

  /** Gives the body of an entry. */
  async body(_key: string, id: string): Promise<CachedBody | undefined> {
    const cache = await this.#storage.open(this.#name);
    const response = await cache.match(BASE + id);
    return response && new Uint8Array(await response.arrayBuffer());
  }

  /** Begins to write an entry. */
  write(key: string, { id }: CacheEntry): CacheWriter {
    const chunks: Bytes[] = [];
    return {
      write: (chunk) => void chunks.push(chunk.slice()),
      commit: async (entry) => {
        const hash = await digest(key);
        const cache = await this.#storage.open(this.#name);
        await cache.put(BASE + id, new Response(concatBytes(chunks.splice(0))));
        await this.#change((rows) => [...rows, { hash, entry }]);
      },
      abort: () => void chunks.splice(0),
    };
  }

  /** Replaces an entry but for its body. */
  async update(_key: string, entry: CacheEntry): Promise<void> {
    await this.#change((rows) =>
      rows.map((row) => row.entry.id === entry.id ? { ...row, entry } : row)
    );
  }

  /** Drops one entry, or all under a key. */
  async delete(key: string, id?: string): Promise<void> {
    const hash = await digest(key);
    await this.#change((rows) =>
      rows.filter((row) => row.hash !== hash || (id !== undefined && row.entry.id !== id))
    );
  }

  /** Drops everything. */
  async clear(): Promise<void> {
    await this.#change(() => []);
    await this.#storage.delete(this.#name);
  }

  /** Drops what nobody can use any more, and gives how many entries that were. */
  async purge(now: number = Date.now()): Promise<number> {
    return (await this.#change((rows) => rows.filter(({ entry }) => entry.deadAt > now))).length;
  }

  /** Says how much is there, bodies alone. */
  async stats(): Promise<CacheStats> {
    const rows = await this.#list();
    return { entries: rows.length, bytes: rows.reduce((sum, { entry }) => sum + entry.size, 0) };
  }
}

interface Row {
  readonly hash: string;
  readonly entry: CacheEntry;
}

function toRow(row: unknown): readonly Row[] {
  if (!Array.isArray(row)) return [];
  const entry = parseEntry(String(row[1]));
  return entry ? [{ hash: String(row[0]), entry }] : [];
}
