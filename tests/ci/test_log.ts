/**
 * Reads what `deno test` prints: which tests failed, with what error, in which file.
 *
 * @module
 */

import { stripVTControlCharacters } from "node:util";

/** What one run of `deno test` printed. */
export interface TestLog {
  /** What stands under FAILURES, with the lines of its error. */
  readonly failures: readonly Failure[];
  /** The tests that ran, without their steps, by {@link testKey}. */
  readonly results: ReadonlyMap<string, TestResult>;
  /** Undefined where the run broke off before its end. */
  readonly summary: Summary | undefined;
}

/** A line under FAILURES: a test, a step of it, or a file with an error that no test caught. */
export interface Failure {
  readonly heading: string;
  readonly error: readonly string[];
}

/** How one test ended. */
export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly failed: boolean;
}

/** The last line of a run. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly ignored: number;
}

/** Reads the last run that a log has. */
export function readTestLog(text: string): TestLog {
  // Deno's own hints have colours despite of NO_COLOR.
  const lines = stripVTControlCharacters(text).split("\n");
  return {
    failures: readFailures(lines),
    results: readResults(lines),
    summary: readSummary(lines),
  };
}

/** A test by its file and its name: other files may have one of the same name. */
export function testKey({ file, name }: Pick<TestResult, "file" | "name">): string {
  return `${file}: ${name}`;
}

function readFailures(lines: readonly string[]): Failure[] {
  const at = lines.lastIndexOf(" FAILURES ");
  if (at < 0) return [];
  const end = lines.indexOf("", at + 2);
  const headings = lines.slice(at + 2, end < 0 ? undefined : end);
  const errors = lines.slice(Math.max(0, lines.indexOf(" ERRORS ")), at);
  return headings.map((heading) => {
    const start = errors.lastIndexOf(heading) + 1;
    const length = errors.slice(start).findIndex((line) => headings.includes(line));
    const error = start === 0 ? [] : errors.slice(start, length < 0 ? undefined : start + length);
    return { heading, error: error.filter((line) => line !== "") };
  });
}

/** What a test prints stands between two lines, and is not read. */
function readResults(lines: readonly string[]): Map<string, TestResult> {
  const results = new Map<string, TestResult>();
  let file = "";
  let isOutput = false;
  for (const line of lines) {
    if (/^-{7} (post-test )?output -{7}$/.test(line)) isOutput = true;
    if (/-{5} (post-test )?output end -{5}$/.test(line)) isOutput = false;
    if (isOutput) continue;
    file = /^running \d+ tests? from (\S+)$/.exec(line)?.[1] ?? file;
    const [, name, how] = /^(\S.*) \.\.\. (ok|FAILED) \(.*\)$/.exec(line) ?? [];
    if (name === undefined) continue;
    const result = { file, name, failed: how === "FAILED" };
    results.set(testKey(result), result);
  }
  return results;
}

function readSummary(lines: readonly string[]): Summary | undefined {
  const line = lines.findLast((each) => /^(ok|FAILED) \| \d+ passed/.test(each));
  if (line === undefined) return undefined;
  const count = (what: string) => Number(new RegExp(`(\\d+) ${what}`).exec(line)?.[1] ?? 0);
  return { passed: count("passed"), failed: count("failed"), ignored: count("ignored") };
}
