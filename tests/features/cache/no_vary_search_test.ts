import { assertEquals } from "@std/assert";
import { Client, HandlerTransport } from "../../../mod.ts";
import {
  parseNoVarySearch,
  significantQuery,
} from "../../../src/features/cache/rules/no_vary_search.ts";
import { cache, MemoryCacheStore, SqliteCacheStore } from "../../../src/features/cache/mod.ts";
import { test } from "../../checked.ts";
import { did, Origin } from "./server.ts";

/** What is asked of a field, in one line: which of `a` and `x` is ignored, and whether the order counts. */
function inShort(field: string): string {
  const variation = parseNoVarySearch(field);
  if (!variation) return "all counts";
  const ignored = ["a", "x"].filter((name) => variation.ignores(name)).join(" ");
  return `ignored: ${ignored || "none"}${variation.isOrdered ? "" : ", any order"}`;
}

/** The draft, section 5.2.1, and what browsers read beside it. */
const fields: readonly (readonly [string, string])[] = [
  ['params=("a")', "ignored: a"],
  ['except=("x")', "ignored: a"],
  ["except=()", "ignored: a x"],
  ["key-order", "ignored: none, any order"],
  ["key-order=?1", "ignored: none, any order"],
  ['except=("x"), key-order', "ignored: a, any order"],
  ['key-order, params=("a" "x")', "ignored: a x, any order"],
  ['params=( "a"   "x" )', "ignored: a x"],
  ['params=("a";p=1 "x");q, other=1.5', "ignored: a x"],
  ["key-order;a=?0;b", "ignored: none, any order"],
  ['future=(1 2.5 tok "s" :YQ==: ?1), params=("a")', "ignored: a"],
  ['params=("b"), params=("a")', "ignored: a"],
  ["params", "ignored: a x"],
  ["params=?1", "ignored: a x"],
  ['params, except=("x")', "ignored: a"],
  ['params=?1, except=("x")', "ignored: a"],
  ["params, key-order", "ignored: a x, any order"],
  ["params=?0, key-order", "ignored: none, any order"],
  ["params=()", "all counts"],
  ["key-order=?0", "all counts"],
  ["params=?0", "all counts"],
  ["unknown-key", "all counts"],
  ['key-order="not a boolean"', "all counts"],
  ['params="not an inner list"', "all counts"],
  ["params=(not-a-string)", "all counts"],
  ['params=("a" 1)', "all counts"],
  ['params=("a"), except=("x")', "all counts"],
  ["params=(), except=()", "all counts"],
  ['params=?0, except=("x")', "all counts"],
  ['except="not an inner list"', "all counts"],
  ["except=(not-a-string)", "all counts"],
  ["except=?1", "all counts"],
  ["except", "all counts"],
  // No structured fields at all.
  ["", "all counts"],
  [" ", "all counts"],
  ["KEY-ORDER", "all counts"],
  ["key-order,", "all counts"],
  [",key-order", "all counts"],
  ["key-order params", "all counts"],
  ['params=("a"', "all counts"],
  ['params=("a""x")', "all counts"],
  ["params=('a')", "all counts"],
  ['params=("\u00e9")', "all counts"],
  ['params = ("a")', "all counts"],
  ["*", "all counts"],
];

for (const [field, expected] of fields) {
  test(`No-Vary-Search ${JSON.stringify(field)}: ${expected}`, () => {
    assertEquals(inShort(field), expected);
  });
}

