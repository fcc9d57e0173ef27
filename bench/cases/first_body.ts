/**
 * The first coded body of a process: users decode one, not a thousand.
 *
 * @module
 */

import type { Case, Contender, Figures, Service, Turn } from "../case.ts";
import { CODERS, toLog } from "../coded.ts";
import { buildPackage, costOfScript, urlOf } from "../processes.ts";
import { serveCoded } from "../serving.ts";

/** Milliseconds of a turn for each time that the script runs. */
const EACH = 80;

const SIZES: Readonly<Record<string, number>> = { "10 KB": 10_000, "16 MiB": 16 * 2 ** 20 };
const SCENARIOS: readonly string[] = Object.keys(SIZES).flatMap((size) =>
  Object.keys(CODERS).map((coding) => `${coding}, ${size}`)
);

/** How each gets `url` as `bytes`. */
const SCRIPTS: Readonly<Record<string, (coding: string) => string>> = {
  fetch: byFetch,
  ferry: () => byFerry("Client", ""),
  "ferry over fetch": () =>
    byFerry("Client, FetchTransport", "{ transport: new FetchTransport() }"),
  "limit: sockets by hand and node:zlib": byHand,
};

function byFetch(coding: string): string {
  if (coding === "zstd") {
    return `import { zstdDecompressSync } from "node:zlib";
const bytes = zstdDecompressSync(await (await fetch(url)).bytes());`;
  }
  if (coding !== "deflate") return `const bytes = await (await fetch(url)).bytes();`;
  return `const stream = (await fetch(url)).body.pipeThrough(new DecompressionStream("deflate"));
const bytes = await new Response(stream).bytes();`;
}

function byFerry(imported: string, options: string): string {
  return `import { ${imported} } from "${urlOf("dist/mod.js")}";
using client = new Client(${options});
const bytes = (await client.get(url)).content;`;
}

const DECODERS: Readonly<Record<string, string>> = {
  gzip: "gunzipSync",
  br: "brotliDecompressSync",
  deflate: "inflateSync",
  zstd: "zstdDecompressSync",
};

function byHand(coding: string): string {
  return `import { ${DECODERS[coding]} as decode } from "node:zlib";
import { HandConnections } from "${urlOf("bench/limits.ts")}";
const bytes = decode(await new HandConnections().bytes(url), { chunkSize: 262_144 });`;
}

/** The benchmark. */
export const benchmark: Case = {
  about: "A script that gets one coded log, as a whole process with everything cached, the least " +
    "of each. fetch leaves deflate and zstd as they are: there it is fetch with " +
    "DecompressionStream, or with node:zlib. Ferry is what is published, `dist/`.",
  baseline: "fetch",
  measures: {
    wall: { title: "ms", better: "less", compared: true },
    cpu: { title: "CPU ms", better: "less", compared: true },
  },
  scenarios: SCENARIOS,
  rounds: Object.fromEntries(SCENARIOS.map((scenario) => [scenario, 2])),
  contenders: Object.fromEntries(
    Object.entries(SCRIPTS).map((
      [name, toScript],
    ): [string, Contender] => [name, (turn) => run(toScript, turn)]),
  ),
  serve,
};

async function serve(): Promise<Service> {
  await buildPackage();
  const files = SCENARIOS.map((scenario) => {
    const { coding, size } = readScenario(scenario);
    return [toFile(scenario), CODERS[coding]?.(toLog(size)) ?? new Uint8Array(0)] as const;
  });
  return await serveCoded(Object.fromEntries(files));
}

function readScenario(scenario: string): { readonly coding: string; readonly size: number } {
  const [coding = "", size = ""] = scenario.split(", ");
  return { coding, size: SIZES[size] ?? 0 };
}

function toFile(scenario: string): string {
  return scenario.replace(", ", "-").replace(" ", "");
}

async function run(
  toScript: (coding: string) => string,
  { url, scenario, ms }: Turn,
): Promise<Figures> {
  const { coding, size } = readScenario(scenario);
  const program = `const [url = ""] = Deno.args;
${toScript(coding)}
if (bytes.length !== ${size}) throw new Error(\`there are \${bytes.length} bytes\`);
`;
  const args = [`${url}/${toFile(scenario)}`];
  return await costOfScript(program, { times: Math.ceil(ms / EACH), args });
}
