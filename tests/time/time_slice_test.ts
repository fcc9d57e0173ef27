import { assertEquals } from "@std/assert";
import { TimeSlice } from "../../src/core/time/time_slice.ts";
import { test } from "../checked.ts";

/** Has the clock say what a test says, while it runs. */
async function withClock(run: (set: (ms: number) => void) => Promise<void>): Promise<void> {
  const now = performance.now.bind(performance);
  let at = 1_000;
  performance.now = () => at;
  try {
    await run((ms) => at = 1_000 + ms);
  } finally {
    performance.now = now;
  }
}

test("a slice of work is over after five milliseconds, and begins anew when it gave way", async () => {
  await withClock(async (set) => {
    const slice = new TimeSlice();
    const seen = [0, 4.9, 5, 50].map((ms) => (set(ms), slice.isOver));
    assertEquals(seen, [false, false, true, true]);
    await slice.giveWay();
    assertEquals(slice.isOver, false);
    set(55);
    assertEquals(slice.isOver, true);
  });
});

test("who gives way lets timers and sockets have their turn, with setImmediate or without", async () => {
  const { setImmediate } = globalThis;
  for (const immediate of [setImmediate, undefined]) {
    Reflect.set(globalThis, "setImmediate", immediate);
    try {
      const order: string[] = [];
      const timer = new Promise<void>((resolve) =>
        setTimeout(() => {
          order.push("timer");
          resolve();
        }, 0)
      );
      await Promise.resolve().then(() => order.push("microtask"));
      // A timer that is set before comes before, or at the latest with the next turn.
      for (const slice = new TimeSlice(); order.length < 2;) await slice.giveWay();
      await timer;
      assertEquals(order, ["microtask", "timer"]);
    } finally {
      Reflect.set(globalThis, "setImmediate", setImmediate);
    }
  }
});
