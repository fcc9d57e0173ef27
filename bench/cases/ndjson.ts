/**
 * Newline-delimited JSON.
 *
 * @module
 */

import { count, countAll, type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "Newline-delimited JSON of about 130 bytes a value. Over the network ferry is a `Client`.",
  baseline: "std",
  file: "values.txt",
  make: (size) => fill(size, toLine),
  memory: true,
  huge: true,
  contenders: {
    std,
    ferry,
    "ferry, in batches": inBatches,
    "split and parse": splitAndParse,
    "limit: cut by hand": byHand,
  },
});

function toLine(n: number): string {
  const value = { id: n, user: { name: `user ${n % 100}`, admin: n % 9 === 0 }, tags: ["a", "b"] };
  return `${JSON.stringify({ ...value, at: "2024-05-17T08:30:00Z", score: n / 7 })}\n`;
}

async function std(): Promise<Decode> {
  const { JsonParseStream, TextLineStream } = await import("../peers/std.ts");
  return async (body) =>
    await count(
      (await body.open())
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new TextLineStream())
        .pipeThrough(new JsonParseStream()),
    );
}

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterJson } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body) =>
    await count(
      body.url === undefined
        ? iterJson(await body.open())
        : (await client.stream("GET", body.url)).iterJson(),
    );
}

async function inBatches(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterJsonBatches } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body) =>
    await countAll(
      body.url === undefined
        ? iterJsonBatches(await body.open())
        : (await client.stream("GET", body.url)).iterJsonBatches(),
    );
}

/** Not streamed: the whole text is in memory first. */
function splitAndParse(): Promise<Decode> {
  return Promise.resolve(async (body) => {
    const text = await new Response(await body.open()).text();
    return text.split("\n").filter(Boolean).map((line) => JSON.parse(line)).length;
  });
}

/** What nobody can leave out, by limits.ts. */
async function byHand(): Promise<Decode> {
  const { cutByHand, HandConnections, oneByOne } = await import("../limits.ts");
  const connections = new HandConnections();
  return async (body) =>
    await count(
      oneByOne(cutByHand(await connections.open(body), "\n", (lines) => JSON.parse(`[${lines}]`))),
    );
}
