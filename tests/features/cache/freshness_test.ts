import { assertEquals } from "@std/assert";
import type { CacheEntry } from "../../../src/features/cache/mod.ts";
import { currentAge, parseAge, Policy } from "../../../src/features/cache/rules/freshness.ts";
import { test } from "../../checked.ts";

const NOW = Date.UTC(2026, 10, 28, 12, 0, 0);
const at = (seconds: number) => new Date(NOW + seconds * 1_000).toUTCString();
const own = { shared: false, targets: [], staleIfDisconnected: 0 };
const shared = { shared: true, targets: ["cdn-cache-control"], staleIfDisconnected: 0 };

type Fields = Readonly<Record<string, string>>;

/** RFC 9111 section 4.2.1 and 4.2.2: seconds for the private cache, and for the shared one. */
const lifetimes:
  readonly (readonly [status: number, headers: Fields, own: number, all?: number])[] = [
    [200, {}, 0],
    [200, { "cache-control": "max-age=60" }, 60],
    [200, { "cache-control": "s-maxage=60" }, 0, 60],
    [200, { "cache-control": "max-age=10, s-maxage=60" }, 10, 60],
    [200, { "cache-control": "max-age=60, s-maxage=0" }, 60, 0],
    [200, { "cache-control": "max-age=60, s-maxage=x" }, 60, 0],
    [200, { "cache-control": "max-age=x", expires: at(60) }, 0],
    [200, { "cache-control": "max-age=5", expires: at(60) }, 5],
    [200, { expires: at(60) }, 60],
    [200, { expires: at(60), date: at(-30) }, 90],
    [200, { expires: at(60), date: "garbage" }, 60],
    [200, { expires: at(-60) }, 0],
    [200, { expires: at(0) }, 0],
    [200, { expires: "0" }, 0],
    [200, { expires: "-1" }, 0],
    [200, { expires: "" }, 0],
    [200, { expires: "Sat, 28 Nov 2026 12:01:00 UTC" }, 0],
    [200, { expires: "Sat, 28 Nov 2026 12:01:00 +0000" }, 0],
    [200, { expires: "28 Nov 2026 12:01:00 GMT" }, 0],
    [200, { expires: "Sat, 28-Nov-2026 12:01:00 GMT" }, 0],
    [200, { expires: "Sat, 28 Nov 2026 1:01:00 GMT" }, 0],
    [200, { expires: "Sat, 28 Nov 26 12:01:00 GMT" }, 0],
    [200, { expires: "Sat,  28  Nov  2026  12:01:00  GMT" }, 0],
    [200, { expires: "Saturday, 28-Nov-26 12:01:00 GMT" }, 60],
    [200, { expires: "Sat Nov 28 12:01:00 2026" }, 60],
    [200, { expires: `${at(60)}, ${at(600)}` }, 60],
    [200, { "last-modified": at(-1_000) }, 100],
    [200, { "last-modified": at(1_000) }, 0],
    [200, { "last-modified": at(-100_000_000) }, 604_800],
    [200, { "last-modified": "garbage" }, 0],
    [200, { "last-modified": at(-1_000), expires: "0" }, 0],
    [200, { "last-modified": at(-1_000), "cache-control": "max-age=0" }, 0],
    [201, { "last-modified": at(-1_000) }, 0],
    [202, { "last-modified": at(-1_000) }, 0],
    [203, { "last-modified": at(-1_000) }, 100],
    [204, { "last-modified": at(-1_000) }, 100],
    [300, { "last-modified": at(-1_000) }, 100],
    [301, { "last-modified": at(-1_000) }, 100],
    [302, { "last-modified": at(-1_000) }, 0],
    [308, { "last-modified": at(-1_000) }, 100],
    [403, { "last-modified": at(-1_000) }, 0],
    [404, { "last-modified": at(-1_000) }, 100],
    [405, { "last-modified": at(-1_000) }, 100],
    [410, { "last-modified": at(-1_000) }, 100],
    [414, { "last-modified": at(-1_000) }, 100],
    [501, { "last-modified": at(-1_000) }, 100],
    [503, { "last-modified": at(-1_000) }, 0],
    [599, { "last-modified": at(-1_000) }, 0],
    [599, { "last-modified": at(-1_000), "cache-control": "public" }, 100],
    [200, { "cdn-cache-control": "max-age=5", "cache-control": "max-age=60" }, 60, 5],
    [200, { "cdn-cache-control": "max-age=5", expires: at(60) }, 60, 5],
    [200, { "cdn-cache-control": "private", expires: at(60) }, 60, 0],
    [200, { "cdn-cache-control": "&", "cache-control": "max-age=60" }, 60, 60],
  ];

for (const [status, headers, expected, forAll = expected] of lifetimes) {
  test(`${status} with ${JSON.stringify(headers)} is fresh for ${expected} s`, () => {
    const lifetime = (kind: typeof own | typeof shared) =>
      new Policy(new Headers(headers), status, kind).lifetime(NOW);
    assertEquals([lifetime(own), lifetime(shared)], [expected, forAll]);
  });
}

/** RFC 9111 section 4.2.3: [headers, seconds the response took, seconds since], age. */
const ages: readonly (readonly [Fields, took: number, since: number, age: number])[] = [
  [{}, 0, 0, 0],
  [{}, 0, 10, 10],
  [{}, 5, 10, 15],
  [{ date: at(0) }, 0, 10, 10],
  [{ date: at(-100) }, 0, 10, 110],
  [{ date: at(100) }, 0, 10, 10],
  [{ date: "garbage" }, 0, 10, 10],
  [{ age: "30" }, 0, 10, 40],
  [{ age: "30" }, 5, 10, 45],
  [{ age: "30", date: at(-100) }, 5, 10, 110],
  [{ age: "300", date: at(-100) }, 5, 10, 315],
  [{ age: "garbage" }, 0, 10, 10],
  [{ age: "30" }, 0, -10, 30],
  [{}, -5, 10, 10],
];

for (const [headers, took, since, age] of ages) {
  test(`${JSON.stringify(headers)} took ${took} s, ${since} s ago: ${age} s old`, () => {
    const entry: CacheEntry = {
      id: "",
      url: "",
      status: 200,
      reasonPhrase: "",
      headers: Object.entries(headers),
      varies: {},
      owner: "",
      requestTime: NOW - took * 1_000,
      responseTime: NOW,
      deadAt: 0,
      size: 0,
      decoded: false,
    };
    assertEquals(currentAge(entry, NOW + since * 1_000), age);
  });
}

/** RFC 9111 section 5.1. */
const fields: readonly (readonly [string | null, number])[] = [
  [null, 0],
  ["60", 60],
  [" 60 ", 60],
  ["60, 0", 60],
  ["0, 60", 0],
  ["-60", 0],
  ["60.5", 0],
  ["60s", 0],
  ["s60", 0],
  ["60;a=b", 0],
  ["", 0],
  ["99999999999", 2_147_483_648],
];

for (const [value, expected] of fields) {
  test(`Age ${JSON.stringify(value)} is ${expected} s`, () =>
    assertEquals(parseAge(value), expected));
}
