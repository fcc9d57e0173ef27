/**
 * Runs one scenario where there is neither `process` nor a file system: in a worker or in a page.
 *
 * @module
 */

import { CASES } from "../all.ts";
import type { Facts } from "../facts.ts";
import { PLATFORMS } from "../platforms.ts";
import { type Outcome, runScenario } from "../scenario.ts";
import { entries } from "./entries.ts";

/** What is to be run, as JSON. */
export interface Order {
  /** Its place in the list. */
  readonly at: number;
  readonly facts: Facts;
  readonly platform: "workerd" | "chromium";
}

/** How many there are. */
export const COUNT: number = CASES.length;

/** Runs one. */
export async function run({ at, facts, platform }: Order): Promise<Outcome> {
  const found = CASES[at];
  if (!found) throw new RangeError("there is no such scenario");
  const write = () => Promise.reject(new TypeError("there is no file system"));
  const program = () => Promise.reject(new TypeError("there are no programs"));
  const { entry, scenario } = found;
  return await runScenario(scenario, {
    entries,
    entry,
    facts,
    platform: PLATFORMS[platform],
    program,
    write,
  });
}

/** Answers a request to a worker: the order is its body, without one it tells how many there are. */
export async function answer(request: Request): Promise<Response> {
  if (request.method === "GET") return Response.json(COUNT);
  return Response.json(await run(await request.json()));
}
