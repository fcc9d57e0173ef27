/** The public cookie data; the NOTE beside it says what it is and how a case is run. */

import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { acceptCookie } from "../../src/core/cookies/acceptance.ts";
import { parseSetCookie } from "../../src/core/cookies/cookie.ts";
import { parseCookieDate } from "../../src/core/cookies/date.ts";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { isIpAddress, toCanonicalDomain, toDefaultPath } from "../../src/core/cookies/matching.ts";
import { isPublicSuffix, registrableDomain } from "../../src/features/cookie_stores/psl.ts";
import { conformanceTest, readData, readJson } from "./data.ts";

const NAMELESS = "a cookie without a name is kept in RFC 6265bis";
const CONTROLS = "a header with control characters is ignored in RFC 6265bis";

/** Cases that are answered otherwise on purpose, with the reason. */
const LISTED: Readonly<Record<string, string>> = {
  "0004": NAMELESS,
  "0021": NAMELESS,
  "0023": NAMELESS,
  "0024": NAMELESS,
  "0025": NAMELESS,
  "0026": NAMELESS,
  "0027": NAMELESS,
  "0028": NAMELESS,
  CHROMIUM0009: NAMELESS,
  CHROMIUM0010: NAMELESS,
  CHROMIUM0012: NAMELESS,
  MOZILLA0012: NAMELESS,
  MOZILLA0014: NAMELESS,
  MOZILLA0015: NAMELESS,
  MOZILLA0016: NAMELESS,
  MOZILLA0017: NAMELESS,
  NAME0017: NAMELESS,
  NAME0023: NAMELESS,
  NAME0025: NAMELESS,
  NAME0028: NAMELESS,
  NAME0031: NAMELESS,
  NAME0032: NAMELESS,
  NAME0033: NAMELESS,
  DISABLED_CHROMIUM0022: CONTROLS,
  DISABLED_CHROMIUM0023: CONTROLS,
  DISABLED_PATH0029: "the path is compared as it is written",
  OPTIONAL_DOMAIN0042: "of two domains the last counts, also an empty one",
};

interface Tally {
  passed: number;
  listed: number;
  readonly failed: string[];
}

function report(set: string, { passed, listed, failed }: Tally): void {
  console.log(
    `${set}: ${passed} passed, ${listed} listed, ${failed.length} failed`,
  );
  assertEquals(failed, []);
}

function read<T>(path: string): T {
  return readJson<T>(`cookies/${path}`);
}

interface ParserCase {
  readonly test: string;
  readonly received: readonly string[];
  readonly sent: readonly { readonly name: string; readonly value: string }[];
  readonly "sent-to"?: string;
}

conformanceTest("http-state: the parser's cases", () => {
  using _time = new FakeTime("2020-01-01T00:00:00Z");
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  for (const c of read<ParserCase[]>("tough-cookie/parser.json")) {
    const query = c.test.toLowerCase();
    const url = `http://home.example.org:8888/cookie-parser?${query}`;
    const jar = new CookieJar();
    for (const header of c.received) jar.setCookie(header, url);
    const to = c["sent-to"] ?? `/cookie-parser-result?${query}`;
    const want = c.sent.map(({ name, value }) => `${name}=${value}`).join("; ");
    const got = jar.cookieHeader(new URL(to, url));
    if (got === want && !LISTED[c.test]) tally.passed++;
    else if (got !== want && LISTED[c.test]) tally.listed++;
    else tally.failed.push(`${c.test}: ${got} for ${want}`);
  }
  report("http-state parser", tally);
  assertEquals(tally.passed + tally.listed, 222);
});

conformanceTest("http-state: the cookie dates", () => {
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  for (const file of ["dates-examples", "dates-bsd-examples"]) {
    const cases = read<{ test: string; expected: string | null }[]>(
      `tough-cookie/${file}.json`,
    );
    for (const { test, expected } of cases) {
      const want = expected === null ? undefined : Date.parse(expected);
      if (parseCookieDate(test) === want) tally.passed++;
      else tally.failed.push(test);
    }
  }
  report("cookie dates", tally);
  assertEquals(tally.passed, 70);
});

interface GoCase {
  readonly group: string;
  readonly description: string;
  readonly from_url: string;
  readonly set_cookies: readonly string[];
  readonly queries: readonly {
    readonly url: string;
    readonly cookies: string;
    readonly contested?: string;
  }[];
}

const SHARED_JARS = [
  "updateAndDeleteTests",
  "chromiumDomainTests",
  "chromiumDeletionTests",
];

