/**
 * The targets beside what a run measured.
 *
 * @module
 */

import type { Outcome } from "./report.ts";
import { ratiosOf, type Result, spread, valuesOf } from "./rounds.ts";
import { type Target, targets } from "./targets.ts";

/** A target beside what was measured. */
export interface Verdict {
  readonly target: Target;
  /** The median over the rounds; `undefined` if the run did not measure it. */
  readonly value: number | undefined;
  /** By which share of the bound it was missed; 0 if it was met; `undefined` without a value or a bound. */
  readonly missedBy: number | undefined;
  /** What the limit reached in the same run, if the target has one. */
  readonly limit: number | undefined;
}

/** Sets targets beside what a run measured. */
export function judge(
  outcomes: readonly Outcome[],
  wanted: readonly Target[] = targets,
): Verdict[] {
  return wanted.map((target) => {
    const outcome = outcomes.find(({ name }) => name === target.case);
    const value = outcome && measureOf(target, outcome);
    const limit = outcome && target.limit !== undefined
      ? measureOf({ ...target, contender: target.limit }, outcome)
      : undefined;
    const missed = value === undefined ? undefined : missedBy(target, value);
    return { target, value, missedBy: missed, limit };
  });
}

function measureOf(target: Target, { results, benchmark }: Outcome): number | undefined {
  const { of } = target;
  if (of === "figure") return spread(valuesOf(results, target))?.median;
  if (of === "ratio") return spread(ratiosOf(results, target, benchmark.baseline))?.median;
  if ("toScenario" in of) return spread(ratiosToScenario(results, target, of.toScenario))?.median;
  const ratios = of.toEach.map((peer) => spread(ratiosOf(results, target, peer))?.median);
  const known = ratios.filter((ratio) => ratio !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** Of one contender, within the same round. */
function ratiosToScenario(
  results: readonly Result[],
  { scenario, contender, measure }: Target,
  other: string,
): number[] {
  const both = results
    .filter((result) => result.contender === contender)
    .map((result) => ({ ...result, contender: result.scenario, scenario: "" }));
  return ratiosOf(both, { scenario: "", contender: scenario, measure }, other);
}

function missedBy({ bound }: Target, value: number): number | undefined {
  if (!bound) return undefined;
  const share = "least" in bound
    ? (bound.least - value) / bound.least
    : (value - bound.most) / bound.most;
  return Math.max(0, share);
}

/** Gives the section of a report that sets every target beside its result. */
export function toTargetSection(verdicts: readonly Verdict[]): string {
  const bounded = verdicts.filter(({ target }) => target.bound);
  const met = bounded.filter(({ missedBy }) => missedBy === 0).length;
  const unknown = bounded.filter(({ value }) => value === undefined).length;
  const missed = bounded.length - met - unknown;
  const rows = verdicts.map(toRow);
  return [
    "## Targets",
    `${met} met, ${missed} missed, ${unknown} not measured. A result is the median over the rounds.`,
    "A limit is what a program of about ten lines reached in the same run that does only what nobody can leave out.",
    [["case", "contender", "what", "target", "result", "", "limit"], [
      "---",
      "---",
      "---",
      "---:",
      "---:",
      "---",
      "---:",
    ], ...rows]
      .map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
  ].join("\n\n");
}

function toRow({ target, value, missedBy, limit }: Verdict): string[] {
  const { scenario, contender, words } = target;
  const unit = target.of === "figure" ? "" : " ×";
  return [
    `${target.case}: ${scenario}`,
    contender,
    words,
    toBound(target, unit),
    value === undefined ? "—" : `${toText(value)}${unit}`,
    target.bound ? toWord(missedBy) : "",
    limit === undefined ? "" : `${toText(limit)}${unit}`,
  ];
}

function toBound({ bound }: Target, unit: string): string {
  if (!bound) return "";
  return "least" in bound ? `≥ ${bound.least}${unit}` : `≤ ${bound.most}${unit}`;
}

function toWord(missedBy: number | undefined): string {
  if (missedBy === undefined) return "not measured";
  return missedBy === 0 ? "met" : `**missed by ${toText(missedBy * 100)} %**`;
}

function toText(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}
