/** The twenty tasks with got. */

import got from "npm:got@16.1.0";
import { EventSourceParserStream } from "npm:eventsource-parser@4.1.3/stream";
import pLimit from "npm:p-limit@7.3.3";
import { CookieJar } from "npm:tough-cookie@6.0.0";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";

export async function getJson(base: string): Promise<unknown> {
  return await got(`${base}/user`).json();
}

export async function addParams(base: string): Promise<unknown> {
  const searchParams = new URLSearchParams([["q", "a b"], ["tag", "x"], ["tag", "y"]]);
  return await got(`${base}/search`, { searchParams }).json();
}

export async function sendJson(base: string): Promise<unknown> {
  return await got.post(`${base}/echo`, { json: { id: 7 } }).json();
}

export async function sendForm(base: string): Promise<unknown> {
  const body = new URLSearchParams([["name", "Ada"], ["tag", "x"], ["tag", "y"]]).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return await got.post(`${base}/echo`, { body, headers }).json();
}

export async function uploadFile(base: string, path: string): Promise<unknown> {
  const body = new FormData();
  body.append("title", "March");
  body.append("file", new Blob([await Deno.readFile(path)]), "report.txt");
  return await got.post(`${base}/upload`, { body }).json();
}

export async function sendToken(base: string): Promise<unknown> {
  return await got(`${base}/echo`, { headers: { authorization: "Bearer t0ken" } }).json();
}

export async function useDefaults(base: string): Promise<unknown> {
  const api = got.extend({ prefixUrl: base, headers: { "x-team": "ferry" } });
  return await api("echo").json();
}

export async function throwOnStatus(base: string): Promise<unknown> {
  return await got(`${base}/broken`);
}

export async function readErrorBody(base: string): Promise<unknown> {
  const response = await got(`${base}/broken`, { throwHttpErrors: false });
  return !response.ok && JSON.parse(response.body);
}

export async function limitTime(base: string): Promise<unknown> {
  return await got(`${base}/slow`, { signal: AbortSignal.timeout(100) });
}

export async function cancel(base: string): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return await got(`${base}/slow`, { signal: controller.signal });
}

export async function retry(base: string): Promise<unknown> {
  return await got(`${base}/flaky`, { retry: { limit: 3, backoffLimit: 10 } }).text();
}

export async function stopAtRedirect(base: string): Promise<unknown> {
  return (await got(`${base}/old`, { followRedirect: false })).headers.location;
}

export async function listRedirects(base: string): Promise<unknown> {
  const statuses: number[] = [];
  await got(`${base}/old`, {
    hooks: { beforeRedirect: [(_options, { statusCode }) => void statuses.push(statusCode)] },
  });
  return statuses;
}

export async function keepCookies(base: string): Promise<unknown> {
  const api = got.extend({ prefixUrl: base, cookieJar: new CookieJar() });
  await api.post("login");
  return await api("me").text();
}

export async function downloadFile(base: string, path: string): Promise<unknown> {
  await pipeline(got.stream(`${base}/file`), createWriteStream(path));
  return (await Deno.stat(path)).size;
}

export async function readLines(base: string): Promise<unknown> {
  return await Array.fromAsync(createInterface({ input: got.stream(`${base}/lines`) }));
}

export async function readEvents(base: string): Promise<unknown> {
  const body = got.stream(`${base}/events`).setEncoding("utf8");
  const texts: ReadableStream<string> = ReadableStream.from(body);
  const events = texts.pipeThrough(new EventSourceParserStream());
  return await Array.fromAsync(events, (event) => event.data);
}

export async function readPages(base: string): Promise<unknown> {
  return await got.paginate.all<unknown, unknown[]>(`${base}/pages`, {
    responseType: "json",
    pagination: { transform: ({ body }) => body },
  });
}

export async function limitConcurrency(base: string): Promise<unknown> {
  const limit = pLimit(2);
  const ids = Array.from({ length: 8 }, (_, id) => id);
  await Promise.all(ids.map((id) => limit(() => got(`${base}/items/${id}`))));
  return await got(`${base}/most`).json();
}
