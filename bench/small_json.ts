/**
 * Requests for a small JSON text, by every client.
 *
 * @module
 */

import type { Case, Contender, Service, Turn } from "./case.ts";
import { clients } from "./clients.ts";
import { REQUESTS_WARM_UP, sustain } from "./pace.ts";

/** How the text is called where it is served. */
export const FILE = "small.json";

/** The text. */
export const TEXT: string = JSON.stringify({
  id: 4711,
  name: "Ferry",
  tags: ["http", "client", "deno"],
  active: true,
  created: "2024-05-17T08:30:00Z",
  owner: { id: 7, login: "someone", url: "https://api.example/users/7" },
  score: 0.875,
});

const WIDTHS: Readonly<Record<string, number>> = { "one at a time": 1, "fifty at a time": 50 };

/** Makes a case of what serves the text. */
export function toRequestsCase(
  serve: (files: Readonly<Record<string, string>>) => Promise<Service>,
  mostRounds: number,
): Case {
  return {
    about: `GET of ${TEXT.length} bytes of JSON over connections that are kept, parsed.`,
    baseline: "fetch",
    measures: {
      rate: { title: "requests/s", better: "more", compared: true },
      cpu: { title: "CPU µs a request", better: "less", compared: true },
    },
    scenarios: Object.keys(WIDTHS),
    rounds: Object.fromEntries(Object.keys(WIDTHS).map((width) => [width, mostRounds])),
    contenders: Object.fromEntries(
      Object.keys(clients).map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
    ),
    serve: () => serve({ [FILE]: TEXT }),
  };
}

async function run(name: string, { url, ms, scenario }: Turn) {
  const client = await clients[name]?.();
  const target = `${url}/${FILE}`;
  if (JSON.stringify(await client?.json(target)) !== TEXT) {
    throw new Error(`Cannot measure ${name}: it gives something else`);
  }
  const { rate, cpu } = await sustain(async () => await client?.json(target), {
    ms,
    width: WIDTHS[scenario] ?? 1,
    warmUp: REQUESTS_WARM_UP,
  });
  return { rate, cpu };
}
