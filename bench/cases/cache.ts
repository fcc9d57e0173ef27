/**
 * Answers out of a cache, beside the same from a server.
 *
 * @module
 */

import { toCacheEntry } from "../cache_entry.ts";
import type { Case, Turn } from "../case.ts";
import { sustain } from "../pace.ts";
import { serveFresh } from "../serving.ts";

const SIZES: Readonly<Record<string, number>> = { "1 KiB": 1_024, "1 MiB": 1_048_576 };
const CROWDS: Readonly<Record<string, number>> = {
  "1 KiB among 100": 100,
  "1 KiB among 10,000": 10_000,
  "1 KiB among 1,000,000": 1_000_000,
};

/** The benchmark. */
export const benchmark: Case = {
  about:
    "GET of what is stored in memory and fresh, as bytes, one at a time; alone, and among others. " +
    "Without a cache it comes from the server: over Ferry's sockets, and over bare fetch.",
  baseline: "no cache",
  measures: {
    rate: { title: "answers/s", better: "more", compared: true },
    cpu: { title: "CPU µs an answer", better: "less", compared: true },
  },
  scenarios: [...Object.keys(SIZES), ...Object.keys(CROWDS)],
  contenders: { ferry, "no cache": noCache, fetch: bareFetch, undici },
  rounds: { "1 KiB among 1,000,000": 1 },
  serve: () =>
    serveFresh(Object.fromEntries(
      Object.values(SIZES).map((size) => [`${size}.bin`, new Uint8Array(size).fill(0x61)]),
    )),
};

function sizeOf(scenario: string): number {
  return SIZES[scenario] ?? 1_024;
}

/** Asks again and again; all but the first come out of the cache, if there is one. */
async function measure(
  read: (url: string) => Promise<number>,
  { url, scenario, ms }: Turn,
): Promise<{ rate: number; cpu: number }> {
  const size = sizeOf(scenario);
  const target = `${url}/${size}.bin`;
  const { rate, cpu } = await sustain(async () => {
    if (await read(target) !== size) throw new Error("Cannot measure: bytes are missing");
  }, { ms });
  return { rate, cpu };
}

async function noCache(turn: Turn) {
  const { Client } = await import("../../mod.ts");
  using client = new Client();
  return await measure(async (url) => (await client.get(url)).content.length, turn);
}

/** The same request without a client around it. */
async function bareFetch(turn: Turn) {
  return await measure(async (url) => (await (await fetch(url)).bytes()).length, turn);
}

async function ferry(turn: Turn) {
  const { Client } = await import("../../mod.ts");
  const { cache, MemoryCacheStore } = await import("../../src/features/cache/mod.ts");
  const store = new MemoryCacheStore({ maxBytes: Infinity });
  for (let n = 0; n < (CROWDS[turn.scenario] ?? 0); n++) fill(store, `${turn.url}/${n}`);
  using client = new Client({ stages: [cache({ store })] });
  return await measure(async (url) => (await client.get(url)).content.length, turn);
}

const BODY = new Uint8Array(16);

function fill(
  store: import("../../src/features/cache/mod.ts").MemoryCacheStore,
  url: string,
): void {
  const headers = [["cache-control", "max-age=3600"]] as const;
  const entry = toCacheEntry(url, { id: url, headers, size: BODY.length });
  const writer = store.write(url, entry);
  writer.write(BODY);
  writer.commit(entry);
}

async function undici(turn: Turn) {
  const { Agent, cacheStores, interceptors, request } = await import("npm:undici@8.12.4");
  const store = new cacheStores.MemoryCacheStore({
    maxCount: 2_000_000,
    maxSize: 4_294_967_296,
    maxEntrySize: 4 * 1_048_576,
  });
  const now = Date.now();
  for (let n = 0; n < (CROWDS[turn.scenario] ?? 0); n++) {
    const stream = store.createWriteStream(
      { origin: turn.url, path: `/${n}`, method: "GET", headers: {} },
      {
        statusCode: 200,
        statusMessage: "OK",
        headers: { "cache-control": "max-age=3600" },
        cachedAt: now,
        staleAt: now + 3_600_000,
        deleteAt: now + 7_200_000,
      },
    );
    stream?.end(BODY);
  }
  const dispatcher = new Agent().compose(interceptors.cache({ store }));
  return await measure(async (url) => {
    const { body } = await request(url, { dispatcher });
    return (await body.arrayBuffer()).byteLength;
  }, turn);
}
