/**
 * A mutation check: makes small faults in the core, one at a time, and looks whether a test notices.
 *
 * ```sh
 * deno task mutate --areas=redirect,limits --max=100 --seed=1
 * ```
 *
 * The faults are those of Stryker. All mutants of an area are in its files at once, each behind a switch, in a copy of the
 * project; one process runs the tests that reach a mutant. What survives there is tried once more by `deno test`, which
 * sees leaks too (`--quick` leaves that out). What then survives is listed; it must be killed by a new test or stand in
 * `mutation/equivalents.ts` with the reason. `--match=TEXT` tries only those whose name, as it is listed, holds the text.
 *
 * @module
 */

import { type Area, areas } from "./mutation/areas.ts";
import { equivalents } from "./mutation/equivalents.ts";
import { isOfWords, type Mutant, nameOf } from "./mutation/mutant.ts";
import { Tester } from "./mutation/tester.ts";
import { Random } from "./soak/random.ts";

/** What became of the mutants of an area. */
interface Tally {
  killed: number;
  /** Explained in the list. */
  equivalent: number;
  readonly survivors: Mutant[];
}

const root = new URL("../", import.meta.url).pathname;

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const child = new Deno.Command(command, { args: [...args], cwd, stderr: "inherit" });
  const { success, stdout } = await child.output();
  if (!success) throw new Error(`${command} ${args[0]} failed`);
  return new TextDecoder().decode(stdout);
}

/** Copies what git knows or would take. */
async function copyProject(): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "ferry-mutation-" });
  const list = await run("git", ["ls-files", "-z", "-co", "--exclude-standard"], root);
  for (const name of list.split("\0").filter(Boolean)) {
    const target = `${folder}/${name}`;
    await Deno.mkdir(target.replace(/\/[^/]*$/, ""), { recursive: true });
    await Deno.copyFile(`${root}${name}`, target).catch(() => {});
  }
  return folder;
}

async function instrument(folder: string, { sources }: Area): Promise<readonly Mutant[]> {
  const script = `${root}tests/mutation/instrument.ts`;
  const args = ["run", "-A", "--no-check", "--no-lock", "--quiet", script, folder, ...sources];
  return JSON.parse(await run(Deno.execPath(), args, root));
}

function sample(mutants: readonly Mutant[], max: number, seed: number): readonly Mutant[] {
  const random = new Random(seed);
  const order = mutants.map((mutant) => ({ mutant, at: random.next() }));
  order.sort((one, other) => one.at - other.at);
  return order.slice(0, max).map(({ mutant }) => mutant);
}

/** Which mutants are tried, and how. */
interface Choice {
  readonly max: number;
  readonly seed: number;
  readonly isQuick: boolean;
  /** What the name of a mutant has to hold. */
  readonly match: string;
}

async function check(
  folder: string,
  area: Area,
  { max, seed, isQuick, match }: Choice,
): Promise<Tally> {
  const mutants = (await instrument(folder, area))
    .filter((mutant) => !isOfWords(mutant) && nameOf(mutant).includes(match));
  const tally: Tally = { killed: 0, equivalent: 0, survivors: [] };
  await using tester = new Tester(folder, area);
  const tried = sample(mutants, max, seed);
  for (const [index, mutant] of tried.entries()) {
    if (index % 50 === 0) console.log(`  ${index} of ${tried.length} mutants`);
    const isExplained = Object.hasOwn(equivalents, nameOf(mutant));
    if (await tester.kills(mutant, isQuick || isExplained)) tally.killed++;
    else if (isExplained) tally.equivalent++;
    else {
      tally.survivors.push(mutant);
      console.log(`  ${mutant.file}:${mutant.line} ${mutant.mutator}: ${nameOf(mutant)}`);
    }
  }
  for (const source of area.sources) await Deno.copyFile(`${root}${source}`, `${folder}/${source}`);
  await Deno.remove(`${folder}/measured.json`).catch(() => {});
  return tally;
}

async function main(args: readonly string[]): Promise<number> {
  const textOf = (name: string) =>
    args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const names = textOf("areas")?.split(",") ?? Object.keys(areas);
  const limits = {
    max: Number(textOf("max") ?? Infinity),
    seed: Number(textOf("seed") ?? 1),
    isQuick: args.includes("--quick"),
    match: textOf("match") ?? "",
  };
  const folder = await copyProject();
  let left = 0;
  try {
    for (const name of names) {
      const area = areas[name];
      if (area === undefined) throw new Error(`No area ${name}: ${Object.keys(areas).join(", ")}`);
      console.log(name);
      const { killed, equivalent, survivors } = await check(folder, area, limits);
      left += survivors.length;
      console.log(
        `${name}: ${killed} killed, ${equivalent} explained, ${survivors.length} survive`,
      );
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return left > 0 ? 1 : 0;
}

if (import.meta.main) Deno.exitCode = await main(Deno.args);