conformanceTest("Go's jar: cookies set and sent", () => {
  const start = Date.parse("2013-01-01T12:00:00Z");
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  const jars = new Map<string, CookieJar>();
  for (const c of read<GoCase[]>("go-jar/jar-tests.json")) {
    using time = new FakeTime(start);
    const options = { isPublicSuffix: isPublicSuffixOfGo };
    const jar = (SHARED_JARS.includes(c.group) && jars.get(c.group)) ||
      new CookieJar(undefined, options);
    jars.set(c.group, jar);
    for (const header of c.set_cookies) {
      jar.setCookie(withExpires(header, start), c.from_url);
    }
    time.tick(1001);
    for (const query of c.queries) {
      time.tick(1001);
      const got = jar.cookieHeader(query.url).replaceAll("; ", " ");
      if (got === query.cookies) tally.passed++;
      else if (query.contested) tally.listed++;
      else {
        tally.failed.push(
          `${c.description} ${query.url}: ${got} for ${query.cookies}`,
        );
      }
    }
  }
  report("Go jar queries", tally);
  assertEquals(tally.passed + tally.listed, 203);
});

/** The tests' own list: co.uk, and every single label. */
function isPublicSuffixOfGo(domain: string): boolean {
  return domain === "co.uk" || !domain.includes(".");
}

function withExpires(header: string, start: number): string {
  return header.replace(
    /\{\{expires:(-?\d+)\}\}/,
    (_, seconds) => `expires=${new Date(start + Number(seconds) * 1000).toUTCString()}`,
  );
}

interface GoDomainCase {
  readonly host: string;
  readonly domain_attr: string;
  readonly domain: string;
  readonly host_only: boolean;
  readonly error: string | null;
  readonly contested?: string;
}

conformanceTest("Go's jar: domains, paths, hosts and addresses", () => {
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  for (
    const c of read<GoDomainCase[]>("go-jar/domainAndTypeTests.json")
  ) {
    const parsed = parseSetCookie(`a=1; domain=${c.domain_attr}`);
    const target = { host: c.host, path: "/", secure: false };
    const rules = {
      isPublicSuffix: isPublicSuffixOfGo,
      now: 0,
      maxAge: Infinity,
    };
    const cookie = parsed && acceptCookie(parsed, target, rules);
    const isRight = c.error === null
      ? cookie?.domain === c.domain && cookie.hostOnly === c.host_only
      : cookie === undefined;
    if (isRight) tally.passed++;
    else if (c.contested) tally.listed++;
    else tally.failed.push(`${c.host} ${c.domain_attr}`);
  }
  report("Go domains", tally);
  assertEquals(tally.passed + tally.listed, 25);
  for (const [file, ask, count] of TABLES) checkTable(file, ask, count);
});

type Ask = (input: string) => unknown;

const TABLES: readonly (readonly [file: string, ask: Ask, count: number])[] = [
  ["defaultPathTests", toDefaultPath, 12],
  ["isIPTests", isIpAddress, 7],
  ["canonicalHostTests", toHostOfGo, 11],
];

/** Go keeps a port away and has no brackets around an address; both are the URL's business here. */
function toHostOfGo(input: string): string {
  const isAddress = input.split(":").length > 2 && !input.startsWith("[");
  try {
    return isAddress
      ? toCanonicalDomain(input).slice(1, -1)
      : toCanonicalDomain(new URL(`http://${input}/`).hostname);
  } catch {
    return "error";
  }
}

function checkTable(
  file: string,
  ask: Ask,
  count: number,
): void {
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  const cases = read<{ input: string; expected: unknown }[]>(
    `go-jar/${file}.json`,
  );
  for (const { input, expected } of cases) {
    if (ask(input) === expected) tally.passed++;
    else if (INVALID_HOSTS.includes(input)) tally.listed++;
    else tally.failed.push(`${input}: ${ask(input)} for ${expected}`);
  }
  report(`Go ${file}`, tally);
  assertEquals(tally.passed + tally.listed, count);
}

/** `:::` is in no address; URLs refuse it where Go takes the text as it is. */
const INVALID_HOSTS = ["[2001:4860:0:::68]:8080"];

conformanceTest("public suffix list: its own cases", () => {
  const text = readData("cookies/psl/tests.txt");
  const tally: Tally = { passed: 0, listed: 0, failed: [] };
  for (const line of text.split("\n")) {
    const [input, expected] = line.split(" ");
    if (!input || input === "//") continue;
    // Names beyond ASCII are given back as URLs have them.
    const want = expected === "null" ? undefined : new URL(`http://${expected}/`).hostname;
    const isRight = registrableDomain(input) === want &&
      (want === undefined || !isPublicSuffix(want));
    if (isRight) tally.passed++;
    else tally.failed.push(`${input}: ${registrableDomain(input)} for ${want}`);
  }
  report("public suffix list", tally);
  assertEquals(tally.passed, 82);
});
