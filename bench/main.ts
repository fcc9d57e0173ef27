/**
 * The benchmarks: `deno task bench`, or `deno task bench --quick --only=requests`.
 *
 * A full run writes RESULTS.md, results.json and results.svg beside this file and the figures of docs/speed.md; `--quick`
 * and `--only` print.
 *
 * @module
 */

import { parseArgs } from "node:util";
import type { Case } from "./case.ts";
import { caseNames, loadCase } from "./cases.ts";
import { readFacts, toFactList, toHead } from "./machine.ts";
import { type Outcome, toSection } from "./report.ts";
import { type Result, shuffle } from "./rounds.ts";
import { saveRun } from "./saved.ts";
import { takeTurn } from "./turns.ts";
import { namesOf, type Target, targets } from "./targets.ts";
import { judge, toTargetSection } from "./verdicts.ts";

const USAGE = `deno task bench [--quick] [--only=CASE]... [--rounds=N] [--ms=N]

  --quick     short turns, and without --only a single round of what has a target, in about four minutes
  --only      this case only; may be repeated
  --rounds    how many rounds
  --ms        how many milliseconds a turn measures, after its warm-up
  --list      names the cases and their contenders`;

interface Plan {
  readonly names: readonly string[];
  readonly rounds: number;
  readonly ms: number;
  /** Whether everything is measured with care. */
  readonly full: boolean;
  /** Whether only what has a target is measured. */
  readonly narrow: boolean;
}

const FULL = { rounds: 4, ms: 400 } as const;
const QUICK = { rounds: 3, ms: 250 } as const;
const NARROW = { rounds: 1, ms: 200 } as const;

async function main(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
      rounds: { type: "string" },
      ms: { type: "string" },
      list: { type: "boolean" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.list) return await list();
  const narrow = values.quick && !values.only;
  const defaults = narrow ? NARROW : values.quick ? QUICK : FULL;
  await measure({
    names: values.only ?? (narrow ? caseNames.filter(hasTarget) : caseNames),
    rounds: toCount("rounds", values.rounds) ?? defaults.rounds,
    ms: toCount("ms", values.ms) ?? defaults.ms,
    full: !values.quick && !values.only,
    narrow,
  });
}

function hasTarget(name: string): boolean {
  return targets.some((target) => target.case === name);
}

function toCount(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new RangeError(`Cannot use ${text} as --${name}: give a whole number from 1`);
}

async function list(): Promise<void> {
  for (const name of caseNames) {
    const { contenders } = await loadCase(name);
    console.log(`${name}: ${Object.keys(contenders).join(", ")}`);
  }
}

async function measure(plan: Plan): Promise<void> {
  const facts = readFacts(plan);
  const cases = await Promise.all(plan.names.map(loadCase));
  const outcomes: Outcome[] = [];
  for (const [at, benchmark] of cases.entries()) {
    const name = plan.names[at] ?? "";
    const start = performance.now();
    const outcome = await tryCase(name, benchmark, plan);
    console.error(`${name}: ${Math.round((performance.now() - start) / 1000)} s`);
    if (!outcome) continue;
    outcomes.push(outcome);
    console.log(`${toSection(outcome)}\n`);
  }
  const verdicts = toTargetSection(judge(outcomes, targets.filter(isWithin(plan.names))));
  console.log(`${verdicts}\n\n${toFactList(facts)}`);
  if (!plan.full) return;
  const report = [toHead(facts), verdicts, ...outcomes.map(toSection)].join("\n\n");
  await Deno.writeTextFile(new URL("RESULTS.md", import.meta.url), `${report}\n`);
  await saveRun({ facts, outcomes });
  const { draw } = await import("./plot.ts");
  await draw();
}

function isWithin(names: readonly string[]): (target: Target) => boolean {
  return (target) => names.includes(target.case);
}

/** A case whose server cannot be started here does not take the others with it; its targets are not measured then. */
async function tryCase(name: string, benchmark: Case, plan: Plan): Promise<Outcome | undefined> {
  try {
    return await runCase(name, benchmark, plan);
  } catch (error) {
    console.error(`Cannot measure ${name}: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

async function runCase(name: string, benchmark: Case, plan: Plan): Promise<Outcome> {
  const service = await benchmark.serve?.();
  const results: Result[] = [];
  try {
    for (let round = 0; round < plan.rounds; round++) {
      const { url = "", urls = {}, env = {} } = service ?? {};
      const { ms, narrow } = plan;
      results.push(...await runRound(benchmark, { name, round, url, urls, env, ms, narrow }));
    }
  } finally {
    await service?.[Symbol.asyncDispose]();
  }
  return { name, benchmark, service: service?.name, results };
}

interface RoundPlan {
  readonly name: string;
  readonly round: number;
  readonly url: string;
  readonly urls: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly ms: number;
  readonly narrow: boolean;
}

/** The turns of one scenario stand together, so that what is compared was measured at nearly the same time. */
async function runRound(benchmark: Case, plan: RoundPlan): Promise<Result[]> {
  const { round } = plan;
  const results: Result[] = [];
  const { rounds = {} } = benchmark;
  const wanted = benchmark.scenarios.filter((scenario) => round < (rounds[scenario] ?? Infinity));
  for (const scenario of shuffle(wanted)) {
    const url = plan.urls[scenario] ?? plan.url;
    for (const contender of shuffle(toContenders(benchmark, scenario, plan))) {
      progress(`${plan.name}, round ${round + 1}: ${scenario}, ${contender}`);
      try {
        const figures = await takeTurn({ ...plan, url, scenario, contender });
        results.push({ round, scenario, contender, figures });
      } catch (error) {
        progress("");
        console.error(error instanceof Error ? error.message : error);
      }
    }
  }
  progress("");
  return results;
}

function toContenders(
  { contenders, baseline }: Case,
  scenario: string,
  { name, narrow }: RoundPlan,
): readonly string[] {
  const all = Object.keys(contenders);
  if (!narrow) return all;
  const needed = namesOf(name, scenario);
  return needed.size === 0 ? [] : all.filter((each) => each === baseline || needed.has(each));
}

function progress(text: string): void {
  if (!Deno.stderr.isTerminal()) return;
  Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}`));
}

if (import.meta.main) await main(Deno.args);
