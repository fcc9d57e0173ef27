import { assertEquals, assertLess, assertRejects, assertStrictEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import type { ByteSource } from "../../src/core/response/byte_source.ts";
import { explainTooLarge } from "../../src/core/response/incoming.ts";
import { ReadTimeoutError, ResponseTooLargeError } from "../../src/core/errors.ts";
import { Deadlines, type Watch } from "../../src/core/time/deadlines.ts";
import { test } from "../checked.ts";
import { incomingOf, RestSource, ScriptedSource, textOf } from "./scripted_source.ts";

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Tells when nobody waits for it, and how often it was read. */
class WatchedSource extends ScriptedSource {
  readonly idle: boolean[] = [];
  reads = 0;

  override read() {
    this.reads++;
    return super.read();
  }

  setIdle(idle: boolean): void {
    this.idle.push(idle);
  }
}

/** Counts how often a watch is touched and stopped. */
function countingWatch(): Watch & { touched: number; stopped: number } {
  return {
    touched: 0,
    stopped: 0,
    touch() {
      this.touched++;
    },
    stop() {
      this.stopped++;
    },
  };
}

test("the clock of the headers runs until the first read, or until nobody reads", async () => {
  const paused = countingWatch();
  incomingOf(new ScriptedSource(["a"]), { handover: paused }).incoming.pause();
  assertEquals(paused.stopped, 1);
  for (const how of ["read", "readAll"] as const) {
    const handover = countingWatch();
    const { incoming } = incomingOf(new RestSource(["a"]), { handover });
    await incoming[how]();
    assertEquals([how, handover.stopped > 0], [how, true]);
  }
  const closed = countingWatch();
  incomingOf(new ScriptedSource(["a"]), { handover: closed }).incoming.close();
  assertEquals(closed.stopped > 0, true);
});

test("what a transport knows of the wire counts for who asks how much came", async () => {
  const source = Object.assign(new ScriptedSource(["abcd"]), { wireBytes: 2 });
  const { incoming, trace } = incomingOf(source);
  await incoming.read();
  assertEquals([incoming.received, trace.bytes], [2, [4]]);
});

test("a reader's buffer, and what is undecoded, go past to a source that knows them", async () => {
  const source = Object.assign(new ScriptedSource(["plain", "plain again"]), {
    readInto: (buffer: Uint8Array<ArrayBuffer>) => Promise.resolve(buffer.fill(65)),
    readRaw: () => Promise.resolve(new TextEncoder().encode("raw")),
  });
  const { incoming, trace } = incomingOf(source);
  assertEquals(textOf(await incoming.readInto(new Uint8Array(2))), "AA");
  assertEquals(textOf(await incoming.readRaw()), "raw");
  assertEquals(textOf(await incoming.read()), "plain");
  assertEquals(trace.bytes, [2, 3, 5]);
  const simple = incomingOf(new ScriptedSource(["a", "b"])).incoming;
  assertEquals(textOf(await simple.readInto(new Uint8Array(2))), "a");
  assertEquals(textOf(await simple.readRaw()), "b");
});

test("who begins to read is told of once, also when all was read ahead", async () => {
  for (const ahead of [false, true]) {
    let begun = 0;
    const { incoming } = incomingOf(new ScriptedSource(["ab"], 2), { onBegin: () => begun++ });
    if (ahead) incoming.readAhead();
    await wait(5);
    assertEquals([ahead, begun, incoming.ended], [ahead, 0, ahead]);
    while (await incoming.read());
    await incoming.readAll();
    assertEquals([ahead, begun], [ahead, 1]);
  }
});

test("a source is told that nobody waits for what is read ahead, and when somebody does", async () => {
  const source = new WatchedSource(["ab", "…"], 4);
  const { incoming } = incomingOf(source);
  incoming.readAhead();
  await wait(1);
  assertEquals(source.idle, [true]);
  assertEquals(textOf(await incoming.read()), "ab");
  assertEquals(source.idle, [true, false]);
  incoming.close();
  const whole = new WatchedSource(["ab"], 2);
  const ahead = incomingOf(whole).incoming;
  ahead.readAhead();
  await wait(1);
  assertEquals([ahead.ended, textOf(await ahead.read()), whole.idle], [true, "ab", [true]]);
  const plain = new WatchedSource(["ab"], 2);
  assertEquals(textOf(await incomingOf(plain).incoming.readAll()), "ab");
  assertEquals(plain.idle, []);
});

test("an empty body has ended when that is known, and its source is told", () => {
  for (const how of ["skipEmpty", "readAhead"] as const) {
    const source = new WatchedSource([], 0);
    const { incoming, trace } = incomingOf(source);
    incoming[how]();
    assertEquals([how, incoming.ended, trace.ends, source.reads], [how, true, [true], 1]);
  }
  const source = new WatchedSource(["a"], 1);
  const { incoming } = incomingOf(source);
  incoming.skipEmpty();
  assertEquals([incoming.ended, source.reads], [false, 0]);
  incoming.close();
});

test("nothing is read ahead of who reads already, nor of what has ended", async () => {
  const source = new WatchedSource(["a", "b"], 2);
  const { incoming } = incomingOf(source);
  await incoming.read();
  incoming.readAhead();
  await wait(1);
  assertEquals([source.reads, source.idle], [1, []]);
  incoming.close();
  incoming.readAhead();
  assertEquals([source.reads, source.idle], [1, []]);
  const large = new WatchedSource(["x"], 65_537);
  const { incoming: larger } = incomingOf(large);
  larger.readAhead();
  assertEquals([large.reads, large.idle], [0, []]);
  larger.close();
});

test("a body of unknown length that can be had at once is begun some milliseconds later", async () => {
  class Rest extends RestSource {
    reads = 0;
    wholes = 0;

    override read() {
      this.reads++;
      return super.read();
    }

    override readAll(touch: (bytes: number) => void) {
      this.wholes++;
      return super.readAll(touch);
    }
  }
  {
    using time = new FakeTime();
    const source = new Rest(["ab"]);
    const { incoming, trace } = incomingOf(source);
    incoming.readAhead();
    time.tick(4);
    assertEquals(source.reads, 0);
    time.tick(1);
    assertEquals(source.reads, 1);
    await time.runMicrotasks();
    await incoming.readAll();
    assertEquals([trace.ends, source.wholes], [[true], 0]);
  }
  const source = new Rest(["ab"]);
  const { incoming, trace } = incomingOf(source);
  incoming.readAhead();
  assertEquals(textOf(await incoming.readAll()), "ab");
  await wait(20);
  assertEquals([trace.ends, source.wholes, source.reads], [[true], 1, 2]);
});

test("a body that cannot be had at once, or of a known length, is begun at once", () => {
  for (const source of [new WatchedSource(["a", "…"]), new WatchedSource(["a", "…"], 2)]) {
    const { incoming } = incomingOf(source);
    incoming.readAhead();
    assertEquals(source.reads, 1);
    incoming.close();
  }
  const known = Object.assign(new WatchedSource(["a", "…"], 2), {
    readAll: () => Promise.reject(new Error("nobody reads all of it")),
  });
  const { incoming } = incomingOf(known);
  incoming.readAhead();
  assertEquals(known.reads, 1);
  incoming.close();
});

test("the end is told once, whoever meets it", async () => {
  const source = new WatchedSource(["a"]);
  const ended = incomingOf(source).incoming;
  for (let count = 0; count < 4; count++) await ended.read();
  ended.close();
  assertEquals([source.reads, await ended.read()], [2, undefined]);
  const { incoming, trace } = incomingOf(new ScriptedSource([]));
  assertEquals(await Promise.all([incoming.read(), incoming.read()]), [undefined, undefined]);
  assertEquals(trace.ends, [true]);
});

test("what a callback throws comes out of a source that gives all at once, too", async () => {
  const own = new RangeError("from the caller");
  const onBytes = () => {
    throw own;
  };
  const source = new RestSource(["ab"]);
  const { incoming, trace } = incomingOf(source, { onBytes });
  assertStrictEquals(await incoming.readAll().catch((error: unknown) => error), own);
  assertEquals([trace.ends, source.aborts], [[false], [own]]);
});

test("a body of unknown length is read ahead up to 64 KiB, and the rest is for who reads", async () => {
  const piece = "x".repeat(20_000);
  const source = new WatchedSource(Array.from({ length: 9 }, () => piece));
  const { incoming } = incomingOf(source);
  incoming.readAhead();
  await wait(20);
  assertEquals([source.reads, incoming.ended], [4, false]);
  assertEquals((await incoming.readAll()).length, 180_000);
  const paused = incomingOf(new ScriptedSource([piece, piece, piece, piece, piece]), {
    readTimeout: 10,
  });
  paused.incoming.readAhead();
  await wait(10);
  await paused.incoming.read();
  await wait(40);
  assertEquals([paused.incoming.ended, (await paused.incoming.readAll()).length], [false, 80_000]);
});

test("what came with the head and is empty or too large has ended, too", async () => {
  const give = (text: string) =>
    Object.assign(new ScriptedSource([], text.length), {
      takeReady: () => new TextEncoder().encode(text),
    });
  const empty = incomingOf(give(""));
  empty.incoming.readAhead();
  assertEquals([empty.trace, empty.incoming.ended], [{ ends: [true], bytes: [] }, true]);
  assertEquals(await empty.incoming.read(), undefined);
  const large = incomingOf(give("abc"), { maxBytes: 2 });
  large.incoming.readAhead();
  assertEquals(large.trace.ends, [false]);
  const error = await assertRejects(() => large.incoming.read(), ResponseTooLargeError);
  assertEquals(error.phase, "read");
  const onBytes = () => {
    throw new RangeError("from the caller");
  };
  const failing = incomingOf(give("abc"), { onBytes });
  failing.incoming.readAhead();
  assertEquals(failing.trace.ends, [false]);
  await assertRejects(() => failing.incoming.read(), RangeError, "from the caller");
});

test("what is thrown away is read while it is short, and let go of when it is long or slow", async () => {
  const short = incomingOf(new ScriptedSource(["ab", "c"]), { maxBytes: 1 });
  assertEquals(textOf(await short.incoming.drain()), "abc");
  assertEquals([short.trace.ends, short.trace.bytes], [[true], []]);

  const announced = new WatchedSource(["x"], 65_537);
  assertEquals(await incomingOf(announced).incoming.drain(), undefined);
  assertEquals([announced.reads, announced.aborts.length], [0, 1]);
  const allowed = new ScriptedSource(["x".repeat(65_536)], 65_536);
  assertEquals((await incomingOf(allowed).incoming.drain())?.length, 65_536);

  const piece = "x".repeat(40_000);
  const long = new WatchedSource([piece, piece, piece]);
  assertEquals(await incomingOf(long).incoming.drain(), undefined);
  assertEquals([long.reads, long.aborts.length], [2, 1]);
  const coded = Object.assign(new WatchedSource(["a", "b"]), { wireBytes: 65_537 });
  assertEquals(await incomingOf(coded).incoming.drain(), undefined);
  assertEquals([coded.reads, coded.aborts.length], [1, 1]);
  const inflated = Object.assign(new WatchedSource([piece, piece, piece]), { wireBytes: 1 });
  assertEquals(await incomingOf(inflated).incoming.drain(), undefined);
  assertEquals([inflated.reads, inflated.aborts.length], [2, 1]);

  const broken = new ScriptedSource(["ab", new Error("cut")]);
  assertEquals(await incomingOf(broken).incoming.drain(), undefined);

  using time = new FakeTime();
  const slow = new ScriptedSource(["ab", "…"]);
  const drained = incomingOf(slow).incoming.drain();
  await time.tickAsync(499);
  assertEquals(slow.aborts.length, 0);
  await time.tickAsync(1);
  assertEquals([await drained, slow.aborts.length], [undefined, 1]);
  assertEquals(time.next(), false, "no timer is left");
});

test("a look at the start that took too long has used up the time of what is thrown away", async () => {
  const source = new ScriptedSource(["ab", "…"]);
  const { incoming } = incomingOf(source);
  assertEquals(textOf(await incoming.peek(10, 5)), "ab");
  const begun = performance.now();
  assertEquals(await incoming.drain(), undefined);
  assertEquals(source.aborts.length, 1);
  assertLess(performance.now() - begun, 400);
  const timely = incomingOf(new ScriptedSource(["ab", "cd"])).incoming;
  assertEquals(textOf(await timely.peek(2, 1_000)), "ab");
  assertEquals(textOf(await timely.drain()), "abcd");
});

test("no read timeout runs for a look, and what came with the head is not asked for after it", async () => {
  const stalled = new ScriptedSource(["…"]);
  const { incoming } = incomingOf(stalled, { readTimeout: 10 });
  assertEquals(await incoming.peek(1, 40), new Uint8Array(0));
  assertEquals([incoming.ended, stalled.aborts], [false, []]);
  incoming.close();
  const source = Object.assign(new ScriptedSource(["ab", "cd"], 4), {
    takeReady: () => new TextEncoder().encode("abcd"),
  });
  const seen = incomingOf(source).incoming;
  await seen.peek(1, 1_000);
  seen.readAhead();
  assertEquals(textOf(await seen.readAll()), "abcd");
});

test("a look takes no more chunks than it needs, and leaves no timer", async () => {
  using time = new FakeTime();
  const source = new WatchedSource(["ab", "cd", "ef"]);
  const { incoming } = incomingOf(source);
  assertEquals(textOf(await incoming.peek(4, 1_000)), "abcd");
  assertEquals([source.reads, time.next()], [2, false]);
  incoming.close();
});

test("a body that has failed is not begun again, and its first failure stays", async () => {
  const source = new WatchedSource(["a"]);
  const { incoming, trace } = incomingOf(source);
  const [first, second] = [new Error("first"), new Error("second")];
  assertStrictEquals(incoming.fail(first), first);
  assertStrictEquals(incoming.fail(second), first);
  assertStrictEquals(await incoming.read().catch((error) => error), first);
  assertEquals([source.reads, source.aborts, trace.ends], [0, [first], [false]]);
  const whole = incomingOf(new ScriptedSource(["a"]));
  await whole.incoming.readAll();
  assertStrictEquals(whole.incoming.fail(second), second);
  assertEquals(whole.trace.ends, [true]);
  assertEquals(await whole.incoming.read(), undefined);
});

test("a chunk that comes after the failure is not given", async () => {
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const aborts: unknown[] = [];
  const source: ByteSource = {
    size: undefined,
    read: () => promise,
    readAll: () => promise,
    abort: (reason) => aborts.push(reason),
  };
  for (const how of ["read", "readAll"] as const) {
    const { incoming, trace } = incomingOf(source);
    const reading = incoming[how]();
    const failure = new Error("over");
    incoming.fail(failure);
    resolve(new Uint8Array(1));
    assertStrictEquals(await reading.catch((error: unknown) => error), failure);
    assertEquals(trace.ends, [false]);
  }
});

test("each byte gives who reads all of it the whole time anew", async () => {
  using time = new FakeTime();
  const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  let touch: (bytes: number) => void = () => {};
  const source: ByteSource = {
    size: undefined,
    read: () => promise,
    readAll: (given) => (touch = given, promise),
    abort: () => resolve(new Uint8Array(0)),
  };
  const { incoming, trace } = incomingOf(source, { readTimeout: 100 });
  const reading = incoming.readAll().catch((error: unknown) => error);
  for (let count = 0; count < 5; count++) {
    time.tick(90);
    touch(1);
  }
  assertEquals(trace, { ends: [], bytes: [1, 1, 1, 1, 1] });
  time.tick(100);
  assertEquals([await reading instanceof ReadTimeoutError, trace.ends], [true, [false]]);
  assertEquals(time.next(), false, "no timer is left");
});

/** Gives a chunk when it is told to, and tells of bytes before. */
class ManualSource implements ByteSource {
  readonly size = undefined;
  readonly #chunks: ((chunk: Uint8Array<ArrayBuffer> | undefined) => void)[] = [];
  tell = (): void => {};

  read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return new Promise((resolve) => this.#chunks.push(resolve));
  }

  give(length: number): void {
    this.#chunks.shift()?.(new Uint8Array(length));
  }

  onBytes(listener: () => void): void {
    this.tell = listener;
  }

  abort(): void {
    for (const resolve of this.#chunks.splice(0)) resolve(undefined);
  }
}

test("bytes of which no chunk is made yet are a sign of life", async () => {
  using time = new FakeTime();
  const source = new ManualSource();
  const { incoming } = incomingOf(source, { readTimeout: 1_000 });
  source.tell();
  const reading = incoming.read();
  for (let part = 0; part < 3; part++) {
    time.tick(900);
    source.tell();
  }
  time.tick(900);
  source.give(3);
  assertEquals((await reading)?.length, 3);
  const stalled = incoming.read();
  time.tick(1_000);
  await assertRejects(() => stalled, ReadTimeoutError);
});

test("no read timeout runs after a chunk that was read ahead and waited for", async () => {
  using time = new FakeTime();
  const source = new ManualSource();
  const { incoming } = incomingOf(source, { readTimeout: 1_000 });
  incoming.readAhead();
  const first = incoming.read();
  source.give(1);
  assertEquals((await first)?.length, 1);
  time.tick(5_000);
  const second = incoming.read();
  source.give(2);
  assertEquals((await second)?.length, 2);
  incoming.close();
});

test("a branch has no limits of its own, and carries what the trunk's errors do", () => {
  const deadlines = new Deadlines();
  const evidence = () => ({ elapsed: 7 });
  const { incoming, trace } = incomingOf(new ScriptedSource([]), {
    deadlines,
    evidence,
    maxBytes: 1,
    readTimeout: 1,
  });
  const branch = incoming.branchOptions();
  assertStrictEquals(branch.deadlines, deadlines);
  assertEquals(
    [branch.maxBytes, branch.readTimeout, branch.evidence()],
    [Infinity, Infinity, { elapsed: 7 }],
  );
  branch.onEnd(true);
  assertEquals(trace.ends, []);
});

test("why a body is too large says which limit it is and how much came", () => {
  const MIB = 1024 * 1024;
  assertEquals(explainTooLarge(5, { maxBytes: 5 }), undefined);
  assertEquals(
    explainTooLarge(6, { maxBytes: 5 }),
    "the body is larger than maxResponseBytes (5 bytes)",
  );
  const limits = { maxBytes: Infinity, maxRatio: 2 };
  assertEquals(explainTooLarge(64 * MIB, limits, { wireBytes: 1 }), undefined);
  assertEquals(explainTooLarge(66 * MIB, limits, { wireBytes: 33 * MIB }), undefined);
  assertEquals(
    explainTooLarge(64 * MIB + 1, limits, { wireBytes: 1 }),
    "the body inflated to 67108865 bytes so far from 1 on the wire, " +
      "more than 2 times as many (maxDecompressionRatio)",
  );
});
