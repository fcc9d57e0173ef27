/**
 * What an import costs: time before the first line runs, and bytes that a bundle gains.
 *
 * @module
 */

import type { Case, Contender, Figures, Service, Turn } from "../case.ts";
import { readPins } from "../pins.ts";
import { buildPackage, leastOf, runDeno, urlOf } from "../processes.ts";

/** What every client that gives a response with something more has to load. */
const CLASS = "data:text/javascript,export class Answer extends Response {}";
const PEERS = ["wretch", "ofetch", "ky", "tough-cookie", "undici", "got", "axios"];
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;
/** Milliseconds of a turn for each time that both scripts run. */
const EACH = 40;

/** The benchmark. */
export const benchmark: Case = {
  about:
    "A script with one import beside an empty one, by turns, whole processes with everything " +
    "cached, the least of each; and what the import loads by `deno bundle --minify " +
    "--code-splitting`, then gzip: without what is loaded only when it is used. Ferry is what is " +
    "published, `dist/`.",
  baseline: "ky",
  measures: {
    cpu: { title: "CPU ms over an empty script", better: "less", compared: true },
    over: { title: "ms over an empty script", better: "less", compared: true },
    whole: { title: "ms for the whole process", better: "less", compared: false },
    size: { title: "KB loaded, minified and gzipped", better: "less", compared: false },
    all: { title: "KB with what is loaded late", better: "less", compared: false },
  },
  scenarios: ["one import"],
  rounds: { "one import": 3 },
  contenders: {
    empty: (turn) => run(undefined, turn),
    ferry: (turn) => run(urlOf("dist/mod.js"), turn),
    "ferry core": (turn) => run(urlOf("dist/core.js"), turn),
    "ferry, sources": (turn) => run(urlOf("mod.ts"), turn),
    "ferry core, sources": (turn) => run(urlOf("core.ts"), turn),
    ...Object.fromEntries(
      PEERS.map((name): [string, Contender] => [name, (turn) => run(readPins().get(name), turn)]),
    ),
    "limit: a class that extends Response": (turn) => run(CLASS, turn),
  },
  serve,
};

/** Nothing listens, but what is published must be there. */
async function serve(): Promise<Service> {
  await buildPackage();
  return { url: "", name: "", [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function run(specifier: string | undefined, { ms }: Turn): Promise<Figures> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-bench-" });
  try {
    const [empty, script] = [`${folder}/empty.ts`, `${folder}/script.ts`];
    await Deno.writeTextFile(empty, "export {};\n");
    await Deno.writeTextFile(script, specifier ? `import "${specifier}";\n` : "export {};\n");
    const times = await race(empty, script, Math.ceil(ms / EACH));
    if (!specifier || specifier === CLASS) return times;
    return { ...times, ...await bundledSizes(specifier, folder) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function race(empty: string, script: string, times: number): Promise<Figures> {
  const [floor, whole] = await leastOf([empty, script], { times });
  if (!floor || !whole) return {};
  return {
    over: whole.wall - floor.wall,
    whole: whole.wall,
    ...(floor.cpu !== undefined && whole.cpu !== undefined && { cpu: whole.cpu - floor.cpu }),
  };
}

/** Kilobytes of 1000 bytes: of what is loaded at once, and of all that may be loaded by `import()` too. */
async function bundledSizes(specifier: string, folder: string): Promise<Figures> {
  const [entry, bundle] = [`${folder}/entry.ts`, `${folder}/bundle`];
  // Everything is exported, since what nobody uses would be left out.
  await Deno.writeTextFile(
    entry,
    `import * as whole from "${specifier}";\nglobalThis.whole = whole;\n`,
  );
  const options = ["--minify", "--code-splitting", "--no-lock", "--config", CONFIG];
  await runDeno(["bundle", ...options, "--outdir", bundle, entry]);
  const loaded = await readLoaded("./entry.js", bundle);
  const all: string[] = [];
  for await (const { name } of Deno.readDir(bundle)) {
    if (name.endsWith(".js")) all.push(await Deno.readTextFile(`${bundle}/${name}`));
  }
  return { size: await sizeOf([...loaded.values()]), all: await sizeOf(all) };
}

async function sizeOf(texts: readonly string[]): Promise<number> {
  const zipped = new Blob([...texts]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(zipped).bytes()).length / 1000;
}

/** Reads a file of a bundle and those that it imports, but not what it may import later. */
async function readLoaded(
  name: string,
  folder: string,
  loaded: Map<string, string> = new Map(),
): Promise<Map<string, string>> {
  const text = await Deno.readTextFile(`${folder}/${name}`);
  loaded.set(name, text);
  for (const [, imported = ""] of text.matchAll(/(?:\bimport|[\s}*]from)\s*"(\.\/[^"]+\.js)"/g)) {
    if (!loaded.has(imported)) await readLoaded(imported, folder, loaded);
  }
  return loaded;
}
