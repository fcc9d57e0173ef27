/**
 * Whole bodies as text.
 *
 * @module
 */

import { type Decode, fill, toBodyCase } from "../bodies.ts";
import type { Case } from "../case.ts";

/** The benchmark. */
export const benchmark: Case = toBodyCase({
  about: "A body as one text. Over the network ferry is a `Client`.",
  baseline: "native",
  file: "text.txt",
  make: (size) => fill(size, (n) => `Line ${n} of a text, with a naïve café in every one.\n`),
  memory: true,
  huge: false,
  contenders: {
    native: () => Promise.resolve(native),
    "native again": () => Promise.resolve(native),
    ferry,
    "limit: sockets by hand": byHand,
  },
});

const native: Decode = async ({ url, bytes }) => {
  const response = url === undefined ? new Response(bytes) : await fetch(url);
  return (await response.text()).length;
};

async function ferry(): Promise<Decode> {
  const { Client } = await import("../../mod.ts");
  const { decodeText } = await import("../../src/core/text/text.ts");
  const client = new Client();
  return async ({ url, bytes }) => {
    const text = url === undefined
      ? decodeText(bytes, "utf-8")
      : await (await client.get(url)).text();
    return text.length;
  };
}

/** One decoder, fed as it comes. */
async function byHand(): Promise<Decode> {
  const { HandConnections } = await import("../limits.ts");
  const connections = new HandConnections();
  return async ({ url, bytes }) => {
    const decoder = new TextDecoder();
    if (url === undefined) return decoder.decode(bytes).length;
    let text = "";
    for await (const chunk of connections.chunks(url, 2 ** 18)) {
      text += decoder.decode(chunk, { stream: true });
    }
    return (text + decoder.decode()).length;
  };
}
