import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, HandlerTransport } from "../../../mod.ts";
import { cache, MemoryCacheStore } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin, type Said } from "./server.ts";

const URL_ = "http://example.org/";
const fresh = { "cache-control": "max-age=60" };
const stale = { "cache-control": "max-age=60", age: "90", etag: '"a"' };

/** Validates with the tag "a", and says that it is still the same. */
function validating(first: Said, confirmed: Readonly<Record<string, string>> = {}): Origin {
  return new Origin(
    first,
    (request) =>
      request.headers.has("if-none-match") || request.headers.has("if-modified-since")
        ? { status: 304, headers: confirmed }
        : first,
  );
}

test("a hit says its age and that it is one", async () => {
  const origin = new Origin({ headers: { ...fresh, age: "20" } });
  using client = origin.client();
  const first = await client.get(URL_);
  const second = await client.get(URL_);
  assertEquals([did(first), did(second), second.headers.get("age")], ["uri-miss", "hit", "20"]);
  assertEquals([await second.text(), origin.count], ["1", 1]);
});

test("a fragment is no part of the key, a query is", async () => {
  const origin = new Origin({ headers: fresh });
  using client = origin.client();
  for (const end of ["", "#a", "#", "?a", "?b"]) await client.get(URL_ + end);
  assertEquals(origin.count, 3);
});

test("a 304 renews headers and freshness, not what belongs to the body, and drops the old Age", async () => {
  const origin = validating(
    { headers: { ...stale, "x-a": "old", "content-length": "1" } },
    { ...fresh, "x-a": "new", etag: '"a"', "content-encoding": "br" },
  );
  using client = origin.client();
  await client.get(URL_);
  const second = await client.get(URL_);
  const third = await client.get(URL_);
  assertEquals([did(second), did(third), origin.count], ["stale", "hit", 2]);
  const { headers } = third;
  assertEquals([headers.get("x-a"), headers.get("content-encoding"), headers.get("age")], [
    "new",
    null,
    "0",
  ]);
  assertEquals(await third.text(), "1");
});

test("a 304 may add Vary", async () => {
  const origin = validating({ headers: stale }, { ...fresh, etag: '"a"', vary: "x-a" });
  using client = origin.client();
  await client.get(URL_);
  await client.get(URL_, { headers: { "x-a": "1" } });
  assertEquals(did(await client.get(URL_, { headers: { "x-a": "1" } })), "hit");
  assertEquals(did(await client.get(URL_, { headers: { "x-a": "2" } })), "vary-miss");
});

test("a 304 about another body is asked for once more, without conditions", async () => {
  const origin = new Origin(
    { headers: stale },
    { status: 304, headers: { etag: '"b"' } },
    { headers: fresh, body: "new" },
  );
  using client = origin.client();
  await client.get(URL_);
  assertEquals(await client.get(URL_).text(), "new");
  assertEquals(origin.requests.map(({ headers }) => headers.get("if-none-match")), [
    null,
    '"a"',
    null,
  ]);
});

test("an entry that is gone when it was validated is asked for once more", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: stale }, () => {
    store.clear();
    return { status: 304 };
  }, { headers: fresh, body: "new" });
  using client = origin.client({ store });
  await client.get(URL_);
  assertEquals(await client.get(URL_).text(), "new");
});

test("each variant is kept by what Vary names", async () => {
  const origin = new Origin(({ headers }) => ({
    headers: { ...fresh, vary: "accept-language" },
    body: headers.get("accept-language") ?? "none",
  }));
  using client = origin.client();
  const ask = (language?: string) =>
    client.get(URL_, { headers: language === undefined ? {} : { "accept-language": language } })
      .text();
  const texts = [];
  for (const language of ["de", "en", "de", "en", "EN", "de, en", "en,de"]) {
    texts.push(await ask(language));
  }
  assertEquals([texts, origin.count], [["de", "en", "de", "en", "en", "de, en", "de, en"], 3]);
});

const modes: readonly (readonly [
  RequestCache,
  Readonly<Record<string, string>>,
  asked: number,
  did: string,
])[] = [
  ["default", fresh, 1, "hit"],
  ["default", stale, 2, "stale"],
  ["no-store", fresh, 2, "bypass"],
  ["reload", fresh, 2, "request"],
  ["no-cache", { ...fresh, etag: '"a"' }, 2, "request"],
  ["force-cache", stale, 1, "hit"],
  ["only-if-cached", fresh, 1, "hit"],
  ["only-if-cached", stale, 1, "hit"],
];

