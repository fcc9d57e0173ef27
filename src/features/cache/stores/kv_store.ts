/**
 * A store in Deno KV.
 *
 * @module
 */

import { concatBytes } from "../../../core/bytes/chunks.ts";
import { digest } from "../digest.ts";
import { type CacheEntry, parseEntry } from "../entry.ts";
import type { CachedBody, CacheStats, CacheStore, CacheWriter } from "./store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * What a {@link KvCacheStore} needs of a `Deno.Kv`.
 *
 * @example A Deno KV is one, and so is this
 * ```ts
 * import { KvCacheStore, type KvLike } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const nothing: KvLike = {
 *   get: () => Promise.resolve({ value: null }),
 *   async *list() {},
 *   set: () => Promise.resolve(),
 *   delete: () => Promise.resolve(),
 * };
 * assertEquals(await new KvCacheStore(nothing).get("http://example.org/"), []);
 * ```
 * @category Cache
 */
export interface KvLike {
  /** Gives a value. */
  get(key: readonly string[]): Promise<{ readonly value: unknown }>;
  /** Gives all values whose keys begin so. */
  list(
    selector: { prefix: string[] },
  ): AsyncIterable<{ readonly key: readonly unknown[]; readonly value: unknown }>;
  /** Keeps a value for so many milliseconds. */
  set(key: readonly string[], value: unknown, options?: { expireIn?: number }): Promise<unknown>;
  /** Drops a value. */
  delete(key: readonly string[]): Promise<void>;
}

/** A value may have 64 KiB; some of that is its form. */
const PIECE = 60_000;

/** Where the texts of the heads stand, and the pieces of the bodies. */
const HEADS = "heads";
const BODIES = "bodies";

/**
 * Keeps responses in Deno KV, as on Deno Deploy: bodies in pieces of 60,000 bytes, the head last, so that nobody finds
 * half an entry. KV itself drops what is dead. There is no limit but that of the database.
 *
 * @example On Deno Deploy
 * ```ts
 * import { Client } from "@ferry/http";
 * import { cache, KvCacheStore, type KvLike } from "@ferry/http/cache";
 *
 * const toClient = (kv: KvLike) => new Client({ stages: [cache({ store: new KvCacheStore(kv) })] });
 * // using client = toClient(await Deno.openKv());
 * ```
 * @category Cache
 */
export class KvCacheStore implements CacheStore {
  readonly #kv: KvLike;
  readonly #prefix: string;

  /**
   * Takes an open database; closing it is left to the caller.
   *
   * @param kv The database.
   * @param prefix The first part of every key.
   */
  constructor(kv: KvLike, prefix: string = "ferry-cache") {
    if (typeof kv?.get !== "function" || typeof kv.set !== "function") {
      throw new TypeError("Cannot use the database: give a Deno.Kv");
    }
    this.#kv = kv;
    this.#prefix = prefix;
  }

  /** Gives all entries under a key. */
  async get(key: string): Promise<readonly CacheEntry[]> {
    return (await this.#heads(await digest(key))).map(({ entry }) => entry);
  }

  async #heads(
    hash?: string,
  ): Promise<readonly { readonly hash: string; readonly entry: CacheEntry }[]> {
    const prefix = [this.#prefix, HEADS, ...(hash === undefined ? [] : [hash])];
    const found = [];
    for await (const { key, value } of this.#kv.list({ prefix })) {
      const entry = typeof value === "string" ? parseEntry(value) : undefined;
      if (entry) found.push({ hash: String(key[2]), entry });
    }
    return found;
  }

  /** Gives the body of an entry. */
  async body(key: string, id: string): Promise<CachedBody | undefined> {
    const { value } = await this.#kv.get([this.#prefix, HEADS, await digest(key), id]);
    const entry = typeof value === "string" ? parseEntry(value) : undefined;
    if (!entry) return undefined;
    const count = Math.ceil(entry.size / PIECE);
    if (count === 0) return new Uint8Array(0);
    const first = await this.#piece(id, 0);
    return count === 1 ? first : this.#pieces(id, { count, first });
  }

  async *#pieces(
    id: string,
    { count, first }: { readonly count: number; readonly first: Bytes },
  ): AsyncGenerator<Bytes> {
    yield first;
    for (let n = 1; n < count; n++) yield await this.#piece(id, n);
  }

