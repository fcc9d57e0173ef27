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

test("the first request of a program does not look at setTimeout", async () => {
  await using server = Deno.serve({ port: 0, onListen() {} }, () => new Response("{}"));
  const url = `http://127.0.0.1:${server.addr.port}/`;
  for (const entry of ["mod.ts", "core.ts"]) {
    const { said } = await run(`${WATCH}
      const { Client } = await import(${JSON.stringify(new URL(entry, ROOT).href)});
      const client = new Client();
      await client.get(${JSON.stringify(url)}).json();
      console.log(performance.now() < 1000 ? looked : 0);`);
    assertEquals(said, ["0"], entry);
  }
});

test("a light timer fires in time and keeps the program running until then", async () => {
  const { said } = await run(`${WATCH}
    const { startTimer } = await import(${TIMERS});
    const begun = performance.now();
    const isYoung = begun < 900;
    startTimer(() => {
      const took = performance.now() - begun;
      console.log(took > 298 && took < 30_000, isYoung ? looked : 0);
    }, 300, true);`);
  assertEquals(said, ["true 0"]);
});

test("one that was cleared, or does not hold, lets the program end", async () => {
  const { said, took } = await run(`
    const { startTimer } = await import(${TIMERS});
    startTimer(() => console.log("cleared"), 30_000, true).clear();
    startTimer(() => console.log("not held"), 30_000, false);
    startTimer(() => console.log("no longer held"), 30_000, true).hold(false);`);
  assertEquals(said, []);
  assert(took < 15_000, `${took} ms`);
});

test("one that does not hold fires while something else runs, once, and may hold again", async () => {
  const { said } = await run(`${WATCH}
    const { startTimer } = await import(${TIMERS});
    const isYoung = performance.now() < 800;
    const timer = startTimer(() => console.log("again"), 200, true);
    startTimer(() => console.log("not held"), 100, false);
    timer.hold(false);
    timer.hold(true);
    timer.hold(true);
    await new Promise((resolve) => startTimer(resolve, 1_500, true));
    console.log(isYoung ? looked : 0);`);
  assertEquals(said.toSorted(), ["0", "again", "not held"]);
});

test("a clock that a test puts in place counts at once", async () => {
  const { said } = await run(`
    const { FakeTime } = await import("@std/testing/time");
    const { startTimer } = await import(${TIMERS});
    const light = startTimer(() => {}, 60_000, true);
    console.log(light.isCurrent || performance.now() > 1000);
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
