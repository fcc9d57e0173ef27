/**
 * The first sections of the page: making requests, with parameters.
 *
 * @module
 */

import { del, get, head, options, post, put } from "@ferry/http";
import type { Page, Section } from "./page.ts";

export const asking: readonly Section[] = [
  { title: "Make a Request", steps: makeRequests },
  { title: "Passing Parameters In URLs", steps: passParameters },
];

async function makeRequests(page: Page): Promise<void> {
  const { base } = page;
  let r = await get(`${base}/events`);
  page.step('r = await get(".../events"); r.status', r.status, 200);
  r = await post(`${base}/post`, { data: { key: "value" } });
  const { form } = await r.json<{ form: unknown }>();
  page.step('r = await post(".../post", { data: { key: "value" } })', form, { key: "value" });
  r = await put(`${base}/put`, { data: { key: "value" } });
  page.step('r = await put(".../put", { data: { key: "value" } }); r.status', r.status, 200);
  r = await del(`${base}/delete`);
  page.step('r = await del(".../delete"); r.request.method', r.request.method, "DELETE");
  r = await head(`${base}/get`);
  page.step('r = await head(".../get"); await r.text()', [r.status, await r.text()], [200, ""]);
  r = await options(`${base}/get`);
  const allow = r.headers.get("allow")?.split(", ").sort();
  page.step('r = await options(".../get"); r.headers.get("allow")', allow, [
    "GET",
    "HEAD",
    "OPTIONS",
  ]);
}

async function passParameters(page: Page): Promise<void> {
  const url = `${page.base}/get`;
  let r = await get(url, { params: { key1: "value1", key2: "value2" } });
  page.line('r = await get(url, { params: { key1: "value1", key2: "value2" } })');
  page.step("r.url", r.url, `${url}?key1=value1&key2=value2`);
  r = await get(url, { params: { key1: "value1", key2: null } });
  page.line('r = await get(url, { params: { key1: "value1", key2: null } })');
  page.step("r.url", r.url, `${url}?key1=value1`);
  r = await get(url, { params: { key1: "value1", key2: ["value2", "value3"] } });
  page.line('r = await get(url, { params: { key1: "value1", key2: ["value2", "value3"] } })');
  page.step("r.url", r.url, `${url}?key1=value1&key2=value2&key2=value3`);
  const { args } = await r.json<{ args: unknown }>();
  const expected = { key1: "value1", key2: ["value2", "value3"] };
  page.step("(await r.json()).args", args, expected);
}
