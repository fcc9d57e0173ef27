/**
 * A store as a cache uses it: what throws, hangs or is broken is a miss.
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import { type CacheEntry, isUsable } from "./entry.ts";
import { type PendingWrite, StoreState } from "./store_state.ts";
import type { CachedBody, CacheStore, CacheWriter } from "./stores/store.ts";
import { isEquivalent } from "./rules/url_variations.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What bounds a store. */
export interface StoreLimits {
  /** The most bytes of one body. */
  readonly maxEntryBytes: number;
  /** The most milliseconds that the store may take for one step. */
  readonly timeout: number;
}

/** The most users and variants for which it is said which URL has their answer; the latest stay. */
const MOST_LINKS = 256;

/** What a store gives: at once, where it is in memory, which spares a hit all waiting. */
export type MaybePromise<T> = T | Promise<T>;

/** Does the next thing: at once, where nothing is to be waited for. */
export function follow<T, U>(
  value: MaybePromise<T>,
  next: (value: T) => MaybePromise<U>,
): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** A store that never fails. */
export class GuardedStore {
  readonly #store: CacheStore;
  readonly #options: StoreLimits;
  readonly #state: StoreState;

  /** Takes a store. */
  constructor(store: CacheStore, options: StoreLimits) {
    this.#store = store;
    this.#state = StoreState.of(store);
    this.#options = options;
  }

  /** The most bytes of one body. */
  get maxEntryBytes(): number {
    return this.#options.maxEntryBytes;
  }

  /** Gives all entries under a key, the latest first. */
  find(key: string): MaybePromise<readonly CacheEntry[]> {
    return follow(this.#try(() => this.#store.get(key)), toUsable);
  }

  /** Gives the entries of another URL that answer this one as well; a link has the owner and the Vary of its entry. */
  findEquivalent(
    url: string,
    fits: (link: CacheEntry) => boolean,
  ): MaybePromise<readonly CacheEntry[]> {
    const key = this.#state.variations.keyFor(url);
    if (key === undefined) return [];
    return follow(this.find(key), async (links) => {
      const link = links.find((one) => one.url !== url && fits(one));
      const entries = link ? await this.find(link.url) : [];
      return entries.filter((entry) => isEquivalent(entry, url));
    });
  }

  /** Says under the key of all equivalent URLs which one has the answer. */
  async #link(entry: CacheEntry): Promise<void> {
    if (!this.#state.variations.learn(entry)) return;
    const { url, owner, deadAt } = entry;
    const key = this.#state.variations.keyFor(url) ?? url;
    const links = await this.find(key);
    for (const { id } of links.slice(MOST_LINKS)) {
      await this.#try(() => this.#store.delete(key, id));
    }
    const known = links.find((link) => link.owner === owner && hasVary(link, entry));
    const link = { ...known ?? entry, url, deadAt, headers: [], size: 0 };
    if (known) return void await this.#try(() => this.#store.update(key, link));
    const added = { ...link, id: crypto.randomUUID() };
    const writer = await this.#try(() => this.#store.write(key, added));
    if (writer) await this.#try(() => writer.commit(added));
  }

  /**
   * Gives the body of an entry; `undefined` if it is gone, or is not as long as it was.
   *
   * @param isWhole Whether all of it is wanted at once, so that a piece that cannot be had is a miss.
   */
  body({ url, id, size }: CacheEntry, isWhole: boolean): MaybePromise<CachedBody | undefined> {
    const found = this.#try(() => this.#store.body(url, id));
    return follow(found, (body) => this.#checked(body, { size, isWhole }));
  }

  #checked(
    body: CachedBody | undefined,
    { size, isWhole }: Wanted,
  ): MaybePromise<CachedBody | undefined> {
    if (body instanceof Uint8Array) return body.length === size ? body : undefined;
    if (typeof body !== "object" || !(Symbol.asyncIterator in body)) return undefined;
    const pieces = this.#bounded(body);
    if (!isWhole) return pieces;
    const joined = this.#try(async () => concatBytes(await Array.fromAsync(pieces)), Infinity);
    return follow(joined, (content) => content?.length === size ? content : undefined);
  }

  /** A store that hangs must not let a reader hang. */
  async *#bounded(body: AsyncIterable<Bytes>): AsyncGenerator<Bytes, void, undefined> {
    const pieces = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#within(pieces.next(), this.#options.timeout);
        if (!next) throw new TypeError("Cannot read a stored body: the store takes too long");
        if (next.done) return;
        yield next.value;
      }
    } finally {
      pieces.return?.().catch(() => {});
    }
  }

  /** Replaces an entry but for its body. */
  async update(entry: CacheEntry, pending: PendingWrite): Promise<void> {
    if (!pending.isValid) return;
    await this.#try(() => this.#store.update(entry.url, entry));
    await this.#link(entry);
  }

  /** Drops entries. */
  async drop(entries: readonly CacheEntry[]): Promise<void> {
    for (const { url, id } of entries) await this.#try(() => this.#store.delete(url, id));
  }

  /** Drops all under a key, also what is under way. */
  async invalidate(key: string): Promise<void> {
    this.#invalidatePending((url) => this.#state.isChangedWith(url, key));
    const urls = new Set([key, ...await this.#equivalents(key)]);
    this.#invalidatePending((url) => urls.has(url));
    for (const url of urls) await this.#try(() => this.#store.delete(url));
  }

  #invalidatePending(isChanged: (url: string) => boolean): void {
    for (const [url, pendingWrites] of this.#state.pending) {
      if (isChanged(url)) { for (const pending of pendingWrites) pending.isValid = false; }
    }
  }

  async #equivalents(url: string): Promise<readonly string[]> {
    const key = this.#state.variations.keyFor(url);
    return key === undefined ? [] : [...(await this.find(key)).map((link) => link.url), key];
  }

  /** Makes an entry one of the store, and says for which other URLs it is. */
  async commit(writer: CacheWriter, entry: CacheEntry): Promise<boolean> {
    const isKept = await this.done(() => writer.commit(entry));
    if (isKept) await this.#link(entry);
    return isKept;
  }

  /** Says that something is going to be stored. */
  begin(key: string): PendingWrite {
    const pending = { key, isValid: true };
    const pendingWrites = this.#state.pending.get(key);
    if (pendingWrites) pendingWrites.add(pending);
    else this.#state.pending.set(key, new Set([pending]));
    return pending;
  }

  /** Takes that back, or says that it was done. */
  release(pending: PendingWrite): void {
    const pendingWrites = this.#state.pending.get(pending.key);
    pendingWrites?.delete(pending);
    if (pendingWrites?.size === 0) this.#state.pending.delete(pending.key);
  }

  /** Begins to write an entry, which takes the place of others. */
  async open(
    entry: CacheEntry,
    pending: PendingWrite,
    replaced: readonly CacheEntry[],
  ): Promise<EntryWriter> {
    const writer = await this.#try(() => this.#store.write(entry.url, entry));
    return new EntryWriter(writer, { entry, pending, replaced, store: this });
  }

  /** Does one step with the store; `undefined` where it fails or takes too long. */
  #try<T>(
    step: () => T | Promise<T>,
    timeout: number = this.#options.timeout,
  ): MaybePromise<T | undefined> {
    try {
      const result = step();
      return isAwaited(result)
        ? this.#within(Promise.resolve(result), timeout).catch(() => undefined)
        : result;
    } catch {
      return undefined;
    }
  }

  async #within<T>(result: Promise<T>, timeout: number): Promise<T | undefined> {
    if (timeout === Infinity) return await result;
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), timeout);
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

