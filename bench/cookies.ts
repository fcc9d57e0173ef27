/**
 * Cookies: read a header, set one in a jar, find those for a URL; beside tough-cookie.
 *
 * Run it with `deno run -A bench/cookies.ts`. The contenders take turns, and a ratio is the median over the rounds.
 *
 * @module
 */

import { Cookie, CookieJar as ToughJar } from "npm:tough-cookie@6.0.0";
import { CookieJar } from "../src/cookies/jar.ts";
import { parseSetCookie } from "../src/cookies/cookie.ts";

const ROUNDS = 7;
const HEADERS: readonly string[] = [
  "sid=31d4d96e407aad42; Path=/; Secure; HttpOnly; SameSite=Lax",
  "lang=en-US; Path=/; Max-Age=31536000",
  "id=a3fWa; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Path=/docs",
  "prefs=%7B%22theme%22%3A%22dark%22%7D; Domain=example.com; Path=/; Max-Age=86400",
  "token=" + "x".repeat(200) + "; Path=/; HttpOnly",
];
const HEADER_URL = "https://www.example.com/docs/page?q=1";

/** Something to measure: what both do, how often in a round, and what the result is called. */
interface Contest {
  readonly name: string;
  readonly times: number;
  ours(n: number): unknown;
  theirs(n: number): unknown;
}

function parsing(): Contest {
  return {
    name: "parse a Set-Cookie",
    times: 100_000,
    ours: (n) => parseSetCookie(HEADERS[n % HEADERS.length] ?? ""),
    theirs: (n) => Cookie.parse(HEADERS[n % HEADERS.length] ?? ""),
  };
}

function setting(): Contest {
  const ours = new CookieJar();
  const theirs = new ToughJar();
  return {
    name: "set a cookie",
    times: 20_000,
    ours: (n) => ours.setCookie(HEADERS[n % HEADERS.length] ?? "", HEADER_URL),
    theirs: (n) => theirs.setCookieSync(HEADERS[n % HEADERS.length] ?? "", HEADER_URL),
  };
}

function finding(domains: number, each: number): Contest {
  const ours = new CookieJar(undefined, { limits: null });
  const theirs = new ToughJar();
  for (let d = 0; d < domains; d++) {
    for (let n = 0; n < each; n++) {
      const header = `c${n}=value${n}; Path=/`;
      ours.setCookie(header, `https://www.h${d}.com/`);
      theirs.setCookieSync(header, `https://www.h${d}.com/`);
    }
  }
  const urls = Array.from(
    { length: Math.min(domains, 100) },
    (_, d) => `https://www.h${d * Math.floor(domains / 100 || 1)}.com/a/b`,
  );
  const find = (jar: { at(url: string): string }) => (n: number) =>
    jar.at(urls[n % urls.length] ?? "");
  return {
    name: `header, ${(domains * each).toLocaleString("en")} cookies on ` +
      `${domains.toLocaleString("en")} domain${domains > 1 ? "s" : ""}`,
    times: each > 100 ? 500 : 5_000,
    ours: find({ at: (url) => ours.cookieHeader(url) }),
    theirs: find({ at: (url) => theirs.getCookieStringSync(url) }),
  };
}

/** Runs both by turns and prints operations a second and how they compare. */
function measure(contest: Contest): void {
  const { name, times } = contest;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    ours.push(time(times, (n) => contest.ours(n)));
    theirs.push(time(times, (n) => contest.theirs(n)));
  }
  // The first round warms up.
  const ratios = ours.slice(1).map((rate, n) => rate / (theirs[n + 1] ?? NaN));
  console.log(
    [
      name.padEnd(44),
      `${toThousands(median(ours.slice(1)))} k/s`.padStart(12),
      `${toThousands(median(theirs.slice(1)))} k/s`.padStart(12),
      `${median(ratios).toFixed(1)} x`.padStart(8),
    ].join(" "),
  );
}

/** Operations a second. */
function time(times: number, work: (n: number) => unknown): number {
  const start = performance.now();
  let used = 0;
  for (let n = 0; n < times; n++) if (work(n) !== undefined) used++;
  const seconds = (performance.now() - start) / 1000;
  return used === times ? times / seconds : NaN;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

function toThousands(rate: number): string {
  return Math.round(rate / 1000).toLocaleString("en");
}

if (import.meta.main) {
  console.log(
    `${"".padEnd(44)} ${"ferry".padStart(12)} ${"tough-cookie".padStart(12)} ${
      "ratio".padStart(8)
    }`,
  );
  measure(parsing());
  measure(setting());
  measure(finding(100, 10));
  measure(finding(10_000, 10));
  measure(finding(1, 500));
}
