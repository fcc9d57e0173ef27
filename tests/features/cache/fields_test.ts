import { assertEquals } from "@std/assert";
import type { CacheEntry } from "../../../src/features/cache/mod.ts";
import { parseCacheStatus } from "../../../src/features/cache/mod.ts";
import {
  allowsRange,
  findRange,
  parseContentRange,
  parseRange,
} from "../../../src/features/cache/rules/ranges.ts";
import {
  confirms,
  isNotModified,
  updateHeaders,
} from "../../../src/features/cache/rules/validators.ts";
import { normalizeField, varyNames } from "../../../src/features/cache/rules/vary.ts";
import { test } from "../../checked.ts";

/** RFC 9111 section 4.1. */
const vary: readonly (readonly [string | null, readonly string[] | undefined])[] = [
  [null, []],
  ["", []],
  ["Accept", ["accept"]],
  ["Foo, accept, FOO", ["accept", "foo"]],
  ["*", undefined],
  ["Accept, *", undefined],
  ["*, Accept", undefined],
  ["Accept , , *", undefined],
];

for (const [value, names] of vary) {
  test(`Vary ${JSON.stringify(value)} names ${names}`, () => assertEquals(varyNames(value), names));
}

const same: readonly (readonly [
  name: string,
  one: string | undefined,
  other: string | undefined,
  boolean,
])[] = [
  ["foo", "1", "1", true],
  ["foo", "1", "2", false],
  ["foo", "a, b", "a,b", true],
  ["foo", "a, b", "b, a", false],
  ["foo", "a", "A", false],
  ["foo", undefined, undefined, true],
  ["foo", undefined, "", false],
  ["foo", '"a,b"', '"a, b"', false],
  ["accept-language", "en, de", "de, en", true],
  ["accept-language", "EN", "en", true],
  ["accept-language", "en;q=1", "en", true],
  ["accept-language", "en; q=0.50", "en;q=0.5", true],
  ["accept-language", "en;q=0.5, de", "de, en;q=0.5", true],
  ["accept-language", "en, de;q=0.5", "de, en;q=0.5", false],
  ["accept-encoding", "gzip, br", "br,gzip", true],
  ["accept", "text/html;level=1", "text/html", false],
];

for (const [name, one, other, expected] of same) {
  test(`${name}: ${one} is ${expected ? "" : "not "}the same as ${other}`, () => {
    assertEquals(normalizeField(name, one) === normalizeField(name, other), expected);
  });
}

type Fields = Readonly<Record<string, string>>;
const EARLY = "Sat, 28 Nov 2026 10:00:00 GMT";
const LATE = "Sat, 28 Nov 2026 11:00:00 GMT";

/** RFC 9110 section 13, RFC 9111 section 4.3.2. */
const conditions: readonly (readonly [request: Fields, stored: Fields, boolean])[] = [
  [{}, { etag: '"a"' }, false],
  [{ "if-none-match": '"a"' }, { etag: '"a"' }, true],
  [{ "if-none-match": 'W/"a"' }, { etag: '"a"' }, true],
  [{ "if-none-match": '"a"' }, { etag: 'W/"a"' }, true],
  [{ "if-none-match": '"b"' }, { etag: '"a"' }, false],
  [{ "if-none-match": '"b", "a"' }, { etag: '"a"' }, true],
  [{ "if-none-match": '"b,a"' }, { etag: '"a"' }, false],
  [{ "if-none-match": "*" }, {}, true],
  [{ "if-none-match": '"a"' }, {}, false],
  [{ "if-none-match": '"A"' }, { etag: '"a"' }, false],
  [{ "if-modified-since": LATE }, { "last-modified": EARLY }, true],
  [{ "if-modified-since": EARLY }, { "last-modified": EARLY }, true],
  [{ "if-modified-since": EARLY }, { "last-modified": LATE }, false],
  [{ "if-modified-since": "garbage" }, { "last-modified": EARLY }, false],
  [{ "if-modified-since": LATE }, { date: EARLY }, true],
  [{ "if-modified-since": "Saturday, 28-Nov-26 11:00:00 GMT" }, { "last-modified": EARLY }, true],
  [
    { "if-none-match": '"b"', "if-modified-since": LATE },
    { etag: '"a"', "last-modified": EARLY },
    false,
  ],
];

for (const [request, stored, expected] of conditions) {
  test(`${JSON.stringify(request)} of ${JSON.stringify(stored)} is ${expected ? "304" : "200"}`, () => {
    assertEquals(isNotModified(request, new Headers(stored), Date.now()), expected);
  });
}

/** RFC 9111 section 4.3.4. */
const confirmations: readonly (readonly [answer: Fields, stored: Fields, boolean])[] = [
  [{}, { etag: '"a"' }, true],
  [{ etag: '"a"' }, { etag: '"a"' }, true],
  [{ etag: '"b"' }, { etag: '"a"' }, false],
  [{ etag: '"a"' }, { etag: 'W/"a"' }, false],
  [{ etag: 'W/"a"' }, { etag: 'W/"a"' }, true],
  [{ etag: 'W/"a"' }, { etag: '"a"' }, true],
  [{ "last-modified": EARLY }, { "last-modified": EARLY }, true],
  [{ "last-modified": LATE }, { "last-modified": EARLY }, false],
];