for (const [mode, headers, asked, expected] of modes) {
  test(`cache: ${mode} of what is ${headers === stale ? "stale" : "fresh"} is ${expected}`, async () => {
    const origin = validating({ headers });
    using client = origin.client();
    await client.get(URL_);
    const response = await client.get(URL_, { cache: mode });
    assertEquals([did(response), origin.count, response.status], [expected, asked, 200]);
  });
}

test("what is not there is a 504 for only-if-cached", async () => {
  const origin = new Origin({});
  using client = origin.client();
  const one = await client.get(URL_, { cache: "only-if-cached" });
  const other = await client.get(URL_, { headers: { "cache-control": "only-if-cached" } });
  const head = await client.head(URL_, { cache: "only-if-cached" });
  assertEquals([one.status, other.status, head.status, origin.count], [504, 504, 504, 0]);
});

test("reload replaces what is stored, no-store leaves it", async () => {
  const origin = new Origin({ headers: fresh });
  using client = origin.client();
  await client.get(URL_);
  await client.get(URL_, { cache: "no-store" });
  assertEquals(await client.get(URL_).text(), "1");
  await client.get(URL_, { cache: "reload" });
  assertEquals(await client.get(URL_).text(), "3");
});

test("the caller's own conditions get a 304 out of the store", async () => {
  const origin = new Origin({ headers: { ...fresh, etag: '"a"', "content-length": "1" } });
  using client = origin.client();
  await client.get(URL_);
  const same = await client.get(URL_, { headers: { "if-none-match": '"a"' } });
  const other = await client.get(URL_, { headers: { "if-none-match": '"b"' } });
  assertEquals([same.status, same.headers.has("content-length"), await same.text()], [
    304,
    false,
    "",
  ]);
  assertEquals([other.status, await other.text(), origin.count], [200, "1", 1]);
});

test("the caller's own conditions go along when what is stored is validated", async () => {
  const origin = new Origin({ headers: stale }, { status: 304, headers: { etag: '"b"' } });
  using client = origin.client();
  await client.get(URL_);
  const response = await client.get(URL_, { headers: { "if-none-match": '"b"' } });
  assertEquals([response.status, response.headers.get("etag")], [304, '"b"']);
  assertEquals(origin.requests[1]?.headers.get("if-none-match"), '"b", "a"');
});

test("a 304 that nothing is stored for is passed on", async () => {
  const origin = new Origin({ status: 304, headers: { etag: '"a"' } });
  using client = origin.client();
  assertEquals((await client.get(URL_, { headers: { "if-none-match": '"a"' } })).status, 304);
});

const grace = "max-age=60, stale-if-error=60";

/** RFC 5861 section 4: what is stored, what then happens, whether the stale one stands in, privately and shared. */
const errors: readonly (readonly [string, number | Error, readonly [boolean, boolean]])[] = [
  [grace, 500, [true, true]],
  [grace, 502, [true, true]],
  [grace, 503, [true, true]],
  [grace, 504, [true, true]],
  [grace, 501, [false, false]],
  [grace, 404, [false, false]],
  [grace, new Error("no server"), [true, true]],
  ["max-age=60, stale-if-error=20", 500, [false, false]],
  ["max-age=60, stale-if-error=x", 500, [false, false]],
  ["max-age=60", 500, [false, false]],
  [`${grace}, must-revalidate`, 500, [false, false]],
  [`${grace}, no-cache`, 500, [false, false]],
  [`${grace}, proxy-revalidate`, 500, [true, false]],
  [`${grace}, s-maxage=60`, 500, [true, false]],
];

for (const [control, failure, expected] of errors) {
  test(`${control} and then ${failure}: stale answers ${expected}`, async () => {
    const found: boolean[] = [];
    for (const shared of [false, true]) {
      const said = { headers: { ...stale, "cache-control": control }, body: "old" };
      const origin = new Origin(said, failure instanceof Error ? failure : { status: failure });
      using client = origin.client({ shared });
      await client.get(URL_);
      const text = await client.get(URL_).text().catch(() => "failed");
      found.push(text === "old");
    }
    assertEquals(found, [...expected]);
  });
}

test("an error leaves what is stored, and is no answer later", async () => {
  const origin = new Origin({ headers: stale, body: "old" }, { status: 500 }, { status: 304 });
  using client = origin.client();
  await client.get(URL_);
  assertEquals((await client.get(URL_)).status, 500);
  assertEquals(await client.get(URL_).text(), "old");
});

