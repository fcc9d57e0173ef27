/**
 * What a `SqliteCacheStore` costs with few entries and with many: `deno run -A bench/sqlite_cache.ts`.
 *
 * @module
 */

import { DatabaseSync } from "node:sqlite";
import { type CacheEntry, SqliteCacheStore } from "../src/features/cache/mod.ts";
import { toCacheEntry } from "./cache_entry.ts";

const SIZES: readonly number[] = [1_000, Number(Deno.args[0] ?? 1_000_000)];
const ROUNDS = 5_000;
const folder = await Deno.makeTempDir();
const path = `${folder}/cache.sqlite`;
const BODY = new Uint8Array(64);

function entryOf(n: number): CacheEntry {
  return toCacheEntry(urlOf(n), {
    id: crypto.randomUUID(),
    headers: [["cache-control", "max-age=3600"], ["content-type", "text/plain"]],
    size: BODY.length,
  });
}

function urlOf(n: number): string {
  return `https://www.example.com/catalogue/articles/${n}.html?language=en`;
}

async function put(store: SqliteCacheStore, n: number): Promise<void> {
  const entry = entryOf(n);
  const writer = await store.write(entry.url, entry);
  await writer.write(BODY);
  await writer.commit(entry);
}

/** Copies the one entry as often as wanted, which is faster than a transaction for each. */
function fill(size: number): void {
  using database = new DatabaseSync(path);
  database.exec(`
    BEGIN;
    CREATE TEMP TABLE numbers AS
      WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < ${
    size - 1
  })
      SELECT n, lower(hex(randomblob(16))) AS id FROM counted;
    INSERT INTO entries
      SELECT numbers.id, replace(key, '/0.html', '/' || n || '.html'),
        replace(replace(head, entries.id, numbers.id), '/0.html', '/' || n || '.html'),
        bytes, rows, dead_at, used_at + n
      FROM numbers, entries;
    INSERT INTO chunks SELECT numbers.id, 0, at, data FROM numbers, chunks;
    COMMIT`);
}

/** Gives microseconds for one, as the median of ten parts. */
async function measure(rounds: number, work: (n: number) => Promise<unknown>): Promise<number> {
  const parts: number[] = [];
  for (let part = 0; part < 10; part++) {
    const began = performance.now();
    for (let n = 0; n < rounds / 10; n++) await work(part * rounds / 10 + n);
    parts.push((performance.now() - began) * 1_000 / (rounds / 10));
  }
  return Math.round(parts.sort((one, other) => one - other)[5] ?? 0);
}

const store = new SqliteCacheStore(path, { maxBytes: Infinity });
for (const size of SIZES) {
  const began = performance.now();
  await store.clear();
  await put(store, 0);
  fill(size);
  const seconds = Math.round((performance.now() - began) / 1_000);
  const random = () => Math.floor(Math.random() * size);
  const hit = await measure(ROUNDS, async () => {
    const [entry] = await store.get(urlOf(random()));
    if (!entry || !await store.body(entry.url, entry.id)) throw new Error("An entry is missing");
  });
  const miss = await measure(ROUNDS, () => store.get(urlOf(size + random())));
  const write = await measure(ROUNDS, (n) => put(store, 10 * size + n));
  const evicting = new SqliteCacheStore(path, { maxBytes: (await store.stats()).bytes });
  const evict = await measure(ROUNDS, (n) => put(evicting, 20 * size + n));
  evicting.close();
  const purgeBegan = performance.now();
  await store.purge();
  const purge = Math.round(performance.now() - purgeBegan);
  console.log(
    `${size} entries (filled in ${seconds} s): found with its body ${hit} µs, not found ${miss} µs, ` +
      `written ${write} µs, written in the place of the oldest ${evict} µs, nothing to purge ${purge} ms`,
  );
}
store.close();
await Deno.remove(folder, { recursive: true });