  async #piece(id: string, n: number): Promise<Bytes> {
    const { value } = await this.#kv.get([this.#prefix, BODIES, id, String(n)]);
    if (value instanceof Uint8Array) return new Uint8Array(value);
    throw new TypeError("Cannot read a stored body: a part of it is gone");
  }

  /** Begins to write an entry. */
  async write(key: string, entry: CacheEntry): Promise<CacheWriter> {
    const hash = await digest(key);
    let pending: Bytes = new Uint8Array(0);
    let count = 0;
    const expireIn = lifeOf(entry);
    const flush = async (least: number) => {
      while (pending.length >= least && pending.length > 0) {
        const piece = pending.slice(0, PIECE);
        pending = pending.slice(PIECE);
        await this.#kv.set([this.#prefix, BODIES, entry.id, String(count++)], piece, { expireIn });
      }
    };
    return {
      write: async (chunk) => {
        pending = concatBytes([pending, chunk.slice()]);
        await flush(PIECE);
      },
      commit: async (whole) => {
        await flush(0);
        await this.#setHead(hash, whole);
      },
      abort: () => this.#dropBody(entry.id, count),
    };
  }

  async #setHead(hash: string, entry: CacheEntry): Promise<void> {
    const key = [this.#prefix, HEADS, hash, entry.id];
    await this.#kv.set(key, JSON.stringify(entry), { expireIn: lifeOf(entry) });
  }

  /** Replaces an entry but for its body, which is written once more if it would be dropped before. */
  async update(key: string, entry: CacheEntry): Promise<void> {
    const hash = await digest(key);
    const { value } = await this.#kv.get([this.#prefix, HEADS, hash, entry.id]);
    if (typeof value !== "string") return;
    const expireIn = lifeOf(entry);
    for (let n = 0; n < Math.ceil(entry.size / PIECE); n++) {
      const piece = await this.#piece(entry.id, n);
      await this.#kv.set([this.#prefix, BODIES, entry.id, String(n)], piece, { expireIn });
    }
    await this.#setHead(hash, entry);
  }

  /** Drops one entry, or all under a key. */
  async delete(key: string, id?: string): Promise<void> {
    const heads = await this.#heads(await digest(key));
    for (const head of heads) if (id === undefined || head.entry.id === id) await this.#drop(head);
  }

  async #drop(
    { hash, entry }: { readonly hash: string; readonly entry: CacheEntry },
  ): Promise<void> {
    await this.#kv.delete([this.#prefix, HEADS, hash, entry.id]);
    await this.#dropBody(entry.id, Math.ceil(entry.size / PIECE));
  }

  async #dropBody(id: string, count: number): Promise<void> {
    for (let n = 0; n < count; n++) await this.#kv.delete([this.#prefix, BODIES, id, String(n)]);
  }

  /** Drops everything. */
  async clear(): Promise<void> {
    for (const head of await this.#heads()) await this.#drop(head);
    for await (const { key } of this.#kv.list({ prefix: [this.#prefix, BODIES] })) {
      await this.#kv.delete(key.map(String));
    }
  }

  /** Drops what nobody can use any more, and gives how many entries that were. */
  async purge(now: number = Date.now()): Promise<number> {
    const dead = (await this.#heads()).filter(({ entry }) => entry.deadAt <= now);
    for (const head of dead) await this.#drop(head);
    return dead.length;
  }

  /** Says how much is there, bodies alone; it reads every head. */
  async stats(): Promise<CacheStats> {
    const heads = await this.#heads();
    return { entries: heads.length, bytes: heads.reduce((sum, { entry }) => sum + entry.size, 0) };
  }
}

function lifeOf({ deadAt }: CacheEntry): number {
  return Math.min(Math.max(1, Math.ceil(deadAt - Date.now())), 366 * 86_400_000);
}
