import { assertEquals, assertRejects } from "@std/assert";
import { Client, HandlerTransport } from "../../../mod.ts";
import {
  cache,
  type CachedBody,
  type CacheEntry,
  type CacheStore,
  MemoryCacheStore,
} from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";

const URL_ = "http://example.org/";
const fresh = { "cache-control": "max-age=60" };

/** A store in memory of which some methods are another's. */
function storeWith(more: Partial<CacheStore>, memory = new MemoryCacheStore()): CacheStore {
  return {
    get: (key) => memory.get(key),
    body: (key, id) => memory.body(key, id),
    write: (key, entry) => memory.write(key, entry),
    update: (key, entry) => memory.update(key, entry),
    delete: (key, id) => memory.delete(key, id),
    clear: () => memory.clear(),
    purge: (now) => memory.purge(now),
    stats: () => memory.stats(),
    ...more,
  };
}

/** What a store may give in place of an entry; each is a miss. */
const garbage: Readonly<Record<string, (entry: CacheEntry) => unknown>> = {
  "no list": () => "entries",
  "nothing": () => null,
  "a number": () => [7],
  "null in a list": () => [null],
  "a status of 0": (entry) => [{ ...entry, status: 0 }],
  "a status of 1000": (entry) => [{ ...entry, status: 1_000 }],
  "a name that is no token": (entry) => [{ ...entry, headers: [["a b", "1"]] }],
  "a value with a line break": (entry) => [{ ...entry, headers: [["a", "1\r\nb: 2"]] }],
  "headers that are a record": (entry) => [{ ...entry, headers: { a: "1" } }],
  "no headers": ({ headers: _, ...entry }) => [entry],
  "no Vary": ({ varies: _, ...entry }) => [entry],
  "a size that is a text": (entry) => [{ ...entry, size: "1" }],
  "another size": (entry) => [{ ...entry, size: entry.size + 1 }],
};

for (const [name, change] of Object.entries(garbage)) {
  test(`a store that gives ${name} is a miss`, async () => {
    const memory = new MemoryCacheStore();
    const get = (key: string) => {
      const [entry] = memory.get(key);
      return entry ? JSON.parse(JSON.stringify(change(entry))) : [];
    };
    const origin = new Origin({ headers: fresh });
    using client = origin.client({ store: storeWith({ get }, memory) });
    assertEquals(await client.get(URL_).text(), "1");
    assertEquals(await client.get(URL_).text(), "2");
  });
}

const hanging = () => new Promise<never>(() => {});

/** Bodies that cannot be read to their end. */
const bodies: Readonly<Record<string, (whole: Uint8Array<ArrayBuffer>) => unknown>> = {
  "is shorter": (whole) => whole.slice(1),
  "is a text": () => "text",
  "fails at once": () => Promise.reject(new Error("broken")),
  "fails half-way": async function* (whole) {
    yield await Promise.resolve(whole.slice(0, 2));
    throw new Error("broken");
  },
  "hangs half-way": async function* (whole) {
    yield whole.slice(0, 2);
    await hanging();
  },
  "ends half-way": async function* (whole) {
    yield await Promise.resolve(whole.slice(0, 2));
  },
};

for (const [name, change] of Object.entries(bodies)) {
  const isStream = name.endsWith("half-way");
  test(`a stored body that ${name} is a miss${isStream ? ", and a failure for who reads on" : ""}`, async () => {
    const memory = new MemoryCacheStore();
    const body = (key: string, id: string): CachedBody | undefined => {
      const whole = memory.body(key, id);
      const changed: unknown = whole && change(whole);
      const isBody = (_: unknown): _ is CachedBody => true;
      return isBody(changed) ? changed : undefined;
    };
    const origin = new Origin({ headers: fresh, body: "hello" }, { headers: fresh, body: "again" });
    using client = origin.client({ store: storeWith({ body }, memory), storeTimeout: 20 });
    await client.get(URL_);
    assertEquals(await client.get(URL_).text(), "again");
    const streamed = await client.stream("GET", URL_);
    if (isStream) await assertRejects(() => streamed.text());
    else assertEquals(await streamed.text(), "again");
  });
}

