/**
 * Runs the scenarios with what is published, on every runtime that can be had here.
 *
 * ```sh
 * deno task runtimes                 # all of them; writes docs/runtimes.md if all were there
 * deno task runtimes bun workerd     # these alone
 * ```
 *
 * The runtimes come from npm, into a folder that is removed at the end; Chromium is that of the machine. It ends with 1
 * if a scenario failed.
 *
 * @module
 */

import { pack } from "../../tools/pack.ts";
import { bundle } from "./bundle.ts";
import { writeMatrix } from "./matrix.ts";
import { type PlatformName, PLATFORMS } from "./platforms.ts";
import { execute, install, type Run, runOn } from "./runs.ts";
import { servePage } from "./page.ts";
import { startServers } from "./servers.ts";

/** Gives the exit code. */
async function main(wanted: readonly string[]): Promise<number> {
  const platforms = Object.keys(PLATFORMS).filter(isPlatform)
    .filter((name) => wanted.length === 0 || wanted.includes(name));
  const folder = await Deno.makeTempDir({ prefix: "ferry-package-" });
  try {
    const app = `${folder}/app`;
    const problem = await prepare(folder, app);
    if (problem !== undefined) {
      console.log(`The runtimes are skipped: ${problem}`);
      return 0;
    }
    await using servers = await startServers(servePage(`${app}/page`));
    const runs: Run[] = [];
    for (const platform of platforms) {
      const started = performance.now();
      const run = await runOn(platform, { app, facts: servers.facts });
      runs.push(run);
      report(run, performance.now() - started);
    }
    const isWhole = runs.every(({ missing }) => missing === undefined) && wanted.length === 0;
    if (isWhole) await writeMatrix(runs);
    return runs.some(({ outcomes }) => outcomes.some(isFailed)) ? 1 : 0;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Packs and installs the package; a text says why that cannot be done here. */
async function prepare(folder: string, app: string): Promise<string | undefined> {
  await Deno.mkdir(`${folder}/package`);
  await pack(new URL(`file://${folder}/package/`));
  try {
    await execute("npm", ["pack", "--pack-destination", folder], { cwd: `${folder}/package` });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no npm";
    throw error;
  }
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".tgz")) continue;
    const problem = await install(`${folder}/${name}`, app);
    if (problem !== undefined) return problem;
    await bundle(app);
    return undefined;
  }
  return "npm made no package";
}

function report({ platform, version, outcomes, missing }: Run, ms: number): void {
  const { title } = PLATFORMS[platform];
  if (missing !== undefined) {
    console.log(`${title}: skipped, ${missing}`);
    return;
  }
  const count = (result: string) => outcomes.filter((each) => each.result === result).length;
  const counts = `${count("passed")} passed, ${count("failed")} failed, ${
    count("skipped")
  } skipped`;
  console.log(`${title} ${version}: ${counts} (${(ms / 1_000).toFixed(1)} s)`);
  for (const { entry, name, why } of outcomes.filter(isFailed)) {
    console.log(`  FAILED ${entry}: ${name}\n${(why ?? "").replace(/^/gm, "    ")}`);
  }
}

function isFailed({ result }: Run["outcomes"][number]): boolean {
  return result === "failed";
}

function isPlatform(name: string): name is PlatformName {
  return Object.hasOwn(PLATFORMS, name);
}

Deno.exit(await main(Deno.args));
