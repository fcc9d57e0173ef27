/**
 * Whole bodies as bytes.
 *
 * @module
 */

import { type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "GET of a body as bytes.",
  baseline: "fetch",
  file: "bytes.txt",
  make: (size) => fill(size, (n) => `${n},`),
  memory: false,
  huge: true,
  contenders: {
    fetch: () => Promise.resolve(native),
    "fetch again": () => Promise.resolve(native),
    "fetch, chunk by chunk": () => Promise.resolve(byChunk),
    ferry,
    "ferry, chunk by chunk": ferryByChunk,
  },
});

const native: Decode = async ({ url = "" }) => (await (await fetch(url)).bytes()).length;

const byChunk: Decode = async (body) => {
  let length = 0;
  for await (const chunk of await body.open()) length += chunk.length;
  return length;
};

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const client = new Client();
  return async ({ url = "" }) => (await client.get(url)).content.length;
}

async function ferryByChunk(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const client = new Client();
  return async ({ url = "" }) => {
    let length = 0;
    const response = await client.stream("GET", url);
    for await (const chunk of response.iterBytes()) length += chunk.length;
    return length;
  };
}
