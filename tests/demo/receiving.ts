/**
 * The sections of the page on what comes back beside the body: status, headers, cookies, redirects.
 *
 * @module
 */

import { codes, CookieJar, get, head, StatusError } from "@ferry/http";
import type { Page, Section } from "./page.ts";

export const receiving: readonly Section[] = [
  { title: "Response Status Codes", steps: lookAtStatus },
  { title: "Response Headers", steps: lookAtHeaders },
  { title: "Cookies", steps: lookAtCookies },
  { title: "Redirection and History", steps: followRedirects },
];

async function lookAtStatus(page: Page): Promise<void> {
  const r = await get(`${page.base}/get`);
  page.line('r = await get(".../get")');
  page.step("r.status", r.status, 200);
  page.step("r.status === codes.ok", r.status === codes.ok, true);
  const bad = await get(`${page.base}/status/404`);
  page.line('bad = await get(".../status/404")');
  page.step("bad.status", bad.status, 404);
  await page.fails("bad.raiseForStatus()", () => bad.raiseForStatus(), {
    type: StatusError,
    words: /404 Not Found/,
  });
  page.step("r.raiseForStatus() === r", r.raiseForStatus() === r, true);
}

async function lookAtHeaders(page: Page): Promise<void> {
  const r = await get(`${page.base}/response-headers`, {
    params: { server: "nginx/1.0.4", "x-runtime": "148ms", "x-list": ["a", "b"] },
  });
  page.line("r.headers");
  const shown = Object.fromEntries(
    [...r.headers].filter(([name]) => /^(?:server|x-|content-type)/.test(name)),
  );
  page.step("...some of them", shown, {
    "content-type": "application/json",
    "server": "nginx/1.0.4",
    "x-list": "a, b",
    "x-runtime": "148ms",
  });
  const type = "application/json";
  page.step('r.headers.get("Content-Type")', r.headers.get("Content-Type"), type);
  page.step('r.headers.get("content-type")', r.headers.get("content-type"), type);
  page.step('r.headers.get("X-List"), sent twice', r.headers.get("X-List"), "a, b");
}

async function lookAtCookies(page: Page): Promise<void> {
  const setting = "example_cookie_name=example_cookie_value";
  let r = await get(`${page.base}/response-headers`, { params: { "Set-Cookie": setting } });
  page.line('r = await get(".../some/cookie/setting/url")');
  const value = r.cookies.get("example_cookie_name");
  page.step('r.cookies.get("example_cookie_name")', value, "example_cookie_value");
  const url = `${page.base}/cookies`;
  r = await get(url, { cookies: { cookies_are: "working" } });
  page.line('r = await get(".../cookies", { cookies: { cookies_are: "working" } })');
  page.step("await r.json()", await r.json(), { cookies: { cookies_are: "working" } });
  const { hostname: domain } = new URL(url);
  const jar = new CookieJar();
  page.line("jar = new CookieJar()");
  jar.set("tasty_cookie", "yum", { domain, path: "/cookies" });
  page.line('jar.set("tasty_cookie", "yum", { domain, path: "/cookies" })');
  jar.set("gross_cookie", "blech", { domain, path: "/elsewhere" });
  page.line('jar.set("gross_cookie", "blech", { domain, path: "/elsewhere" })');
  r = await get(url, { cookies: jar });
  page.line('r = await get(".../cookies", { cookies: jar })');
  page.step("await r.json()", await r.json(), { cookies: { tasty_cookie: "yum" } });
}

/** The page asks github.com, which sends everybody from http to https; here one path leads to another. */
async function followRedirects(page: Page): Promise<void> {
  const target = `${page.base}/html`;
  const url = `${page.base}/redirect-to?status_code=301&url=${encodeURIComponent(target)}`;
  let r = await get(url);
  page.line('r = await get(".../moved")');
  page.step("r.url", r.url, target);
  page.step("r.status", r.status, 200);
  page.step("r.history.map(({ status }) => status)", r.history.map(({ status }) => status), [301]);
  r = await get(url, { followRedirects: false });
  page.line('r = await get(".../moved", { followRedirects: false })');
  page.step("r.status", r.status, 301);
  page.step("r.history", r.history, []);
  r = await head(url);
  page.step('r = await head(".../moved"); r.status', r.status, 301);
  r = await head(url, { followRedirects: true });
  page.line('r = await head(".../moved", { followRedirects: true })');
  page.step("r.url", r.url, target);
  page.step("r.history.map(({ status }) => status)", r.history.map(({ status }) => status), [301]);
  r = await get(`${page.base}/redirect/3`);
  const hops = r.history.map(({ url }) => new URL(url).pathname);
  page.step('r = await get(".../redirect/3"); its way, oldest first', hops, [
    "/redirect/3",
    "/relative-redirect/2",
    "/relative-redirect/1",
  ]);
}