/** The draft, sections 5.3.1 and 6, and the cases of browsers: the field, two queries, whether they are one. */
const pairs: readonly (readonly [string, string, string, boolean])[] = [
  ["key-order", "", "?", true],
  ["key-order", "?a=x", "?%61=%78", true],
  ["key-order", "?a=é", "?a=%C3%A9", true],
  ["key-order", "?a=%f6", "?a=%ef%bf%bd", true],
  ["key-order", "?a=x&&&&", "?a=x", true],
  ["key-order", "?a=", "?a", true],
  ["key-order", "?a=%20", "?a= &", true],
  ["key-order", "?a=+", "?a= &", true],
  ["key-order", "?a=1&b=2", "?b=2&a=1", true],
  ["key-order", "?c=4&b=3&a=2", "?a=2&c=5&b=3", false],
  ["key-order", "?b=5&a=3&a=4&d=6&c=5&b=3", "?d=6&a=4&b=5&b=3&c=5&a=3", false],
  ["key-order", "?b=5&a=3&a=4&d=6&c=5&b=3", "?d=6&a=3&b=5&b=3&c=5&a=4", true],
  ['params=("a")', "?a=2&b=3", "?b=3", true],
  ['params=("a")', "?a=2&b=3", "?b=2", false],
  ['params=("a" "b")', "?a=2&b=3", "?b=2", true],
  ['params=("a")', "?b=1&c=2", "?c=2&b=1", false],
  ['params=("a"), key-order', "?b=1&a=9&c=2", "?c=2&b=1", true],
  ['params=("a")', "?A=1", "?A=2", false],
  ['params=("a")', "", "?a=1", true],
  ["except=()", "", "?b=4&c=5", true],
  ['except=("x")', "?x=1&y=2", "?z=3&x=1", true],
  ['except=("x")', "?x=1", "?x=2", false],
  ['except=("x")', "?x=1", "", false],
  ['params=("%C3%A9+%E6%B0%97")', "?é 気=1", "?é+気=2", true],
  ['params=("%C3%A9+%E6%B0%97")', "?%C3%A9%20気=3", "?%C3%A9+%E6%B0%97=4", true],
  ['params=("a&b")', "?a%26b=1", "?a%26b=2", true],
  ['params=("a%3Db")', "?a%3Db=1", "?a%3Db=2", true],
  ['params=("?a")', "??a=1", "??a=2", true],
  ['params=("")', "?=1", "?=2", true],
  ['params=("a\\"b")', "?a%22b=1", "?a%22b=2", true],
];

for (const [field, one, other, expected] of pairs) {
  test(`${field} makes ${one || "none"} ${expected ? "" : "no "}equal of ${other || "none"}`, () => {
    const variation = parseNoVarySearch(field);
    const query = (search: string) =>
      variation && significantQuery(new URL(`http://h/${search}`).search, variation);
    assertEquals(query(one) === query(other), expected);
  });
}

test("hostile fields take no long time", () => {
  for (const part of ['"', "(", "a=(", "\\", "; ", "a;", '("a" ', ", "]) {
    const began = performance.now();
    parseNoVarySearch(`params=(${part.repeat(200_000)}`);
    assertEquals(performance.now() - began < 10_000, true, part);
  }
});

const fresh = "max-age=60";

function saying(field: string, control = fresh) {
  return { headers: { "cache-control": control, "no-vary-search": field, etag: '"a"' } };
}

const BASE = "http://example.org/p";

test("an answer is for all URLs that are the same by No-Vary-Search", async () => {
  const origin = new Origin(saying('params=("utm")'));
  using client = origin.client();
  const found: string[] = [];
  for (const search of ["?q=1&utm=a", "?q=1&utm=b", "?q=1", "?q=2", "?q=2&utm=c", "?q=1&utm=a"]) {
    const response = await client.get(`${BASE}${search}`);
    found.push(`${did(response)} ${await response.text()}`);
    assertEquals(response.url, `${BASE}${search}`);
  }
  assertEquals(found, ["uri-miss 1", "hit 1", "hit 1", "uri-miss 2", "hit 2", "hit 1"]);
});

test("another path, another host and another scheme are not the same", async () => {
  const origin = new Origin(saying("except=()"));
  using client = origin.client();
  const urls = ["http://a/p?1", "http://a/p/?2", "http://a/q?3", "http://b/p?4", "https://a/p?5"];
  for (const url of urls) assertEquals(did(await client.get(url)), "uri-miss", url);
  assertEquals(did(await client.get("http://a/p?6")), "hit");
});

test("without the field, or with a broken one, every query counts", async () => {
  const origin = new Origin({ headers: { "cache-control": fresh } }, saying("params=(broken)"));
  using client = origin.client();
  for (const search of ["?a=1", "?a=2", "?a=3"]) {
    assertEquals(did(await client.get(BASE + search)), "uri-miss");
  }
});

test("the same URL comes first, also where another answer is newer", async () => {
  const origin = new Origin({ headers: { "cache-control": fresh } }, saying("except=()"));
  using client = origin.client();
  await client.get(`${BASE}?a=1`);
  await client.get(`${BASE}?a=2`);
  const texts = ["?a=1", "?a=2", "?a=3"].map((search) => client.get(BASE + search).text());
  assertEquals(await Promise.all(texts), ["1", "2", "2"]);
});

