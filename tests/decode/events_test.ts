import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { DecodeError } from "../../src/core/errors.ts";
import {
  type EventStreamState,
  iterEventBatches,
  iterEvents,
  type ServerSentEvent,
} from "../../src/features/decode/mod.ts";
import { test } from "../checked.ts";
import { cutAt, drain, everySplit, utf8 } from "./byte_sources.ts";

/** The standard's steps one by one, written apart from the code under test. */
function interpret(text: string): ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  let [data, type, id] = ["", "", ""];
  let retry: number | undefined;
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  lines.pop();
  for (const line of lines) {
    if (line === "") {
      if (data !== "") {
        const event = { event: type || "message", data: data.slice(0, -1), id };
        events.push(retry === undefined ? event : { ...event, retry });
      }
      [data, type, retry] = ["", "", undefined];
      continue;
    }
    const [, field, value = ""] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? [];
    if (field === "data") data += `${value}\n`;
    if (field === "event") type = value;
    if (field === "id" && !value.includes("\0")) id = value;
    if (field === "retry" && /^\d+$/.test(value)) retry = Number(value);
  }
  return events;
}

const STREAMS: readonly string[] = [
  "",
  "\n\n\n",
  "data: one\n\n",
  "data\n\n",
  "data:\n\n",
  "data\ndata\n\n",
  "data: a\ndata:b\ndata:  c\n\n",
  "event: x\n\ndata: y\n\n",
  "event\ndata: y\n\n",
  "event: x\nevent\ndata: y\n\n",
  "event: x\nevent: z\ndata: y\n\n",
  ": comment\ndata: y\n:\n\n",
  "id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
  "id: 1\n\ndata: a\n\nid: 2\0\ndata: b\n\n",
  "id: 1\0\nid:\ndata: a\n\n",
  "retry: 10\ndata: a\n\ndata: b\n\n",
  "retry: 1x\nretry: -1\nretry:\nretry\nretry: 1.5\nretry:  1\ndata: a\n\n",
  "retry: 10\nretry: 20\ndata: a\n\n",
  "Data: a\nDATA: b\n data: c\ndata : d\ndatax: e\ndat: f\n\n",
  "data: cut off\n",
  "data: one\n\ndata: cut off",
  "data: a\r\rdata: b\r\n\r\ndata: c\n\r\ndata: d\r\n\n",
  "\ufeffdata: ä€😀\r\n\r\n\ufeffdata: not a field\n\n",
  "data: a: b\nevent:a:b\nid:x:y\n\n",
  "data:\u0085\u2028\v\n\n",
];

test("events are the same whole and split at every byte", async () => {
  for (const text of STREAMS) {
    const expected = interpret(text);
    for (const chunks of everySplit(utf8(text))) {
      assertEquals(await Array.fromAsync(iterEvents(chunks)), expected, text);
      const batches = await Array.fromAsync(iterEventBatches(chunks));
      assertEquals(batches.flat(), expected);
      assert(batches.every(({ length }) => length > 0));
    }
  }
});

test("random streams in random chunks are interpreted by the standard", async () => {
  const part = fc.constantFrom(
    ...["\n", "\r", "\r\n", "data", "id", "event", "retry", ":", ": ", " "],
    ...["1", "x", "\0", "€", "\ufeff", "\n\n", "data: ", "data:x\n\n", "12"],
  );
  const property = fc.asyncProperty(
    fc.array(part, { maxLength: 40 }),
    fc.array(fc.nat(), { maxLength: 8 }),
    async (parts, places) => {
      const text = parts.join("");
      const events = iterEvents(cutAt(utf8(text), places));
      assertEquals(await Array.fromAsync(events), interpret(text));
    },
  );
  await fc.assert(property, { numRuns: 2000, seed: 3 });
});

test("malformed UTF-8 becomes U+FFFD and ends no line", async () => {
  const bytes = Uint8Array.of(
    ...utf8("data: "),
    0xff,
    0xe2,
    0x82,
    ...utf8("\n\n"),
  );
  for (const chunks of everySplit(bytes)) {
    const events = await Array.fromAsync(iterEvents(chunks));
    assertEquals(events.map(({ data }) => data), ["\ufffd\ufffd"]);
  }
});

