/**
 * Small JSON texts: what a client itself costs.
 *
 * @module
 */

import type { Case, Contender, Turn } from "../case.ts";
import { clients } from "../clients.ts";
import { sustain } from "../pace.ts";
import { serveFiles } from "../serving.ts";

const FILE = "small.json";
const TEXT = JSON.stringify({
  id: 4711,
  name: "Ferry",
  tags: ["http", "client", "deno"],
  active: true,
  created: "2024-05-17T08:30:00Z",
  owner: { id: 7, login: "someone", url: "https://api.example/users/7" },
  score: 0.875,
});

const WIDTHS: Readonly<Record<string, number>> = { "one at a time": 1, "fifty at a time": 50 };

/** The benchmark. */
export const benchmark: Case = {
  about: `GET of ${TEXT.length} bytes of JSON over connections that are kept, parsed.`,
  baseline: "fetch",
  measures: {
    rate: { title: "requests/s", better: "more", compared: true },
    cpu: { title: "CPU µs a request", better: "less", compared: true },
  },
  scenarios: Object.keys(WIDTHS),
  contenders: Object.fromEntries(
    Object.keys(clients).map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
  ),
  serve: () => serveFiles({ [FILE]: TEXT }),
};

async function run(name: string, { url, ms, scenario }: Turn) {
  const client = await clients[name]?.();
  const target = `${url}/${FILE}`;
  if (JSON.stringify(await client?.json(target)) !== TEXT) {
    throw new Error(`Cannot measure ${name}: it gives something else`);
  }
  const { rate, cpu } = await sustain(async () => await client?.json(target), {
    ms,
    width: WIDTHS[scenario] ?? 1,
  });
  return { rate, cpu };
}
