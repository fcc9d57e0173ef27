import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  ReadTimeoutError,
  ResponseTooLargeError,
  StreamClosedError,
} from "../../src/core/errors.ts";
import type { Incoming } from "../../src/core/response/incoming.ts";
import type { ByteSource } from "../../src/core/response/byte_source.ts";
import { splitIncoming } from "../../src/core/response/tee.ts";
import { test } from "../checked.ts";
import { incomingOf, RestSource, ScriptedSource, textOf } from "./scripted_source.ts";

type Bytes = Uint8Array<ArrayBuffer>;

test("a body is read chunk by chunk, and its end is told once", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab", "c"]));
  assertEquals(textOf(await incoming.read()), "ab");
  assertEquals([incoming.received, incoming.ended], [2, false]);
  assertEquals(textOf(await incoming.read()), "c");
  assertEquals(await incoming.read(), undefined);
  assertEquals(await incoming.read(), undefined);
  incoming.close();
  assertEquals([trace.ends, trace.bytes, incoming.ended], [[true], [2, 1], true]);
});

test("a body is read whole", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab", "c", "def"]));
  assertEquals(textOf(await incoming.readAll()), "abcdef");
  assertEquals([trace.ends, trace.bytes], [[true], [2, 1, 3]]);
});

test("a failure ends the body, stays and is told to whoever reads", async () => {
  const failure = new Error("cable cut");
  const source = new ScriptedSource(["ab", failure]);
  const { incoming, trace } = incomingOf(source);
  assertStrictEquals(await incoming.readAll().catch((error) => error), failure);
  assertStrictEquals(await incoming.read().catch((error) => error), failure);
  assertStrictEquals(await incoming.readAll().catch((error) => error), failure);
  assertEquals(trace.ends, [false]);
  assertEquals(source.aborts, [failure]);
});

test("a stall is a ReadTimeoutError, and drops the connection", async () => {
  const source = new ScriptedSource(["ab", "…"]);
  const { incoming, trace } = incomingOf(source, { readTimeout: 20 });
  await incoming.read();
  const error = await assertRejects(
    () => incoming.read(),
    ReadTimeoutError,
    "within timeout.read (20 ms)",
  );
  assertEquals(error.phase, "read");
  assertEquals([source.aborts.length, trace.ends], [1, [false]]);
});

test("time that the reader takes does not count as a stall", async () => {
  const { incoming } = incomingOf(new ScriptedSource(["a", "b"]), { readTimeout: 15 });
  assertEquals(textOf(await incoming.read()), "a");
  await new Promise((resolve) => setTimeout(resolve, 40));
  assertEquals(textOf(await incoming.readAll()), "b");
});

test("a body may be as large as maxBytes, and no larger", async () => {
  const { incoming } = incomingOf(new ScriptedSource(["ab", "cd"]), { maxBytes: 4 });
  assertEquals(textOf(await incoming.readAll()), "abcd");
  const source = new ScriptedSource(["ab", "cde", "never"]);
  const { incoming: larger, trace } = incomingOf(source, { maxBytes: 4 });
  await assertRejects(() => larger.readAll(), ResponseTooLargeError, "4 bytes");
  assertEquals([trace.ends, source.aborts.length], [[false], 1]);
});

test("a body that says beforehand that it is too large is not begun", async () => {
  const source = new ScriptedSource(["never"], 5);
  const { incoming } = incomingOf(source, { maxBytes: 4 });
  await assertRejects(() => incoming.readAll(), ResponseTooLargeError);
  assertEquals([incoming.received, source.aborts.length], [0, 1]);
});

test("closing lets go of the connection and ends a read under way", async () => {
  const source = new ScriptedSource(["…"]);
  const { incoming, trace } = incomingOf(source);
  const reading = incoming.read();
  incoming.close();
  incoming.close();
  await assertRejects(() => reading, StreamClosedError);
  assertEquals([source.aborts.length, trace.ends], [1, [false]]);
});

test("a callback that throws fails the body, and its end is still told", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab"]), {
    onBytes: () => {
      throw new RangeError("from the caller");
    },
  });
  await assertRejects(() => incoming.readAll(), RangeError, "from the caller");
  assertEquals(trace.ends, [false]);
});

test("what was peeked at is still to be read, in order, however often", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab", "cd", "ef"]));
  assertEquals(textOf(await incoming.peek(3, 50)), "abcd");
  assertEquals(textOf(await incoming.peek(3, 50)), "abcd");
  assertEquals(textOf(await incoming.peek(5, 50)), "abcdef");
  assertEquals(textOf(await incoming.read()), "ab");
  assertEquals(textOf(await incoming.readAll()), "cdef");
  assertEquals([trace.ends, trace.bytes], [[true], [2, 2, 2]]);
});

