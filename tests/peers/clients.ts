/**
 * The JavaScript clients that the README compares, each set up as well as its manual knows.
 *
 * @module
 */

import { Buffer } from "node:buffer";
import { Agent } from "node:http";
import type { Peer } from "./javascript.ts";

/** The clients by their names in the README. */
export const peers: Readonly<Record<string, () => Peer | Promise<Peer>>> = {
  Ferry: toFerry,
  fetch: toFetch,
  ky: toKy,
  axios: toAxios,
  got: toGot,
};

const KEY = { "x-api-key": "k" };

async function toFerry(): Promise<Peer> {
  const { Client, DigestAuth } = await import("../../mod.ts");
  const client = new Client();
  const keyed = new Client({ headers: KEY, sensitiveHeaders: ["x-api-key"] });
  const limited = new Client({ limits: { maxConnections: 2 } });
  return {
    text: async (url) => await (await client.get(url)).text(),
    history: async (url) => (await client.get(url)).history.map(({ status }) => status),
    withKey: async (url) => await (await keyed.get(url)).json(),
    post: async (url) => (await client.post(url, { body: "x" })).raiseForStatus(),
    patient: (url) => client.get(url, { timeout: { read: 600 } }),
    digest: async (url) => await (await client.get(url, { auth: new DigestAuth("u", "p") })).text(),
    limited: async (url) => await (await limited.get(url)).text(),
    retried: async (url) => (await client.get(url, { retries: 2 })).status,
    response: (url) => client.get(url),
  };
}

function toFetch(): Peer {
  return {
    text: async (url) => await (await fetch(url)).text(),
    withKey: async (url) => await (await fetch(url, { headers: KEY })).json(),
    post: async (url) => await (await fetch(url, { method: "POST", body: "x" })).text(),
    patient: async (url) => await (await fetch(url, { signal: AbortSignal.timeout(600) })).text(),
    response: (url) => fetch(url),
  };
}

async function toKy(): Promise<Peer> {
  const { default: ky } = await import("npm:ky@2.1.0");
  const once = ky.extend({ retry: 0 });
  return {
    text: (url) => once.get(url).text(),
    withKey: (url) => once.get(url, { headers: KEY }).json(),
    post: (url) => once.post(url, { body: "x" }).text(),
    patient: (url) => once.get(url, { timeout: 600 }).text(),
    retried: async (url) => (await ky.get(url)).status,
    response: (url) => once.get(url),
  };
}

async function toAxios(): Promise<Peer> {
  const { default: axios } = await import("npm:axios@1.21.1");
  const httpAgent = new Agent({ keepAlive: true });
  const client = axios.create({ httpAgent, responseType: "text", transformResponse: [String] });
  const limited = axios.create({
    httpAgent: new Agent({ keepAlive: true, maxSockets: 2 }),
    responseType: "text",
    transformResponse: [String],
  });
  return {
    text: async (url) => (await client.get(url)).data,
    withKey: async (url) => (await client.get(url, { headers: KEY })).data,
    post: (url) => client.post(url, "x"),
    patient: (url) => client.get(url, { timeout: 600 }),
    limited: async (url) => (await limited.get(url)).data,
    response: (url) => client.get(url),
  };
}

async function toGot(): Promise<Peer> {
  const { default: got } = await import("npm:got@16.1.0");
  const { CookieJar } = await import("npm:tough-cookie@6.0.0");
  const options = { retry: { limit: 0 }, cookieJar: new CookieJar() };
  const client = got.extend({ ...options, agent: { http: new Agent({ keepAlive: true }) } });
  const limited = got.extend({ ...options, agent: { http: new Agent({ maxSockets: 2 }) } });
  return {
    text: (url) => client.get(url).text(),
    withKey: (url) => client.get(url, { headers: KEY }).json(),
    post: (url) => client.post(url, { body: Buffer.from("x") }),
    patient: (url) => client.get(url, { timeout: { socket: 600 } }).text(),
    limited: (url) => limited.get(url).text(),
    retried: async (url) => (await got.get(url)).statusCode,
    response: (url) => client.get(url),
  };
}