test("a request may say that a stale answer stands in for an error", async () => {
  const origin = new Origin({ headers: stale, body: "old" }, { status: 503 });
  using client = origin.client();
  await client.get(URL_);
  const headers = { "cache-control": "stale-if-error=60" };
  assertEquals(await client.get(URL_, { headers }).text(), "old");
});

/** Waits until something stands in the store. */
async function stored(client: Client, expected: string): Promise<void> {
  for (let n = 0; n < 500; n++) {
    if (await client.get(URL_, { cache: "force-cache" }).text() === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert(false, `${expected} was never stored`);
}

/** RFC 5861 section 3. */
const refreshes: readonly (readonly [string, readonly [boolean, boolean]])[] = [
  ["max-age=60, stale-while-revalidate=60", [true, true]],
  ["max-age=60, stale-while-revalidate=20", [false, false]],
  ["max-age=60, stale-while-revalidate=x", [false, false]],
  ["max-age=60, stale-while-revalidate=60, must-revalidate", [false, false]],
  ["max-age=60, stale-while-revalidate=60, no-cache", [false, false]],
  ["max-age=60, stale-while-revalidate=60, s-maxage=60", [true, false]],
  ["max-age=60, stale-while-revalidate=60, proxy-revalidate", [true, false]],
];

for (const [control, expected] of refreshes) {
  test(`${control}: given while it is validated ${expected}`, async () => {
    const found: boolean[] = [];
    for (const shared of [false, true]) {
      const said = { headers: { ...stale, "cache-control": control } };
      const origin = new Origin(said, { headers: fresh });
      using client = origin.client({ shared });
      await client.get(URL_);
      found.push(await client.get(URL_).text() === "1");
      await stored(client, "2");
      assertEquals(origin.count, 2);
    }
    assertEquals(found, [...expected]);
  });
}

test("many hits of one entry validate it in the background once", async () => {
  const said = { headers: { ...stale, "cache-control": "max-age=60, stale-while-revalidate=60" } };
  const origin = new Origin(said, { headers: fresh });
  using client = origin.client();
  await client.get(URL_);
  await Promise.all([1, 2, 3, 4].map(() => client.get(URL_)));
  await stored(client, "2");
  assertEquals(origin.count, 2);
});

const changes: readonly (readonly [method: string, status: number, isGone: boolean])[] = [
  ["POST", 200, true],
  ["PUT", 201, true],
  ["PATCH", 204, true],
  ["DELETE", 204, true],
  ["PURGE", 200, true],
  ["POST", 303, true],
  ["POST", 400, false],
  ["DELETE", 500, false],
  ["OPTIONS", 200, false],
  ["HEAD", 200, false],
];

for (const [method, status, isGone] of changes) {
  test(`${method} that gives ${status} ${isGone ? "drops" : "leaves"} what is stored`, async () => {
    const origin = new Origin((request) =>
      request.method === method ? { status, headers: fresh, body: null } : { headers: fresh }
    );
    using client = origin.client();
    await client.get(URL_);
    await client.request(method, URL_, { followRedirects: false });
    const before = origin.count;
    await client.get(URL_);
    assertEquals(origin.count - before, isGone ? 1 : 0);
  });
}

const locations: readonly (readonly [field: string, value: string, isGone: boolean])[] = [
  ["location", "/other", true],
  ["location", "http://example.org/other", true],
  ["location", "http://other.example/other", false],
  ["location", "http://[", false],
  ["content-location", "/other#x", true],
  ["content-location", "https://example.org/other", false],
];

for (const [field, value, isGone] of locations) {
  test(`${field}: ${value} ${isGone ? "drops" : "leaves"} what is stored there`, async () => {
    const origin = new Origin(({ method }) =>
      method === "POST" ? { status: 201, headers: { [field]: value } } : { headers: fresh }
    );
    using client = origin.client();
    await client.get("http://example.org/other");
    await client.post(URL_);
    await client.get("http://example.org/other");
    assertEquals(origin.count, isGone ? 3 : 2);
  });
}

test("what is changed while it is under way is not stored", async () => {
  const gate = Promise.withResolvers<void>();
  const origin = new Origin(({ method }) => ({
    headers: fresh,
    body: method === "POST" ? null : new ReadableStream({
      async pull(controller) {
        await gate.promise;
        controller.enqueue(new TextEncoder().encode("old"));
        controller.close();
      },
    }),
  }));
  using client = origin.client();
  const first = client.get(URL_).text();
  await client.post(URL_);
  gate.resolve();
  assertEquals(await first, "old");
  await client.get(URL_);
  assertEquals(origin.count, 3);
});

test("a HEAD is answered by what a GET stored", async () => {
  const origin = new Origin({ headers: { ...fresh, "content-length": "1" } });
  using client = origin.client();
  await client.get(URL_);
  const head = await client.head(URL_);
  assertEquals([did(head), head.headers.get("content-length"), await head.text()], [
    "hit",
    "1",
    "",
  ]);
});

test("a HEAD of the same freshens what is stored, one of another drops it", async () => {
  for (const [etag, expected] of [['"a"', "hit"], ['"b"', "uri-miss"]] as const) {
    const origin = new Origin(({ method }) =>
      method === "HEAD" ? { headers: { ...fresh, etag }, body: null } : { headers: stale }
    );
    using client = origin.client();
    await client.get(URL_);
    await client.head(URL_);
    assertEquals(did(await client.get(URL_)), expected);
  }
});

const TEXT = "0123456789";

const cuts:
  readonly (readonly [range: string, status: number, text: string, contentRange: string])[] = [
    ["bytes=0-3", 206, "0123", "bytes 0-3/10"],
    ["bytes=4-", 206, "456789", "bytes 4-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
  ];

for (const [range, status, text, contentRange] of cuts) {
  test(`${range} of what is stored whole is ${status}`, async () => {
    const origin = new Origin({ headers: fresh, body: TEXT });
    using client = origin.client();
    await client.get(URL_);
    const response = await client.get(URL_, { headers: { range } });
    assertEquals([response.status, await response.text()], [status, text]);
    assertEquals([response.headers.get("content-range"), origin.count], [contentRange, 1]);
  });
}

test("several ranges, and those of another kind, go to the server", async () => {
  const origin = new Origin({ headers: fresh, body: TEXT });
  using client = origin.client();
  await client.get(URL_);
  for (const range of ["bytes=0-1,3-4", "items=0-1"]) {
    await client.get(URL_, { headers: { range } });
  }
  assertEquals(origin.count, 3);
});

/** A server that gives ranges. */
function ranged(headers: Readonly<Record<string, string>>): Origin {
  return new Origin((request) => {
    const [, first = "", last = ""] =
      /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "") ?? [];
    if (first === "") return { headers, body: TEXT };
    const end = last === "" ? 9 : Number(last);
    const contentRange = `bytes ${first}-${end}/10`;
    const body = TEXT.slice(Number(first), end + 1);
    return { status: 206, headers: { ...headers, "content-range": contentRange }, body };
  });
}

test("a part that is stored answers what lies in it, and its rest is asked for when all is wanted", async () => {
  const origin = ranged({ ...fresh, etag: '"a"' });
  using client = origin.client();
  await client.get(URL_, { headers: { range: "bytes=0-4" } });
  const within = await client.get(URL_, { headers: { range: "bytes=1-3" } });
  assertEquals([within.status, await within.text(), origin.count], [206, "123", 1]);
  assertEquals(within.headers.get("content-range"), "bytes 1-3/10");
  const whole = await client.get(URL_);
  assertEquals([whole.status, await whole.text(), origin.count], [200, TEXT, 2]);
  assertEquals(origin.requests[1]?.headers.get("range"), "bytes=5-");
  assertEquals(origin.requests[1]?.headers.get("if-range"), '"a"');
  assertEquals(did(await client.get(URL_)), "hit");
});

test("a part with a weak tag is not completed", async () => {
  const origin = ranged({ ...fresh, etag: 'W/"a"' });
  using client = origin.client();
  await client.get(URL_, { headers: { range: "bytes=0-4" } });
  assertEquals(await client.get(URL_).text(), TEXT);
  assertEquals(origin.requests[1]?.headers.has("range"), false);
});

test("a redirect is stored hop by hop", async () => {
  const origin = new Origin(({ url }) =>
    url.endsWith("/a")
      ? { status: 301, headers: { ...fresh, location: "/b" } }
      : { headers: fresh, body: "there" }
  );
  using client = origin.client();
  for (let n = 0; n < 3; n++) {
    assertEquals(await client.get("http://example.org/a").text(), "there");
  }
  const response = await client.get("http://example.org/a");
  assertEquals([origin.count, response.history.map(({ status }) => status)], [2, [301]]);
});

test("a hit takes no permit, no token and no retry, and sets no cookie again", async () => {
  const origin = new Origin({ headers: { ...fresh, "set-cookie": "a=1" } });
  using client = origin.client({}, { cookies: {}, limits: { maxConnections: 1 } });
  await client.get(URL_);
  client.cookies.clear();
  const response = await client.get(URL_);
  assertEquals([did(response), client.cookies.size], ["hit", 0]);
  assertEquals(response.headers.get("set-cookie"), "a=1");
});

test("an entry is for the credentials that it was asked with", async () => {
  const origin = new Origin({ headers: { "cache-control": "public, max-age=60" } });
  using client = origin.client({}, { sensitiveHeaders: ["x-key"] });
  const users = [
    {},
    { authorization: "a" },
    { authorization: "b" },
    { cookie: "a=1" },
    { cookie: "a=2" },
    { "x-key": "1" },
    { "x-key": "2" },
  ];
  const texts = [];
  for (const headers of [...users, ...users]) {
    texts.push(await client.get(URL_, { headers }).text());
  }
  const seven = ["1", "2", "3", "4", "5", "6", "7"];
  assertEquals(texts, [...seven, ...seven]);
});

test("nothing secret is in what is stored, also where Vary names it", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: { ...fresh, vary: "cookie, authorization" } });
  using client = origin.client({ store });
  const headers = { cookie: "a=hush", authorization: "Bearer hush" };
  await client.get(URL_, { headers });
  assertEquals(did(await client.get(URL_, { headers })), "hit");
  assertEquals(JSON.stringify(store.get(URL_)).includes("hush"), false);
});

