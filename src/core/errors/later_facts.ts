/** What is known of an error only where it is caught, behind its constructor, and so is kept beside it. */

import type { Attempt, ResponseFacts } from "./facts.ts";

/** What comes to an error later. */
export interface LaterFacts {
  readonly attempts?: readonly Attempt[];
  /** The response whose body failed. */
  readonly response?: ResponseFacts;
  /** The response that led to where the error happened. */
  readonly previous?: ResponseFacts;
}

const known = new WeakMap<Error, LaterFacts>();

/** Keeps facts with an error, in the place of those of the same name. */
export function addFacts(error: Error, facts: LaterFacts): void {
  known.set(error, { ...known.get(error), ...facts });
}

/** Gives what is kept with an error. */
export function laterFactsOf(error: Error): LaterFacts {
  return known.get(error) ?? {};
}
