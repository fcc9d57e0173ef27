import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Deadlines } from "../../src/core/time/deadlines.ts";
import { test } from "../checked.ts";
import { until } from "../until.ts";
import { ROOT, run } from "./program.ts";

/** Lets nobody else have their turn. */
function beBusy(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

test("a deadline expires once, after its time", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  new Deadlines().watch(1_000, () => expired.push("a"));
  time.tick(999);
  assertEquals(expired, []);
  time.tick(1);
  assertEquals(expired, ["a"]);
  time.tick(10_000);
  assertEquals(expired, ["a"]);
});

test("a stopped deadline never expires, and leaves no timer", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  const deadlines = new Deadlines();
  const watches = ["a", "b", "c"].map((name) => deadlines.watch(1_000, () => expired.push(name)));
  for (const watch of watches) {
    watch.stop();
    watch.stop();
  }
  assertEquals(time.next(), false, "no timer is left");
  time.tick(5_000);
  assertEquals(expired, []);
});

/** Counts the timers that are set from now on; for a clock that ends with its test. */
function countTimers(): () => number {
  const { setTimeout } = globalThis;
  let count = 0;
  const counting = (run: () => void, ms?: number) => (count++, setTimeout(run, ms));
  Reflect.set(globalThis, "setTimeout", counting);
  return () => count;
}

test("a timer that is kept serves the next deadline, and goes when it is told to", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  const deadlines = new Deadlines();
  deadlines.keepTimer();
  const timers = countTimers();
  deadlines.watch(1_000, () => expired.push("a")).stop();
  time.tick(600);
  deadlines.watch(1_000, () => expired.push("b"));
  assertEquals(timers(), 1, "there is one already");
  time.tick(999);
  assertEquals(expired, [], "it fired for the first one");
  assertEquals(timers(), 2, "the one that was kept, and the next when it had fired");
  time.tick(1);
  assertEquals(expired, ["b"]);
  deadlines.watch(1_000, () => expired.push("c")).stop();
  deadlines.letGo();
  assertEquals(time.next(), false, "no timer is left");
  const last = deadlines.watch(1_000, () => expired.push("d"));
  last.stop();
  assertEquals([time.next(), expired.length], [false, 1]);
});

test("a deadline holds also when the timer is kept no longer", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  let expired = 0;
  deadlines.keepTimer();
  deadlines.watch(1_000, () => expired++);
  deadlines.letGo();
  time.tick(1_000);
  assertEquals([expired, time.next()], [1, false]);
});

test("a timer that two keep goes with the second of them", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  for (const _ of [1, 2]) deadlines.keepTimer();
  const timers = countTimers();
  deadlines.watch(1_000, () => {}).stop();
  deadlines.letGo();
  deadlines.watch(2_000, () => {}).stop();
  assertEquals(timers(), 1, "one of them keeps it still");
  deadlines.letGo();
  assertEquals(time.next(), false, "no timer is left");
});

test("a timer that is kept is no timer of a clock that was put there since", () => {
  const expired: string[] = [];
  const deadlines = new Deadlines();
  deadlines.keepTimer();
  deadlines.watch(60_000, () => expired.push("real")).stop();
  {
    using time = new FakeTime();
    deadlines.watch(1_000, () => expired.push("fake"));
    time.tick(1_000);
    assertEquals(expired, ["fake"]);
  }
  deadlines.letGo();
});

test("deadlines of several lengths do not disturb each other", () => {
  using time = new FakeTime();
  const expired: number[] = [];
  const deadlines = new Deadlines();
  for (const ms of [30, 10, 20]) deadlines.watch(ms, () => expired.push(ms));
  for (let count = 0; count < 40; count++) time.tick(1);
  assertEquals(expired, [10, 20, 30]);
});

test("no limit, and one longer than any timer, never expire and cost no timer", () => {
  using time = new FakeTime();
  let expired = 0;
  const deadlines = new Deadlines();
  for (const ms of [Infinity, 2 ** 31, Number.MAX_VALUE]) {
    const watch = deadlines.watch(ms, () => expired++);
    watch.touch();
    watch.stop();
    deadlines.watch(ms, () => expired++);
  }
  assertEquals(time.next(), false);
  assertEquals(expired, 0);
});

test("a deadline may begin another one and stop others when it expires", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  const deadlines = new Deadlines();
  const other = deadlines.watch(20, () => expired.push("stopped too late"));
  deadlines.watch(10, () => {
    expired.push("first");
    other.stop();
    deadlines.watch(10, () => expired.push("second"));
  });
  time.tick(10);
  assertEquals(expired, ["first"]);
  time.tick(10);
  assertEquals(expired, ["first", "second"]);
  assertEquals(time.next(), false);
});