test("a body over the limit is given and not stored, and the old entry stays", async () => {
  const origin = new Origin({ headers: stale, body: "old" }, {
    headers: fresh,
    body: "x".repeat(100),
  }, {
    status: 304,
  });
  using client = origin.client({ maxEntryBytes: 50 });
  await client.get(URL_);
  assertEquals((await client.get(URL_).text()).length, 100);
  assertEquals(await client.get(URL_).text(), "old");
});

class BrokenStore extends MemoryCacheStore {
  override get(): never {
    throw new Error("broken");
  }
  override write(): never {
    throw new Error("broken");
  }
  override delete(): never {
    throw new Error("broken");
  }
}

test("a store that throws is a miss", async () => {
  const origin = new Origin({ headers: fresh });
  using client = origin.client({ store: new BrokenStore() });
  await client.get(URL_);
  assertEquals(await client.get(URL_).text(), "2");
  await client.post(URL_);
});

test("a store that hangs is a miss", async () => {
  const store = new MemoryCacheStore();
  const hanging = {
    get: () => new Promise<never>(() => {}),
    body: () => new Promise<never>(() => {}),
    write: () => new Promise<never>(() => {}),
    update: () => new Promise<never>(() => {}),
    delete: () => new Promise<never>(() => {}),
    clear: () => store.clear(),
    purge: () => 0,
    stats: () => store.stats(),
  };
  const origin = new Origin({ headers: fresh });
  using client = origin.client({ store: hanging, storeTimeout: 20 });
  assertEquals(await client.get(URL_).text(), "1");
  assertEquals(await client.get(URL_).text(), "2");
});

