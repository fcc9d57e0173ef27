/**
 * What an import costs: time before the first line runs, and bytes that a bundle gains.
 *
 * @module
 */

import type { Case, Contender, Figures, Turn } from "../case.ts";
import { readPins } from "../pins.ts";
import { spread } from "../rounds.ts";

const PEERS = ["wretch", "ofetch", "ky", "tough-cookie", "undici", "got", "axios"];
const FERRY = new URL("../../mod.ts", import.meta.url).href;
const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** The benchmark. */
export const benchmark: Case = {
  about:
    "A script with one import against an empty one, by turns, whole processes with everything " +
    "cached; and what the import loads by `deno bundle --minify --code-splitting`, then gzip: " +
    "without what is loaded only when it is used.",
  baseline: "ferry",
  measures: {
    over: { title: "ms over an empty script", better: "less", compared: false },
    whole: { title: "ms for the whole process", better: "less", compared: false },
    size: { title: "KB loaded, minified and gzipped", better: "less", compared: false },
  },
  scenarios: ["one import"],
  contenders: {
    empty: (turn) => run(undefined, turn),
    ferry: (turn) => run(FERRY, turn),
    ...Object.fromEntries(
      PEERS.map((name): [string, Contender] => [name, (turn) => run(readPins().get(name), turn)]),
    ),
  },
};

async function run(specifier: string | undefined, { ms }: Turn): Promise<Figures> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-bench-" });
  try {
    const [empty, script] = [`${folder}/empty.ts`, `${folder}/script.ts`];
    await Deno.writeTextFile(empty, "export {};\n");
    await Deno.writeTextFile(script, specifier ? `import "${specifier}";\n` : "export {};\n");
    const times = await race(empty, script, Math.ceil(ms / 50));
    return specifier ? { ...times, size: await bundledSize(specifier, folder) } : times;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs both by turns; the first time warms the caches. */
async function race(empty: string, script: string, times: number): Promise<Figures> {
  const wholes: number[] = [];
  const overs: number[] = [];
  for (let n = 0; n <= times; n++) {
    const [floor, whole] = [await time(empty), await time(script)];
    if (n === 0) continue;
    wholes.push(whole);
    overs.push(whole - floor);
  }
  return { over: spread(overs)?.median ?? NaN, whole: spread(wholes)?.median ?? NaN };
}

async function time(script: string): Promise<number> {
  const start = performance.now();
  await deno(["run", "-A", "--no-check", "--no-lock", "--config", CONFIG, script]);
  return performance.now() - start;
}

/** Kilobytes of 1000 bytes; what is loaded later, by `import()`, does not count. */
async function bundledSize(specifier: string, folder: string): Promise<number> {
  const [entry, bundle] = [`${folder}/entry.ts`, `${folder}/bundle`];
  // Everything is exported, since what nobody uses would be left out.
  await Deno.writeTextFile(
    entry,
    `import * as whole from "${specifier}";\nglobalThis.whole = whole;\n`,
  );
  const options = ["--minify", "--code-splitting", "--no-lock", "--config", CONFIG];
  await deno(["bundle", ...options, "--outdir", bundle, entry]);
  const loaded = await readLoaded("./entry.js", bundle);
  const zipped = new Blob([...loaded.values()]).stream()
    .pipeThrough(new CompressionStream("gzip"));
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

async function deno(args: readonly string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], env: { NO_COLOR: "1" } });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Cannot run deno ${args}: ${new TextDecoder().decode(stderr)}`);
}