test("a touched deadline counts from the touch", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  const deadlines = new Deadlines();
  const watch = deadlines.watch(60, () => expired.push("touched"));
  deadlines.watch(60, () => expired.push("untouched"));
  time.tick(30);
  watch.touch();
  time.tick(59);
  assertEquals(expired, ["untouched"]);
  time.tick(1);
  assertEquals(expired, ["untouched", "touched"]);
});

test("one that is touched again and again never expires", () => {
  using time = new FakeTime();
  let expired = 0;
  const watch = new Deadlines().watch(40, () => expired++);
  for (let count = 0; count < 12; count++) {
    time.tick(39);
    watch.touch();
  }
  watch.stop();
  assertEquals(expired, 0);
});

test("many, touched and stopped at random, expire neither early nor late nor twice", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  const wanted = new Map<number, number>();
  const failures: string[] = [];
  let expired = 0;
  const watches = Array.from({ length: 300 }, (_, index) => {
    wanted.set(index, time.now + 80);
    return deadlines.watch(80, () => {
      const late = time.now - (wanted.get(index) ?? Infinity);
      expired++;
      if (late !== 0) failures.push(`${index}: ${late} ms`);
      wanted.delete(index);
    });
  });
  for (let round = 0; round < 6; round++) {
    time.tick(10);
    watches.forEach((watch, index) => {
      if ((index * 7 + round) % 5 === 0 && wanted.has(index)) {
        watch.touch();
        wanted.set(index, time.now + 80);
      }
      if ((index + round * 31) % 97 === 0) {
        watch.stop();
        wanted.delete(index);
      }
    });
  }
  const left = wanted.size;
  time.tick(300);
  assertEquals(failures, []);
  assertEquals([expired, wanted.size], [left, 0]);
});

test("touching and stopping one that has expired does nothing", () => {
  using time = new FakeTime();
  let expired = 0;
  const deadlines = new Deadlines();
  const watch = deadlines.watch(5, () => expired++);
  time.tick(5);
  const other = deadlines.watch(5, () => expired++);
  watch.touch();
  watch.stop();
  time.tick(5);
  other.stop();
  assertEquals(expired, 2);
});

test("of two that are due at once, the first may stop the second", () => {
  using time = new FakeTime();
  const expired: string[] = [];
  const deadlines = new Deadlines();
  deadlines.watch(5, () => {
    expired.push("first");
    second.stop();
  });
  const second = deadlines.watch(5, () => expired.push("second"));
  beBusy(6);
  time.tick(5);
  assertEquals(expired, ["first"]);
});

/** Waits for a byte that is there already, while nobody can tell of it. */
async function readWhileBusy(ms: number, onRead: () => void): Promise<void> {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const [far, near] = await Promise.all([
    Deno.connect({ hostname: "127.0.0.1", port }),
    listener.accept(),
  ]);
  const reading = near.read(new Uint8Array(1)).then(onRead);
  // The read waits by now, and finds nothing at once.
  await sleep(20);
  await far.write(new Uint8Array(1));
  beBusy(ms);
  await reading;
  far.close();
  near.close();
}

test("what came while the program was busy is in time", async () => {
  for (const lengths of [[1_000], [1_000, 1_001, 10_000]]) {
    const expired: number[] = [];
    const deadlines = new Deadlines();
    const watches = lengths.map((ms) => deadlines.watch(ms, () => expired.push(ms)));
    await readWhileBusy(1_200, () => watches.forEach((watch) => watch.stop()));
    await sleep(30);
    assertEquals(expired, []);
  }
});

test("a deadline that is over when the program was busy expires, if nothing came, each time", async () => {
  const expired: number[] = [];
  const deadlines = new Deadlines();
  for (let time = 0; time < 3; time++) {
    deadlines.watch(30, () => expired.push(time));
    await sleep(0);
    beBusy(80);
    await sleep(60);
    assertEquals(expired.length, time + 1);
  }
});

test("a clock that is set back makes no deadline late", async () => {
  const { now } = Date;
  const deadlines = new Deadlines();
  let expired = 0;
  deadlines.watch(30, () => expired++);
  Date.now = () => now() - 3_600_000;
  try {
    await until(() => expired === 1);
    deadlines.watch(30, () => expired++);
    await until(() => expired === 2);
  } finally {
    Date.now = now;
  }
});

