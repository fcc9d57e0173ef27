import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  type CachedBody,
  type CacheEntry,
  type CacheStore,
  KvCacheStore,
  type KvLike,
  MemoryCacheStore,
  SqliteCacheStore,
  WebCacheStore,
} from "../../../src/features/cache/mod.ts";
import { type CacheStoreRule, cacheStoreRules } from "../../../src/testing/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";

/** A Deno KV of 64 KiB a value, as far as the store needs one. */
class KvInMemory implements KvLike {
  readonly values = new Map<string, unknown>();

  get(key: readonly string[]) {
    return Promise.resolve({ value: this.values.get(JSON.stringify(key)) ?? null });
  }

  async *list({ prefix }: { prefix: string[] }) {
    const start = JSON.stringify(prefix).slice(0, -1) + ",";
    for (const [text, value] of [...this.values]) {
      const key: string[] = JSON.parse(text);
      if (text.startsWith(start)) yield await Promise.resolve({ key, value });
    }
  }

  set(key: readonly string[], value: unknown) {
    const size = value instanceof Uint8Array ? value.length : JSON.stringify(value).length;
    if (size > 65_536) return Promise.reject(new TypeError("too large"));
    this.values.set(JSON.stringify(key), value);
    return Promise.resolve();
  }

  delete(key: readonly string[]) {
    this.values.delete(JSON.stringify(key));
    return Promise.resolve();
  }
}

const makers: Readonly<Record<string, () => CacheStore & Partial<Disposable>>> = {
  MemoryCacheStore: () => new MemoryCacheStore(),
  SqliteCacheStore: () => new SqliteCacheStore(":memory:"),
  KvCacheStore: () => new KvCacheStore(new KvInMemory()),
  WebCacheStore: () => new WebCacheStore(caches, crypto.randomUUID()),
};

function entryOf(id: string, more: Partial<CacheEntry> = {}): CacheEntry {
  return {
    id,
    url: "http://example.org/",
    status: 200,
    reasonPhrase: "OK",
    headers: [["a", "1"], ["a", "2"]],
    varies: { "x-a": null },
    owner: "",
    requestTime: 1,
    responseTime: 2,
    deadAt: Date.now() + 60_000,
    size: 0,
    decoded: false,
    ...more,
  };
}

const KEY = "http://example.org/";

async function put(
  store: CacheStore,
  entry: CacheEntry,
  chunks: readonly Uint8Array<ArrayBuffer>[] = [],
) {
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  const writer = await store.write(KEY, entry);
  for (const chunk of chunks) await writer.write(chunk);
  await writer.commit({ ...entry, size });
}

async function textOf(body: CachedBody | undefined): Promise<string | undefined> {
  if (!body) return undefined;
  return await new Blob(body instanceof Uint8Array ? [body] : await Array.fromAsync(body)).text();
}

const bytes = (text: string) => new TextEncoder().encode(text);

/** What every store must do. */
const contract: Readonly<Record<string, CacheStoreRule>> = {
  ...cacheStoreRules,
  "a cache stores into it and answers out of it": async (store) => {
    const origin = new Origin({
      headers: { "cache-control": "max-age=60" },
      body: "x".repeat(200_000),
    });
    using client = origin.client({ store });
    await client.get(KEY);
    const response = await client.get(KEY);
    assertEquals([did(response), (await response.text()).length], ["hit", 200_000]);
    const streamed = await client.stream("GET", KEY);
    assertEquals([did(streamed), (await streamed.text()).length], ["hit", 200_000]);
    const part = await client.get(KEY, { headers: { range: "bytes=99999-100001" } });
    assertEquals([part.status, await part.text()], [206, "xxx"]);
  },
};

for (const [name, make] of Object.entries(makers)) {
  for (const [rule, check] of Object.entries(contract)) {
    test(`${name}: ${rule}`, async () => {
      const store = make();
      try {
        await check(store);
      } finally {
        await store.clear();
        store[Symbol.dispose]?.();
      }
    });
  }
}

