/**
 * What goes wrong with one request.
 *
 * @module
 */

import { FAULT_KINDS, type FaultKind, type ResolvedFaults } from "./options.ts";
import { type Random, seedOf, toRandom } from "./random.ts";

/** What goes wrong with one request; all of it is drawn before anything is sent. */
export interface FaultPlan {
  /** At most one of what ends an answer; what only changes it may come together. */
  readonly kinds: ReadonlySet<FaultKind>;
  /** Milliseconds to wait. */
  readonly delay: number;
  /** Whether a stall comes before the head. */
  readonly beforeHead: boolean;
  /** Where in the body it happens: from 0 for its begin to 1 for its end. */
  readonly place: number;
  /** What is drawn from while the body is read. */
  readonly random: Random;
}

/** What ends an answer; the first one that is drawn counts. */
const ENDINGS: readonly FaultKind[] = ["refuse", "drop", "stall", "reset", "truncate"];

/**
 * Draws what goes wrong with the nth request. There is one number for each kind, drawn or not, so that another
 * probability of one kind leaves the others as they were.
 */
export function toFaultPlan(
  { seed, chances, longestDelay }: ResolvedFaults,
  index: number,
): FaultPlan {
  const random = toRandom(seedOf(seed, index));
  const drawn = FAULT_KINDS.filter((kind) => random() < chances[kind]);
  const ending = drawn.find((kind) => ENDINGS.includes(kind));
  const kinds = new Set(drawn.filter((kind) => kind === ending || !ENDINGS.includes(kind)));
  return {
    kinds,
    delay: random() * longestDelay,
    beforeHead: random() < 0.5,
    place: random(),
    random,
  };
}
