/**
 * Server-Sent Events.
 *
 * @module
 */

import { count, countAll, type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "Server-Sent Events of about 110 bytes. Over the network ferry is a `Client`.",
  baseline: "std",
  file: "events.txt",
  make: (size) => fill(size, toEvent),
  memory: true,
  huge: true,
  contenders: {
    std,
    ferry,
    "ferry, in batches": inBatches,
    "eventsource-parser": eventsourceParser,
    "limit: cut by hand": byHand,
  },
});

function toEvent(n: number): string {
  const text = JSON.stringify({ index: n, delta: { content: `token ${n % 1000} of the answer` } });
  return `id: ${n}\nevent: ${n % 3 ? "delta" : "status"}\ndata: ${text}\n\n`;
}

async function std(): Promise<Decode> {
  const { ServerSentEventParseStream } = await import("../peers/std.ts");
  return async (body) =>
    await count((await body.open()).pipeThrough(new ServerSentEventParseStream()));
}

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterEvents } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body) =>
    await count(
      body.url === undefined
        ? iterEvents(await body.open())
        : (await client.stream("GET", body.url)).events(),
    );
}

async function inBatches(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { iterEventBatches } = await import("../../src/features/decode/mod.ts");
  const client = new Client();
  return async (body) =>
    await countAll(
      body.url === undefined
        ? iterEventBatches(await body.open())
        : (await client.stream("GET", body.url)).eventBatches(),
    );
}

async function eventsourceParser(): Promise<Decode> {
  const { EventSourceParserStream } = await import("npm:eventsource-parser@4.1.3/stream");
  return async (body) =>
    await count(
      (await body.open())
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream()),
    );
}

/** What nobody can leave out, by limits.ts. */
async function byHand(): Promise<Decode> {
  const { cutByHand, HandConnections, oneByOne } = await import("../limits.ts");
  const connections = new HandConnections();
  return async (body) =>
    await count(
      oneByOne(cutByHand(await connections.open(body), "\n\n", (blocks) => blocks.map(toFields))),
    );
}

function toFields(block: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const line of block.split("\n")) {
    const colon = line.indexOf(": ");
    fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields;
}
