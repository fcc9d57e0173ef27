import { assertEquals, assertStringIncludes } from "@std/assert";
import { caseNames, loadCase } from "../../bench/cases.ts";
import type { Outcome } from "../../bench/report.ts";
import type { Result } from "../../bench/rounds.ts";
import { namesOf, type Target, targets } from "../../bench/targets.ts";
import { judge, toTargetSection } from "../../bench/verdicts.ts";
import { test } from "../checked.ts";

const none = () => Promise.resolve({});

function toOutcome(figures: Readonly<Record<string, readonly number[]>>): Outcome {
  const results = Object.entries(figures).flatMap(([key, values]): Result[] => {
    const [contender = "", scenario = "one"] = key.split("@");
    return values.map((speed, round) => ({ round, contender, scenario, figures: { speed } }));
  });
  const measures = { speed: { title: "MB/s", better: "more", compared: true } } as const;
  const benchmark = { about: "", baseline: "base", measures, scenarios: ["one", "two"] };
  return {
    name: "thing",
    benchmark: { ...benchmark, contenders: { base: none, ours: none } },
    service: undefined,
    results,
  };
}

const target: Target = {
  case: "thing",
  scenario: "one",
  contender: "ours",
  measure: "speed",
  of: "ratio",
  bound: { least: 2 },
  words: "to the base",
};

function judgeOne(change: Partial<Target>, outcome: Outcome) {
  const [verdict] = judge([outcome], [{ ...target, ...change }]);
  return [verdict?.value, verdict?.missedBy];
}

const outcome = toOutcome({
  base: [10, 20, 10],
  ours: [15, 40, 16],
  "ours@two": [30, 20, 32],
  peer: [15, 80, 8],
  other: [5, 10, 4],
});

test("a ratio is judged by the median of the rounds", () => {
  assertEquals(judgeOne({}, outcome), [1.6, 0.19999999999999996]);
  assertEquals(judgeOne({ bound: { least: 1.6 } }, outcome), [1.6, 0]);
  assertEquals(judgeOne({ bound: { most: 1.6 } }, outcome), [1.6, 0]);
  assertEquals(judgeOne({ bound: { most: 0.8 } }, outcome), [1.6, 1]);
});

test("a figure is judged as it is", () => {
  assertEquals(judgeOne({ of: "figure", bound: { most: 16 } }, outcome), [16, 0]);
  assertEquals(judgeOne({ of: "figure", bound: { most: 8 } }, outcome), [16, 1]);
});

test("beside several contenders the nearest one counts", () => {
  assertEquals(judgeOne({ of: { toEach: ["other", "peer"] } }, outcome), [1, 0.5]);
  assertEquals(judgeOne({ of: { toEach: ["other", "absent"] } }, outcome)[0], 4);
  assertEquals(judgeOne({ of: { toEach: ["absent"] } }, outcome), [undefined, undefined]);
});

test("beside another scenario the same round counts", () => {
  assertEquals(judgeOne({ of: { toScenario: "two" }, bound: { least: 0.5 } }, outcome), [0.5, 0]);
});

test("what was not measured is neither met nor missed", () => {
  for (
    const change of [{ case: "other" }, { scenario: "three" }, { contender: "x" }, { measure: "x" }]
  ) {
    assertEquals(judgeOne(change, outcome), [undefined, undefined]);
    assertEquals(judgeOne({ ...change, of: "figure" }, outcome), [undefined, undefined]);
  }
});

test("the section counts and says by how much", () => {
  const { bound: _, ...unbounded } = target;
  const section = toTargetSection(judge([outcome], [
    { ...target, limit: "peer" },
    { ...target, bound: { least: 1.5 } },
    { ...target, of: "figure", bound: { most: 70 }, words: "MiB" },
    { ...target, case: "other" },
    { ...unbounded, words: "only told" },
  ]));
  assertEquals(
    section,
    [
      "## Targets\n",
      "2 met, 1 missed, 1 not measured. A result is the median over the rounds.\n",
      "A limit is what a program of about ten lines reached in the same run that does only what nobody can leave out.\n",
      "| case | contender | what | target | result |  | limit |",
      "| --- | --- | --- | ---: | ---: | --- | ---: |",
      "| thing: one | ours | to the base | ≥ 2 × | 1.6 × | **missed by 20 %** | 1.5 × |",
      "| thing: one | ours | to the base | ≥ 1.5 × | 1.6 × | met |  |",
      "| thing: one | ours | MiB | ≤ 70 | 16 | met |  |",
      "| other: one | ours | to the base | ≥ 2 × | — | not measured |  |",
      "| thing: one | ours | only told |  | 1.6 × |  |  |",
    ].join("\n"),
  );
});

test("every target names a case, a scenario, contenders and a measure that are there", async () => {
  assertEquals(targets.length > 40, true);
  for (const each of targets) {
    const benchmark = await loadCase(each.case);
    const { contenders, scenarios, measures } = benchmark;
    const peers = typeof each.of === "object" && "toEach" in each.of ? each.of.toEach : [];
    const others = typeof each.of === "object" && "toScenario" in each.of
      ? [each.of.toScenario]
      : [];
    const limits = each.limit === undefined ? [] : [each.limit];
    for (const name of [each.contender, ...peers, ...limits, benchmark.baseline]) {
      assertEquals(name in contenders, true, `${each.case}: ${name}`);
    }
    for (const name of [each.scenario, ...others]) {
      assertEquals(scenarios.includes(name), true, `${each.case}: ${name}`);
    }
    assertEquals(each.measure in measures, true, `${each.case}: ${each.measure}`);
  }
});

test("who a scenario's targets speak of is known, also as another scenario", () => {
  const one = namesOf("requests", "one at a time");
  for (const name of ["ferry", "ferry core", "ky", "ferry's transport alone"]) {
    assertEquals(one.has(name), true, name);
  }
  assertEquals(one.has("ferry over fetch"), false);
  assertEquals([...namesOf("cache", "1 KiB among 100")], ["ferry"]);
  assertEquals(namesOf("bytes", "64 KiB from network").size, 0);
});

test("the limits on rounds name scenarios that are there", async () => {
  for (const name of caseNames) {
    const { rounds = {}, scenarios } = await loadCase(name);
    assertEquals(Object.keys(rounds).filter((each) => !scenarios.includes(each)), [], name);
  }
});

test("a report of nothing says that nothing was measured", () => {
  assertStringIncludes(
    toTargetSection(judge([])),
    `0 met, 0 missed, ${targets.filter(({ bound }) => bound).length} not measured`,
  );
});