test("peeking waits no longer than it may; the chunk under way is not lost", async () => {
  const { promise, resolve } = Promise.withResolvers<Bytes>();
  const given: (Bytes | Promise<Bytes>)[] = [new Uint8Array([1]), promise];
  const source: ByteSource = {
    size: undefined,
    read: async () => await given.shift(),
    abort: () => {},
  };
  const { incoming } = incomingOf(source);
  assertEquals(await incoming.peek(100, 10), new Uint8Array([1]));
  assertEquals(await incoming.peek(100, 10), new Uint8Array([1]));
  resolve(new Uint8Array([2]));
  assertEquals(await incoming.readAll(), new Uint8Array([1, 2]));
});

test("a failure that peeking meets is for who reads", async () => {
  const { incoming } = incomingOf(new ScriptedSource(["ab", new Error("cut")]));
  assertEquals(textOf(await incoming.peek(100, 50)), "ab");
  assertEquals(textOf(await incoming.read()), "ab");
  await assertRejects(() => incoming.read(), Error, "cut");
});

test("two share a body; each gets all of it, and the end is told once", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab", "cd"]));
  const [left, right] = splitIncoming(incoming);
  assertEquals(textOf(await left.readAll()), "abcd");
  assertEquals(trace.ends, [true]);
  assertEquals(textOf(await right.readAll()), "abcd");
});

test("of two that share a body, one may let go; the connection is dropped when both did", async () => {
  const source = new ScriptedSource(["ab", "…"]);
  const { incoming, trace } = incomingOf(source);
  const [left, right] = splitIncoming(incoming);
  left.close();
  assertEquals(textOf(await right.read()), "ab");
  assertEquals([trace.ends, source.aborts.length], [[], 0]);
  right.close();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals([trace.ends, source.aborts.length], [[false], 1]);
});

test("a failure reaches both that share a body", async () => {
  const { incoming } = incomingOf(new ScriptedSource(["ab", new RangeError("cut")]));
  const [left, right] = splitIncoming(incoming);
  await assertRejects(() => left.readAll(), RangeError, "cut");
  await assertRejects(() => right.readAll(), RangeError, "cut");
});

test("a large body may be so many times larger than it was on the wire", async () => {
  const MIB = 1024 * 1024;
  const rows: readonly (readonly [Pick<ByteSource, "wireBytes" | "wireSize">, number, boolean])[] =
    [
      [{}, 2, true],
      [{ wireBytes: 33 * MIB }, 2, true],
      [{ wireBytes: 32 * MIB }, 2, false],
      [{ wireSize: 33 * MIB }, 2, true],
      [{ wireSize: 32 * MIB }, 2, false],
      [{ wireBytes: 1, wireSize: 66 * MIB }, 2, false],
      [{ wireBytes: 0 }, Infinity, true],
      [{ wireSize: NaN }, 2, true],
      [{ wireBytes: 1 }, Infinity, true],
    ];
  for (const [wire, maxRatio, isGood] of rows) {
    const chunk = new Uint8Array(MIB);
    let left = 65;
    const source: ByteSource = {
      size: undefined,
      ...wire,
      read: () => Promise.resolve(left-- > 0 ? chunk : undefined),
      abort: () => left = 0,
    };
    const { incoming } = incomingOf(source, { maxRatio });
    const error = await read(incoming).catch((error) => error);
    const label = JSON.stringify([wire, maxRatio]);
    assertEquals(error instanceof ResponseTooLargeError, !isGood, label);
  }
});

async function read(incoming: Incoming): Promise<void> {
  while (await incoming.read());
}

/** A source that gives its rest at once, touch after touch, and may pay no heed to what is said of it. */
class WholeSource implements ByteSource {
  readonly aborts: unknown[] = [];
  isBegun = false;

  constructor(
    readonly steps: readonly string[],
    readonly options: { readonly pause?: number; readonly deaf?: boolean; readonly size?: number } =
      {},
  ) {}

  get size(): number | undefined {
    return this.options.size;
  }

  read(): Promise<Bytes | undefined> {
    return Promise.reject(new Error("nobody reads it piece by piece"));
  }

  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    this.isBegun = true;
    for (const step of this.steps) {
      await new Promise((resolve) => setTimeout(resolve, this.options.pause ?? 0));
      try {
        touch(step.length);
      } catch (error) {
        if (!this.options.deaf) throw error;
      }
    }
    return new TextEncoder().encode(this.steps.join(""));
  }

  abort(reason: unknown): void {
    this.aborts.push(reason);
  }
}

