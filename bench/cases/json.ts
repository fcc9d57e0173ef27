/**
 * Whole bodies as JSON.
 *
 * @module
 */

import { type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "A list of objects as one JSON text. Over the network ferry is a `Client`.",
  baseline: "native",
  file: "list.json",
  make,
  memory: true,
  huge: false,
  contenders: {
    native: () => Promise.resolve(native),
    "native again": () => Promise.resolve(native),
    ferry,
  },
});

function make(size: number): Uint8Array<ArrayBuffer> {
  const items = fill(size, (n) => `,{"id":${n},"name":"user ${n % 100}","score":${n / 7}}`);
  const text = new TextDecoder().decode(items);
  return new TextEncoder().encode(`[${text.slice(1)}]`);
}

const native: Decode = async ({ url, bytes }) => {
  const response = url === undefined ? new Response(bytes) : await fetch(url);
  return lengthOf(await response.json());
};

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { parseJson } = await import("../../src/core/text/json.ts");
  const client = new Client();
  return async ({ url, bytes }) =>
    lengthOf(url === undefined ? await parseJson(bytes) : await (await client.get(url)).json());
}

function lengthOf(list: unknown): number {
  return Array.isArray(list) ? list.length : NaN;
}
