/**
 * What one small request makes: promises and memory.
 *
 * @module
 */

import type { Case, Contender, Turn } from "../case.ts";
import { clients } from "../clients.ts";
import { countMade } from "../counting.ts";
import { serveFiles } from "../serving.ts";
import { FILE, TEXT } from "../small_json.ts";

/** The benchmark. */
export const benchmark: Case = {
  about:
    `What one GET of ${TEXT.length} bytes of JSON makes, parsed, when all is warm: promises, ` +
    "also those of the runtime and of `await`; and what it allocates, freed later or not: in the heap of " +
    "JavaScript, and in buffers outside of it.",
  baseline: "fetch",
  measures: {
    promises: { title: "promises", better: "less", compared: true },
    heap: { title: "KB in the heap", better: "less", compared: true },
    external: { title: "KB in buffers", better: "less", compared: false },
  },
  scenarios: ["one request"],
  // It is counted, not timed.
  rounds: { "one request": 2 },
  contenders: Object.fromEntries(
    Object.keys(clients).map((name): [string, Contender] => [name, (turn) => run(name, turn)]),
  ),
  serve: () => serveFiles({ [FILE]: TEXT }),
};

async function run(name: string, { url }: Turn) {
  const client = await clients[name]?.();
  if (!client) throw new TypeError(`Cannot count what ${name} makes: there is no such client`);
  const target = `${url}/${FILE}`;
  return { ...await countMade(() => client.json(target)) };
}