test("who asks after a change does not share what was asked for before it", async () => {
  const answers: PromiseWithResolvers<Response>[] = [];
  const transport = new HandlerTransport(({ method }) => {
    if (method === "POST") return new Response();
    const answer = Promise.withResolvers<Response>();
    answers.push(answer);
    return answer.promise;
  });
  const asked = async (count: number) => {
    while (answers.length < count) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  for (const stream of [false, true]) {
    answers.length = 0;
    using client = new Client({ transport, stages: [cache()] });
    const ask = async () =>
      await (stream ? await client.stream("GET", URL_) : await client.get(URL_)).text();
    const before = ask();
    await asked(1);
    await client.post(URL_);
    const after = ask();
    await asked(2);
    answers[1]?.resolve(new Response("new", { headers: fresh }));
    answers[0]?.resolve(new Response("old", { headers: fresh }));
    assertEquals([await before, await after, await ask()], ["old", "new", "new"]);
  }
});

test("only-if-cached sends nothing, whatever the method", async () => {
  const origin = new Origin({});
  using client = origin.client();
  for (const method of ["GET", "HEAD", "POST", "DELETE", "OPTIONS"]) {
    const response = await client.request(method, URL_, { cache: "only-if-cached" });
    assertEquals([response.status, response.cacheStatus?.detail], [504, "only-if-cached"], method);
  }
  assertEquals(origin.count, 0);
});

const permanent: readonly (readonly [
  status: number,
  headers: Readonly<Record<string, string>>,
  asked: number,
])[] = [
  [301, {}, 1],
  [308, {}, 1],
  [302, {}, 2],
  [303, {}, 2],
  [307, {}, 2],
  [302, { "cache-control": "max-age=60" }, 1],
  [307, { "cache-control": "max-age=60" }, 1],
  [301, { "cache-control": "no-store" }, 2],
  [301, { "cache-control": "no-cache" }, 2],
  [301, { "cache-control": "max-age=0" }, 2],
  [308, { expires: "0" }, 2],
];

for (const [status, headers, asked] of permanent) {
  test(`a ${status} with ${JSON.stringify(headers)} is asked for ${asked} times of 2`, async () => {
    const origin = new Origin(({ url }) =>
      url.endsWith("/old")
        ? { status, headers: { ...headers, location: "/new" } }
        : { headers: fresh, body: "there" }
    );
    using client = origin.client();
    for (let n = 0; n < 2; n++) {
      const response = await client.get("http://example.org/old");
      assertEquals([await response.text(), response.history.length], ["there", 1]);
    }
    const urls = origin.requests.map(({ url }) => url);
    assertEquals(urls.filter((url) => url.endsWith("/old")).length, asked);
  });
}

test("a URL with credentials is stored without them, for who sends them", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: fresh });
  using client = origin.client({ store });
  await client.get("http://user:hush@example.org/");
  assertEquals(JSON.stringify(store.get(URL_)).includes("hush"), false);
  assertEquals(did(await client.get("http://user:hush@example.org/")), "hit");
  assertEquals(did(await client.get(URL_)), "uri-miss");
});

test("credentials of another header than before are another user's", async () => {
  const origin = new Origin({ headers: { ...fresh, vary: "*" } }, { headers: fresh });
  using client = origin.client();
  for (const authorization of ["a", "b", "a", "b"]) {
    await client.get(URL_, { headers: { authorization } });
  }
  assertEquals(origin.count, 3);
});

test("close() ends a shared stream for all, and lets go of the server", async () => {
  let cancelled = 0;
  const transport = new HandlerTransport(() =>
    new Response(
      new ReadableStream({
        pull: (controller) => controller.enqueue(new TextEncoder().encode("one")),
        cancel: () => void cancelled++,
      }),
      { headers: fresh },
    )
  );
  const client = new Client({ transport, stages: [cache()] });
  const responses = await Promise.all([1, 2].map(() => client.stream("GET", URL_)));
  const readers = responses.map((response) => response.iterBytes());
  for (const reader of readers) await reader.next();
  client.close();
  for (const reader of readers) {
    await assertRejects(async () => {
      for (let n = 0; n < 1_000; n++) await reader.next();
    });
  }
  assertEquals(cancelled, 1);
});

test("a store may give promises of another library", async () => {
  class ThenableStore extends MemoryCacheStore {
    override get(key: string) {
      const found = super.get(key);
      const promise: Promise<readonly CacheEntry[]> = Promise.resolve(found);
      return JSON.parse("null") ?? { then: promise.then.bind(promise) };
    }
  }
  const origin = new Origin({ headers: { "cache-control": "max-age=60" } });
  using client = origin.client({ store: new ThenableStore() });
  await client.get(URL_);
  assertEquals(did(await client.get(URL_)), "hit");
});
