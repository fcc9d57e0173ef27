/**
 * What whole processes of the runtime cost: time and processor time, from their start to their end.
 *
 * @module
 */

/** What one process took, in milliseconds. */
export interface ProcessCost {
  readonly wall: number;
  /** Of all its threads, user and system; `undefined` where the system does not tell. */
  readonly cpu: number | undefined;
}

const CONFIG = new URL("../deno.json", import.meta.url).pathname;
const ROOT = new URL("../", import.meta.url);

/** Runs a script to its end. */
export async function runScript(path: string, args: readonly string[] = []): Promise<ProcessCost> {
  const before = readChildren();
  const start = performance.now();
  await runDeno(["run", "-A", "--no-check", "--no-lock", "--config", CONFIG, path, ...args]);
  const wall = performance.now() - start;
  const after = readChildren();
  return { wall, cpu: before === undefined || after === undefined ? undefined : after - before };
}

/**
 * Runs scripts by turns, after one time that warms the caches, and gives the least that each took: what else the
 * machine does can only add to it.
 */
export async function leastOf(
  scripts: readonly string[],
  { times, args = [] }: { readonly times: number; readonly args?: readonly string[] },
): Promise<ProcessCost[]> {
  const costs = scripts.map((): ProcessCost[] => []);
  for (let n = 0; n <= times; n++) {
    for (const [at, script] of scripts.entries()) {
      const cost = await runScript(script, args);
      if (n > 0) costs[at]?.push(cost);
    }
  }
  return costs.map((all) => ({
    wall: Math.min(...all.map(({ wall }) => wall)),
    cpu: toLeast(all.map(({ cpu }) => cpu)),
  }));
}

/** Writes a script into a file, and gives the least that its process took. */
export async function costOfScript(
  script: string,
  options: { readonly times: number; readonly args?: readonly string[] },
): Promise<Readonly<Record<string, number>>> {
  const path = await Deno.makeTempFile({ prefix: "ferry-bench-", suffix: ".ts" });
  try {
    await Deno.writeTextFile(path, script);
    const [cost] = await leastOf([path], options);
    if (!cost) return {};
    return { wall: cost.wall, ...(cost.cpu !== undefined && { cpu: cost.cpu }) };
  } finally {
    await Deno.remove(path);
  }
}

function toLeast(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Runs `deno` with these arguments. */
export async function runDeno(args: readonly string[]): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), { args: [...args], env: { NO_COLOR: "1" } });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`Cannot run deno ${args}: ${new TextDecoder().decode(stderr)}`);
}

/** Makes `dist/`: what is published, and what a user loads. */
export async function buildPackage(): Promise<void> {
  await runDeno(["run", "-A", new URL("tools/build.ts", ROOT).pathname]);
}

/** Gives the URL of a file of the project. */
export function urlOf(path: string): string {
  return new URL(path, ROOT).href;
}

/** See getrusage(2). */
const RUSAGE_CHILDREN = -1;

/** Milliseconds of processor time of all processes that were started here and have ended. */
function readChildren(): number | undefined {
  if (Deno.build.os !== "linux") return undefined;
  const library = Deno.dlopen("libc.so.6", {
    getrusage: { parameters: ["i32", "buffer"], result: "i32" },
  });
  const usage = new BigInt64Array(18);
  library.symbols.getrusage(RUSAGE_CHILDREN, usage);
  library.close();
  const [userSeconds = 0n, user = 0n, systemSeconds = 0n, system = 0n] = usage;
  return Number((userSeconds + systemSeconds) * 1_000_000n + user + system) / 1000;
}