test("what a source gives at once is counted, and its end told once", async () => {
  const { incoming, trace } = incomingOf(new WholeSource(["ab", "c"]));
  assertEquals(textOf(await incoming.readAll()), "abc");
  assertEquals([trace.bytes, trace.ends, incoming.received], [[2, 1], [true], 3]);
  incoming.close();
  assertEquals([trace.ends, incoming.ended], [[true], true]);
});

test("what a source gives at once keeps the size limit, even if the source does not", async () => {
  for (const deaf of [false, true]) {
    for (const size of [undefined, 6]) {
      const source = new WholeSource(["abc", "def"], { deaf, ...(size && { size }) });
      const { incoming, trace } = incomingOf(source, { maxBytes: 5 });
      await assertRejects(() => incoming.readAll(), ResponseTooLargeError);
      assertEquals([source.aborts.length, trace.ends], [1, [false]]);
      assertEquals(source.isBegun, size === undefined);
    }
  }
});

test("a slow body that is given at once is no stalled one", async () => {
  const steps = ["a", "b", "c", "d", "e", "f"];
  const slow = incomingOf(new WholeSource(steps, { pause: 60 }), { readTimeout: 250 });
  assertEquals(textOf(await slow.incoming.readAll()), "abcdef");
  const stalled = incomingOf(new WholeSource(["a"], { pause: 1_000 }), { readTimeout: 30 });
  await assertRejects(() => stalled.incoming.readAll(), ReadTimeoutError);
});

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test("what was read ahead and then closed is closed for whoever reads", async () => {
  const { incoming, trace } = incomingOf(new ScriptedSource(["ab"], 2));
  incoming.readAhead();
  await wait(5);
  assertEquals([incoming.ended, trace.ends], [true, [true]]);
  incoming.close();
  const error = await assertRejects(() => incoming.read(), StreamClosedError);
  assertEquals([error.phase, trace.ends], ["read", [true]]);
});

test("no read timeout runs while a body is read ahead, but as soon as somebody reads", async () => {
  const source = new ScriptedSource(["ab", "…"], 4);
  const { incoming, trace } = incomingOf(source, { readTimeout: 20 });
  incoming.readAhead();
  await wait(60);
  assertEquals([incoming.ended, source.aborts, trace.bytes], [false, [], [2]]);
  assertEquals(textOf(await incoming.read()), "ab");
  const error = await assertRejects(() => incoming.read(), ReadTimeoutError);
  assertEquals([error.phase, trace.ends, source.aborts], ["read", [false], [error]]);
});

test("a body that was peeked at is whole for who reads all of it, whatever the source can do", async () => {
  const { incoming, trace } = incomingOf(new RestSource(["ab", "cd", "ef"], 6));
  assertEquals(textOf(await incoming.peek(1, 1_000)), "ab");
  assertEquals(textOf(await incoming.readAll()), "abcdef");
  assertEquals([trace.ends, incoming.received], [[true], 6]);
});

test("a large body is not read ahead, a small one is", async () => {
  for (const [size, ends] of [[65_536, [true]], [65_537, []]] as const) {
    const source = new ScriptedSource(["x".repeat(size)], size);
    const { incoming, trace } = incomingOf(source);
    incoming.readAhead();
    await wait(20);
    assertEquals([size, trace.ends], [size, ends]);
    incoming.close();
  }
});

test("who asks for the failure after it is told at once, and two are told before it", async () => {
  const { incoming } = incomingOf(new ScriptedSource([new Error("broken")]));
  const told: string[] = [];
  incoming.onFail((error) => told.push(`first ${String(error)}`));
  incoming.onFail((error) => told.push(`second ${String(error)}`));
  await assertRejects(() => incoming.read(), Error, "broken");
  incoming.onFail((error) => told.push(`late ${String(error)}`));
  assertEquals(told, ["first Error: broken", "second Error: broken", "late Error: broken"]);
});

test("what came with the head is counted when it is read ahead, and still to be read", async () => {
  const source = Object.assign(new ScriptedSource([], 2), {
    takeReady: () => new TextEncoder().encode("ab"),
  });
  const { incoming, trace } = incomingOf(source);
  incoming.readAhead();
  assertEquals([incoming.ended, incoming.received, trace], [true, 2, { ends: [true], bytes: [2] }]);
  assertEquals(textOf(await incoming.read()), "ab");
});