test("MemoryCacheStore drops what was not used for the longest time", async () => {
  const store = new MemoryCacheStore({ maxBytes: 10_000 });
  const body = new Uint8Array(3_000);
  for (const id of ["1", "2"]) await put(store, entryOf(id), [body]);
  store.body(KEY, "1");
  await put(store, entryOf("3"), [body]);
  assertEquals(store.get(KEY).map(({ id }) => id), ["1", "3"]);
  assert(store.stats().bytes <= 10_000);
  await assertRejects(() => put(store, entryOf("4"), [new Uint8Array(20_000)]), RangeError);
  assertEquals(store.stats().entries, 2);
});

test("what a caller does to the bytes of a hit is not seen by the next one", async () => {
  const origin = new Origin({ headers: { "cache-control": "max-age=60" }, body: "abc" });
  using client = origin.client();
  for (let n = 0; n < 3; n++) {
    const { content } = await client.get(KEY);
    assertEquals(new TextDecoder().decode(content), "abc");
    content.fill(0);
  }
});

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await work(`${folder}/cache.sqlite`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

test("SqliteCacheStore: several use one file, which only its owner can read", async () => {
  await inFolder(async (path) => {
    using one = new SqliteCacheStore(path);
    using other = new SqliteCacheStore(path);
    await put(one, entryOf("1"), [bytes("abc")]);
    assertEquals(await textOf(await other.body(KEY, "1")), "abc");
    await other.delete(KEY);
    assertEquals(await one.get(KEY), []);
    for await (const { name } of Deno.readDir(path.replace(/\/[^/]*$/, ""))) {
      const { mode } = await Deno.stat(path.replace(/[^/]*$/, name));
      if (Deno.build.os !== "windows") assertEquals((mode ?? 0) & 0o077, 0, name);
    }
  });
});

test("SqliteCacheStore: what was begun and not ended is no entry, and is purged", async () => {
  await inFolder(async (path) => {
    {
      using store = new SqliteCacheStore(path);
      const writer = await store.write(KEY, entryOf("1"));
      await writer.write(new Uint8Array(1_000_000));
    }
    using store = new SqliteCacheStore(path);
    assertEquals(await store.get(KEY), []);
    assertEquals(await store.purge(Date.now() + 7_200_000), 0);
    assertEquals(await store.stats(), { entries: 0, bytes: 0 });
  });
});

test("SqliteCacheStore: a file of something else is an error, a miss, and stays as it is", async () => {
  await inFolder(async (path) => {
    const garbage = "this is no database ".repeat(500);
    await Deno.writeTextFile(path, garbage);
    using store = new SqliteCacheStore(path);
    await assertRejects(() => store.stats(), TypeError, path);
    const origin = new Origin({ headers: { "cache-control": "max-age=60" } });
    using client = origin.client({ store });
    await client.get(KEY);
    assertEquals(await client.get(KEY).text(), "2");
    assertEquals(await Deno.readTextFile(path), garbage);
  });
});

test("SqliteCacheStore: a database of something else stays as it is", async () => {
  await inFolder(async (path) => {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path);
    database.exec("CREATE TABLE mine (a)");
    database.close();
    using store = new SqliteCacheStore(path);
    await assertRejects(() => store.stats(), TypeError, "something else");
    const again = new DatabaseSync(path);
    assertEquals(again.prepare("SELECT name FROM sqlite_master").all().map(({ name }) => name), [
      "mine",
    ]);
    again.close();
  });
});

test("SqliteCacheStore: what was not used for the longest time is dropped", async () => {
  using store = new SqliteCacheStore(":memory:", { maxBytes: 100_000 });
  for (let n = 0; n < 40; n++) await put(store, entryOf(String(n)), [new Uint8Array(10_000)]);
  const { entries, bytes } = await store.stats();
  assert(entries > 0 && bytes <= 100_000);
});

test("SqliteCacheStore: no byte of a no-store answer is on the disk", async () => {
  await inFolder(async (path) => {
    using store = new SqliteCacheStore(path);
    const origin = new Origin({ headers: { "cache-control": "no-store" }, body: "hush-hush" });
    using client = origin.client({ store });
    await client.get(KEY, { headers: { authorization: "hush-hush" } });
    for await (const { name } of Deno.readDir(path.replace(/\/[^/]*$/, ""))) {
      const text = await Deno.readTextFile(path.replace(/[^/]*$/, name));
      assertEquals(text.includes("hush-hush"), false, name);
    }
  });
});

