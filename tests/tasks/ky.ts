/** The twenty tasks with ky. */

import ky from "npm:ky@2.1.0";
import { EventSourceParserStream } from "npm:eventsource-parser@4.1.3/stream";
import pLimit from "npm:p-limit@7.3.3";
import { CookieJar } from "npm:tough-cookie@6.0.0";
import { TextLineStream } from "../../bench/peers/std.ts";

export async function getJson(base: string): Promise<unknown> {
  return await ky.get(`${base}/user`).json();
}

export async function addParams(base: string): Promise<unknown> {
  const searchParams = [["q", "a b"], ["tag", "x"], ["tag", "y"]];
  return await ky.get(`${base}/search`, { searchParams }).json();
}

export async function sendJson(base: string): Promise<unknown> {
  return await ky.post(`${base}/echo`, { json: { id: 7 } }).json();
}

export async function sendForm(base: string): Promise<unknown> {
  const body = new URLSearchParams([["name", "Ada"], ["tag", "x"], ["tag", "y"]]);
  return await ky.post(`${base}/echo`, { body }).json();
}

export async function uploadFile(base: string, path: string): Promise<unknown> {
  const body = new FormData();
  body.append("title", "March");
  body.append("file", new Blob([await Deno.readFile(path)]), "report.txt");
  return await ky.post(`${base}/upload`, { body }).json();
}

export async function sendToken(base: string): Promise<unknown> {
  return await ky.get(`${base}/echo`, { headers: { authorization: "Bearer t0ken" } }).json();
}

export async function useDefaults(base: string): Promise<unknown> {
  const api = ky.create({ prefix: base, headers: { "x-team": "ferry" } });
  return await api.get("echo").json();
}

export async function throwOnStatus(base: string): Promise<unknown> {
  return await ky.get(`${base}/broken`);
}

export async function readErrorBody(base: string): Promise<unknown> {
  const response = await ky.get(`${base}/broken`, { throwHttpErrors: false });
  return !response.ok && await response.json();
}

export async function limitTime(base: string): Promise<unknown> {
  return await ky.get(`${base}/slow`, { timeout: 100, retry: 0 });
}

export async function cancel(base: string): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return await ky.get(`${base}/slow`, { signal: controller.signal });
}

export async function retry(base: string): Promise<unknown> {
  return await ky.get(`${base}/flaky`, { retry: { limit: 3, backoffLimit: 10 } }).text();
}

export async function stopAtRedirect(base: string): Promise<unknown> {
  const options = { redirect: "manual", throwHttpErrors: false } as const;
  return (await ky.get(`${base}/old`, options)).headers.get("location");
}

export async function listRedirects(base: string): Promise<unknown> {
  const statuses: number[] = [];
  let url = `${base}/old`;
  while (true) {
    const response = await ky.get(url, { redirect: "manual", throwHttpErrors: false });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || location === null) return statuses;
    statuses.push(response.status);
    url = new URL(location, url).href;
  }
}

export async function keepCookies(base: string): Promise<unknown> {
  const jar = new CookieJar();
  const api = ky.create({
    prefix: base,
    redirect: "manual",
    throwHttpErrors: false,
    hooks: {
      beforeRequest: [async ({ request }) => {
        request.headers.set("cookie", await jar.getCookieString(request.url));
      }],
      afterResponse: [async ({ request, response }) => {
        for (const cookie of response.headers.getSetCookie()) {
          await jar.setCookie(cookie, request.url);
        }
      }],
    },
  });
  await api.post("login");
  return await api.get("me").text();
}

export async function downloadFile(base: string, path: string): Promise<unknown> {
  const response = await ky.get(`${base}/file`);
  await Deno.writeFile(path, response.body ?? new Uint8Array());
  return (await Deno.stat(path)).size;
}

export async function readLines(base: string): Promise<unknown> {
  const { body } = await ky.get(`${base}/lines`);
  const lines = body?.pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream());
  return await Array.fromAsync(lines ?? []);
}

export async function readEvents(base: string): Promise<unknown> {
  const { body } = await ky.get(`${base}/events`);
  const events = body?.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  return await Array.fromAsync(events ?? [], ({ data }) => data);
}

export async function readPages(base: string): Promise<unknown> {
  const items: unknown[] = [];
  let url: string | undefined = `${base}/pages`;
  while (url !== undefined) {
    const response: Response = await ky.get(url);
    items.push(...await response.json());
    const [, next]: string[] = /<([^>]*)>; rel="next"/.exec(response.headers.get("link") ?? "") ??
      [];
    url = next && new URL(next, url).href;
  }
  return items;
}

export async function limitConcurrency(base: string): Promise<unknown> {
  const limit = pLimit(2);
  const ids = Array.from({ length: 8 }, (_, id) => id);
  await Promise.all(ids.map((id) => limit(() => ky.get(`${base}/items/${id}`))));
  return await ky.get(`${base}/most`).json();
}
