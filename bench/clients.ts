/**
 * Ferry and its peers as clients that get a JSON text or bytes.
 *
 * Each is loaded by the process that measures it, and set up as its page recommends for many requests
 * to one server: with connections that are kept.
 *
 * @module
 */

import type { ClientRequest, IncomingMessage } from "node:http";
import type { AgentOptions } from "node:https";
import { toDutifulFetch, toHandClient, TRUSTED } from "./limits.ts";

/** What is measured of a client. */
export interface GetClient {
  /** Gets a JSON text and parses it. */
  json(url: string): Promise<unknown>;
  /** Gets a body as a whole. */
  bytes(url: string): Promise<ArrayBuffer | Uint8Array>;
  /** Closes its connections; most cannot. */
  close?(): void;
}

/** What no client over sockets can pass, and what none over `fetch` can. */
export const SOCKET_LIMIT = "limit: sockets by hand";
export const FETCH_LIMIT = "limit: fetch, with the duties of a client";

/** The clients by name, and the limits. */
export const clients: Readonly<Record<string, () => Promise<GetClient>>> = {
  fetch: () => Promise.resolve(bareFetch),
  "fetch again": () => Promise.resolve(bareFetch),
  ferry: toFerry,
  "ferry core": toFerryCore,
  "ferry over fetch": toFerryOverFetch,
  "node:http": toNodeHttp,
  undici: toUndici,
  ofetch: toOfetch,
  wretch: toWretch,
  ky: toKy,
  axios: toAxios,
  got: toGot,
  "ferry's transport alone": toTransport,
  [SOCKET_LIMIT]: () => Promise.resolve(toHandClient()),
  [FETCH_LIMIT]: () => Promise.resolve(toDutifulFetch()),
};

const bareFetch: GetClient = {
  json: async (url) => await (await fetch(url)).json(),
  bytes: async (url) => await (await fetch(url)).bytes(),
};

async function toFerry(): Promise<GetClient> {
  const { Client } = await import("../mod.ts");
  return toGetClient(new Client());
}

/** The core alone, which goes over `fetch` wherever it runs. */
async function toFerryCore(): Promise<GetClient> {
  const { Client } = await import("../core.ts");
  return toGetClient(new Client());
}

async function toFerryOverFetch(): Promise<GetClient> {
  const { Client, FetchTransport } = await import("../mod.ts");
  return toGetClient(new Client({ transport: new FetchTransport() }));
}

function toGetClient(client: import("../core.ts").Client): GetClient {
  return {
    json: (url) => client.get(url).json(),
    bytes: (url) => client.get(url).bytes(),
    close: () => client.close(),
  };
}

/** The sockets without a client: what is more than this, the client adds. */
async function toTransport(): Promise<GetClient> {
  const { SocketTransport } = await import("../src/transports/socket/mod.ts");
  const { PreparedRequest } = await import("../src/core/request/prepared.ts");
  const { Cancellation } = await import("../src/core/time/cancellation.ts");
  const { Deadlines } = await import("../src/core/time/deadlines.ts");
  const { resolveTimeout } = await import("../src/core/options/timeout.ts");
  const transport = new SocketTransport();
  const { signal } = new AbortController();
  const shared = { signal, timeout: resolveTimeout(undefined), deadlines: new Deadlines() };
  const bytes = async (url: string) => {
    using cancellation = new Cancellation();
    const request = new PreparedRequest("GET", new URL(url), {}, undefined);
    const context = { ...shared, cancellation, onSent: undefined };
    const { source, watch } = await transport.sendPrepared(request, context);
    watch?.stop();
    return source?.takeReady?.() ?? await source?.readAll?.(() => {}) ?? new Uint8Array(0);
  };
  const decoder = new TextDecoder();
  return {
    bytes,
    json: async (url) => JSON.parse(decoder.decode(await bytes(url))),
    close: () => transport.close(),
  };
}

async function toNodeHttp(): Promise<GetClient> {
  const [http, https] = [await import("node:http"), await import("node:https")];
  const { httpAgent, httpsAgent } = await toAgents();
  const bytes = (url: string) =>
    collect((onResponse) =>
      url.startsWith("https:")
        ? https.get(url, { agent: httpsAgent }, onResponse)
        : http.get(url, { agent: httpAgent }, onResponse)
    );
  return {
    bytes,
    json: async (url) => JSON.parse((await bytes(url)).toString()),
  };
}

/** Node's agents know nothing of the certificate that the runtime was told to trust. */
async function toAgents() {
  const [http, https] = [await import("node:http"), await import("node:https")];
  const file = Deno.env.get(TRUSTED);
  const options: AgentOptions = {
    keepAlive: true,
    ...(file && { ca: Deno.readTextFileSync(file) }),
  };
  return {
    httpAgent: new http.Agent({ keepAlive: true }),
    httpsAgent: new https.Agent(options),
  };
}

async function collect(
  start: (onResponse: (response: IncomingMessage) => void) => ClientRequest,
) {
  const { Buffer } = await import("node:buffer");
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  start(resolve).on("error", reject);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await promise) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function toUndici(): Promise<GetClient> {
  const { request } = await import("npm:undici@8.12.4");
  return {
    json: async (url) => await (await request(url)).body.json(),
    bytes: async (url) => await (await request(url)).body.bytes(),
  };
}

async function toOfetch(): Promise<GetClient> {
  const { ofetch } = await import("npm:ofetch@1.5.1");
  return {
    json: (url) => ofetch(url),
    bytes: (url) => ofetch(url, { responseType: "arrayBuffer" }),
  };
}

async function toWretch(): Promise<GetClient> {
  const { default: wretch } = await import("npm:wretch@3.0.9");
  return {
    json: (url) => wretch(url).get().json(),
    bytes: (url) => wretch(url).get().arrayBuffer(),
  };
}

async function toKy(): Promise<GetClient> {
  const { default: ky } = await import("npm:ky@2.1.0");
  return {
    json: (url) => ky.get(url).json(),
    bytes: (url) => ky.get(url).arrayBuffer(),
  };
}

async function toAxios(): Promise<GetClient> {
  const { default: axios } = await import("npm:axios@1.21.1");
  const client = axios.create(await toAgents());
  return {
    json: async (url) => (await client.get(url)).data,
    bytes: async (url) => (await client.get(url, { responseType: "arraybuffer" })).data,
  };
}

async function toGot(): Promise<GetClient> {
  const { default: got } = await import("npm:got@16.1.0");
  const { httpAgent, httpsAgent } = await toAgents();
  const client = got.extend({ agent: { http: httpAgent, https: httpsAgent } });
  return {
    json: (url) => client.get(url).json(),
    bytes: (url) => client.get(url).buffer(),
  };
}
