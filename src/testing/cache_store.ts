/**
 * What every store of a cache must do, as checks for tests of a store of one's own.
 *
 * @module
 */

import type { CacheEntry } from "../features/cache/entry.ts";
import type { CachedBody, CacheStore } from "../features/cache/stores/store.ts";

/**
 * One rule for stores: gets an empty store, and rejects if it breaks the rule.
 *
 * @example One rule alone
 * ```ts
 * import { MemoryCacheStore } from "@ferry/http/cache";
 * import { type CacheStoreRule, cacheStoreRules } from "@ferry/http/testing";
 *
 * const rule: CacheStoreRule | undefined = cacheStoreRules["everything is cleared"];
 * await rule?.(new MemoryCacheStore());
 * ```
 * @category Testing
 */
export type CacheStoreRule = (store: CacheStore) => Promise<void>;

/**
 * The contract of `CacheStore`, rule by rule; each wants an empty store of its own.
 *
 * @example Test a store of one's own
 * ```ts
 * import { MemoryCacheStore } from "@ferry/http/cache";
 * import { cacheStoreRules } from "@ferry/http/testing";
 *
 * class OwnStore extends MemoryCacheStore {}
 * for (const [name, rule] of Object.entries(cacheStoreRules)) {
 *   await rule(new OwnStore()); // Deno.test(name, () => rule(new OwnStore()));
 *   console.log(`ok: ${name}`);
 * }
 * ```
 * @category Testing
 */
export const cacheStoreRules: Readonly<Record<string, CacheStoreRule>> = {
  "an empty store has nothing, and dropping nothing is no failure": checkEmpty,
  "an entry comes back as it was": checkSame,
  "an entry without a body is one": checkBodiless,
  "a large body comes back whole": checkLarge,
  "nobody sees what is not committed": checkUncommitted,
  "what was written to an aborted writer is gone, and aborting twice is no failure": checkAborted,
  "a chunk may be changed once it was written": checkChanged,
  "what is done to a body that was read changes nothing": checkCopied,
  "two entries may be written at once": checkTwoWriters,
  "several stand under one key, and are dropped one by one": checkSeveral,
  "a key is dropped with all its entries, and no other": checkKey,
  "any text is a key": checkKeys,
  "an update leaves the body, and makes no entry": checkUpdate,
  "what is dead is purged": checkPurge,
  "everything is cleared": checkClear,
  "the statistics count": checkStats,
};

const KEY = "http://example.org/";

function entryOf(id: string, more: Partial<CacheEntry> = {}): CacheEntry {
  return {
    ...{ id, url: KEY, status: 200, reasonPhrase: "OK", owner: "", size: 0, decoded: false },
    ...{ requestTime: 1, responseTime: 2, deadAt: Date.now() + 60_000 },
    headers: [["a", "1"], ["a", "2"], ["b", 'ä, "x"']],
    varies: { "x-a": null, "x-b": "" },
    ...more,
  };
}

type Bytes = Uint8Array<ArrayBuffer>;

function toBytes(text: string): Bytes {
  return new TextEncoder().encode(text);
}

interface Put {
  readonly key?: string;
  readonly texts?: readonly string[];
}

async function put(
  store: CacheStore,
  entry: CacheEntry,
  { key = entry.url, texts = [] }: Put = {},
): Promise<CacheEntry> {
  const chunks = texts.map(toBytes);
  const whole = { ...entry, size: chunks.reduce((sum, { length }) => sum + length, 0) };
  const writer = await store.write(key, entry);
  for (const chunk of chunks) await writer.write(chunk);
  await writer.commit(whole);
  return whole;
}

async function textOf(store: CacheStore, id: string, key = KEY): Promise<string | undefined> {
  const body: CachedBody | undefined = await store.body(key, id);
  if (!body) return undefined;
  return await new Blob(body instanceof Uint8Array ? [body] : await Array.fromAsync(body)).text();
}

async function idsOf(store: CacheStore, key = KEY): Promise<readonly string[]> {
  return (await store.get(key)).map(({ id }) => id).sort();
}

/** What goes through JSON is compared as JSON. */
function expectSame(what: string, actual: unknown, expected: unknown): void {
  const [got, wanted] = [actual, expected].map((value) => JSON.stringify(sortKeys(value)));
  if (got === wanted) return;
  throw new Error(`Cannot use the store: ${what}: it gave ${shorten(got)}, not ${shorten(wanted)}`);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries.sort(([one], [other]) => one < other ? -1 : 1)
      .map(([name, member]) => [name, sortKeys(member)]),
  );
}

function shorten(text = "nothing"): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

async function checkEmpty(store: CacheStore): Promise<void> {
  expectSame("get() of an empty store", await store.get(KEY), []);
  expectSame("body() of an empty store", await store.body(KEY, "1"), undefined);
  await store.delete(KEY);
  await store.delete(KEY, "1");
  expectSame("purge() of an empty store", await store.purge(), 0);
  expectSame("stats() of an empty store", await store.stats(), { entries: 0, bytes: 0 });
}

async function checkSame(store: CacheStore): Promise<void> {
  const entry = await put(store, entryOf("1", { range: { first: 0, last: 2, total: 10 } }), {
    texts: ["ab", "c"],
  });
  expectSame("get()", await store.get(KEY), [entry]);
  expectSame("body()", await textOf(store, "1"), "abc");
  expectSame("body() once more", await textOf(store, "1"), "abc");
}

async function checkBodiless(store: CacheStore): Promise<void> {
  await put(store, entryOf("1"));
  expectSame("body() of an entry without one", await textOf(store, "1"), "");
}

