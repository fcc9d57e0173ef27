/**
 * The results of a run as a file, to draw them again.
 *
 * @module
 */

import { loadCase } from "./cases.ts";
import type { RunFacts } from "./machine.ts";
import type { Outcome } from "./report.ts";

/** A whole run. */
export interface Run {
  readonly facts: RunFacts;
  readonly outcomes: readonly Outcome[];
}

/** Where the results of a full run are kept. */
export const SAVED: URL = new URL("results.json", import.meta.url);

/** Writes a run. */
export async function saveRun({ facts, outcomes }: Run, path: URL | string = SAVED): Promise<void> {
  const cases = outcomes.map(({ name, service, results }) => ({ name, service, results }));
  await Deno.writeTextFile(path, `${JSON.stringify({ facts, cases })}\n`);
}

/** Reads a run, with its cases as they are now. */
export async function loadRun(path: URL | string = SAVED): Promise<Run> {
  const { facts, cases }: SavedRun = JSON.parse(await Deno.readTextFile(path));
  const outcomes = await Promise.all(
    cases.map(async (saved) => ({
      name: saved.name,
      benchmark: await loadCase(saved.name),
      service: saved.service,
      results: saved.results,
    })),
  );
  return { facts, outcomes };
}

interface SavedRun {
  readonly facts: RunFacts;
  readonly cases: readonly Pick<Outcome, "name" | "service" | "results">[];
}
