/**
 * Cookies: read a header, set one in a jar, find those for a URL.
 *
 * @module
 */

import type { Case, Figures, Turn } from "../case.ts";
import { repeat } from "../pace.ts";

const HEADERS: readonly string[] = [
  "sid=31d4d96e407aad42; Path=/; Secure; HttpOnly; SameSite=Lax",
  "lang=en-US; Path=/; Max-Age=31536000",
  "id=a3fWa; Expires=Wed, 21 Oct 2099 07:28:00 GMT; Path=/docs",
  "prefs=%7B%22theme%22%3A%22dark%22%7D; Domain=example.com; Path=/; Max-Age=86400",
  `token=${"x".repeat(200)}; Path=/; HttpOnly`,
];
const HEADER_URL = "https://www.example.com/docs/page?q=1";

interface Crowd {
  readonly domains: number;
  /** Cookies for each of them. */
  readonly each: number;
}

const CROWDS: Readonly<Record<string, Crowd>> = {
  "header, 1,000 cookies on 100 domains": { domains: 100, each: 10 },
  "header, 100,000 cookies on 10,000 domains": { domains: 10_000, each: 10 },
  "header, 500 cookies on one domain": { domains: 1, each: 500 },
};

/** The benchmark. */
export const benchmark: Case = {
  about:
    "A Set-Cookie header parsed; put into a jar in the place of the one before; the Cookie header " +
    "for one of 100 URLs.",
  baseline: "tough-cookie",
  measures: { rate: { title: "a second", better: "more", compared: true } },
  scenarios: ["parse", "set", ...Object.keys(CROWDS)],
  contenders: { "tough-cookie": toughCookie, ferry, "limit: a header by hand": byHand },
};

/** A jar, and how a header is read; what both contenders have in common. */
interface Subject {
  parse(header: string): unknown;
  set(header: string, url: string): unknown;
  header(url: string): string;
}

async function ferry(turn: Turn) {
  const { CookieJar } = await import("../../src/core/cookies/jar.ts");
  const { parseSetCookie } = await import("../../src/core/cookies/cookie.ts");
  const limits = turn.scenario in CROWDS ? { limits: null } : {};
  const jar = new CookieJar(undefined, limits);
  return measure(turn, {
    parse: parseSetCookie,
    set: (header, url) => jar.setCookie(header, url),
    header: (url) => jar.cookieHeader(url),
  });
}

async function toughCookie(turn: Turn) {
  const { Cookie, CookieJar } = await import("npm:tough-cookie@6.0.0");
  const jar = new CookieJar();
  return measure(turn, {
    parse: (header) => Cookie.parse(header),
    set: (header, url) => jar.setCookieSync(header, url),
    header: (url) => jar.getCookieStringSync(url),
  });
}

/** Only of reading a header. */
async function byHand({ scenario, ms }: Turn): Promise<Figures> {
  if (scenario !== "parse") return {};
  const { readCookieByHand } = await import("../limits.ts");
  return { rate: repeat((n) => readCookieByHand(HEADERS[n % HEADERS.length] ?? ""), ms) };
}

function measure({ scenario, ms }: Turn, subject: Subject) {
  const crowd = CROWDS[scenario];
  if (crowd) return { rate: repeat(finding(subject, crowd), ms) };
  const work = scenario === "parse" ? subject.parse : subject.set;
  return { rate: repeat((n) => work(HEADERS[n % HEADERS.length] ?? "", HEADER_URL), ms) };
}

function finding(subject: Subject, { domains, each }: Crowd): (n: number) => string {
  for (let domain = 0; domain < domains; domain++) {
    for (let n = 0; n < each; n++) subject.set(`c${n}=value${n}; Path=/`, toUrl(domain));
  }
  const urls = Array.from(
    { length: Math.min(domains, 100) },
    (_, n) => `${toUrl(n * Math.max(1, Math.floor(domains / 100)))}a/b`,
  );
  for (const url of urls) {
    const count = subject.header(url).split("; ").length;
    if (count !== each) throw new Error(`Cannot measure: ${count} cookies for ${url}, not ${each}`);
  }
  return (n) => subject.header(urls[n % urls.length] ?? "");
}

function toUrl(domain: number): string {
  return `https://www.h${domain}.com/`;
}