test("Vary, credentials and freshness hold for other URLs, too", async () => {
  const said = saying("except=()");
  const origin = new Origin({ headers: { ...said.headers, vary: "accept-language" } });
  using client = origin.client();
  const german = { headers: { "accept-language": "de" } };
  assertEquals(did(await client.get(`${BASE}?1`, german)), "uri-miss");
  assertEquals(did(await client.get(`${BASE}?2`, german)), "hit");
  assertEquals(did(await client.get(`${BASE}?3`)), "uri-miss");
  const ada = { headers: { ...german.headers, authorization: "Bearer ada" } };
  assertEquals(did(await client.get(`${BASE}?4`, ada)), "uri-miss");
  assertEquals(did(await client.get(`${BASE}?5`, ada)), "hit");
  assertEquals(did(await client.get(`${BASE}?6`, german)), "hit");
});

test("what is stale is validated by another URL, and then answers both", async () => {
  const origin = new Origin(
    saying("except=()", "max-age=0"),
    {
      status: 304,
      headers: { "cache-control": fresh, etag: '"a"', "no-vary-search": "except=()" },
    },
  );
  using client = origin.client();
  await client.get(`${BASE}?1`);
  assertEquals(await client.get(`${BASE}?2`).text(), "1");
  assertEquals(origin.requests[1]?.headers.get("if-none-match"), '"a"');
  assertEquals(did(await client.get(`${BASE}?1`)), "hit");
  assertEquals(did(await client.get(`${BASE}?3`)), "hit");
  assertEquals(origin.count, 2);
});

test("a change of one URL drops what is the same; a change never gets an answer out of the store", async () => {
  const origin = new Origin(saying("except=()"));
  using client = origin.client();
  await client.get(`${BASE}?1`);
  assertEquals(did(await client.post(`${BASE}?2`)), "nothing");
  assertEquals(did(await client.get(`${BASE}?1`)), "uri-miss");
});

test("what is under way for a URL that is the same is not kept after a change, nor given to who asks then", async () => {
  let version = 1;
  const held: (() => void)[] = [];
  const transport = new HandlerTransport(async ({ method }) => {
    if (method === "POST") version++;
    const body = `${version}`;
    if (method === "GET" && version === 2) {
      await new Promise<void>((resolve) => held.push(resolve));
    }
    return new Response(body, saying('params=("utm")'));
  });
  using client = new Client({ transport, stages: [cache()], cookies: null });
  await client.get(`${BASE}?utm=0`);
  await client.post(`${BASE}?utm=0`);
  const before = client.get(`${BASE}?utm=1`).text();
  while (held.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  await client.post(`${BASE}?utm=2`);
  const after = client.get(`${BASE}?utm=1`).text();
  for (const go of held) go();
  assertEquals([await before, await after], ["2", "3"]);
  assertEquals(await client.get(`${BASE}?utm=1`).text(), "3");
});

test("delete(url) drops the answer for all URLs that are the same", async () => {
  const store = new MemoryCacheStore();
  const origin = new Origin(saying("except=()"));
  using client = origin.client({ store });
  await client.get(`${BASE}?1`);
  store.delete(`${BASE}?1`);
  assertEquals(did(await client.get(`${BASE}?2`)), "uri-miss");
  assertEquals(did(await client.get(`${BASE}?1`)), "hit");
});

test("a file of answers is used by their other URLs once the program knows of the field", async () => {
  const path = `${await Deno.makeTempDir()}/cache.sqlite`;
  {
    using store = new SqliteCacheStore(path);
    using client = new Origin(saying('except=("q")')).client({ store });
    await client.get(`${BASE}?q=1&a=1`);
    await client.get(`${BASE}?q=2&a=1`);
  }
  using store = new SqliteCacheStore(path);
  const origin = new Origin(saying('except=("q")'));
  using client = origin.client({ store });
  assertEquals(did(await client.get(`${BASE}?q=1&a=1`)), "hit");
  await client.get(`${BASE}?q=3`);
  assertEquals(did(await client.get(`${BASE}?q=2&a=2`)), "hit");
  assertEquals(origin.count, 1);
  await Deno.remove(path.slice(0, -"/cache.sqlite".length), { recursive: true }).catch(() => {});
});

test("a HEAD is answered by another URL as well", async () => {
  const origin = new Origin(saying("except=()"));
  using client = origin.client();
  await client.get(`${BASE}?1`);
  assertEquals(did(await client.head(`${BASE}?2`)), "hit");
});