for (const [answer, stored, expected] of confirmations) {
  test(`a 304 with ${JSON.stringify(answer)} is about ${JSON.stringify(stored)}: ${expected}`, () => {
    assertEquals(confirms(new Headers(answer), new Headers(stored)), expected);
  });
}

test("a 304 renews every field but those of its own form", () => {
  const stored = [["a", "1"], ["a", "2"], ["b", "1"], ["content-length", "5"], [
    "age",
    "9",
  ]] as const;
  const update = [["a", "3"], ["content-length", "0"], ["content-encoding", "x"], [
    "content-range",
    "y",
  ]] as const;
  assertEquals(updateHeaders(stored, update), [["b", "1"], ["content-length", "5"], ["a", "3"]]);
});

const entry = (size: number, range?: CacheEntry["range"]): CacheEntry => ({
  id: "",
  url: "",
  status: 200,
  reasonPhrase: "",
  headers: [],
  varies: {},
  owner: "",
  requestTime: 0,
  responseTime: 0,
  deadAt: 0,
  size,
  decoded: false,
  ...(range && { range }),
});
const whole = entry(10);
const part = entry(4, { first: 2, last: 5, total: 10 });
const open = entry(4, { first: 2, last: 5, total: undefined });

/** RFC 9110 section 14.1.2: the first and the last byte, a word, or nothing. */
const ranges: readonly (readonly [string, CacheEntry, number[] | string | undefined])[] = [
  ["bytes=0-4", whole, [0, 4]],
  ["bytes=5-", whole, [5, 9]],
  ["bytes=-3", whole, [7, 9]],
  ["bytes=-30", whole, [0, 9]],
  ["bytes=0-99", whole, [0, 9]],
  ["bytes=9-9", whole, [9, 9]],
  ["bytes=10-", whole, "unsatisfiable"],
  ["bytes=-0", whole, "unsatisfiable"],
  ["Bytes=0-0", whole, [0, 0]],
  ["bytes=2-5", part, [2, 5]],
  ["bytes=3-4", part, [3, 4]],
  ["bytes=1-4", part, undefined],
  ["bytes=3-6", part, undefined],
  ["bytes=3-", part, undefined],
  ["bytes=-8", part, undefined],
  ["bytes=20-", part, "unsatisfiable"],
  ["bytes=3-4", open, [3, 4]],
  ["bytes=-3", open, undefined],
  ["bytes=4-2", whole, "none"],
  ["bytes=-", whole, "none"],
  ["bytes=0-1,3-4", whole, "none"],
  ["items=0-1", whole, "none"],
];

for (const [value, stored, expected] of ranges) {
  test(`${value} of ${JSON.stringify(stored.range ?? "all")} is ${expected}`, () => {
    const wanted = parseRange(value);
    const found = wanted ? findRange(wanted, stored) : "none";
    assertEquals(typeof found === "object" ? [found.first, found.last] : found, expected);
  });
}

const contentRanges: readonly (readonly [string | null, string | undefined])[] = [
  [null, undefined],
  ["bytes 0-4/10", "0-4/10"],
  ["bytes 0-4/*", "0-4/undefined"],
  ["bytes */10", undefined],
  ["bytes 4-0/10", undefined],
  ["bytes 0-10/10", undefined],
  ["items 0-4/10", undefined],
];

for (const [value, expected] of contentRanges) {
  test(`Content-Range ${value} is ${expected}`, () => {
    const range = parseContentRange(value);
    assertEquals(range && `${range.first}-${range.last}/${range.total}`, expected);
  });
}

const ifRanges: readonly (readonly [string | undefined, Fields, boolean])[] = [
  [undefined, {}, true],
  ['"a"', { etag: '"a"' }, true],
  ['"b"', { etag: '"a"' }, false],
  ['W/"a"', { etag: 'W/"a"' }, false],
  [EARLY, { "last-modified": EARLY }, true],
  [LATE, { "last-modified": EARLY }, false],
];

for (const [value, stored, expected] of ifRanges) {
  test(`If-Range ${value} of ${JSON.stringify(stored)}: ${expected}`, () => {
    assertEquals(allowsRange(value, new Headers(stored)), expected);
  });
}

/** RFC 9211. */
const statuses: readonly (readonly [string | null, readonly unknown[]])[] = [
  [null, []],
  ["Ferry; hit", [["Ferry", true, undefined, undefined]]],
  ["Ferry;hit;ttl=-5", [["Ferry", true, undefined, -5]]],
  ["Ferry; fwd=stale; fwd-status=304", [["Ferry", false, "stale", undefined]]],
  ['"a, b"; hit=?0, Ferry; hit', [["a, b", false, undefined, undefined], [
    "Ferry",
    true,
    undefined,
    undefined,
  ]]],
  ['x; detail="a;hit"', [["x", false, undefined, undefined]]],
  ["; hit", []],
];

for (const [value, expected] of statuses) {
  test(`Cache-Status ${value}`, () => {
    const found = parseCacheStatus(value).map((
      { cache, hit, forward, ttl },
    ) => [cache, hit, forward, ttl]);
    assertEquals(found, expected);
  });
}
