/**
 * Runs one scenario where there is neither `process` nor a file system: in a worker or in a page.
 *
 * @module
 */

import { SCENARIOS } from "../all.ts";
import type { Facts } from "../facts.ts";
import { PLATFORMS } from "../platforms.ts";
import { type Outcome, runScenario, type Scene } from "../scenario.ts";
import { entries } from "./entries.ts";

/** What is to be run, as JSON. */
export interface Order {
  readonly name: string;
  readonly facts: Facts;
  readonly platform: "workerd" | "chromium";
}

/** The names of all scenarios. */
export const NAMES: readonly string[] = SCENARIOS.map(({ name }) => name);

/** Runs one. */
export async function run({ name, facts, platform }: Order): Promise<Outcome> {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (!scenario) return { name, result: "failed", why: "there is no such scenario" };
  const write = () => Promise.reject(new TypeError("there is no file system"));
  const scene: Scene = {
    ...entries,
    core: entries.main,
    facts,
    platform: PLATFORMS[platform],
    write,
  };
  return await runScenario(scenario, scene);
}

/** Answers a request to a worker: the order is its body, without one it lists the names. */
export async function answer(request: Request): Promise<Response> {
  if (request.method === "GET") return Response.json(NAMES);
  return Response.json(await run(await request.json()));
}