test("KvCacheStore: no value is larger than KV takes, and a lost piece is a miss", async () => {
  const kv = new KvInMemory();
  const store = new KvCacheStore(kv);
  const origin = new Origin({
    headers: { "cache-control": "max-age=60" },
    body: "x".repeat(150_000),
  });
  using client = origin.client({ store });
  await client.get(KEY);
  assertEquals([...kv.values.values()].filter((value) => value instanceof Uint8Array).length, 3);
  for (const key of [...kv.values.keys()]) if (key.includes('"bodies"')) kv.values.delete(key);
  await client.get(KEY);
  assertEquals(origin.count, 2);
});

test("stores refuse what they cannot use", () => {
  assertThrows(() => new SqliteCacheStore(""), TypeError);
  assertThrows(() => new SqliteCacheStore("a", { maxBytes: 0.5 }), RangeError);
  assertThrows(() => new MemoryCacheStore({ maxBytes: -1 }), RangeError);
});

/** Stores that break one rule each. */
const broken: Readonly<Record<string, () => CacheStore>> = {
  "an entry comes back as it was": () =>
    new (class extends MemoryCacheStore {
      override get(key: string) {
        return super.get(key).map((entry) => ({ ...entry, headers: entry.headers.slice(1) }));
      }
    })(),
  "nobody sees what is not committed": () =>
    new (class extends MemoryCacheStore {
      override write(key: string, entry: CacheEntry) {
        super.write(key, entry).commit(entry);
        return super.write(key, entry);
      }
    })(),
  "what is dead is purged": () =>
    new (class extends MemoryCacheStore {
      override purge() {
        return 0;
      }
    })(),
  "an update leaves the body, and makes no entry": () =>
    new (class extends MemoryCacheStore {
      override update(key: string, entry: CacheEntry) {
        super.write(key, entry).commit(entry);
      }
    })(),
};

for (const [rule, make] of Object.entries(broken)) {
  test(`the contract finds a store where not: ${rule}`, async () => {
    const check = cacheStoreRules[rule];
    assert(check);
    await assertRejects(() => check(make()), Error, "Cannot use the store");
  });
}

/** Runs code in a process of its own, with a store on a file as `store`. */
async function inProcess(
  path: string,
  code: string,
  end: "exit" | "kill" = "exit",
): Promise<string> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "eval",
      `import { SqliteCacheStore } from "./src/features/cache/mod.ts";
       const store = new SqliteCacheStore(${JSON.stringify(path)});
       const entry = (id) => ({ ...${JSON.stringify(entryOf("x"))}, id });
       ${code}`,
    ],
    cwd: new URL("../../../", import.meta.url),
    stdin: "null",
  });
  const { success, stdout, stderr } = await child.output();
  assertEquals(success, end === "exit", new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}

test("SqliteCacheStore: processes write one file at once, and each sees what the others stored", async () => {
  await inFolder(async (path) => {
    const write = (name: string) =>
      inProcess(
        path,
        `for (let n = 0; n < 40; n++) {
           const writer = await store.write("${KEY}", entry("${name}" + n));
           await writer.write(new Uint8Array(10_000));
           await writer.commit({ ...entry("${name}" + n), size: 10_000 });
         }
         store.close();`,
      );
    const ends = await Promise.allSettled(["a", "b", "c"].map(write));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
    using store = new SqliteCacheStore(path);
    const { entries, bytes } = await store.stats();
    assertEquals(entries, 120);
    assert(bytes >= 1_200_000);
    assertEquals((await textOf(await store.body(KEY, "b39")))?.length, 10_000);
  });
});

test("SqliteCacheStore: a file that somebody else has locked is opened once it is free", async () => {
  await inFolder(async (path) => {
    {
      using store = new SqliteCacheStore(path);
      await put(store, entryOf("1"), [new Uint8Array(3)]);
    }
    const { DatabaseSync } = await import("node:sqlite");
    using other = new DatabaseSync(path);
    other.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    using store = new SqliteCacheStore(path);
    const stats = store.stats();
    setTimeout(() => other.exec("COMMIT; PRAGMA locking_mode = NORMAL; SELECT * FROM total"), 50);
    assertEquals((await stats).entries, 1);
  });
});

