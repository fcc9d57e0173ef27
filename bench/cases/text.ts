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