function hasVary({ varies }: CacheEntry, entry: CacheEntry): boolean {
  return JSON.stringify(varies) === JSON.stringify(entry.varies);
}

/** Promises of other libraries are no `Promise`. */
function isAwaited<T>(result: T | PromiseLike<T>): result is PromiseLike<T> {
  return typeof result === "object" && result !== null && "then" in result;
}

/** A store of somebody else's may give anything. */
function toUsable(found: unknown): readonly CacheEntry[] {
  const entries = Array.isArray(found) ? found.filter(isUsable) : [];
  return entries.length < 2
    ? entries
    : entries.toSorted((one, other) => other.responseTime - one.responseTime);
}

interface Wanted {
  readonly size: number;
  readonly isWhole: boolean;
}

interface Writing {
  readonly entry: CacheEntry;
  readonly pending: PendingWrite;
  readonly replaced: readonly CacheEntry[];
  readonly store: GuardedStore;
}

/** Writes one body; once something fails, nothing of it is kept. */
export class EntryWriter {
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
    const { store, pending } = this.#writing;
    if (!writer) return;
    this.#size += chunk.length;
    const fits = this.#size <= store.maxEntryBytes && pending.isValid;
    if (!fits || !await store.done(() => writer.write(chunk))) await this.#drop();
  }

  async #drop(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    if (writer) await this.#writing.store.done(() => writer.abort());
  }

  /** Keeps the entry if its body is whole, and drops those whose place it takes. Tells whether it was kept. */
  async end(complete: boolean): Promise<boolean> {
    const { store, pending, entry, replaced } = this.#writing;
    const writer = this.#writer;
    const isKept = complete && pending.isValid && this.#isWhole && writer !== undefined &&
      await store.commit(writer, { ...entry, size: this.#size });
    if (isKept) await store.drop(pending.isValid ? replaced : [...replaced, entry]);
    else await this.#drop();
    this.#writer = undefined;
    store.release(pending);
    return isKept;
  }

  /** A part says how long it is. */
  get #isWhole(): boolean {
    const { range } = this.#writing.entry;
    return range === undefined || range.last - range.first + 1 === this.#size;
  }
}
