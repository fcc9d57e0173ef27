/** The twenty tasks with axios. */

import axios, { type AxiosResponse } from "npm:axios@1.21.1";
import { EventSourceParserStream } from "npm:eventsource-parser@4.1.3/stream";
import pLimit from "npm:p-limit@7.3.3";
import { CookieJar } from "npm:tough-cookie@6.0.0";
import pRetry from "npm:p-retry@7.1.0";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream/promises";

export async function getJson(base: string): Promise<unknown> {
  return (await axios.get(`${base}/user`)).data;
}

export async function addParams(base: string): Promise<unknown> {
  const options = { params: { q: "a b", tag: ["x", "y"] }, paramsSerializer: { indexes: null } };
  return (await axios.get(`${base}/search`, options)).data;
}

export async function sendJson(base: string): Promise<unknown> {
  return (await axios.post(`${base}/echo`, { id: 7 })).data;
}

export async function sendForm(base: string): Promise<unknown> {
  const body = new URLSearchParams([["name", "Ada"], ["tag", "x"], ["tag", "y"]]);
  return (await axios.post(`${base}/echo`, body)).data;
}

export async function uploadFile(base: string, path: string): Promise<unknown> {
  const body = new FormData();
  body.append("title", "March");
  body.append("file", new Blob([await Deno.readFile(path)]), "report.txt");
  return (await axios.post(`${base}/upload`, body)).data;
}

export async function sendToken(base: string): Promise<unknown> {
  const headers = { authorization: "Bearer t0ken" };
  return (await axios.get(`${base}/echo`, { headers })).data;
}

export async function useDefaults(base: string): Promise<unknown> {
  const api = axios.create({ baseURL: base, headers: { "x-team": "ferry" } });
  return (await api.get("/echo")).data;
}

export async function throwOnStatus(base: string): Promise<unknown> {
  return await axios.get(`${base}/broken`);
}

export async function readErrorBody(base: string): Promise<unknown> {
  const response = await axios.get(`${base}/broken`, { validateStatus: null });
  return response.status >= 400 && response.data;
}

export async function limitTime(base: string): Promise<unknown> {
  return await axios.get(`${base}/slow`, { timeout: 100 });
}

export async function cancel(base: string): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return await axios.get(`${base}/slow`, { signal: controller.signal });
}

export async function retry(base: string): Promise<unknown> {
  const ask = async () => (await axios.get(`${base}/flaky`)).data;
  return await pRetry(ask, { retries: 3, minTimeout: 10 });
}

export async function stopAtRedirect(base: string): Promise<unknown> {
  const options = { maxRedirects: 0, validateStatus: null };
  return (await axios.get(`${base}/old`, options)).headers["location"];
}

export async function listRedirects(base: string): Promise<unknown> {
  const statuses: number[] = [];
  const beforeRedirect = (_options: unknown, { statusCode }: { statusCode: number }) => {
    statuses.push(statusCode);
  };
  await axios.get(`${base}/old`, { beforeRedirect });
  return statuses;
}

export async function keepCookies(base: string): Promise<unknown> {
  const jar = new CookieJar();
  const api = axios.create({ baseURL: base, maxRedirects: 0, validateStatus: null });
  api.interceptors.request.use(async (config) => {
    config.headers["cookie"] = await jar.getCookieString(base);
    return config;
  });
  api.interceptors.response.use(async (response) => {
    for (const cookie of response.headers["set-cookie"] ?? []) await jar.setCookie(cookie, base);
    return response;
  });
  await api.post("/login");
  return (await api.get("/me")).data;
}

export async function downloadFile(base: string, path: string): Promise<unknown> {
  const { data } = await axios.get(`${base}/file`, { responseType: "stream" });
  await pipeline(data, createWriteStream(path));
  return (await Deno.stat(path)).size;
}

export async function readLines(base: string): Promise<unknown> {
  const { data } = await axios.get(`${base}/lines`, { responseType: "stream" });
  return await Array.fromAsync(createInterface({ input: data }));
}

export async function readEvents(base: string): Promise<unknown> {
  const { data } = await axios.get(`${base}/events`, { responseType: "stream" });
  const texts: ReadableStream<string> = ReadableStream.from(data.setEncoding("utf8"));
  const events = texts.pipeThrough(new EventSourceParserStream());
  return await Array.fromAsync(events, (event) => event.data);
}

export async function readPages(base: string): Promise<unknown> {
  const items: unknown[] = [];
  let url: string | undefined = `${base}/pages`;
  while (url !== undefined) {
    const { data, headers }: AxiosResponse = await axios.get(url);
    items.push(...data);
    const [, next]: string[] = /<([^>]*)>; rel="next"/.exec(headers["link"] ?? "") ?? [];
    url = next && new URL(next, url).href;
  }
  return items;
}

export async function limitConcurrency(base: string): Promise<unknown> {
  const limit = pLimit(2);
  const ids = Array.from({ length: 8 }, (_, id) => id);
  await Promise.all(ids.map((id) => limit(() => axios.get(`${base}/items/${id}`))));
  return (await axios.get(`${base}/most`)).data;
}