test("an event is there as soon as its blank line is", async () => {
  for (const end of ["\n\n", "\r\r", "\r\n\r\n", "\r\n\r"]) {
    const wire = new TransformStream<Uint8Array, Uint8Array>();
    const writer = wire.writable.getWriter();
    const events = iterEvents(wire.readable);
    const first = events.next();
    await writer.write(utf8(`data: now${end}`));
    assertEquals((await first).value?.data, "now");
    await events.return();
    await writer.closed.catch(() => {});
  }
});

test("the state keeps id and retry also of blocks that are no events", async () => {
  const state: EventStreamState = { lastEventId: "0" };
  const text = "data: a\n\nid: 7\nretry: 500\n\nid: 8\ndata: cut off\n";
  const events = await Array.fromAsync(iterEvents([utf8(text)], { state }));
  assertEquals(events, [{ event: "message", data: "a", id: "0" }]);
  assertEquals(state, { lastEventId: "7", retry: 500 });
  const later = await Array.fromAsync(
    iterEvents([utf8("data: b\n\n")], { state }),
  );
  assertEquals(later, [{ event: "message", data: "b", id: "7" }]);
});

test("a field of another name says nothing, whatever its value is", async () => {
  const text = "retryy: 5\nabcdef123\n:abcde456\ndata: a\n\n";
  assertEquals(await Array.fromAsync(iterEvents([utf8(text)])), [
    { event: "message", data: "a", id: "" },
  ]);
});

test("a retry beyond all timers is cut to the longest", async () => {
  const state: EventStreamState = { lastEventId: "" };
  const text = `retry: ${"9".repeat(400)}\ndata: a\n\n`;
  const [event] = await Array.fromAsync(iterEvents([utf8(text)], { state }));
  assertEquals([event?.retry, state.retry], [2 ** 31 - 1, 2 ** 31 - 1]);
});

test("a line over the limit fails after the events before it", async () => {
  const text = "data: a\n\ndata: too long\n\n";
  for (const chunks of everySplit(utf8(text))) {
    const events = iterEvents(chunks, { maxLineLength: 8 });
    const { items, error } = await drain(events);
    assertEquals(items.map(({ data }) => data), ["a"]);
    assertInstanceOf(error, DecodeError);
  }
  assertThrows(() => iterEvents([], { maxLineLength: 0 }), RangeError);
});

test("an event of hundreds of thousands of lines takes linear time", async () => {
  const text = `${"data: line\n".repeat(300_000)}\n`;
  const started = performance.now();
  const [event] = await Array.fromAsync(iterEvents([utf8(text)]));
  assertEquals(event?.data.length, 5 * 300_000 - 1);
  const took = performance.now() - started;
  assert(took < 15_000, `took ${took} ms`);
});

test("the data of an event of many lines counts as a whole", async () => {
  const text = "data: a\n\ndata: 123\ndata: 456\n\n";
  for (const chunks of everySplit(utf8(text))) {
    const fits = await Array.fromAsync(iterEvents(chunks, { maxLineLength: 9 }));
    assertEquals(fits.map(({ data }) => data), ["a", "123\n456"]);
  }
  const exact = utf8(`data:${"x".repeat(99)}\ndata:${"x".repeat(100)}\n\n`);
  assertEquals((await drain(iterEvents([exact], { maxLineLength: 200 }))).items.length, 1);
  const { error: over } = await drain(iterEvents([exact], { maxLineLength: 199 }));
  assertInstanceOf(over, DecodeError);
  const long = `data: ${"x".repeat(90)}\n`.repeat(3);
  const { error } = await drain(iterEvents([utf8(`${long}\n`)], { maxLineLength: 200 }));
  assertInstanceOf(error, DecodeError);
  assertStringIncludes(error.message, "an event is longer than 200 UTF-16 units");
  const endless = function* () {
    for (;;) yield utf8(`data: ${"x".repeat(60_000)}\n`);
  };
  await assertRejects(() => Array.fromAsync(iterEvents(endless())), DecodeError, "16777216");
});
