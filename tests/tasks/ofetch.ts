/** The twenty tasks with ofetch. */

import { type FetchResponse, ofetch } from "npm:ofetch@1.5.1";
import { EventSourceParserStream } from "npm:eventsource-parser@4.1.3/stream";
import pLimit from "npm:p-limit@7.3.3";
import { CookieJar } from "npm:tough-cookie@6.0.0";
import { TextLineStream } from "../../bench/peers/std.ts";

export async function getJson(base: string): Promise<unknown> {
  return await ofetch(`${base}/user`);
}

export async function addParams(base: string): Promise<unknown> {
  return await ofetch(`${base}/search`, { query: { q: "a b", tag: ["x", "y"] } });
}

export async function sendJson(base: string): Promise<unknown> {
  return await ofetch(`${base}/echo`, { method: "POST", body: { id: 7 } });
}

export async function sendForm(base: string): Promise<unknown> {
  const body = new URLSearchParams([["name", "Ada"], ["tag", "x"], ["tag", "y"]]);
  return await ofetch(`${base}/echo`, { method: "POST", body });
}

export async function uploadFile(base: string, path: string): Promise<unknown> {
  const body = new FormData();
  body.append("title", "March");
  body.append("file", new Blob([await Deno.readFile(path)]), "report.txt");
  return await ofetch(`${base}/upload`, { method: "POST", body });
}

export async function sendToken(base: string): Promise<unknown> {
  return await ofetch(`${base}/echo`, { headers: { authorization: "Bearer t0ken" } });
}

export async function useDefaults(base: string): Promise<unknown> {
  const api = ofetch.create({ baseURL: base, headers: { "x-team": "ferry" } });
  return await api("/echo");
}

export async function throwOnStatus(base: string): Promise<unknown> {
  return await ofetch(`${base}/broken`);
}

export async function readErrorBody(base: string): Promise<unknown> {
  const response = await ofetch.raw(`${base}/broken`, { ignoreResponseError: true });
  return !response.ok && response._data;
}

export async function limitTime(base: string): Promise<unknown> {
  return await ofetch(`${base}/slow`, { timeout: 100, retry: 0 });
}

export async function cancel(base: string): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return await ofetch(`${base}/slow`, { signal: controller.signal, retry: 0 });
}

export async function retry(base: string): Promise<unknown> {
  return await ofetch(`${base}/flaky`, { retry: 3, retryDelay: 10 });
}

export async function stopAtRedirect(base: string): Promise<unknown> {
  return (await ofetch.raw(`${base}/old`, { redirect: "manual" })).headers.get("location");
}

export async function listRedirects(base: string): Promise<unknown> {
  const statuses: number[] = [];
  let url = `${base}/old`;
  while (true) {
    const response = await ofetch.raw(url, { redirect: "manual" });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return statuses;
    statuses.push(response.status);
    url = new URL(location, url).href;
  }
}

export async function keepCookies(base: string): Promise<unknown> {
  const jar = new CookieJar();
  const api = ofetch.create({
    baseURL: base,
    redirect: "manual",
    onRequest: async ({ options }) => {
      options.headers.set("cookie", await jar.getCookieString(base));
    },
    onResponse: async ({ response }) => {
      for (const cookie of response.headers.getSetCookie()) await jar.setCookie(cookie, base);
    },
  });
  await api("/login", { method: "POST" });
  return await api("/me");
}

export async function downloadFile(base: string, path: string): Promise<unknown> {
  const body = await ofetch(`${base}/file`, { responseType: "stream" });
  await Deno.writeFile(path, body);
  return (await Deno.stat(path)).size;
}

export async function readLines(base: string): Promise<unknown> {
  const body = await ofetch(`${base}/lines`, { responseType: "stream" });
  const lines = body.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  return await Array.fromAsync(lines);
}

export async function readEvents(base: string): Promise<unknown> {
  const body = await ofetch(`${base}/events`, { responseType: "stream" });
  const events = body.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  return await Array.fromAsync(events, ({ data }) => data);
}

export async function readPages(base: string): Promise<unknown> {
  const items: unknown[] = [];
  let url: string | undefined = `${base}/pages`;
  while (url !== undefined) {
    const response: FetchResponse<unknown[]> = await ofetch.raw<unknown[]>(url);
    items.push(...response._data ?? []);
    const [, next]: string[] = /<([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "") ??
      [];
    url = next && new URL(next, url).href;
  }
  return items;
}

export async function limitConcurrency(base: string): Promise<unknown> {
  const limit = pLimit(2);
  const ids = Array.from({ length: 8 }, (_, id) => id);
  await Promise.all(ids.map((id) => limit(() => ofetch(`${base}/items/${id}`))));
  return await ofetch(`${base}/most`);
}