test("answers that were retried are not stored", async () => {
  const origin = new Origin({ status: 503, headers: fresh }, { headers: fresh, body: "good" });
  using client = origin.client({}, { retries: { total: 1, backoff: { base: 0 } } });
  assertEquals(await client.get(URL_).text(), "good");
  assertEquals([await client.get(URL_).text(), origin.count], ["good", 2]);
});

test("a challenge is not stored, its answer is", async () => {
  const origin = new Origin(({ headers }) =>
    headers.has("authorization") ? { headers: fresh, body: "in" } : {
      status: 401,
      headers: { ...fresh, "www-authenticate": 'Digest realm="a", nonce="b", qop="auth"' },
    }
  );
  const { DigestAuth } = await import("../../../mod.ts");
  using client = origin.client({}, { auth: new DigestAuth("user", "secret") });
  assertEquals(await client.get(URL_).text(), "in");
});

test("trace tells of hits and of misses", async () => {
  const told: unknown[] = [];
  const origin = new Origin({ headers: fresh });
  using client = origin.client({}, {
    trace: (event) => {
      if (event.type === "stage.cache") told.push("hit" in event && event.hit);
    },
  });
  await (await client.stream("GET", URL_)).read();
  await client.get(URL_);
  await (await client.stream("GET", URL_)).read();
  assertEquals(told, [false, true, true]);
});

