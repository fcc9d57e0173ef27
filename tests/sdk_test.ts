import { assert, assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import type { SdkRun } from "./sdk/run.ts";
import { packages } from "./sdk/sdks.ts";

/** What ours does otherwise on purpose: the SDK and what it was asked. */
const WANTED: Readonly<Record<string, string>> = {
  "ky dead":
    "ky knows a network failure by its message, and Deno's own fetch has another one than browsers",
};

const script = new URL("sdk/run.ts", import.meta.url).pathname;

/** Runs an SDK in a process of its own; `undefined` if it cannot be had. */
async function run(
  name: string,
): Promise<Readonly<Record<"platform" | "ours", SdkRun>> | undefined> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", "--no-lock", "--quiet", script, name],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const timer = setTimeout(() => child.kill("SIGKILL"), 300_000);
  const { stdout, stderr } = await child.output();
  clearTimeout(timer);
  const text = new TextDecoder().decode(stdout);
  if (text.startsWith("{")) return JSON.parse(text);
  const why = new TextDecoder().decode(stderr);
  if (NO_NPM.test(why)) return undefined;
  throw new Error(`${name} cannot be run: ${why}`);
}

/** What the runtime says where a package cannot be had. */
const NO_NPM = /registry\.npmjs\.org|npm package|package information|client error \(Connect\)/i;

for (const name of Object.keys(packages)) {
  test(`${name} does over client.fetch what it does over fetch`, async () => {
    const runs = await run(name);
    if (!runs) {
      console.log(`skipped: ${name} cannot be had from npm`);
      return;
    }
    const { platform, ours } = runs;
    assert(Object.keys(platform.outcomes).length > 3);
    for (const [task, outcome] of Object.entries(platform.outcomes)) {
      const reason = WANTED[`${name} ${task}`];
      if (reason === undefined) assertEquals(ours.outcomes[task], outcome, `${name} ${task}`);
      else assert(JSON.stringify(ours.outcomes[task]) !== JSON.stringify(outcome), reason);
    }
    assertEquals(ours.calls, platform.calls);
  });
}
