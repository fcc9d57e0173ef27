import {
  assertEquals,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Client, HandlerTransport } from "../../mod.ts";
import { Cancellation } from "../../src/core/time/cancellation.ts";
import { test } from "../checked.ts";
import { ROOT, run } from "./program.ts";

test("a cancellation follows the caller's signal, with its own reason", () => {
  const controller = new AbortController();
  using cancellation = new Cancellation(controller.signal);
  const reasons: unknown[] = [];
  cancellation.add((reason) => reasons.push(reason));
  assertEquals([cancellation.cancelled, cancellation.reason], [false, undefined]);
  cancellation.throwIfCancelled();
  const reason = { mine: true };
  controller.abort(reason);
  assertStrictEquals(reasons[0], reason);
  assertStrictEquals(cancellation.reason, reason);
  assertEquals([reasons.length, cancellation.cancelled], [1, true]);
  try {
    cancellation.throwIfCancelled();
    throw new Error("not thrown");
  } catch (error) {
    assertStrictEquals(error, reason);
  }
});

test("a signal that was aborted before is seen at once, whatever its reason", () => {
  for (const reason of [new Error("x"), "text", 0, null, ""]) {
    using cancellation = new Cancellation(AbortSignal.abort(reason));
    assertEquals([cancellation.cancelled, cancellation.reason], [true, reason]);
    assertEquals(cancellation.signal.aborted, true);
    assertStrictEquals(cancellation.signal.reason, reason);
    const late: unknown[] = [];
    cancellation.add((reason) => late.push(reason));
    assertEquals(late, [reason], "who comes late is told at once");
  }
});

test("the first reason stays", () => {
  using cancellation = new Cancellation();
  let calls = 0;
  cancellation.add(() => calls++);
  cancellation.cancel("first");
  cancellation.cancel("second");
  assertEquals([cancellation.reason, calls], ["first", 1]);
});

test("the web signal is one and the same, made before or after", () => {
  using early = new Cancellation();
  const { signal } = early;
  assertStrictEquals(early.signal, signal);
  early.cancel("now");
  assertEquals([signal.aborted, signal.reason], [true, "now"]);
  using late = new Cancellation();
  late.cancel("before");
  assertThrows(() => late.signal.throwIfAborted());
  assertEquals(late.signal.reason, "before");
});

test("a listener that was taken back is not called, nor one of a call that is over", () => {
  const controller = new AbortController();
  const cancellation = new Cancellation(controller.signal);
  const called: string[] = [];
  const gone = () => called.push("gone");
  cancellation.add(gone);
  cancellation.delete(gone);
  cancellation.add(() => called.push("over"));
  cancellation[Symbol.dispose]();
  cancellation[Symbol.dispose]();
  controller.abort();
  assertEquals([called, cancellation.cancelled], [[], false]);
  cancellation.cancel("by hand");
  assertEquals([called, cancellation.reason], [[], "by hand"]);
});

test("of several listeners those are told that are left, whichever was taken back", () => {
  for (const gone of [0, 1, 2]) {
    using cancellation = new Cancellation();
    const called: number[] = [];
    const listeners = [0, 1, 2].map((index) => () => called.push(index));
    for (const listener of listeners) cancellation.add(listener);
    cancellation.delete(listeners[gone] ?? (() => {}));
    cancellation.delete(() => {});
    cancellation.cancel("over");
    assertEquals(called, [0, 1, 2].filter((index) => index !== gone));
  }
});

test("a race gives what came of the work, and ends with the call", async () => {
  using cancellation = new Cancellation();
  const failing = Promise.reject(new Error("of the work"));
  assertEquals(await cancellation.race(Promise.resolve("done")), "done");
  await assertRejects(() => cancellation.race(failing), Error, "of the work");
  const raced = cancellation.race(new Promise(() => {}));
  cancellation.cancel("over");
  assertEquals(await raced.catch((reason: unknown) => reason), "over");
  const late = cancellation.race(new Promise(() => {}));
  assertEquals(await late.catch((reason: unknown) => reason), "over");
});

test("a call that waits for much in turn keeps nothing of what is over", async () => {
  const { said: [growth] } = await run(
    `
    const { Cancellation } = await import("${ROOT}src/core/time/cancellation.ts");
    const cancellation = new Cancellation();
    const wait = async (times) => {
      for (let time = 0; time < times; time++) await cancellation.race(Promise.resolve());
    };
    const heap = () => (gc(), Deno.memoryUsage().heapUsed);
    await wait(10_000);
    const before = heap();
    await wait(100_000);
    console.log(heap() - before);
    cancellation.cancel();`,
    ["--v8-flags=--expose-gc"],
  );
  assertLess(Number(growth), 4_000_000);
});

test("listeners may take back each other and cancel again while they are told", () => {
  using cancellation = new Cancellation();
  const called: string[] = [];
  const second = () => called.push("second");
  cancellation.add(() => {
    called.push("first");
    cancellation.delete(second);
    cancellation.cancel("again");
    cancellation.add(() => called.push("late"));
  });
  cancellation.add(second);
  cancellation.cancel("once");
  assertEquals(called, ["first", "late", "second"]);
  assertEquals(cancellation.reason, "once");
});

test("a signal that lives long keeps no listener of the calls that are over", () => {
  const added: string[] = [];
  const controller = new AbortController();
  const { signal } = controller;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  let listening = 0;
  Object.assign(signal, {
    addEventListener: (...args: Parameters<typeof add>) => (listening++, add(...args)),
    removeEventListener: (...args: Parameters<typeof remove>) => (listening--, remove(...args)),
  });
  for (let count = 0; count < 100; count++) new Cancellation(signal)[Symbol.dispose]();
  assertEquals([listening, added], [0, []]);
});

test("a client's call lets go of the caller's signal when its body has ended, failed or was closed", async () => {
  const broken = () =>
    new ReadableStream({
      pull(controller) {
        controller.error(new Error("broken"));
      },
    });
  const bodies = { "/ok": () => "ok", "/none": () => null, "/broken": broken };
  const transport = new HandlerTransport(({ url }) => {
    const body = Object.entries(bodies).find(([path]) => url.endsWith(path))?.[1];
    return new Response(body?.());
  });
  using client = new Client({ transport, trustEnv: false });
  const { signal, listeners } = countingSignal();
  await client.get("http://h.example/ok", { signal });
  await client.get("http://h.example/none", { signal });
  await client.get("http://h.example/broken", { signal }).catch(() => {});
  assertEquals(listeners(), 0);
  const read = await client.stream("GET", "http://h.example/ok", { signal });
  assertEquals(listeners(), 1);
  await read.text();
  const failed = await client.stream("GET", "http://h.example/broken", { signal });
  await failed.text().catch(() => {});
  const closed = await client.stream("GET", "http://h.example/ok", { signal });
  await closed.close();
  assertEquals(listeners(), 0);
});

/** A signal of a caller's, and how many listen to it. */
function countingSignal() {
  const { signal } = new AbortController();
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (type: string, ...rest: [EventListenerOrEventListenerObject]) => {
    count++;
    add(type, ...rest);
  };
  signal.removeEventListener = (type: string, ...rest: [EventListenerOrEventListenerObject]) => {
    count--;
    remove(type, ...rest);
  };
  return { signal, listeners: () => count };
}
