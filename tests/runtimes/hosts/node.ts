/**
 * Runs the scenarios under `node --test`, `bun test` and `deno test`, and notes how each ended in the file that
 * `FERRY_RESULTS` names.
 *
 * @module
 */

import { appendFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { CASES } from "../all.ts";
import type { Facts } from "../facts.ts";
import { type PlatformName, PLATFORMS } from "../platforms.ts";
import { runScenario } from "../scenario.ts";
import { entries } from "./entries.ts";

const { FERRY_FACTS = "{}", FERRY_PLATFORM = "", FERRY_RESULTS = "" } = process.env;
const facts: Facts = JSON.parse(FERRY_FACTS);
const place = {
  entries,
  facts,
  platform: PLATFORMS[isPlatform(FERRY_PLATFORM) ? FERRY_PLATFORM : "deno"],
  write: (path: string, text: string) => writeFile(path, text),
};

for (const { scenario, entry } of CASES) {
  test(`${entry}: ${scenario.name}`, async () => {
    const outcome = await runScenario(scenario, { ...place, entry });
    appendFileSync(FERRY_RESULTS, `${JSON.stringify(outcome)}\n`);
    if (outcome.result === "failed") throw new Error(outcome.why);
  });
}

function isPlatform(name: string): name is PlatformName {
  return Object.hasOwn(PLATFORMS, name);
}
