/**
 * Bodies that are decoded, from memory: `deno bench -A bench/decode_bench.ts`.
 *
 * @module
 */

import { MockTransport } from "../src/testing/mod.ts";
import { Client } from "../mod.ts";
import * as decode from "../src/features/decode/mod.ts";
import { count, countAll, fill } from "./bodies.ts";

const SIZE = 2 ** 20;
const CHUNK = 2 ** 16;

const log = fill(SIZE, (n) => `2024-05-17T08:30:00Z INFO worker-${n % 8} took job ${n} in 12 ms\n`);
const values = fill(SIZE, (n) => `{"id":${n},"name":"user ${n % 100}","tags":["a","b"]}\n`);
const events = fill(SIZE, (n) => `id: ${n}\nevent: delta\ndata: {"token":${n}}\n\n`);
const list = new TextEncoder().encode(
  `[${new TextDecoder().decode(values).trim().split("\n").join(",")}]`,
);

type Bytes = Uint8Array<ArrayBuffer>;

/** What a network would give, without its cost. */
function toChunks(bytes: Bytes): Bytes[] {
  const chunks: Bytes[] = [];
  for (let at = 0; at < bytes.length; at += CHUNK) chunks.push(bytes.subarray(at, at + CHUNK));
  return chunks;
}

const toStream = (bytes: Bytes) => ReadableStream.from(toChunks(bytes));

const WORK: Readonly<Record<string, Readonly<Record<string, () => Promise<unknown>>>>> = {
  bytes: {
    bytes: () => decode.bytes(toStream(log)),
    "Response.bytes()": () => new Response(toStream(log)).bytes(),
  },
  text: {
    text: () => decode.text(toStream(log)),
    iterText: () => count(decode.iterText(toStream(log))),
    "Response.text()": () => new Response(toStream(log)).text(),
  },
  lines: {
    iterLines: () => count(decode.iterLines(toStream(log))),
    iterLineBatches: () => countAll(decode.iterLineBatches(toStream(log))),
  },
  NDJSON: {
    iterJson: () => count(decode.iterJson(toStream(values))),
    iterJsonBatches: () => countAll(decode.iterJsonBatches(toStream(values))),
  },
  events: {
    iterEvents: () => count(decode.iterEvents(toStream(events))),
    iterEventBatches: () => countAll(decode.iterEventBatches(toStream(events))),
  },
  JSON: {
    json: () => decode.json(toStream(list)),
    "Response.json()": () => new Response(toStream(list)).json(),
  },
};

for (const [group, ways] of Object.entries(WORK)) {
  for (const [name, work] of Object.entries(ways)) {
    Deno.bench(`${name}, 1 MiB`, { group }, async () => void await work());
  }
}

const short = log.subarray(0, 1024);
const client = new Client({ transport: new MockTransport(() => new Response(short)) });

Deno.bench("a small body through a client", { group: "short" }, async () => {
  await (await client.get("http://h.example/")).text();
});

Deno.bench("iterLines, 1 KiB", { group: "short" }, async () => {
  await count(decode.iterLines([short]));
});
