/**
 * The results that docs/speed.md shows.
 *
 * @module
 */

import type { Outcome } from "./report.ts";
import { ratiosOf, type Spread, spread } from "./rounds.ts";

/** One ratio of Ferry to what one would use without it. */
export interface Headline {
  readonly what: string;
  /** What is 1. */
  readonly beside: string;
  readonly case: string;
  readonly scenario: string;
  readonly contender: string;
  readonly measure: string;
}

const ONE = "one at a time";
const FIFTY = "fifty at a time";
const LARGE = "16 MiB from network";

/** What, what is 1, and the place of its figures: first what a user gets who says nothing. */
const ROWS = [
  ["small JSON, one at a time", "`fetch`", "requests", ONE, "ferry", "rate"],
  ["small JSON, 50 at a time", "`fetch`", "requests", FIFTY, "ferry", "rate"],
  ["the same over https, one at a time", "`fetch`", "requests-https", ONE, "ferry", "rate"],
  ["the same over https, 50 at a time", "`fetch`", "requests-https", FIFTY, "ferry", "rate"],
  ["bodies of 1 MiB, one at a time", "`fetch`", "requests-1mib", ONE, "ferry", "rate"],
  ["the core, small JSON, one at a time", "`fetch`", "requests", ONE, "ferry core", "rate"],
  ["the core, small JSON, 50 at a time", "`fetch`", "requests", FIFTY, "ferry core", "rate"],
  ["bytes, 16 MiB", "`Response.bytes()`", "bytes", LARGE, "ferry", "speed"],
  ["text, 16 MiB", "`Response.text()`", "text", LARGE, "ferry", "speed"],
  ["lines, 16 MiB", "`TextLineStream`", "lines", LARGE, "ferry", "speed"],
  ["NDJSON, 16 MiB", "`JsonParseStream`", "ndjson", LARGE, "ferry", "speed"],
  ["events, 16 MiB", "`ServerSentEventParseStream`", "events", LARGE, "ferry", "speed"],
  ["gzip, 16 MiB", "`fetch`", "decompression", "gzip", "ferry", "rate"],
  ["form with a file, 64 MiB", "`FormData` over `fetch`", "multipart", "64 MiB", "ferry", "speed"],
  ["download, 1 GiB", "`for await` and `write`", "download", "1 GiB from nginx", "ferry", "speed"],
  [
    "Cookie header, 1,000 cookies",
    "`tough-cookie`",
    "cookies",
    "header, 1,000 cookies on 100 domains",
    "ferry",
    "rate",
  ],
] as const;

/** What the page shows. */
export const headlines: readonly Headline[] = ROWS.map((
  [what, beside, name, scenario, contender, measure],
) => ({ what, beside, case: name, scenario, contender, measure }));

/** Gives the ratios of a headline in a run; `undefined` if it was not measured. */
export function findRatio(outcomes: readonly Outcome[], headline: Headline): Spread | undefined {
  const outcome = outcomes.find(({ name }) => name === headline.case);
  return outcome && spread(ratiosOf(outcome.results, headline, outcome.benchmark.baseline));
}

/** How many of them stand in the README. */
export const FIRST = 7;

/** Gives the headlines, or the first so many of them, as a Markdown table. */
export function toHeadlineTable(
  outcomes: readonly Outcome[],
  most: number = headlines.length,
): string {
  const rows = headlines.slice(0, most).map((headline): readonly [string, string, string] => {
    const ratio = findRatio(outcomes, headline);
    return [headline.what, headline.beside, ratio ? toText(ratio) : "not measured"];
  });
  return toTable([["what", "beside", "speed"], ...rows]);
}

function toText({ median, min, max }: Spread): string {
  const [middle, least, most] = [median, min, max].map((value) => value.toFixed(1 + +(value < 10)));
  return `${middle} × (${least}–${most})`;
}

/** With columns of even width, as `deno fmt` lays them. */
function toTable(rows: readonly (readonly [string, string, string])[]): string {
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const [head, ...rest] = rows.map((row) =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`
  );
  const line = `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`;
  return [head, line, ...rest].join("\n");
}

const MARKS = /(<!-- figures: .*-->\n)[^]*?(\n<!-- end of figures -->)/;

/** Puts a text between the marks of a page. */
export function withFigures(page: string, text: string): string {
  if (!MARKS.test(page)) throw new Error("Cannot show the figures: the page has no marks");
  return page.replace(
    MARKS,
    (_all, start: string, end: string) => `${start}\n${text}\n${end}`,
  );
}