test("SqliteCacheStore: a process that is killed while it writes leaves what was there", async () => {
  await inFolder(async (path) => {
    await inProcess(
      path,
      `const writer = await store.write("${KEY}", entry("whole"));
       await writer.write(new TextEncoder().encode("abc"));
       await writer.commit({ ...entry("whole"), size: 3 });
       const other = await store.write("${KEY}", entry("half"));
       await other.write(new Uint8Array(1_000_000));
       Deno.kill(Deno.pid, "SIGKILL");`,
      "kill",
    );
    using store = new SqliteCacheStore(path);
    assertEquals((await store.get(KEY)).map(({ id }) => id), ["whole"]);
    assertEquals(await textOf(await store.body(KEY, "whole")), "abc");
  });
});

test("SqliteCacheStore: a file that breaks later is a miss, is never overwritten, and stats() throws", async () => {
  await inFolder(async (path) => {
    {
      using store = new SqliteCacheStore(path);
      await put(store, entryOf("1"), [new Uint8Array(500_000)]);
    }
    const good = await Deno.readFile(path);
    const bad = good.slice(0, 20_000);
    bad.fill(0x58, 100, 4_000);
    await Deno.writeFile(path, bad);
    using store = new SqliteCacheStore(path);
    await assertRejects(() => store.stats(), TypeError, path);
    const origin = new Origin({ headers: { "cache-control": "max-age=60" } });
    using client = origin.client({ store });
    for (const text of ["1", "2"]) assertEquals(await client.get(KEY).text(), text);
    assertEquals(await Deno.readFile(path), bad);
  });
});

test("SqliteCacheStore: all its files are for their owner alone, whatever the umask and whoever made them", async () => {
  if (Deno.build.os === "windows") return;
  await inFolder(async (path) => {
    const before = Deno.umask(0);
    try {
      using store = new SqliteCacheStore(path);
      await put(store, entryOf("1"), [new Uint8Array(500_000)]);
      const found = [];
      for await (const { name } of Deno.readDir(path.replace(/\/[^/]*$/, ""))) {
        const { mode } = await Deno.stat(path.replace(/[^/]*$/, name));
        found.push([name, (mode ?? 0) & 0o777]);
      }
      assertEquals(found.length, 3);
      for (const [name, mode] of found) assertEquals(mode, 0o600, `${name}`);
    } finally {
      Deno.umask(before);
    }
  });
});

test("SqliteCacheStore: it writes ahead, and syncs at checkpoints", async () => {
  await inFolder(async (path) => {
    using store = new SqliteCacheStore(path);
    await put(store, entryOf("1"));
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path);
    assertEquals(database.prepare("PRAGMA journal_mode").get()?.["journal_mode"], "wal");
    database.close();
  });
});

test("SqliteCacheStore: a path that cannot be opened is an error that names it, and a miss", async () => {
  await inFolder(async (path) => {
    using store = new SqliteCacheStore(`${path}/none/cache.sqlite`);
    await assertRejects(() => store.stats(), Error, "none");
    const origin = new Origin({ headers: { "cache-control": "max-age=60" } });
    using client = origin.client({ store });
    for (const text of ["1", "2"]) assertEquals(await client.get(KEY).text(), text);
  });
});

test("KvCacheStore: the head is written last, and nothing stays of what was begun", async () => {
  const kv = new KvInMemory();
  const written: string[] = [];
  const store = new KvCacheStore({
    get: (key) => kv.get(key),
    list: (selector) => kv.list(selector),
    delete: (key) => kv.delete(key),
    set(key, value) {
      written.push(String(key[1]));
      return kv.set(key, value);
    },
  });
  await put(store, entryOf("1"), [new Uint8Array(130_000)]);
  assertEquals(written, ["bodies", "bodies", "bodies", "heads"]);
  const writer = await store.write(KEY, entryOf("2"));
  await writer.write(new Uint8Array(130_000));
  await writer.abort();
  await store.delete(KEY);
  assertEquals(kv.values.size, 0);
});

test("KvCacheStore: a head larger than KV takes is a failure that stores nothing", async () => {
  const kv = new KvInMemory();
  const store = new KvCacheStore(kv);
  const origin = new Origin({
    headers: { "cache-control": "max-age=60", "x-a": "x".repeat(70_000) },
  });
  using client = origin.client({ store });
  for (const text of ["1", "2"]) assertEquals(await client.get(KEY).text(), text);
  assertEquals(kv.values.size, 0);
});
