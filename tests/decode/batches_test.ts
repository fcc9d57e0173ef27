import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { cutItems, type Cutter } from "../../src/core/text/cut_iterator.ts";
import {
  iterEvents,
  iterJson,
  iterLineBatches,
  iterLines,
  iterText,
} from "../../src/features/decode/mod.ts";
import { test } from "../checked.ts";
import { drain, utf8, WatchedSource } from "./byte_sources.ts";

const DONE = { done: true, value: undefined } as const;

/** All that iterate share one machinery; what holds for one has to hold for each. */
const ITERATORS = {
  text: (source: WatchedSource) => iterText(source),
  lines: (source: WatchedSource) => iterLines(source),
  delimited: (source: WatchedSource) => iterLines(source, { delimiter: "\n" }),
  json: (source: WatchedSource) => iterJson(source),
  events: (source: WatchedSource) => iterEvents(source),
  batches: (source: WatchedSource) => iterLineBatches(source),
} as const;

const CHUNK = "0\n\n1\n\ndata: 2\n\n".repeat(2);

test("nothing is read before the first next()", async () => {
  for (const make of Object.values(ITERATORS)) {
    const source = new WatchedSource(["1\n"]);
    const items = make(source);
    await Promise.resolve();
    assertEquals([source.given, source.returned], [0, 0]);
    await items.return();
  }
});

test("return() closes the source once, also before the first next()", async () => {
  for (const make of Object.values(ITERATORS)) {
    const source = new WatchedSource([CHUNK, CHUNK]);
    const items = make(source);
    assertEquals(await items.return(), DONE);
    assertEquals(await items.return(), DONE);
    assertEquals(await items.next(), DONE);
    assertEquals([source.given, source.returned], [0, 1]);
  }
});

test("leaving a loop closes the source and drops the rest", async () => {
  const makes = [ITERATORS.text, ITERATORS.lines, ITERATORS.batches];
  for (const make of makes) {
    const source = new WatchedSource([CHUNK, CHUNK]);
    const items = make(source);
    for await (const item of items) {
      assert(item.length > 0);
      break;
    }
    assertEquals([source.given, source.returned], [1, 1]);
    assertEquals(await items.next(), DONE);
  }
});

test("throw() closes the source and rejects with the error", async () => {
  for (const make of Object.values(ITERATORS)) {
    const source = new WatchedSource([CHUNK]);
    const items = make(source);
    const error = new Error("mine");
    assertStrictEquals(await assertRejects(() => items.throw(error)), error);
    assertEquals(source.returned, 1);
    assertEquals(await items.next(), DONE);
  }
});

test("await using closes the source", async () => {
  for (const make of Object.values(ITERATORS)) {
    const source = new WatchedSource([CHUNK]);
    {
      await using items = make(source);
      assertStrictEquals(items[Symbol.asyncIterator](), items);
    }
    assertEquals(source.returned, 1);
  }
});

test("a source read to its end is not closed, and the end stays", async () => {
  for (const make of Object.values(ITERATORS)) {
    const source = new WatchedSource([]);
    const items = make(source);
    assertEquals(await items.next(), DONE);
    assertEquals(await items.next(), DONE);
    assertEquals(await items.return(), DONE);
    assertEquals(source.returned, 0);
  }
});

test("an error of the source comes after what came before it, once", async () => {
  const error = new Error("the connection broke");
  const source = new WatchedSource(["one\ntwo\nthr", "ee\nfo"], error);
  const lines = iterLines(source);
  const found = await drain(lines);
  assertEquals(found.items, ["one", "two", "three"]);
  assertStrictEquals(found.error, error);
  assertEquals(await lines.next(), DONE);
  assertEquals(source.returned, 0);
});

test("an error of decoding comes after the items before it and closes the source", async () => {
  const source = new WatchedSource(["1\n2\nx\n3\n", "4\n"]);
  const values = iterJson(source);
  const found = await drain(values);
  assertEquals(found.items, [1, 2]);
  assertInstanceOf(found.error, Error);
  assertEquals([source.given, source.returned], [1, 1]);
  assertEquals(await values.next(), DONE);
});

test("calls of next() that overlap are answered in their order", async () => {
  const lines = iterLines(new WatchedSource(["a\nb\n", "c", "\n\nd"]));
  const calls = Array.from({ length: 8 }, () => lines.next());
  const results = await Promise.all(calls);
  assertEquals(
    results.map(({ value }) => value),
    ["a", "b", "c", "", "d", undefined, undefined, undefined],
  );
});

