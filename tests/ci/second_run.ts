/**
 * What `.ci/run` does when a task has failed: it tells which tests failed, and runs their files once more by themselves.
 *
 * ```sh
 * deno run -A tests/ci/second_run.ts --task=test --code=1 --log=FILE --report=FILE
 * ```
 *
 * A test of real time may fail where others keep the machine busy, and pass alone: it is reported, and the task has
 * passed. Everything else stays a failure, without a second run where {@link whyNotAgain} has a reason. What failed is
 * added to the report. It ends with 0 if the task has passed after all.
 *
 * @module
 */

import { readTestLog, testKey, type TestLog, type TestResult } from "./test_log.ts";

/** More files than these do not fail by chance. */
const MOST_FILES = 5;
/** How much of it a report shows. */
const MOST_FAILURES = 8;
const MOST_ERRORS = 3;
const LINES_OF_ERROR = 3;
const LINES_OF_OUTPUT = 10;

/** How the tests of a task are run: all of them by its text in deno.json, some of them by this. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  "test": ["test", "-A"],
  "test:dist": ["run", "-A", "tests/dist.ts"],
  "ok": ["test", "-A", "--doc"],
};

/** Says why a run that failed is not tried again: what cannot be chance, or is not understood. */
export function whyNotAgain(log: TestLog, code: number): string | undefined {
  if (code !== 1 || log.summary === undefined) return "no run of tests came to its end";
  const failed = [...log.results.values()].filter((result) => result.failed);
  if (failed.length === 0) return "no test failed";
  if (log.failures.some(({ heading }) => heading.endsWith(" (uncaught error)"))) {
    return "an error was not caught by any test";
  }
  if (log.failures.some(({ error }) => neverByChance.test(error[0] ?? ""))) {
    return "a test leaks, or does not end";
  }
  if (failed.length !== log.summary.failed) return "not every failure has a test";
  if (filesOf(failed).length > MOST_FILES) return `more than ${MOST_FILES} files failed`;
  return undefined;
}

const neverByChance =
  /^error: (Leaks detected|Promise resolution is still pending|Error: Test case attempted to exit)/;

/** Says whether each test that failed at first was run again, and passed. */
export function passedAgain(first: TestLog, second: TestLog): boolean {
  const failed = [...first.results.values()].filter((result) => result.failed);
  return failed.every((result) => second.results.get(testKey(result))?.failed === false);
}

/** The files of tests; an example's is the one that it stands in. */
function filesOf(results: readonly TestResult[]): string[] {
  return [...new Set(results.map(({ file }) => file.replace(/#\d+-\d+\.\w+$/, "")))];
}

/** What failed, in few lines. */
export function describeFailures(log: TestLog, text: string): string[] {
  if (log.failures.length === 0) return endOf(text);
  const shown = log.failures.slice(0, MOST_FAILURES).flatMap(({ heading, error }, at) => [
    heading,
    ...(at < MOST_ERRORS ? error.slice(0, LINES_OF_ERROR).map((line) => `    ${line}`) : []),
  ]);
  const more = log.failures.length - MOST_FAILURES;
  return more > 0 ? [...shown, `and ${more} more`] : shown;
}

/** The first errors of types, or the last lines, without Deno's own stack. */
function endOf(text: string): string[] {
  const lines = text.split("\n").filter((line) =>
    line.trim() !== "" && line !== "Stack backtrace:" && !/^\s+\d+: /.test(line)
  );
  const at = lines.findIndex((line) => /^TS\d+ \[ERROR\]/.test(line));
  return at < 0 ? lines.slice(-LINES_OF_OUTPUT) : lines.slice(at, at + LINES_OF_OUTPUT);
}

/** Runs Deno, shows what it prints, and gives it. */
async function runDeno(args: readonly string[]): Promise<{ code: number; text: string }> {
  console.log(`== deno ${args.join(" ")}`);
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args] })
    .output();
  const text = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join("");
  console.log(text.trimEnd());
  return { code, text };
}

/** What a task does after its tests. */
async function restOf(task: string): Promise<string | undefined> {
  const { tasks } = JSON.parse(await Deno.readTextFile("deno.json"));
  const steps: string[] = tasks[task].split(" && ");
  const rest = steps.slice(steps.findIndex((step) => step.startsWith("deno test")) + 1);
  return task === "ok" && rest.length > 0 ? rest.join(" && ") : undefined;
}

/** Gives the lines of the report, and whether the task has passed after all. */
async function tryAgain(
  task: string,
  first: TestLog,
): Promise<{ passed: boolean; lines: readonly string[] }> {
  const failed = [...first.results.values()].filter((result) => result.failed);
  const { code, text } = await runDeno([...RUNS[task] ?? [], ...filesOf(failed)]);
  const second = readTestLog(text);
  if (code !== 0 || !passedAgain(first, second)) {
    return { passed: false, lines: ["They failed alone, too:", ...describeFailures(second, text)] };
  }
  const lines = failed.map(({ name, file }) => `failed once, passed alone: ${name} (${file})`);
  const rest = await restOf(task);
  if (rest !== undefined) {
    const after = await runDeno(["task", "--eval", rest]);
    if (after.code !== 0) return { passed: false, lines: [...lines, `failed: ${rest}`] };
  }
  return { passed: true, lines };
}

async function main(args: readonly string[]): Promise<boolean> {
  const option = (name: string) => {
    const found = args.find((arg) => arg.startsWith(`--${name}=`));
    if (found === undefined) throw new TypeError(`--${name} is missing`);
    return found.slice(name.length + 3);
  };
  const task = option("task");
  const report = (lines: readonly string[]) =>
    Deno.writeTextFile(
      option("report"),
      lines.map((line) => `  ${line.slice(0, 200)}\n`).join(""),
      { append: true },
    );
  const text = await Deno.readTextFile(option("log"));
  const log = readTestLog(text);
  await report(describeFailures(log, text));
  if (RUNS[task] === undefined) return false;
  const reason = whyNotAgain(log, Number(option("code")));
  if (reason !== undefined) {
    await report([`No second run: ${reason}`]);
    return false;
  }
  const { passed, lines } = await tryAgain(task, log);
  await report(lines);
  if (passed) console.log(jointSummary(log));
  return passed;
}

/** What both runs come to, in the form of `deno test`. */
function jointSummary({ summary }: TestLog): string {
  const { passed = 0, failed = 0, ignored = 0 } = summary ?? {};
  return `ok | ${passed + failed} passed | 0 failed | ${ignored} ignored (some at a second run)`;
}

if (import.meta.main) Deno.exit(await main(Deno.args) ? 0 : 1);
