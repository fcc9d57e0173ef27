/**
 * Starts the scenarios on each runtime.
 *
 * @module
 */

import type { Facts } from "./facts.ts";
import type { PlatformName } from "./platforms.ts";
import type { Outcome } from "./scenario.ts";

/** The packages of npm that bring the runtimes; none of them is a part of the project. */
export const PACKAGES: Readonly<Record<string, string>> = {
  node22: "node@22.23.3",
  node24: "node@24.21.0",
  bun: "bun@1.4.5",
  workerd: "miniflare@4.20260426.0",
  chromium: "playwright-core@1.65.1",
};

/** What a run needs. */
export interface RunOptions {
  /** The folder in which the package and the bundles are. */
  readonly app: string;
  readonly facts: Facts;
}

/** What came of a run. */
export interface Run {
  readonly platform: PlatformName;
  /** The runtime's own version. */
  readonly version: string;
  readonly outcomes: readonly Outcome[];
  /** Why there was none. */
  readonly missing?: string;
}

/** Runs everything on one runtime. */
export async function runOn(platform: PlatformName, options: RunOptions): Promise<Run> {
  const started = await prepare(platform, options.app);
  if (typeof started === "string") return { platform, version: "", outcomes: [], missing: started };
  const { program, args, env = {}, version } = started;
  if (version === "") {
    return { platform, version, outcomes: [], missing: "it was installed, but does not start" };
  }
  const results = `${options.app}/results-${platform}.ndjson`;
  await Deno.writeTextFile(results, "");
  const { code, text } = await execute(program, args, {
    cwd: options.app,
    env: {
      ...env,
      FERRY_FACTS: JSON.stringify(options.facts),
      FERRY_PLATFORM: platform,
      FERRY_RESULTS: results,
      NO_COLOR: "1",
    },
  });
  const lines = (await Deno.readTextFile(results)).trim().split("\n").filter(Boolean);
  const outcomes: Outcome[] = lines.map((line) => JSON.parse(line));
  if (code !== 0 && !outcomes.some(({ result }) => result === "failed")) {
    outcomes.push({
      entry: "main",
      name: "the run as a whole",
      result: "failed",
      why: text.slice(-4_000),
    });
  }
  return { platform, version, outcomes };
}

/** How a runtime is started. */
interface Start {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Installs a runtime; a text says why it cannot be had. */
async function prepare(platform: PlatformName, app: string): Promise<Start | string> {
  if (platform === "deno" || platform === "bare") {
    const preload = platform === "bare" ? ["--preload=bare.mjs"] : [];
    const args = ["test", "-A", "--no-check", "--node-modules-dir=manual", ...preload];
    return {
      program: Deno.execPath(),
      args: [...args, "node.test.mjs"],
      version: Deno.version.deno,
    };
  }
  const spec = PACKAGES[platform] ?? "";
  const folder = platform === "workerd" || platform === "chromium" ? app : `${app}/${platform}`;
  const problem = await install(spec, folder);
  if (problem !== undefined) return problem;
  const bin = `${folder}/node_modules/.bin`;
  switch (platform) {
    case "node22":
    case "node24":
      return await versioned(`${bin}/node`, ["--test", "--test-concurrency=1", "node.test.mjs"]);
    case "bun":
      return await versioned(`${bin}/bun`, ["test", "--timeout=30000", "./node.test.mjs"]);
    case "workerd":
      return {
        program: "node",
        args: ["workerd.mjs"],
        env: { FERRY_MODULES: `${app}/worker` },
        version: await versionOf(`${bin}/workerd`),
      };
    default:
      return await prepareChromium();
  }
}

async function prepareChromium(): Promise<Start | string> {
  for (const program of ["chromium", "chromium-browser", "google-chrome"]) {
    const version = await versionOf(program).catch(() => undefined);
    if (!version) continue;
    const { text } = await execute("which", [program], {});
    const env = { FERRY_CHROMIUM: text.trim() };
    return { program: "node", args: ["chromium.mjs"], env, version };
  }
  return "there is no Chromium (Debian package chromium)";
}

async function versioned(program: string, args: readonly string[]): Promise<Start> {
  return { program, args, version: await versionOf(program) };
}

async function versionOf(program: string): Promise<string> {
  const { text } = await execute(program, ["--version"], {});
  return /\d+(?:\.\d+)+|\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? "";
}

/** Without a network it is to be said soon. */
const PATIENCE = [
  "--fetch-retries=2",
  "--fetch-retry-mintimeout=500",
  "--fetch-retry-maxtimeout=5000",
];

/** Installs a package; a text says why that failed. */
export async function install(spec: string, folder: string): Promise<string | undefined> {
  await Deno.mkdir(folder, { recursive: true });
  const config = `${folder}/package.json`;
  if (!await Deno.stat(config).catch(() => undefined)) {
    await Deno.writeTextFile(config, '{ "private": true, "type": "module" }');
  }
  try {
    const args = ["install", "--no-audit", "--no-fund", "--loglevel=error", ...PATIENCE, spec];
    const { code, text } = await execute("npm", args, { cwd: folder });
    return code === 0 ? undefined : `npm cannot install ${spec}: ${text.split("\n")[0]}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no npm";
    throw error;
  }
}

interface ExecuteOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The variables of a proxy would lead every runtime astray. */
const PROXIES = ["http_proxy", "https_proxy", "all_proxy", "no_proxy"];

/** Runs a program to its end. */
export async function execute(
  program: string,
  args: readonly string[],
  { cwd, env = {} }: ExecuteOptions,
): Promise<{ readonly code: number; readonly text: string }> {
  const isRun = "FERRY_FACTS" in env;
  const cleared = isRun
    ? Object.fromEntries(PROXIES.flatMap((name) => [[name, ""], [name.toUpperCase(), ""]]))
    : {};
  const command = new Deno.Command(program, {
    args: [...args],
    ...(cwd !== undefined && { cwd }),
    env: { ...cleared, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  });
  const { code, stdout, stderr } = await command.output();
  const decoder = new TextDecoder();
  return { code, text: `${decoder.decode(stdout)}${decoder.decode(stderr)}` };
}
