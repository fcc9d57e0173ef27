/** The scenarios on this Deno, with the sources: `deno task runtimes` runs them everywhere, with what is published. */

import { assertEquals } from "@std/assert";
import { test } from "../checked.ts";
import { CASES } from "./all.ts";
import { entries } from "./hosts/entries.ts";
import { PLATFORMS } from "./platforms.ts";
import { runScenario } from "./scenario.ts";
import { startServers } from "./servers.ts";

test("every scenario passes on this Deno", async (t) => {
  await using servers = await startServers();
  const { facts } = servers;
  const write = (path: string, text: string) => Deno.writeTextFile(path, text);
  for (const { scenario, entry } of CASES) {
    const { name } = scenario;
    await t.step(`${entry}: ${name}`, async () => {
      const place = { entries, entry, facts, platform: PLATFORMS.deno, write };
      assertEquals(await runScenario(scenario, place), { entry, name, result: "passed" });
    });
  }
});

test("no two scenarios have one name", () => {
  const names = CASES.map(({ entry, scenario }) => `${entry}: ${scenario.name}`);
  assertEquals(names.length, new Set(names).size);
});