test("wrong settings are refused", () => {
  for (const maxEntryBytes of [0, -1, NaN]) {
    assertThrows(() => cache({ maxEntryBytes }), RangeError);
  }
  assertThrows(() => cache({ storeTimeout: 0 }), RangeError);
  assertThrows(() => cache({ targets: ["a b"] }), TypeError);
  assertThrows(() => new MemoryCacheStore({ maxBytes: 0 }), RangeError);
});

test("a misspelt setting of a cache is told", () => {
  const options = JSON.parse('{"stor":null}');
  assertThrows(
    () => cache(options),
    TypeError,
    "CacheOptions.stor: no such option (is store meant?)",
  );
  assertThrows(() => cache(JSON.parse("null")), TypeError);
  for (const staleIfDisconnected of [-1, NaN]) {
    assertThrows(() => cache({ staleIfDisconnected }), RangeError);
  }
});

test("a wrong cache mode is refused before anything is sent", async () => {
  const origin = new Origin({});
  using client = origin.client();
  const options = JSON.parse('{"cache":"never"}');
  await assertRejects(async () => await client.get(URL_, options), TypeError);
  assertEquals(origin.count, 0);
});

test("several clients share one store, and each stage without one has its own", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: fresh });
  using one = origin.client({ store });
  using other = origin.client({ store });
  using third = new Client({ transport: origin.transport, stages: [cache()] });
  for (const client of [one, other, third]) await client.get(URL_);
  assertEquals(origin.count, 2);
});

const posts: readonly (readonly [location: string, control: string, asked: number])[] = [
  ["/a", "max-age=60", 1],
  ["http://example.org/a", "max-age=60", 1],
  ["/b", "max-age=60", 2],
  ["/a", "public", 2],
  ["/a", "no-store, max-age=60", 2],
];

for (const [location, control, asked] of posts) {
  test(`a POST with Content-Location ${location} and ${control}: ${asked} requests`, async () => {
    const origin = new Origin({
      headers: { "content-location": location, "cache-control": control },
    });
    using client = origin.client();
    const response = await client.post("http://example.org/a", { body: "x" });
    assertEquals([response.request.method, await response.text()], ["POST", "1"]);
    assertEquals(await client.get("http://example.org/a").text(), String(asked));
    assertEquals(origin.count, asked);
  });
}

test("a limit of the request holds for hits, too", async () => {
  const origin = new Origin({ headers: fresh, body: "x".repeat(100) });
  using client = origin.client();
  await client.get(URL_);
  await assertRejects(async () => await client.get(URL_, { maxResponseBytes: 10 }), Error, "10");
});

test("of one URL so many answers are kept, the latest", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin({ headers: { ...fresh, vary: "x-a" } });
  using client = origin.client({ store });
  for (let n = 0; n < 300; n++) await client.get(URL_, { headers: { "x-a": String(n) } });
  assert(store.stats().entries <= 257);
});

test("a condition is nothing to an answer that is no success", async () => {
  const origin = new Origin({ status: 404, headers: { ...fresh, etag: '"a"' } });
  using client = origin.client();
  await client.get(URL_);
  const response = await client.get(URL_, { headers: { "if-none-match": '"a"' } });
  assertEquals([response.status, origin.count], [404, 1]);
});

test("a hit has nothing over the wire", async () => {
  const origin = new Origin({ headers: fresh, body: "x".repeat(100) });
  using client = origin.client();
  await client.get(URL_);
  assertEquals((await client.get(URL_)).numBytesDownloaded, 0);
});

test("what is validated in the background ends with the client", async () => {
  const said = { headers: { ...stale, "cache-control": "max-age=60, stale-while-revalidate=60" } };
  const ended = Promise.withResolvers<unknown>();
  let count = 0;
  const transport = new HandlerTransport(({ signal }) => {
    if (++count === 1) return new Response("1", { headers: said.headers });
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => {
        ended.resolve(signal.aborted);
        reject(signal.reason);
      });
    });
  });
  const client = new Client({ transport, retries: 0, stages: [cache()] });
  await client.get(URL_);
  assertEquals(await client.get(URL_).text(), "1");
  while (count < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  client.close();
  assertEquals(await ended.promise, true);
});

test("a part that is shorter than its Content-Range says is not stored", async () => {
  const origin = new Origin({
    status: 206,
    headers: { ...fresh, etag: '"a"', "content-range": "bytes 4-9/10" },
    body: "01234",
  });
  using client = origin.client();
  for (let n = 0; n < 2; n++) await client.get(URL_, { headers: { range: "bytes=4-9" } });
  assertEquals(origin.count, 2);
});
