/** The twenty tasks with Ferry. */

import { fileFromPath } from "../../src/features/files/mod.ts";
import { BearerAuth, Client, get, post, stream } from "../../mod.ts";

export async function getJson(base: string): Promise<unknown> {
  return await get(`${base}/user`).json();
}

export async function addParams(base: string): Promise<unknown> {
  return await get(`${base}/search`, { params: { q: "a b", tag: ["x", "y"] } }).json();
}

export async function sendJson(base: string): Promise<unknown> {
  return await post(`${base}/echo`, { json: { id: 7 } }).json();
}

export async function sendForm(base: string): Promise<unknown> {
  return await post(`${base}/echo`, { data: { name: "Ada", tag: ["x", "y"] } }).json();
}

export async function uploadFile(base: string, path: string): Promise<unknown> {
  const file = fileFromPath(path, { name: "report.txt" });
  return await post(`${base}/upload`, { data: { title: "March" }, files: { file } }).json();
}

export async function sendToken(base: string): Promise<unknown> {
  return await get(`${base}/echo`, { auth: new BearerAuth("t0ken") }).json();
}

export async function useDefaults(base: string): Promise<unknown> {
  using api = new Client({ baseUrl: base, headers: { "x-team": "ferry" } });
  return await api.get("/echo").json();
}

export async function throwOnStatus(base: string): Promise<unknown> {
  return await get(`${base}/broken`, { throwOnError: true });
}

export async function readErrorBody(base: string): Promise<unknown> {
  const response = await get(`${base}/broken`);
  return response.isError && await response.json();
}

export async function limitTime(base: string): Promise<unknown> {
  return await get(`${base}/slow`, { timeout: { total: 100 } });
}

export async function cancel(base: string): Promise<unknown> {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return await get(`${base}/slow`, { signal: controller.signal });
}

export async function retry(base: string): Promise<unknown> {
  return await get(`${base}/flaky`, { retries: { total: 3, backoff: { base: 10 } } }).text();
}

export async function stopAtRedirect(base: string): Promise<unknown> {
  return (await get(`${base}/old`, { followRedirects: false })).headers.get("location");
}

export async function listRedirects(base: string): Promise<unknown> {
  return (await get(`${base}/old`)).history.map(({ status }) => status);
}

export async function keepCookies(base: string): Promise<unknown> {
  using client = new Client({ baseUrl: base });
  await client.post("/login");
  return await client.get("/me").text();
}

export async function downloadFile(base: string, path: string): Promise<unknown> {
  using client = new Client();
  return (await client.download(`${base}/file`, path)).bytes;
}

export async function readLines(base: string): Promise<unknown> {
  return await Array.fromAsync((await stream("GET", `${base}/lines`)).iterLines());
}

export async function readEvents(base: string): Promise<unknown> {
  await using response = await stream("GET", `${base}/events`);
  return await Array.fromAsync(response.events(), ({ data }) => data);
}

export async function readPages(base: string): Promise<unknown> {
  using client = new Client();
  const pages = client.paginate(`${base}/pages`, { items: (page) => page.json<unknown[]>() });
  return await Array.fromAsync(pages);
}

export async function limitConcurrency(base: string): Promise<unknown> {
  using client = new Client({ baseUrl: base, limits: { maxConnections: 2 } });
  await Promise.all(Array.from({ length: 8 }, (_, id) => client.get(`/items/${id}`)));
  return await client.get("/most").json();
}
