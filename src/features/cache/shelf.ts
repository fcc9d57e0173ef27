/**
 * A store as a cache uses it: what throws, hangs or is broken is a miss.
 *
 * @module
 */

import type { CacheEntry } from "./entry.ts";
import type { CachedBody, CacheStore, CacheWriter } from "./stores/store.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What bounds a store. */
export interface ShelfOptions {
  /** The most bytes of one body. */
  readonly maxEntryBytes: number;
  /** The most milliseconds that the store may take for one step. */
  readonly timeout: number;
}

/** Says that something is going to be stored, until the URL is changed by somebody. */
export interface Claim {
  readonly key: string;
  isValid: boolean;
}

/** A store that never fails. */
export class Shelf {
  readonly #store: CacheStore;
  readonly #options: ShelfOptions;
  readonly #claims = new Map<string, Set<Claim>>();

  /** Takes a store. */
  constructor(store: CacheStore, options: ShelfOptions) {
    this.#store = store;
    this.#options = options;
  }

  /** The most bytes of one body. */
  get maxEntryBytes(): number {
    return this.#options.maxEntryBytes;
  }

  /** Gives all entries under a key, the latest first. */
  async find(key: string): Promise<readonly CacheEntry[]> {
    const entries = await this.#try(() => this.#store.get(key)) ?? [];
    return entries.length < 2
      ? entries
      : entries.toSorted((one, other) => other.responseTime - one.responseTime);
  }

  /** Gives the body of an entry; `undefined` if it is gone. */
  body({ url, id }: CacheEntry): Promise<CachedBody | undefined> {
    return this.#try(() => this.#store.body(url, id));
  }

  /** Replaces an entry but for its body. */
  async update(entry: CacheEntry, claim: Claim): Promise<void> {
    if (claim.isValid) await this.#try(() => this.#store.update(entry.url, entry));
  }

  /** Drops entries. */
  async drop(entries: readonly CacheEntry[]): Promise<void> {
    for (const { url, id } of entries) await this.#try(() => this.#store.delete(url, id));
  }

  /** Drops all under a key, also what is under way. */
  async invalidate(key: string): Promise<void> {
    for (const claim of this.#claims.get(key) ?? []) claim.isValid = false;
    await this.#try(() => this.#store.delete(key));
  }

  /** Says that something is going to be stored. */
  claim(key: string): Claim {
    const claim = { key, isValid: true };
    const claims = this.#claims.get(key);
    if (claims) claims.add(claim);
    else this.#claims.set(key, new Set([claim]));
    return claim;
  }

  /** Takes that back, or says that it was done. */
  release(claim: Claim): void {
    const claims = this.#claims.get(claim.key);
    claims?.delete(claim);
    if (claims?.size === 0) this.#claims.delete(claim.key);
  }

  /** Begins to write an entry, which takes the place of others. */
  async open(entry: CacheEntry, claim: Claim, replaced: readonly CacheEntry[]): Promise<Pen> {
    const writer = await this.#try(() => this.#store.write(entry.url, entry));
    return new Pen(writer, { entry, claim, replaced, shelf: this });
  }

  /** Does one step with the store; `undefined` where it fails or takes too long. */
  async #try<T>(step: () => T | Promise<T>): Promise<T | undefined> {
    try {
      const result = step();
      return result instanceof Promise ? await this.#within(result) : result;
    } catch {
      return undefined;
    }
  }

  async #within<T>(result: Promise<T>): Promise<T | undefined> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), this.#options.timeout);
    try {
      return await Promise.race([result, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Does one step with the store; tells whether it was done. */
  async done(step: () => void | Promise<void>): Promise<boolean> {
    return await this.#try(async () => {
      await step();
      return true;
    }) ?? false;
  }
}

interface Writing {
  readonly entry: CacheEntry;
  readonly claim: Claim;
  readonly replaced: readonly CacheEntry[];
  readonly shelf: Shelf;
}

/** Writes one body; once something fails, nothing of it is kept. */
export class Pen {
  readonly #writing: Writing;
  #writer: CacheWriter | undefined;
  #size = 0;

  /** Takes a writer, if the store gave one. */
  constructor(writer: CacheWriter | undefined, writing: Writing) {
    this.#writer = writer;
    this.#writing = writing;
  }

  /** Takes the next bytes. */
  async write(chunk: Bytes): Promise<void> {
    const writer = this.#writer;
    const { shelf, claim } = this.#writing;
    if (!writer) return;
    this.#size += chunk.length;
    const fits = this.#size <= shelf.maxEntryBytes && claim.isValid;
    if (!fits || !await shelf.done(() => writer.write(chunk))) await this.#drop();
  }

  async #drop(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer) await this.#writing.shelf.done(() => writer.abort());
  }

  /** Keeps the entry if its body is whole, and drops those whose place it takes. Tells whether it was kept. */
  async end(complete: boolean): Promise<boolean> {
    const { shelf, claim, entry, replaced } = this.#writing;
    const writer = this.#writer;
    const isKept = complete && claim.isValid && this.#isWhole && writer !== undefined &&
      await shelf.done(() => writer.commit({ ...entry, size: this.#size }));
    if (isKept) await shelf.drop(claim.isValid ? replaced : [...replaced, entry]);
    else await this.#drop();
    this.#writer = undefined;
    shelf.release(claim);
    return isKept;
  }

  /** A part says how long it is. */
  get #isWhole(): boolean {
    const { range } = this.#writing.entry;
    return range === undefined || range.last - range.first + 1 === this.#size;
  }
}
