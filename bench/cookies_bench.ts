/**
 * Cookies: `deno bench -A bench/cookies_bench.ts`.
 *
 * @module
 */

import { parseSetCookie } from "../src/core/cookies/cookie.ts";
import { CookieJar } from "../src/core/cookies/jar.ts";

const header = "prefs=%7B%22theme%22%3A%22dark%22%7D; Domain=example.com; Path=/; Max-Age=86400";
const url = new URL("https://www.example.com/docs/page?q=1");
const jar = new CookieJar();
jar.setCookie(header, url);
const empty = new CookieJar();

Deno.bench("parseSetCookie", () => {
  parseSetCookie(header);
});

Deno.bench("setCookie in the place of another", () => {
  jar.setCookie(header, url);
});

Deno.bench("cookieHeader of one", () => {
  jar.cookieHeader(url);
});

Deno.bench("cookieHeader of an empty jar", () => {
  empty.cookieHeader(url);
});
