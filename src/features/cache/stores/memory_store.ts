/**
 * A store in memory.
 *
 * @module
 */

import { checkParts } from "../../../core/options/checks.ts";
import { concatBytes } from "../../../core/bytes/chunks.ts";
import type { CacheEntry } from "../entry.ts";
import type { CacheStats, CacheStore, CacheWriter } from "./store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Settings of a {@link MemoryCacheStore}.
 *
 * @example A small one
 * ```ts
 * import { MemoryCacheStore, type MemoryCacheStoreOptions } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const options: MemoryCacheStoreOptions = { maxBytes: 1_048_576 };
 * assertEquals(new MemoryCacheStore(options).stats().bytes, 0);
 * ```
 * @category Cache
 */
export interface MemoryCacheStoreOptions {
  /** The most bytes of bodies and heads that are kept; what was used last stays. Default: 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/** One entry with its body. */
interface Item {
  readonly key: string;
  entry: CacheEntry;
  readonly body: Bytes;
  bytes: number;
}

/**
 * Keeps responses in memory, the last used ones up to so many bytes.
 *
 * @example A cache that several clients share
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { cache, MemoryCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new MemoryCacheStore({ maxBytes: 10 * 1_048_576 });
 * let asked = 0;
 * const transport = new HandlerTransport(() =>
 *   new Response(`${++asked}`, { headers: { "cache-control": "max-age=60" } })
 * );
 * using one = new Client({ transport, stages: [cache({ store })] });
 * using other = new Client({ transport, stages: [cache({ store })] });
 * assertEquals(await one.get("http://example.org/").text(), "1");
 * assertEquals(await other.get("http://example.org/").text(), "1");
 * ```
 * @category Cache
 */
export class MemoryCacheStore implements CacheStore {
  readonly #maxBytes: number;
  /** In the order of use, the longest unused first. */
  readonly #items = new Map<string, Item>();
  /** The entries under each key; a list is never changed, only replaced. */
  readonly #keys = new Map<string, readonly CacheEntry[]>();
  #bytes = 0;
  #latest = "";

  /**
   * Makes an empty store.
   *
   * @throws {RangeError} If `maxBytes` is no whole number from 1.
   */
  constructor(options: MemoryCacheStoreOptions = {}) {
    checkParts("the options of a MemoryCacheStore", options, ["maxBytes"]);
    const { maxBytes = 64 * 1_048_576 } = options;
    if (maxBytes !== Infinity && !(Number.isInteger(maxBytes) && maxBytes > 0)) {
      throw new RangeError(`Cannot use ${maxBytes} as maxBytes: give a whole number from 1`);
    }
    this.#maxBytes = maxBytes;
  }

  /** Gives all entries under a key. */
  get(key: string): readonly CacheEntry[] {
    return this.#entries(key);
  }

  #entries(key: string): readonly CacheEntry[] {
    return this.#keys.get(key) ?? [];
  }

  /** Gives a copy of the body of an entry. */
  body(_key: string, id: string): Uint8Array<ArrayBuffer> | undefined {
    const item = this.#items.get(id);
    if (!item) return undefined;
    if (this.#latest !== id) {
      this.#items.delete(id);
      this.#items.set(id, item);
      this.#latest = id;
    }
    return item.body.slice();
  }

  /** Begins to write an entry; one larger than the store is refused as soon as that shows. */
  write(key: string, _entry: CacheEntry): CacheWriter {
    const chunks: Bytes[] = [];
    let length = 0;
    return {
      write: (chunk) => {
        length += chunk.length;
        if (length > this.#maxBytes) {
          chunks.length = 0;
          throw new RangeError(`Cannot store more than maxBytes (${this.#maxBytes} bytes)`);
        }
        chunks.push(chunk.slice());
      },
      commit: (entry) => this.#add(key, entry, concatBytes(chunks.splice(0))),
      abort: () => void chunks.splice(0),
    };
  }

  #add(key: string, entry: CacheEntry, body: Bytes): void {
    this.#drop(this.#items.get(entry.id));
    const item = { key, entry, body, bytes: body.length + sizeOf(entry) };
    if (item.bytes > this.#maxBytes) return;
    this.#items.set(entry.id, item);
    this.#latest = entry.id;
    this.#keys.set(key, [...this.#entries(key), entry]);
    this.#bytes += item.bytes;
    this.#evict();
  }

  #evict(): void {
    for (const item of this.#items.values()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#drop(item);
    }
  }

  /** Replaces an entry but for its body. */
  update(_key: string, entry: CacheEntry): void {
    const item = this.#items.get(entry.id);
    if (!item) return;
    const bytes = item.body.length + sizeOf(entry);
    const entries = this.#entries(item.key).map((own) => own.id === entry.id ? entry : own);
    this.#keys.set(item.key, entries);
    this.#bytes += bytes - item.bytes;
    item.entry = entry;
    item.bytes = bytes;
    this.#evict();
  }

  /** Drops one entry, or all under a key. */
  delete(key: string, id?: string): void {
    for (const entry of this.#entries(key)) {
      if (id === undefined || entry.id === id) this.#drop(this.#items.get(entry.id));
    }
  }

  #drop(item: Item | undefined): void {
    if (!item) return;
    const left = this.#entries(item.key).filter(({ id }) => id !== item.entry.id);
    if (left.length === 0) this.#keys.delete(item.key);
    else this.#keys.set(item.key, left);
    if (this.#items.delete(item.entry.id)) this.#bytes -= item.bytes;
  }

  /** Drops everything. */
  clear(): void {
    this.#items.clear();
    this.#keys.clear();
    this.#bytes = 0;
  }

  /** Drops what nobody can use any more, and gives how many entries that were. */
  purge(now: number = Date.now()): number {
    const dead = [...this.#items.values()].filter(({ entry }) => entry.deadAt <= now);
    for (const item of dead) this.#drop(item);
    return dead.length;
  }

  /** Says how much is there, heads with their bodies. */
  stats(): CacheStats {
    return { entries: this.#items.size, bytes: this.#bytes };
  }
}

/** What an object and its texts take, roughly. */
function sizeOf({ url, headers }: CacheEntry): number {
  return headers.reduce((sum, [name, value]) => sum + name.length + value.length, 512 + url.length);
}
