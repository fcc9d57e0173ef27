import { assert, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { startTimer } from "../../src/core/time/timers.ts";
import { test } from "../checked.ts";
import { ROOT, run } from "./program.ts";

const TIMERS = JSON.stringify(new URL("src/core/time/timers.ts", ROOT).href);

/** Says whether `setTimeout` was looked at, which loads node's timers. */
const WATCH = `
  let looked = 0;
  const { get, ...rest } = Object.getOwnPropertyDescriptor(globalThis, "setTimeout");
  Object.defineProperty(globalThis, "setTimeout", { ...rest, get() { looked++; return get.call(globalThis); } });`;

/** The program begins when all is loaded, however long that took. */
const YOUNG = `${WATCH}
  const { startTimer } = await import(${TIMERS});
  const now = performance.now.bind(performance);
  const begun = now();
  performance.now = () => now() - begun;`;

test("the first request of a program does not look at setTimeout", async () => {
  await using server = Deno.serve({ port: 0, onListen() {} }, () => new Response("{}"));
  const url = `http://127.0.0.1:${server.addr.port}/`;
  for (const entry of ["mod.ts", "core.ts"]) {
    const { said } = await run(`${WATCH}
      const { Client } = await import(${JSON.stringify(new URL(entry, ROOT).href)});
      performance.now = () => 0;
      const client = new Client();
      await client.get(${JSON.stringify(url)}).json();
      console.log(looked);`);
    assertEquals(said, ["0"], entry);
  }
});

test("a light timer fires in time and keeps the program running until then", async () => {
  const { said } = await run(`${YOUNG}
    startTimer(() => console.log(performance.now() > 298, looked), 300, true);`);
  assertEquals(said, ["true 0"]);
});

test("a light timer waits no longer than it is told, whenever it was set", async () => {
  const { said } = await run(`${YOUNG}
    performance.now = () => 900;
    startTimer(() => console.log("light"), 50, true);
    startTimer(() => console.log("light, not held"), 50, false);
    setTimeout(() => console.log("of setTimeout"), 900);`);
  assertEquals(said.toSorted(), ["light", "light, not held", "of setTimeout"]);
  assertEquals(said.at(-1), "of setTimeout");
});

test("one that was cleared, or does not hold, lets the program end", async () => {
  const { said, took } = await run(`${YOUNG}
    startTimer(() => console.log("cleared"), 30_000, true).clear();
    startTimer(() => console.log("not held"), 30_000, false);
    startTimer(() => console.log("no longer held"), 30_000, true).hold(false);`);
  assertEquals(said, []);
  assert(took < 25_000, `${took} ms`);
});

test("one that does not hold fires while something else runs, once, and may hold again", async () => {
  const { said } = await run(`${YOUNG}
    const timer = startTimer(() => console.log("again"), 200, true);
    startTimer(() => console.log("not held"), 100, false);
    timer.hold(false);
    timer.hold(true);
    timer.hold(true);
    await new Promise((resolve) => startTimer(resolve, 1_500, true));
    console.log(looked);`);
  assertEquals(said.toSorted(), ["0", "again", "not held"]);
});

const HEAVY: Readonly<Record<string, string>> = {
  "of a program that is no longer young": "performance.now = () => 1_001;",
  "of another runtime": 'Reflect.deleteProperty(globalThis, "Deno");',
  "where setTimeout is inherited": `
    const { setTimeout } = globalThis;
    Reflect.deleteProperty(globalThis, "setTimeout");
    Object.getPrototypeOf(globalThis).setTimeout = setTimeout;`,
  "where nobody can wait for memory": 'Reflect.deleteProperty(Atomics, "waitAsync");',
};

test("timers are those of setTimeout where a light one would not do", async () => {
  for (const [name, code] of Object.entries(HEAVY)) {
    const { said } = await run(`${YOUNG} ${code}
      startTimer(() => console.log(looked > 0), 10, true);`);
    assertEquals(said, ["true"], name);
  }
});

test("a timer fires where nobody can say whether it holds", async () => {
  for (const more of ["", "globalThis.Deno = {};"]) {
    const { said } = await run(`${YOUNG}
      performance.now = () => 1_001;
      const { setTimeout } = globalThis;
      globalThis.setTimeout = (fire, ms) => Number(setTimeout(fire, ms));
      Reflect.deleteProperty(globalThis, "Deno");
      ${more}
      for (const holding of [true, false]) startTimer(() => console.log(holding), 10, holding);`);
    assertEquals(said.toSorted(), ["false", "true"], more);
  }
});

test("a clock that a test puts in place counts at once", async () => {
  const { said } = await run(`
    const { FakeTime } = await import("@std/testing/time");
    const { startTimer } = await import(${TIMERS});
    performance.now = () => 0;
    const light = startTimer(() => {}, 60_000, true);
    console.log(light.isCurrent);
    using time = new FakeTime();
    console.log(light.isCurrent);
    light.clear();
    startTimer(() => console.log("by the fake clock"), 60_000, true);
    time.tick(60_000);`);
  assertEquals(said, ["true", "false", "by the fake clock"]);
});

test("later timers are those of setTimeout, and go by the clock that set them", () => {
  let fired = 0;
  const time = new FakeTime();
  const timer = startTimer(() => fired++, 1_000, true);
  const cleared = startTimer(() => fired += 10, 1_000, false);
  assertEquals(timer.isCurrent, true);
  cleared.clear();
  time.tick(1_000);
  time.restore();
  assertEquals([fired, timer.isCurrent], [1, false]);
  timer.clear();
});

/** What timers are: those of Node and Deno are objects, those of an older Deno numbers. */
const CLOCKS: Readonly<Record<string, string>> = {
  objects: 'Reflect.deleteProperty(globalThis, "Deno");',
  numbers: `
    const { setTimeout, clearTimeout } = globalThis;
    const timers = new Map();
    Object.assign(globalThis, {
      setTimeout(fire, ms) {
        const timer = setTimeout(fire, ms);
        timers.set(Number(timer), timer);
        return Number(timer);
      },
      clearTimeout: (id) => clearTimeout(timers.get(id)),
    });
    Object.assign(Deno, {
      refTimer: (id) => timers.get(id).ref(),
      unrefTimer: (id) => timers.get(id).unref(),
    });`,
};

const HOLDING: Readonly<Record<string, readonly string[]>> = {
  "startTimer(fire, 20_000, false);": [],
  "startTimer(fire, 20_000, true).hold(false);": [],
  "startTimer(fire, 20_000, true).clear();": [],
  "startTimer(fire, 100, true);": ["fired"],
  "startTimer(fire, 100, false).hold(true);": ["fired"],
};

for (const [given, clock] of Object.entries(CLOCKS)) {
  test(`later timers keep the program running as they are told, where they are ${given}`, async () => {
    for (const [code, expected] of Object.entries(HOLDING)) {
      const { said, took } = await run(`
        const { startTimer } = await import(${TIMERS});
        ${clock}
        const now = performance.now.bind(performance);
        performance.now = () => now() + 1_001;
        const fire = () => console.log("fired");
        ${code}
        if (typeof globalThis.setTimeout(() => {}) !== "${
        given.slice(0, -1)
      }") console.log("other");`);
      assertEquals(said, expected, code);
      assert(took < 15_000, `${code} ${took} ms`);
    }
  });
}

test("a deadline is kept when the program is no longer young, whatever is watched after it", async () => {
  const { said } = await run(`
    const { Deadlines } = await import(${
    JSON.stringify(new URL("src/core/time/deadlines.ts", ROOT).href)
  });
    const deadlines = new Deadlines();
    const { promise, resolve } = Promise.withResolvers();
    const begun = performance.now();
    const now = performance.now.bind(performance);
    performance.now = () => now() - begun;
    deadlines.watch(300, resolve);
    performance.now = () => now() - begun + 1_000;
    const later = deadlines.watch(10_000, () => {});
    await promise;
    later.stop();
    console.log(now() - begun < 5_000);`);
  assertEquals(said, ["true"]);
});
