/**
 * The results of a case as Markdown.
 *
 * @module
 */

import type { Case, Measure } from "./case.ts";
import { ratiosOf, type Result, type Spread, spread, valuesOf } from "./rounds.ts";

/** A case that was run. */
export interface Outcome {
  readonly name: string;
  readonly benchmark: Case;
  /** What its contenders talked to. */
  readonly service: string | undefined;
  readonly results: readonly Result[];
}

/** Gives the section of a case, with one table for each scenario. */
export function toSection(outcome: Outcome): string {
  const { name, benchmark, service } = outcome;
  const about = service ? `${benchmark.about} Server: ${service}.` : benchmark.about;
  const tables = benchmark.scenarios.map((scenario) =>
    `### ${scenario}\n\n${toTable(outcome, scenario)}`
  );
  return [`## ${name}`, about, ...tables].join("\n\n");
}

function toTable(outcome: Outcome, scenario: string): string {
  const { benchmark } = outcome;
  const measures = Object.entries(benchmark.measures).filter(([key]) =>
    outcome.results.some((result) => result.scenario === scenario && key in result.figures)
  );
  const heads = measures.flatMap(([, measure]) => toHeads(measure));
  const rows = Object.keys(benchmark.contenders).map((contender) => [
    contender === benchmark.baseline ? `**${contender}**` : contender,
    ...measures.flatMap(([key, measure]) =>
      toCells(outcome, { scenario, contender, measure: key }, measure)
    ),
  ]);
  const known = rows.filter((cells) => cells.slice(1).some((cell) => cell !== NONE));
  return [["", ...heads], ["---", ...heads.map(() => "---:")], ...known]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function toHeads({ title, better, compared }: Measure): string[] {
  const head = `${title} (${better} is better)`;
  return compared ? [head, "ratio"] : [head];
}

const NONE = "—";

function toCells(
  { results, benchmark }: Outcome,
  selection: { readonly scenario: string; readonly contender: string; readonly measure: string },
  { compared }: Measure,
): string[] {
  const value = toCell(spread(valuesOf(results, selection)), toFigure);
  if (!compared) return [value];
  const ratios = ratiosOf(results, selection, benchmark.baseline);
  return [value, toCell(spread(ratios), toRatio)];
}

function toCell(values: Spread | undefined, show: (value: number) => string): string {
  if (!values) return NONE;
  const [middle, least, most] = [values.median, values.min, values.max].map(show);
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}

function toFigure(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: 3 });
}

function toRatio(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(1);
}