test("who asks while others wait is answered after them", async () => {
  const lines = iterLines(new WatchedSource(["a\nb\nc\nd\n"]));
  const [first, second, third] = [lines.next(), lines.next(), lines.next()];
  const fourth = first.then(() => lines.next());
  const results = await Promise.all([first, second, third, fourth]);
  assertEquals(results.map(({ value }) => value), ["a", "b", "c", "d"]);
});

test("calls of next() keep their order through an error", async () => {
  const values = iterJson(new WatchedSource(["1\nx\n", "2\n"]));
  const calls = Array.from({ length: 3 }, () => values.next());
  const results = await Promise.allSettled(calls);
  assertEquals(
    results.map(({ status }) => status),
    ["fulfilled", "rejected", "fulfilled"],
  );
  assertEquals(await values.next(), DONE);
});

test("an item at hand is there in one turn", async () => {
  const lines = iterLines(new WatchedSource(["a\nb\n"]));
  await lines.next();
  let turns = 0;
  const item = lines.next().then(() => turns);
  turns++;
  await Promise.resolve();
  turns++;
  assertEquals(await item, 1);
});

test("return() does not wait for a chunk that never comes", async () => {
  let cancelled = 0;
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<Uint8Array>>(() => {}),
      return: () => {
        cancelled++;
        return Promise.resolve(DONE);
      },
    }),
  };
  const lines = iterLines(source);
  const pending = lines.next();
  assertEquals(await lines.return(), DONE);
  assertEquals(cancelled, 1);
  assert(pending instanceof Promise);
});

test("a chunk that comes after return() is dropped", async () => {
  let give: (chunk: IteratorResult<Uint8Array>) => void = () => {};
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise<IteratorResult<Uint8Array>>((resolve) => give = resolve),
      return: () => Promise.resolve(DONE),
    }),
  };
  const lines = iterLines(source);
  const first = lines.next();
  await Promise.resolve();
  give({ done: false, value: utf8("one\nrest of") });
  assertEquals((await first).value, "one");
  const pending = lines.next();
  await Promise.resolve();
  await lines.return();
  give({ done: false, value: utf8("late\n") });
  assertEquals(await pending, DONE);
});

test("what fails after return() fails nobody, and a source need not have a return()", async () => {
  const fails = Promise.withResolvers<void>();
  const cutter: Cutter<string> = { push: () => fails.promise, finish: () => {} };
  let left = 1;
  const next = () => Promise.resolve(left-- > 0 ? { value: utf8("x") } : DONE);
  const items = cutItems({ [Symbol.asyncIterator]: () => ({ next }) }, cutter);
  const pending = items.next();
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(await items.return(), DONE);
  fails.reject(new Error("too late"));
  assertEquals(await pending, DONE);
  assertEquals(await items.next(), DONE);
});

test("a web stream is cancelled by return()", async () => {
  const reasons: unknown[] = [];
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(utf8("line\n")),
    cancel: (reason) => {
      reasons.push(reason);
    },
  });
  const lines = iterLines(stream);
  await lines.next();
  await lines.return();
  assertEquals(reasons, [undefined]);
  assert(!stream.locked);
});

test("an error while the source is closed is not hidden from return(), nor hides another", async () => {
  const broken = (chunks: string[]) => ({
    [Symbol.iterator]: () => ({
      next: () => {
        const chunk = chunks.shift();
        return chunk === undefined ? DONE : { value: utf8(chunk) };
      },
      return: (): IteratorResult<Uint8Array> => {
        throw new Error("cannot close");
      },
    }),
  });
  const lines = iterLines(broken(["a\n"]));
  await lines.next();
  await assertRejects(() => lines.return(), Error, "cannot close");
  const found = await drain(iterJson(broken(["x\n"])));
  assertInstanceOf(found.error, Error);
  assert(found.error.message.includes("not JSON"));
});

test("text instead of bytes is refused and closes the source", async () => {
  let returned = 0;
  const source: AsyncIterable<Uint8Array> = JSON.parse("{}");
  Object.assign(source, {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ value: "text" }),
      return: () => Promise.resolve(returned++),
    }),
  });
  const lines = iterLines(source);
  await assertRejects(() => lines.next(), TypeError, "Cannot decode a body");
  assertEquals(returned, 1);
});

test("a cutter that fails at the end delivers its items first", async () => {
  const cutter: Cutter<number> = {
    push: () => {},
    finish: (items) => {
      items.push(1, 2);
      throw new Error("cut off");
    },
  };
  const source = new WatchedSource(["x"]);
  const items = cutItems(source, cutter);
  const found = await drain(items);
  assertEquals(found.items, [1, 2]);
  assertEquals(found.error instanceof Error && found.error.message, "cut off");
  assertEquals(await items.next(), DONE);
});
