import { assertEquals, assertGreater, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Cancellation } from "../src/core/time/cancellation.ts";
import { pause, pauseUnless } from "../src/features/pause.ts";
import { test } from "./checked.ts";

test("a pause takes its time", async () => {
  const startedAt = performance.now();
  await pause(30, new Cancellation());
  assertGreater(performance.now() - startedAt, 25);
});

test("the end of the call ends a pause with its own reason, and its timer", async () => {
  const cancellation = new Cancellation();
  const reason = { own: true };
  const waiting = pause(60_000, cancellation);
  cancellation.cancel(reason);
  // The sanitizers see the timer if it is left.
  const error = await waiting.catch((error) => error);
  assertStrictEquals(error, reason);
});

test("a call that is over does not pause", async () => {
  const cancellation = new Cancellation();
  cancellation.cancel(new Error("over"));
  await assertRejects(() => pause(60_000, cancellation), Error, "over");
});

test("a pause that no timer can take does not end at once", async () => {
  using time = new FakeTime();
  const cancellation = new Cancellation();
  let ended = false;
  const waiting = pause(Infinity, cancellation).finally(() => ended = true).catch(() => {});
  await time.tickAsync(86_400_000);
  assertEquals(ended, false);
  cancellation.cancel("enough");
  await waiting;
});

test("a pause that no timer can take does not end at once by the runtime's clock either", async () => {
  const cancellation = new Cancellation();
  let ended = false;
  const waiting = pause(Infinity, cancellation).then(() => ended = true).catch(() => {});
  await pause(20, new Cancellation());
  assertEquals(ended, false);
  cancellation.cancel("enough");
  await waiting;
});

test("a pause of who has a web signal ends in time, or with the reason of the signal", async () => {
  const begun = performance.now();
  for (const signal of [undefined, null, new AbortController().signal]) {
    await pauseUnless(10, signal);
  }
  assertGreater(performance.now() - begun, 25);
  const controller = new AbortController();
  const reason = { own: true };
  const waiting = pauseUnless(60_000, controller.signal).catch((error: unknown) => error);
  controller.abort(reason);
  assertStrictEquals(await waiting, reason);
  assertStrictEquals(await pauseUnless(60_000, controller.signal).catch((error) => error), reason);
});
