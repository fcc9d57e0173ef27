/**
 * Runs the scenarios under `node --test`, `bun test` and `deno test`, and notes how each ended in the file that
 * `FERRY_RESULTS` names.
 *
 * @module
 */

import { spawn } from "node:child_process";
import { appendFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { CASES } from "../all.ts";
import type { Facts } from "../facts.ts";
import { type PlatformName, PLATFORMS } from "../platforms.ts";
import { type Ran, runScenario } from "../scenario.ts";
import { entries } from "./entries.ts";

const { FERRY_FACTS = "{}", FERRY_PLATFORM = "", FERRY_RESULTS = "" } = process.env;
const facts: Facts = JSON.parse(FERRY_FACTS);
const place = {
  entries,
  facts,
  platform: PLATFORMS[isPlatform(FERRY_PLATFORM) ? FERRY_PLATFORM : "deno"],
  program: runProgram,
  write: (path: string, text: string) => writeFile(path, text),
};

for (const { scenario, entry } of CASES) {
  test(`${entry}: ${scenario.name}`, async () => {
    const outcome = await runScenario(scenario, { ...place, entry });
    appendFileSync(FERRY_RESULTS, `${JSON.stringify(outcome)}\n`);
    if (outcome.result === "failed") throw new Error(outcome.why);
  });
}

/** Runs a script in the folder in which the package is installed. */
async function runProgram(script: string, env: Readonly<Record<string, string>>): Promise<Ran> {
  const path = `program-${FERRY_PLATFORM}-${crypto.randomUUID()}.mjs`;
  await writeFile(path, script);
  const args = "Deno" in globalThis
    ? ["run", "-A", "--quiet", "--node-modules-dir=manual", path]
    : [path];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 15_000,
  });
  const [out, err] = [textOf(child.stdout), textOf(child.stderr)];
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  return { code, out: await out, err: await err };
}

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of stream) text += decoder.decode(chunk, { stream: true });
  return text;
}

function isPlatform(name: string): name is PlatformName {
  return Object.hasOwn(PLATFORMS, name);
}
