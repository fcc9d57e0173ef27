import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { caseNames, loadCase } from "../../bench/cases.ts";
import {
  findRatio,
  FIRST,
  headlines,
  toHeadlineTable,
  withFigures,
} from "../../bench/headlines.ts";
import { toPicture } from "../../bench/plot.ts";
import type { Outcome } from "../../bench/report.ts";
import { loadRun, saveRun } from "../../bench/saved.ts";
import { test } from "../checked.ts";

const facts = { rounds: 2, ms: 1, date: "2024-05-17", machine: "one", versions: "Deno 1" };

/** All contenders reach 100, Ferry 250. */
async function toOutcome(name: string): Promise<Outcome> {
  const benchmark = await loadCase(name);
  const results = [0, 1].flatMap((round) =>
    benchmark.scenarios.flatMap((scenario) =>
      Object.keys(benchmark.contenders).map((contender) => {
        const value = contender.startsWith("ferry") ? 250 : 100;
        const figures = Object.keys(benchmark.measures).map((measure) => [measure, value]);
        return { round, scenario, contender, figures: Object.fromEntries(figures) };
      })
    )
  );
  return { name, benchmark, service: "here", results };
}

const outcomes = await Promise.all(caseNames.map(toOutcome));
const picture = toPicture({ facts, outcomes });
const blank = toPicture({ facts, outcomes: [] });
// The library asks for one more frame, which a test would take for a leak.
await new Promise((resolve) => setTimeout(resolve, 100));

test("every headline is measured by its case", () => {
  assertEquals(headlines.map((headline) => findRatio(outcomes, headline)?.median), [
    ...headlines.map(() => 2.5),
  ]);
});

test("the table of headlines says what was not measured", () => {
  const lines = toHeadlineTable(outcomes.filter(({ name }) => name !== "lines")).split("\n");
  assertEquals(lines.length, headlines.length + 2);
  assertEquals(new Set(lines.map((line) => line.length)).size, 1);
  assertStringIncludes(lines.find((line) => line.includes("lines, ")) ?? "", "not measured");
  assertStringIncludes(lines[2] ?? "", "2.50 × (2.50–2.50)");
});

test("the README begins with what a user gets by default", async () => {
  const lines = toHeadlineTable(outcomes, FIRST).split("\n");
  assertEquals(lines.length, FIRST + 2);
  assertEquals(headlines.slice(0, 5).map(({ contender }) => contender), Array(5).fill("ferry"));
  const readme = await Deno.readTextFile(new URL("../../README.md", import.meta.url));
  assertStringIncludes(withFigures(readme, lines.join("\n")), lines.join("\n"));
});

test("the picture has a ground, both diagrams, their axes and figures", () => {
  for (
    const text of [
      'fill="#ffffff"',
      "Requests per second beside bare fetch",
      "Ferry beside what one would write without it",
      "(fetch = 1)",
      "wretch",
      "(ServerSentEventParseStream)",
      "2.50",
    ]
  ) assertStringIncludes(picture, text);
});

test("a picture of nothing can be drawn", () => {
  assertStringIncludes(blank, "<svg");
});

test("a run that was saved is read as it was", async () => {
  const path = await Deno.makeTempFile();
  try {
    await saveRun({ facts, outcomes }, path);
    assertEquals(await loadRun(path), { facts, outcomes });
  } finally {
    await Deno.remove(path);
  }
});

test("docs/speed.md has the place of the figures, and keeps what stands around it", async () => {
  const page = await Deno.readTextFile(new URL("../../docs/speed.md", import.meta.url));
  const filled = withFigures(page, "| $1 |");
  assertStringIncludes(filled, "-->\n\n| $1 |\n\n<!-- end of figures -->");
  assertEquals(withFigures(filled, "| $1 |"), filled);
  assertEquals(filled.slice(0, 100), page.slice(0, 100));
  assertThrows(() => withFigures("# Ferry\n", ""), Error, "no marks");
});
