import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "../checked.ts";
import { passedAgain, whyNotAgain } from "./second_run.ts";
import { readTestLog } from "./test_log.ts";

const program = new URL("second_run.ts", import.meta.url).pathname;
const tasks = {
  test: "deno test -A --no-check tests",
  ok: "deno test -A --doc && echo after the tests",
};

/** Files of tests by what becomes of them. */
const FILES = {
  good: `Deno.test("good", () => {});`,
  broken: `Deno.test("good", () => {});
    Deno.test("broken", () => { throw new Error("always"); });`,
  once: `Deno.test("at second", async (t) => {
      await t.step("a step", () => {
        try {
          Deno.statSync("been_here");
        } catch {
          Deno.writeTextFileSync("been_here", "");
          console.log("at third ... FAILED (1ms)");
          throw new Error("only once");
        }
      });
    });`,
  untyped: `const text: string = 1; Deno.test("good", () => {});`,
  leaking: `Deno.test({ name: "leaks", sanitizeResources: true, fn: () => {
      Deno.openSync("deno.json");
    } });`,
  endless: `Deno.test("waits", () => new Promise(() => {}));`,
  exiting: `Deno.test("exits", () => Deno.exit(0));`,
  uncaught: `Deno.test("late", async () => {
      setTimeout(() => { throw new Error("late"); }, 1);
      await new Promise((done) => setTimeout(done, 5000));
    });`,
  loading: `throw new Error("at load");`,
  killed: `Deno.test("killed", () => Deno.kill(Deno.pid, "SIGKILL"));`,
  /** The second time it has no test. */
  vanishing: `try {
      Deno.statSync("been_here");
    } catch {
      Deno.test("vanishes", () => {
        Deno.writeTextFileSync("been_here", "");
        throw new Error("only once");
      });
    }`,
} as const;
type FileName = keyof typeof FILES;

interface Outcome {
  readonly passed: boolean;
  readonly report: string;
  readonly output: string;
}

/** Runs a task over some of the files, then what CI does when it has failed. */
async function runTwice(
  names: readonly FileName[],
  task: "test" | "ok" = "test",
): Promise<Outcome> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/tests`);
    await Deno.writeTextFile(`${folder}/deno.json`, JSON.stringify({ tasks }));
    for (const name of names) {
      await Deno.writeTextFile(`${folder}/tests/${name}_test.ts`, FILES[name]);
    }
    const first = await runDeno(folder, ["task", task]);
    await Deno.writeTextFile(`${folder}/log`, first.output);
    const options = [`--task=${task}`, `--code=${first.code}`, "--log=log", "--report=report"];
    const second = await runDeno(folder, ["run", "-A", program, ...options]);
    const report = await Deno.readTextFile(`${folder}/report`);
    return { passed: second.code === 0, report, output: second.output };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function runDeno(cwd: string, args: string[]): Promise<{ code: number; output: string }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  return { code, output: [stdout, stderr].map((each) => new TextDecoder().decode(each)).join("") };
}

test("a test that fails once and passes by itself is told, and the task has passed", async () => {
  const { passed, report, output } = await runTwice(["good", "once"]);
  assert(passed, output);
  assertStringIncludes(report, "at second ... a step => ./tests/once_test.ts:");
  assertStringIncludes(report, "    error: Error: only once\n");
  assertStringIncludes(report, "failed once, passed alone: at second (./tests/once_test.ts)\n");
  assert(!output.includes("good_test.ts"), output);
  assertStringIncludes(output, "\nok | 2 passed | 0 failed | 0 ignored");
});

test("what the task does after its tests is done after the second run", async () => {
  const { passed, output } = await runTwice(["good", "once"], "ok");
  assert(passed, output);
  assertStringIncludes(output, "\nafter the tests\n");
});

test("a test that always fails is a failure, told with its error", async () => {
  const { passed, report } = await runTwice(["once", "broken"]);
  assert(!passed);
  assertStringIncludes(report, "  broken => ./tests/broken_test.ts:2:");
  assertStringIncludes(report, "    error: Error: always\n");
  assertStringIncludes(report, "They failed alone, too:\n  broken => ");
});

const TRUE_FAILURES: readonly (readonly [FileName, reason: string, told: string])[] = [
  ["untyped", "no run of tests came to its end", "TS2322"],
  ["killed", "no run of tests came to its end", "killed ..."],
  ["leaking", "a test leaks, or does not end", "leaks => ./tests/leaking_test.ts"],
  ["endless", "a test leaks, or does not end", "waits => ./tests/endless_test.ts"],
  ["exiting", "a test leaks, or does not end", "exits => ./tests/exiting_test.ts"],
  ["uncaught", "an error was not caught by any test", "error: Error: late"],
  ["loading", "an error was not caught by any test", "Error: at load"],
];

for (const [name, reason, told] of TRUE_FAILURES) {
  test(`a file that is ${name} is a failure without a second run`, async () => {
    // Only one of the tasks looks at types, which takes its time.
    const task = name === "untyped" ? "ok" : "test";
    const { passed, report, output } = await runTwice(["once", name], task);
    assert(!passed);
    assertStringIncludes(report, `No second run: ${reason}\n`);
    assertStringIncludes(report, told);
    assertEquals(output, "");
  });
}

test("a test that is not there the second time has not passed", async () => {
  const { passed, report } = await runTwice(["vanishing"]);
  assert(!passed);
  assertStringIncludes(report, "They failed alone, too:");
});

test("many files do not fail by chance", () => {
  const files = Array.from(
    { length: 6 },
    (_, at) => `running 1 test from ./${at}_test.ts\na ... FAILED (1ms)`,
  );
  const log = readTestLog(`${files.join("\n")}\n\nFAILED | 0 passed | 6 failed (1s)\n`);
  assertEquals(whyNotAgain(log, 1), "more than 5 files failed");
});

test("a summary with more failures than tests is not understood", () => {
  const log = readTestLog(
    "running 1 test from ./a.ts\na ... FAILED (1ms)\n\nFAILED | 0 passed | 2 failed (1s)",
  );
  assertEquals(whyNotAgain(log, 1), "not every failure has a test");
});

test("a test of the same name in another file does not stand for one that failed", () => {
  const first = readTestLog("running 1 test from ./a.ts\na ... FAILED (1ms)");
  const other = readTestLog("running 1 test from ./b.ts\na ... ok (1ms)");
  assertEquals(passedAgain(first, other), false);
  assertEquals(passedAgain(first, readTestLog("running 1 test from ./a.ts\na ... ok (1ms)")), true);
});
