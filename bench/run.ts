/**
 * One turn: `deno run -A bench/run.ts CASE CONTENDER [SCENARIO]` prints what the contender reached as a line of JSON.
 *
 * Without `--url` it starts the service of the case itself, so that a contender can be profiled alone.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Case, Service } from "./case.ts";
import { loadCase } from "./cases.ts";

async function run(args: readonly string[]): Promise<void> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { url: { type: "string" }, ms: { type: "string" } },
  });
  const [name = "", contender = "", wanted] = positionals;
  const benchmark = await loadCase(name);
  const work = benchmark.contenders[contender];
  if (!work) {
    throw new TypeError(
      `Cannot run ${contender}: ${name} has ${Object.keys(benchmark.contenders)}`,
    );
  }
  const scenario = wanted ?? benchmark.scenarios[0] ?? "";
  await using service = values.url === undefined ? await serve(benchmark) : undefined;
  for (const [name, value] of Object.entries(service?.env ?? {})) {
    if (Deno.env.get(name) === value) continue;
    throw new Error(`Cannot run it alone: start it with ${name}=${value}`);
  }
  const url = values.url ?? service?.urls?.[scenario] ?? service?.url ?? "";
  console.log(JSON.stringify(await work({ scenario, url, ms: Number(values.ms ?? 1000) })));
}

async function serve({ serve }: Case): Promise<Service> {
  return await serve?.() ?? { url: "", name: "", [Symbol.asyncDispose]: () => Promise.resolve() };
}

if (import.meta.main) {
  await run(Deno.args);
  // Peers keep connections and timers open.
  Deno.exit();
}
