import { assertEquals } from "@std/assert";
import { parseRetryAfter, retryAfterOf } from "../../src/features/retry/retry_after.ts";
import { test } from "../checked.ts";

const now = Date.UTC(2025, 0, 1);
const inUtc = (ms: number) => new Date(now + ms).toUTCString();

test("Retry-After is seconds or a date", () => {
  const table = [
    ["0", 0],
    ["1", 1_000],
    ["120", 120_000],
    ["007", 7_000],
    ["1.5", 1_500],
    ["0.0001", 1],
    ["99999999999999999999", 1e23],
    [inUtc(5_000), 5_000],
    [inUtc(0), 0],
    [inUtc(-5_000), 0],
    ["Wednesday, 01-Jan-25 00:00:09 GMT", 9_000],
    ["Wed Jan  1 00:00:08 2025", 8_000],
  ] as const;
  for (const [value, ms] of table) assertEquals(parseRetryAfter(value, now), ms, value);
});

test("a Retry-After that is neither is none", () => {
  const wrong = [
    "",
    " ",
    "-1",
    "+1",
    "1e3",
    "0x10",
    "1s",
    "5, 5",
    ".5",
    "1.",
    "٣",
    "Infinity",
    "NaN",
  ];
  for (const value of [...wrong, "soon", "2025-01-01T00:00:09Z", "9".repeat(100_000) + "x"]) {
    assertEquals(parseRetryAfter(value, now), undefined, value.slice(0, 40));
  }
});

/** What a server says, and how many milliseconds that is. */
type Row = readonly [
  status: number,
  headers: Readonly<Record<string, string>>,
  ms: number | undefined,
];

function check(rows: readonly Row[]): void {
  for (const [status, headers, ms] of rows) {
    const shown = `${status} ${JSON.stringify(headers)}`;
    assertEquals(retryAfterOf({ status, headers: new Headers(headers) }, now), ms, shown);
  }
}

test("a date is compared with the server's clock, where it shows it", () => {
  const hour = 3_600_000;
  check([
    [503, { "retry-after": inUtc(hour + 7_000), date: inUtc(hour) }, 7_000],
    [503, { "retry-after": inUtc(7_000), date: "garbage" }, 7_000],
    [503, { "retry-after": "3", date: inUtc(hour) }, 3_000],
  ]);
});

test("the RateLimit headers of every draft are read", () => {
  check([
    [429, { "ratelimit": '"default";r=0;t=50' }, 50_000],
    [429, { "ratelimit": '"burst";r=0;t=5, "day";r=0;t=50, "x";r=9;t=500' }, 50_000],
    [429, { "ratelimit": '"a,b;r=0;t=9";r=0;t=2' }, 2_000],
    [429, { "ratelimit": '"default" ; r=0 ; t=4' }, 4_000],
    [429, { "ratelimit": '"default";t=4' }, 4_000],
    [429, { "ratelimit": '"default";r=3;t=4' }, undefined],
    [429, { "ratelimit": '"default";r=0' }, undefined],
    [429, { "ratelimit": "limit=100, remaining=0, reset=6" }, 6_000],
    [429, { "ratelimit": "limit=100;w=60, remaining=0, reset=6" }, 6_000],
    [429, { "ratelimit": "limit=100, remaining=1, reset=6" }, undefined],
    [429, { "ratelimit-remaining": "0", "ratelimit-reset": "7" }, 7_000],
    [429, { "ratelimit-reset": "7" }, 7_000],
    [429, { "ratelimit-remaining": "5", "ratelimit-reset": "7" }, undefined],
  ]);
});

test("a reset may be a time, in seconds or milliseconds", () => {
  const seconds = now / 1_000;
  check([
    [429, { "x-ratelimit-reset": "8" }, 8_000],
    [429, { "x-ratelimit-reset": `${seconds + 8}` }, 8_000],
    [429, { "x-ratelimit-reset": `${now + 8_000}` }, 8_000],
    [429, { "x-ratelimit-reset": `${seconds - 8}` }, 0],
    [429, { "x-rate-limit-reset": `${seconds + 9}` }, 9_000],
    [429, { "x-ratelimit-reset": "1m30s" }, undefined],
  ]);
});

test("a limit that is not used up makes nobody wait", () => {
  check([
    [503, { "x-ratelimit-remaining": "4999", "x-ratelimit-reset": "3000" }, undefined],
    [503, { "x-ratelimit-reset": "3000" }, undefined],
    [503, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "3000" }, 3_000_000],
    [503, {}, undefined],
  ]);
});

test("Retry-After beats the RateLimit headers, unless it cannot be read", () => {
  const limit = { "ratelimit": '"default";r=0;t=50' };
  check([
    [429, { ...limit, "retry-after": "2" }, 2_000],
    [429, { ...limit, "retry-after": "0" }, 0],
    [429, { ...limit, "retry-after": "soon" }, 50_000],
    [429, { ...limit, "x-ratelimit-reset": "1" }, 50_000],
  ]);
});

test("hostile values cost linear time", () => {
  for (const part of ['"', ",", ";", "=", '"\\', 'a";r=0,', "r=0;t=5;"]) {
    const headers = new Headers({ ratelimit: part.repeat(200_000) });
    const startedAt = performance.now();
    retryAfterOf({ status: 429, headers }, now);
    assertEquals(performance.now() - startedAt < 10_000, true, part);
  }
});