async function checkLarge(store: CacheStore): Promise<void> {
  const text = "0123456789".repeat(100_000);
  await put(store, entryOf("1"), { texts: [text.slice(0, 300_001), "", text.slice(300_001)] });
  expectSame("a body of 1 MB", await textOf(store, "1") === text, true);
}

async function checkUncommitted(store: CacheStore): Promise<void> {
  const writer = await store.write(KEY, entryOf("1"));
  await writer.write(toBytes("abc"));
  expectSame("get() before commit()", await idsOf(store), []);
  expectSame("body() before commit()", await store.body(KEY, "1"), undefined);
  await writer.commit(entryOf("1", { size: 3 }));
  expectSame("get() after commit()", await idsOf(store), ["1"]);
}

async function checkAborted(store: CacheStore): Promise<void> {
  const writer = await store.write(KEY, entryOf("1"));
  await writer.write(new Uint8Array(300_000));
  await writer.abort();
  await writer.abort();
  expectSame("get() after abort()", await idsOf(store), []);
  expectSame("stats() after abort()", await store.stats(), { entries: 0, bytes: 0 });
}

async function checkChanged(store: CacheStore): Promise<void> {
  const writer = await store.write(KEY, entryOf("1"));
  const chunk = toBytes("abc");
  await writer.write(chunk);
  chunk.fill(0);
  await writer.commit(entryOf("1", { size: 3 }));
  expectSame("a body whose chunk was changed later", await textOf(store, "1"), "abc");
}

async function checkCopied(store: CacheStore): Promise<void> {
  await put(store, entryOf("1"), { texts: ["abc"] });
  const body = await store.body(KEY, "1");
  for await (const chunk of body instanceof Uint8Array ? [body] : body ?? []) chunk.fill(0);
  expectSame("a body after a reader changed it", await textOf(store, "1"), "abc");
}

async function checkTwoWriters(store: CacheStore): Promise<void> {
  const writers = [await store.write(KEY, entryOf("1")), await store.write(KEY, entryOf("2"))];
  for (const text of ["a", "b", "c"]) {
    for (const writer of writers) await writer.write(toBytes(text));
  }
  for (const [n, writer] of writers.entries()) {
    await writer.commit(entryOf(`${n + 1}`, { size: 3 }));
  }
  const texts = [await textOf(store, "1"), await textOf(store, "2")];
  expectSame("two bodies that were written at once", texts, ["abc", "abc"]);
}

async function checkSeveral(store: CacheStore): Promise<void> {
  await put(store, entryOf("1"), { texts: ["a"] });
  await put(store, entryOf("2"), { texts: ["b"] });
  expectSame("get() of two", await idsOf(store), ["1", "2"]);
  await store.delete(KEY, "1");
  expectSame("get() after delete() of one", await idsOf(store), ["2"]);
  const texts = [await textOf(store, "1"), await textOf(store, "2")];
  expectSame("body() after delete() of one", texts, [undefined, "b"]);
}

async function checkKey(store: CacheStore): Promise<void> {
  const other = `${KEY}?other`;
  for (const id of ["1", "2"]) await put(store, entryOf(id), { texts: ["a"] });
  await put(store, entryOf("3", { url: other }), { texts: ["b"] });
  await store.delete(KEY);
  expectSame("get() after delete() of its key", await idsOf(store), []);
  expectSame("get() of another key", await idsOf(store, other), ["3"]);
  expectSame("body() of another key", await textOf(store, "3", other), "b");
}

async function checkKeys(store: CacheStore): Promise<void> {
  const keys = [`${KEY}%`, `${KEY}_`, `${KEY}'";--`, `${KEY}${"x".repeat(8_000)}`, `${KEY}ä`];
  for (const [n, url] of keys.entries()) await put(store, entryOf(`${n}`, { url }));
  for (const [n, url] of keys.entries()) {
    expectSame(`get() of ${url.slice(0, 40)}`, await idsOf(store, url), [`${n}`]);
  }
}

async function checkUpdate(store: CacheStore): Promise<void> {
  await put(store, entryOf("1"), { texts: ["abc"] });
  const updated = entryOf("1", { size: 3, headers: [["b", "3"]], varies: { "x-c": "1" } });
  await store.update(KEY, updated);
  await store.update(KEY, entryOf("9"));
  expectSame("get() after update()", await store.get(KEY), [updated]);
  expectSame("body() after update()", await textOf(store, "1"), "abc");
}

async function checkPurge(store: CacheStore): Promise<void> {
  const now = Date.now();
  await put(store, entryOf("1", { deadAt: now + 10_000 }), { texts: ["a"] });
  await put(store, entryOf("2", { deadAt: now + 90_000 }), { texts: ["b"] });
  expectSame("purge()", await store.purge(now + 50_000), 1);
  expectSame("get() after purge()", await idsOf(store), ["2"]);
}

async function checkClear(store: CacheStore): Promise<void> {
  await put(store, entryOf("1"), { texts: ["a"] });
  await store.clear();
  expectSame("get() after clear()", await store.get(KEY), []);
  expectSame("stats() after clear()", await store.stats(), { entries: 0, bytes: 0 });
}

async function checkStats(store: CacheStore): Promise<void> {
  for (const id of ["1", "2"]) await put(store, entryOf(id), { texts: ["x".repeat(1_000)] });
  const { entries, bytes } = await store.stats();
  expectSame("stats().entries of two", entries, 2);
  expectSame("whether stats().bytes counts the bodies", bytes >= 2_000, true);
}
