import { assertEquals } from "@std/assert";
import { test } from "./checked.ts";
import { judge, readLcov } from "./coverage.ts";

function reportOf(path: string, counts: readonly number[]): string {
  const lines = counts.map((count, at) => `DA:${at + 1},${count}`);
  return `SF:${path}\nFNF:0\n${lines.join("\n")}\nLH:1\nLF:2\nend_of_record\n`;
}

const report = reportOf("/at/src/a.ts", [1, 0, 0, 20, 0]) + reportOf("/at/tests/a_test.ts", [0]) +
  reportOf("/at/src/b/c.ts", [3]) + reportOf("/elsewhere/src/a.ts", [0]);
const files = readLcov(report, "file:///at/");

test("a report of lcov gives the files of src with the lines that were not run", () => {
  assertEquals(files, [
    { path: "src/a.ts", lines: 5, missing: [2, 3, 5] },
    { path: "src/b/c.ts", lines: 1, missing: [] },
  ]);
});

test("too few lines are refused, and the missing ones listed", () => {
  assertEquals(judge(files, new Map()), {
    text: "src/a.ts: 2-3 5\n50 % of 6 lines of src are run by tests, 3 are not",
    enough: false,
  });
});

test("97 in a hundred are enough, and nothing at all is not", () => {
  const of = (missing: number) => [{
    path: "src/a.ts",
    lines: 100,
    missing: Array.from({ length: missing }, (_, at) => at + 1),
  }];
  assertEquals(judge(of(3), new Map()).enough, true);
  assertEquals(judge(of(4), new Map()).enough, false);
  assertEquals(judge([], new Map()).enough, false);
});

test("a file that no test loads is refused, one of types alone is not", () => {
  const sources = new Map([
    ["mod.ts", "export const x = 1;"],
    ["src/types.ts", "export interface A {}\nexport type B = A;\nexport type { C } from './c.ts';"],
    ["src/forgotten.ts", "/** Is. */\nexport function is() {}"],
  ]);
  const whole = [{ path: "src/a.ts", lines: 100, missing: [] }];
  assertEquals(judge(whole, sources), {
    text: "src/forgotten.ts: loaded by no test\n" +
      "100 % of 100 lines of src are run by tests, 0 are not",
    enough: false,
  });
});
