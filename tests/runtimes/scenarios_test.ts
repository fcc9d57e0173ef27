/** The scenarios on this Deno, with the sources: `deno task runtimes` runs them everywhere, with what is published. */

import { assertEquals } from "@std/assert";
import { toNpm } from "../../tools/pack.ts";
import { test } from "../checked.ts";
import { CASES } from "./all.ts";
import { entries } from "./hosts/entries.ts";
import { findReason, PLATFORMS } from "./platforms.ts";
import { type Outcome, type Ran, runScenario, type Scenario } from "./scenario.ts";
import { startServers } from "./servers.ts";

const NO_PROXIES = Object.fromEntries(
  ["http_proxy", "https_proxy", "all_proxy", "no_proxy"]
    .flatMap((name) => [name, name.toUpperCase()]).map((name) => [name, ""]),
);

test("every scenario passes on this Deno, or needs what it cannot have", async (t) => {
  await using servers = await startServers();
  const { facts } = servers;
  const write = (path: string, text: string) => Deno.writeTextFile(path, text);
  for (const { scenario, entry } of CASES) {
    const { name } = scenario;
    await t.step(`${entry}: ${name}`, async () => {
      const place = { entries, entry, facts, platform: PLATFORMS.deno, program, write };
      assertEquals(await runScenario(scenario, place), { entry, name, ...toResult(scenario) });
    });
  }
});

/** How a scenario is to end on this Deno. */
function toResult({ needs, without }: Scenario): Pick<Outcome, "result" | "why"> {
  if (without !== undefined) return { result: "beside the point" };
  const why = findReason(PLATFORMS.deno, needs);
  return why === undefined ? { result: "passed" } : { result: "skipped", why };
}

/** Runs a script with the sources. */
async function program(script: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--config", config, script],
    env: { ...NO_PROXIES, ...env },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

test("no two scenarios have one name", () => {
  const names = CASES.map(({ entry, scenario }) => `${entry}: ${scenario.name}`);
  assertEquals(names.length, new Set(names).size);
});

test("the page of the runtimes has every scenario, and none that failed", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/runtimes.md", import.meta.url));
  const [, main = "", core = ""] = page.split(/^## The (?:main entry|core)$/m);
  const missing = CASES.filter(({ entry, scenario }) =>
    !(entry === "main" ? main : core).includes(`| ${scenario.name} `)
  );
  assertEquals(missing.map(({ scenario }) => scenario.name), [], "run deno task runtimes");
  assertEquals(page.includes("FAILED"), false);
});

test("what is packed for npm names packages as npm does", () => {
  const dependencies: Record<string, string> = {};
  const code = [
    'import{a}from"@std/media-types/type-by-extension";',
    'import b from "npm:chardet@2.1.0";',
    'const c=await import("npm:@scope/name@1.2.3");',
    'export*from"./main.js";import"node:fs";',
  ].join("\n");
  assertEquals(toNpm(code, dependencies).split("\n"), [
    'import{a}from"deno-std/media_types/type_by_extension.js";',
    'import b from "chardet";',
    'const c=await import("@scope/name");',
    'export*from"./main.js";import"node:fs";',
  ]);
  assertEquals(dependencies, { "chardet": "2.1.0", "@scope/name": "1.2.3" });
});
