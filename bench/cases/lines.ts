/**
 * Lines of a text.
 *
 * @module
 */

import { type Body, count, countAll, type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "A log of about 90 bytes a line, read line by line. Over the network ferry is a `Client`.",
  baseline: "std",
  file: "log.txt",
  make: (size) => fill(size, toLine),
  memory: true,
  huge: true,
  contenders: {
    std,
    ferry,
    "ferry, in batches": inBatches,
    "node:readline": readline,
    "limit: cut by hand": byHand,
  },
});

function toLine(n: number): string {
  return `2024-05-17T08:30:${n % 60}Z INFO worker-${n % 8} took job ${n}: ` +
    `${n % 50 ? "done" : "naïve café"} within ${n % 997} ms\n`;
}

async function std(): Promise<Decode> {
  const { TextLineStream } = await import("../peers/std.ts");
  return async (body) =>
    await count(
      (await body.open()).pipeThrough(new TextDecoderStream()).pipeThrough(new TextLineStream()),
    );
}

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterLines } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body: Body) =>
    await count(
      body.url === undefined
        ? iterLines(await body.open())
        : (await client.stream("GET", body.url)).iterLines(),
    );
}

async function inBatches(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterLineBatches } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body) =>
    await countAll(
      body.url === undefined
        ? iterLineBatches(await body.open())
        : (await client.stream("GET", body.url)).iterLineBatches(),
    );
}

async function readline(): Promise<Decode> {
  const { createInterface } = await import("node:readline");
  const { Readable } = await import("node:stream");
  return async (body) => {
    const stream = await body.open();
    return await count(createInterface({ input: Readable.from(stream), crlfDelay: Infinity }));
  };
}

/** What nobody can leave out, by limits.ts. */
async function byHand(): Promise<Decode> {
  const { cutByHand, HandConnections, oneByOne } = await import("../limits.ts");
  const connections = new HandConnections();
  return async (body) =>
    await count(oneByOne(cutByHand(await connections.open(body), "\n", (lines) => lines)));
}
