/**
 * Bodies of 1 MiB: how they are read.
 *
 * @module
 */

import type { Case, Contender, Turn } from "../case.ts";
import { clients } from "../clients.ts";
import { REQUESTS_WARM_UP, sustain } from "../pace.ts";
import { serveFiles } from "../serving.ts";

const FILE = "large.bin";
const SIZE = 2 ** 20;
const WIDTHS: Readonly<Record<string, number>> = { "one at a time": 1, "fifty at a time": 50 };

/** The benchmark. */
export const benchmark: Case = {
  about: "GET of 1 MiB over connections that are kept, as bytes.",
  baseline: "fetch",
  measures: {
    rate: { title: "requests/s", better: "more", compared: true },
    cpu: { title: "CPU µs a request", better: "less", compared: true },
  },
  scenarios: Object.keys(WIDTHS),
  rounds: Object.fromEntries(Object.keys(WIDTHS).map((width) => [width, 3])),
  contenders: Object.fromEntries(
    Object.keys(clients).map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
  ),
  serve: () => serveFiles({ [FILE]: new Uint8Array(SIZE).fill(0x61) }),
};

async function run(name: string, { url, ms, scenario }: Turn) {
  const client = await clients[name]?.();
  const target = `${url}/${FILE}`;
  const get = async () => {
    const bytes = await client?.bytes(target);
    if (bytes?.byteLength !== SIZE) throw new Error(`Cannot measure ${name}: bytes are missing`);
  };
  const { rate, cpu } = await sustain(get, {
    ms,
    width: WIDTHS[scenario] ?? 1,
    warmUp: REQUESTS_WARM_UP,
  });
  return { rate, cpu };
}