test("a deadline expires in a program that is busy all the time", async () => {
  let expired = 0;
  new Deadlines().watch(10, () => expired++);
  for (let turn = 0; turn < 10; turn++) {
    beBusy(50);
    await sleep(0);
  }
  assertEquals(expired, 1);
});

test("many deadlines have one timer, which is set for the shortest that is usual", () => {
  using _time = new FakeTime();
  const timers = countTimers();
  const deadlines = new Deadlines();
  const stay = (ms: number) => deadlines.watch(ms, () => {});
  const first = stay(2_000);
  stay(2_000);
  stay(5_000);
  assertEquals(timers(), 1);
  const sooner = stay(1_000);
  assertEquals(timers(), 2, "for one that ends before all");
  for (const watch of [first, sooner]) watch.stop();
  assertEquals(timers(), 2, "one that fires for nothing costs less than one that is set anew");
});

test("a timer is set for the shortest of the usual lengths, whichever of them came last", () => {
  using time = new FakeTime();
  const deadlines = new Deadlines();
  for (const ms of [1_000, 5_000, 10]) deadlines.watch(ms, () => {}).stop();
  const timers = countTimers();
  for (const ms of [5_000, 1_000]) deadlines.watch(ms, () => {});
  time.tick(500);
  assertEquals(timers(), 1);
});

test("when a deadline is over, the timer waits for the next one and no shorter", () => {
  using time = new FakeTime();
  const timers = countTimers();
  const deadlines = new Deadlines();
  for (const ms of [1_000, 3_000]) deadlines.watch(ms, () => {});
  for (let second = 0; second < 4; second++) time.tick(1_000);
  assertEquals(timers(), 2);
});

test("the longest delay of a timer is a limit still", () => {
  using time = new FakeTime();
  new Deadlines().watch(2 ** 31 - 1, () => {}).stop();
  assertEquals(time.next(), false);
  new Deadlines().watch(2 ** 31 - 1, () => {});
  assertEquals(time.next(), true);
});

const DEADLINES = JSON.stringify(new URL("src/core/time/deadlines.ts", ROOT).href);

test("a program ends when no deadline that holds it is left, whatever is still watched", async () => {
  const lines: Readonly<Record<string, string>> = {
    "one that does not hold": `watch(20_000, end, false);`,
    "one that does no longer": `deadlines.setHolding(watch(20_000, end), false);`,
    "one said twice": `
      const held = watch(20_000, end);
      for (const _ of [1, 2]) deadlines.setHolding(held, false);`,
    "one that was stopped, whatever is said of it": `
      const gone = watch(20_000, end, false);
      gone.stop();
      deadlines.setHolding(gone, true);
      watch(20_000, end, false);`,
    "one beside one that is over": `
      watch(10, () => watch(20_000, end, false));
      watch(10, () => {});`,
    "one beside one that was stopped": `
      watch(20_000, end, false);
      watch(20_000, end).stop();`,
  };
  for (const [name, code] of Object.entries(lines)) {
    const { said, took } = await run(`
      const { Deadlines } = await import(${DEADLINES});
      const deadlines = new Deadlines();
      const watch = deadlines.watch.bind(deadlines);
      const end = () => console.log("expired");
      ${code}`);
    assertEquals(said, [], name);
    assertEquals(took < 12_000, true, `${name}: ${took} ms`);
  }
});

test("a program goes on until a deadline that holds it", async () => {
  const lines: Readonly<Record<string, string>> = {
    "by default": `watch(100, end);`,
    "beside one of which it was said twice that it does not": `
      watch(100, end);
      const other = watch(20_000, end);
      for (const _ of [1, 2]) deadlines.setHolding(other, false);`,
    "when it is said later": `deadlines.setHolding(watch(100, end, false), true);`,
    "beside others that do not": `
      deadlines.setHolding(watch(200, end, false), true);
      watch(100, () => {}, false);
      watch(300, () => {}, false).stop();
      const gone = watch(300, () => {}, true);
      gone.stop();
      deadlines.setHolding(gone, false);`,
  };
  for (const [name, code] of Object.entries(lines)) {
    const { said } = await run(`
      const { Deadlines } = await import(${DEADLINES});
      const deadlines = new Deadlines();
      const watch = deadlines.watch.bind(deadlines);
      const end = () => console.log("expired");
      ${code}`);
    assertEquals(said, ["expired"], name);
  }
});
