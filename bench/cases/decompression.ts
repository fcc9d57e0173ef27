/**
 * Bodies with a Content-Encoding, read as a whole.
 *
 * @module
 */

import { brotliCompressSync, constants, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import type { Case, Contender, Turn } from "../case.ts";
import { clients, type GetClient } from "../clients.ts";
import { sustain } from "../pace.ts";
import { serveCoded } from "../serving.ts";

const SIZE = 16 * 2 ** 20;

/** The codings; `fetch` leaves the last two as they are. */
const CODERS: Readonly<Record<string, (text: Uint8Array) => Uint8Array>> = {
  gzip: (text) => gzipSync(text),
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  deflate: (text) => deflateSync(text),
  zstd: (text) => zstdCompressSync(text),
};

const CONTENDERS: readonly string[] = ["fetch", "fetch again", "ferry", "ferry over sockets"];

/** The benchmark. */
export const benchmark: Case = {
  about: `Decoding of a log of ${SIZE / 2 ** 20} MiB; fetch gives deflate and zstd undecoded.`,
  baseline: "fetch",
  measures: { rate: { title: "MB/s decoded", better: "more", compared: true } },
  scenarios: Object.keys(CODERS),
  contenders: Object.fromEntries(
    CONTENDERS.map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
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

async function run(name: string, { url, ms, scenario }: Turn) {
  const client: GetClient | undefined = await clients[name]?.();
  const get = async () => await client?.bytes(`${url}/${scenario}`);
  const { rate } = await sustain(get, { ms, width: 1 });
  return { rate: rate * SIZE / 1e6 };
}
