/**
 * Bodies with a Content-Encoding, read as a whole.
 *
 * @module
 */

import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Case, Contender, Turn } from "../case.ts";
import { clients } from "../clients.ts";
import { sustain } from "../pace.ts";
import { serveCoded } from "../serving.ts";

const SIZE = 16 * 2 ** 20;

const CODERS: Readonly<Record<string, (text: Uint8Array) => Uint8Array>> = {
  gzip: (text) => gzipSync(text),
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  deflate: (text) => deflateSync(text),
  zstd: (text) => zstdCompressSync(text),
};

/** Gets a body and gives how many bytes it has, decoded. */
type Get = (url: string) => Promise<number>;

const CONTENDERS: Readonly<Record<string, () => Promise<Get>>> = {
  fetch: byFetch,
  "fetch again": byFetch,
  ferry: () => byClient("ferry"),
  "ferry over fetch": () => byClient("ferry over fetch"),
  "node:http and node:zlib": byNode,
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
  contenders: Object.fromEntries(
    Object.entries(CONTENDERS).map((
      [name, load],
    ): [string, Contender] => [name, async (turn) => run(await load(), turn)]),
  ),
  serve: () => serveCoded(toFiles()),
};

function toFiles(): Record<string, Uint8Array> {
  const text = toLog();
  return Object.fromEntries(Object.entries(CODERS).map(([name, encode]) => [name, encode(text)]));
}

function toLog(): Uint8Array {
  let text = "";
  for (let line = 0; text.length < SIZE; line++) {
    const host = `10.0.${line * 7919 % 256}.${line * 104729 % 256}`;
    text += `${host} - - [17/May/2024:08:30:${line % 60}] "GET /item/${
      line * 31 % 99991
    } HTTP/1.1" 200\n`;
  }
  return new TextEncoder().encode(text.slice(0, SIZE));
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

async function byNode(): Promise<Get> {
  const { Agent, get } = await import("node:http");
  const { buffer } = await import("node:stream/consumers");
  const zlib = await import("node:zlib");
  const agent = new Agent({ keepAlive: true });
  const decoders: Readonly<Record<string, () => NodeJS.ReadWriteStream>> = {
    gzip: () => zlib.createGunzip({ chunkSize: 65_536 }),
    br: () => zlib.createBrotliDecompress({ chunkSize: 65_536 }),
    deflate: () => zlib.createInflate({ chunkSize: 65_536 }),
    zstd: () => zlib.createZstdDecompress({ chunkSize: 65_536 }),
  };
  return async (url) => {
    const decoder = decoders[url.slice(url.lastIndexOf("/") + 1)];
    if (!decoder) throw new TypeError(`Cannot decode ${url}`);
    const { promise, resolve, reject } = Promise.withResolvers<NodeJS.ReadWriteStream>();
    get(url, { agent }, (response) => resolve(response.pipe(decoder()))).on("error", reject);
    return (await buffer(await promise)).length;
  };
}
