/**
 * Bodies with a Content-Encoding, read as a whole.
 *
 * @module
 */

import type { Transform } from "node:stream";
import type { Case, Contender, Turn } from "../case.ts";
import { CODERS, toLog } from "../coded.ts";
import { clients } from "../clients.ts";
import { sustain } from "../pace.ts";
import { serveCoded } from "../serving.ts";

const SIZE = 16 * 2 ** 20;

/** Gets a body and gives how many bytes it has, decoded. */
type Get = (url: string) => Promise<number>;

const CONTENDERS: Readonly<Record<string, () => Promise<Get>>> = {
  fetch: byFetch,
  "fetch again": byFetch,
  ferry: () => byClient("ferry"),
  "ferry over fetch": () => byClient("ferry over fetch"),
  "node:http and node:zlib": byNode,
  "limit: sockets by hand and node:zlib": byHand,
};

/** The benchmark. */
export const benchmark: Case = {
  about: `Decoding of a log of ${SIZE / 2 ** 20} MiB. fetch leaves deflate and zstd as they are: ` +
    "there it is fetch with DecompressionStream, or with node:zlib.",
  baseline: "fetch",
  measures: {
    rate: { title: "MB/s decoded", better: "more", compared: true },
    cpu: { title: "CPU ms a body", better: "less", compared: true },
  },
  scenarios: Object.keys(CODERS),
  rounds: Object.fromEntries(Object.keys(CODERS).map((coding) => [coding, 3])),
  contenders: Object.fromEntries(
    Object.entries(CONTENDERS).map((
      [name, load],
    ): [string, Contender] => [name, async (turn) => run(await load(), turn)]),
  ),
  serve: () => serveCoded(toFiles()),
};

function toFiles(): Record<string, Uint8Array> {
  const text = toLog(SIZE);
  return Object.fromEntries(Object.entries(CODERS).map(([name, encode]) => [name, encode(text)]));
}

async function run(get: Get, { url, ms, scenario }: Turn) {
  const { rate, cpu } = await sustain(async () => {
    const length = await get(`${url}/${scenario}`);
    if (length !== SIZE) throw new Error(`Cannot measure: it gives ${length} bytes, not ${SIZE}`);
  }, { ms });
  return { rate: rate * SIZE / 1e6, cpu: cpu / 1000 };
}

async function byClient(name: string): Promise<Get> {
  const client = await clients[name]?.();
  return async (url) => (await client?.bytes(url))?.byteLength ?? 0;
}

/** What is left to who uses `fetch`, by coding. */
async function byFetch(): Promise<Get> {
  const { promisify } = await import("node:util");
  const { zstdDecompress } = await import("node:zlib");
  const unzstd = promisify(zstdDecompress);
  return async (url) => {
    const response = await fetch(url);
    if (url.endsWith("/zstd")) return (await unzstd(await response.bytes())).length;
    if (!url.endsWith("/deflate") || !response.body) return (await response.bytes()).length;
    const stream = response.body.pipeThrough(new DecompressionStream("deflate"));
    return (await new Response(stream).bytes()).length;
  };
}

/** Chunks of 256 KiB come out, and are put together as soon as their number is known. */
async function byHand(): Promise<Get> {
  const { HandConnections } = await import("../limits.ts");
  const { default: { once } } = await import("node:events");
  const zlib = await import("node:zlib");
  const connections = new HandConnections();
  return async (url) => {
    const decoder = DECODERS[url.slice(url.lastIndexOf("/") + 1)]?.(zlib);
    if (!decoder) throw new TypeError(`Cannot decode ${url}`);
    const chunks: Uint8Array[] = [];
    decoder.on("data", (chunk) => chunks.push(chunk));
    for await (const chunk of connections.chunks(url, 2 ** 16)) {
      if (!decoder.write(chunk)) await once(decoder, "drain");
    }
    decoder.end();
    await once(decoder, "end");
    const whole = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
    chunks.reduce((at, chunk) => (whole.set(chunk, at), at + chunk.length), 0);
    return whole.length;
  };
}

/** With large chunks. */
const LARGE = { chunkSize: 2 ** 18 } as const;
const DECODERS: Readonly<Record<string, (zlib: typeof import("node:zlib")) => Transform>> = {
  gzip: (zlib) => zlib.createGunzip(LARGE),
  br: (zlib) => zlib.createBrotliDecompress(LARGE),
  deflate: (zlib) => zlib.createInflate(LARGE),
  zstd: (zlib) => zlib.createZstdDecompress(LARGE),
};

async function byNode(): Promise<Get> {
  const { Agent, get } = await import("node:http");
  const { buffer } = await import("node:stream/consumers");
  const zlib = await import("node:zlib");
  const agent = new Agent({ keepAlive: true });
  return async (url) => {
    const decoder = DECODERS[url.slice(url.lastIndexOf("/") + 1)]?.(zlib);
    if (!decoder) throw new TypeError(`Cannot decode ${url}`);
    const { promise, resolve, reject } = Promise.withResolvers<NodeJS.ReadWriteStream>();
    get(url, { agent }, (response) => resolve(response.pipe(decoder))).on("error", reject);
    return (await buffer(await promise)).length;
  };
}
