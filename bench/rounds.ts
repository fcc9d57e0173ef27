/**
 * Rounds: in each, every contender has its turn in random order, and is compared within it.
 *
 * @module
 */

import type { Figures } from "./case.ts";

/** What one contender reached in one turn. */
export interface Result {
  readonly round: number;
  readonly scenario: string;
  readonly contender: string;
  readonly figures: Figures;
}

/** Which figures are asked for. */
export interface Selection {
  readonly scenario: string;
  readonly contender: string;
  readonly measure: string;
}

/** The middle of some values, and how far they lie apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Gives the items in random order (Fisher and Yates). */
export function shuffle<T>(items: readonly T[]): T[] {
  const left = [...items];
  const shuffled: T[] = [];
  while (left.length > 0) {
    const at = Math.floor(Math.random() * left.length);
    shuffled.push(...left.splice(at, 1));
  }
  return shuffled;
}

/** Gives the figures of one contender, one for each round in which it has one. */
export function valuesOf(
  results: readonly Result[],
  selection: Selection,
): number[] {
  return [...byRound(results, selection).values()];
}

/**
 * Gives the ratios of a contender to the baseline, each within one round: what slows the machine down for
 * a while slows both.
 */
export function ratiosOf(
  results: readonly Result[],
  selection: Selection,
  baseline: string,
): number[] {
  const base = byRound(results, { ...selection, contender: baseline });
  return [...byRound(results, selection)].flatMap(([round, value]) => {
    const other = base.get(round);
    return other === undefined ? [] : [value / other];
  });
}

function byRound(
  results: readonly Result[],
  { scenario, contender, measure }: Selection,
): Map<number, number> {
  const values = new Map<number, number>();
  for (const result of results) {
    const value = result.figures[measure];
    if (result.scenario !== scenario || result.contender !== contender) continue;
    if (value !== undefined) values.set(result.round, value);
  }
  return values;
}

/** Gives the median, the least and the most; `undefined` for no values. */
export function spread(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) return undefined;
  return { median: median(sorted), min, max };
}

function median(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2;
  const low = sorted[Math.floor(middle)] ?? NaN;
  const high = sorted[Math.ceil(middle)] ?? NaN;
  return (low + high) / 2;
}
