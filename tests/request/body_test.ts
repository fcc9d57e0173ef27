import { FEATURES } from "../../src/features.ts";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { type BodyOptions, resolveBody } from "../../src/core/request/body.ts";
import { BodyUsedError } from "../../src/core/errors.ts";
import type { BodySource } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";

function resolve(options: unknown): BodySource {
  const source = resolveLoosely(options);
  assert(source, "there is a body");
  return source;
}

/** The options as a caller without type checks may pass them. */
function resolveLoosely(options: unknown): BodySource | undefined {
  assert(isOptions(options));
  return resolveBody(options, { features: FEATURES });
}

function isOptions(options: unknown): options is BodyOptions {
  return typeof options === "object" && options !== null;
}

function textOf(source: BodySource): Promise<string> {
  return new Response(source.open()).text();
}

async function bytesOf(source: BodySource): Promise<number[]> {
  return [...await new Response(source.open()).bytes()];
}

async function temporaryFile(content: string): Promise<string> {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, content);
  return path;
}

/** A file that is closed cannot be asked for its size. */
function assertClosed(file: Deno.FsFile): void {
  assertThrows(() => file.statSync(), Deno.errors.BadResource);
}

test("body: nothing given, undefined and null are no body", () => {
  for (
    const options of [
      {},
      { body: undefined, data: undefined, files: undefined, json: undefined },
      { body: null },
      { data: null, files: null },
      { files: {} },
      { files: { a: [], b: null, c: undefined } },
    ]
  ) {
    assertStrictEquals(resolveLoosely(options), undefined);
  }
});

test("body: two of the options are a TypeError that names both", () => {
  const given: [string, unknown][] = [
    ["body", "x"],
    ["json", null],
    ["data", { a: 1 }],
    ["files", { a: "x" }],
  ];
  for (const [i, [a, one]] of given.entries()) {
    for (const [b, other] of given.slice(i + 1)) {
      const options = { [a]: one, [b]: other };
      if (a === "data" && b === "files") resolve(options);
      else {
        const error = assertThrows(() => resolve(options), TypeError, "Cannot");
        assert(error.message.includes(a) && error.message.includes(b));
      }
    }
  }
  assertThrows(() => resolve(Object.fromEntries(given)), TypeError);
  assertEquals(
    resolve({ body: null, json: 1 }).contentType,
    "application/json",
  );
});

test("json: falsy values are sent, undefined in them is left out", async () => {
  const cases: [unknown, string][] = [
    [null, "null"],
    [0, "0"],
    [false, "false"],
    ["", '""'],
    [[], "[]"],
    [{ a: undefined, b: "ü€" }, '{"b":"ü€"}'],
    [new Date(0), '"1970-01-01T00:00:00.000Z"'],
  ];
  for (const [json, text] of cases) {
    const source = resolve({ json });
    assertEquals(source.contentType, "application/json");
    assertEquals(source.size, new TextEncoder().encode(text).length);
    assert(source.replayable);
    assertEquals(await textOf(source), text);
    assertEquals(await textOf(source), text);
  }
});

test("json: what JSON cannot hold is a TypeError", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const hostile = {
    toJSON() {
      throw new RangeError("no");
    },
  };
  for (
    const json of [
      cycle,
      1n,
      { a: [1n] },
      () => 1,
      Symbol("x"),
      hostile,
    ]
  ) {
    assertThrows(() => resolve({ json }), TypeError, "Cannot send");
  }
});

test("json: the value is that of the moment of the call", async () => {
  const json = { a: 1 };
  const source = resolve({ json });
  json.a = 2;
  assertEquals(await textOf(source), '{"a":1}');
});

test("data: records, pairs, maps and URLSearchParams become a form", async () => {
  const cases: [unknown, string][] = [
    [{ a: "b c", d: "e&f=ü" }, "a=b+c&d=e%26f%3D%C3%BC"],
    [{ a: [1, 2, null, "x"], b: undefined, c: null, d: "" }, "a=1&a=2&a=x&d="],
    [
      { t: true, f: false, n: -1.5, big: 12345678901234567890n },
      "t=true&f=false&n=-1.5&big=12345678901234567890",
    ],
    [[["k", "1"], ["k", ["2", 3]], ["j", null]], "k=1&k=2&k=3"],
    [new Map([["a", "1"]]), "a=1"],
    [new URLSearchParams("x=1&x=2&y=%20"), "x=1&x=2&y=+"],
    [Object.assign(Object.create(null), { a: 1 }), "a=1"],
    [{ a: "line\r\nbreak" }, "a=line%0D%0Abreak"],
    [{}, ""],
  ];
  for (const [data, text] of cases) {
    const source = resolve({ data });
    assertEquals(source.contentType, "application/x-www-form-urlencoded");
    assertEquals(source.size, text.length);
    assertEquals(await textOf(source), text);
  }
});

test("data: text and bytes go out as they are, with no content type", async () => {
  const source = resolve({ data: "a=ü" });
  assertStrictEquals(source.contentType, undefined);
  assertInstanceOf(source.open(), Uint8Array);
  assertEquals(await textOf(source), "a=ü");
  const bytes = resolve({ data: new Uint8Array([1, 2]).buffer });
  assertStrictEquals(bytes.contentType, undefined);
  assertEquals(await bytesOf(bytes), [1, 2]);
});

test("data: anything else is a TypeError, not an empty form", async () => {
  const path = await temporaryFile("x");
  using file = await Deno.open(path);
  for (
    const data of [
      5,
      true,
      () => ({}),
      new Blob(["x"]),
      new ReadableStream(),
      new Date(),
      file,
      ["a", "b"],
      [["a"]],
      [["a", "b", "c"]],
      { a: { b: 1 } },
      { a: new Date(NaN) },
      { a: [[1]] },
      { a: Symbol("x") },
    ]
  ) {
    assertThrows(() => resolve({ data }), TypeError, "Cannot");
  }
  await Deno.remove(path);
});

test("body: content types, sizes and bytes of what is in memory", async () => {
  const cases: [unknown, string | undefined, string][] = [
    ["ü", "text/plain;charset=UTF-8", "ü"],
    ["", "text/plain;charset=UTF-8", ""],
    [
      new URLSearchParams({ a: "b c" }),
      "application/x-www-form-urlencoded;charset=UTF-8",
      "a=b+c",
    ],
    [new Blob(["abc"], { type: "text/x" }), "text/x", "abc"],
    [new Blob(["abc"]), undefined, "abc"],
    [new TextEncoder().encode("xabcx").subarray(1, 4), undefined, "abc"],
    [
      new DataView(new TextEncoder().encode("xabcx").buffer, 1, 3),
      undefined,
      "abc",
    ],
    [new TextEncoder().encode("abc").buffer, undefined, "abc"],
    [new Uint16Array([0x6261, 0x6463]).subarray(1), undefined, "cd"],
    [[new Uint8Array([97]), new Uint8Array([98]), "c"], undefined, "abc"],
    [[], undefined, ""],
  ];
  for (const [body, contentType, text] of cases) {
    const source = resolve({ body });
    assertStrictEquals(source.contentType, contentType);
    assertEquals(source.size, new TextEncoder().encode(text).length);
    assert(source.replayable);
    assertEquals(await textOf(source), text);
    assertEquals(await textOf(source), text);
    await source.discard();
    await source.discard();
  }
});

test("body: shared memory goes out, a view only its range", async () => {
  const shared = new SharedArrayBuffer(4);
  new Uint8Array(shared).set([1, 2, 3, 4]);
  assertEquals(await bytesOf(resolve({ body: new Uint8Array(shared, 1, 2) })), [
    2,
    3,
  ]);
  assertEquals(await bytesOf(resolve({ body: shared })), [1, 2, 3, 4]);
  const stream = resolve({ body: iterate([new Uint8Array(shared, 3)]) });
  assertEquals(await bytesOf(stream), [4]);
});

test("body: bytes are those of the moment of the call, as with fetch", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const sources = [
    resolve({ body: bytes }),
    resolve({ body: bytes.subarray(0, 3) }),
    resolve({ body: bytes.buffer }),
    resolve({ body: [bytes] }),
    resolve({ data: bytes }),
  ];
  bytes.fill(9);
  for (const source of sources) assertEquals(await bytesOf(source), [1, 2, 3]);
});

test("body: what is no body is a TypeError that says what to do", () => {
  for (
    const body of [
      {},
      { a: 1 },
      5,
      true,
      1n,
      Symbol("x"),
      new Date(),
      /x/,
      new Response("x"),
      [1, 2],
      [{}],
    ]
  ) {
    assertThrows(() => resolve({ body }), TypeError, "json");
  }
});

async function* iterate<T>(items: T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

test("body: streams and iterables go out once", async () => {
  const make: (() => unknown)[] = [
    () => new Response("a€b").body,
    () => ReadableStream.from(["a", "€", "b"]),
    () => iterate(["a€", "b"]),
    () => iterate([new TextEncoder().encode("a€"), "b"]),
    () => new Set([new TextEncoder().encode("a€b")]),
    function* () {
      yield new TextEncoder().encode("a€");
      yield new TextEncoder().encode("b");
    },
    () => ({ readable: new Response("a€b").body }),
  ];
  for (const body of make) {
    const source = resolve({ body: body() });
    assertStrictEquals(source.size, undefined);
    assertStrictEquals(source.contentType, undefined);
    assert(!source.replayable);
    assertEquals(await textOf(source), "a€b");
    assertThrows(() => source.open(), BodyUsedError, "again");
    await source.discard();
  }
});

test("body: text split in the middle of a character stays whole", async () => {
  const text = "x😀y😀";
  const halves = iterate([...Array(text.length).keys()].map((i) => text[i]));
  assertEquals(await textOf(resolve({ body: halves })), text);
  const lone = resolve({
    body: iterate(["\ud83d", new Uint8Array([33]), "\ud83d"]),
  });
  assertEquals(await textOf(lone), "\ufffd!\ufffd");
});

test("body: empty chunks are left out, since one would end a chunked body", async () => {
  const source = resolve({
    body: iterate(["", new Uint8Array(0), "a", "", "b", ""]),
  });
  const chunks: string[] = [];
  const content = source.open();
  assertInstanceOf(content, ReadableStream);
  for await (const chunk of content) {
    chunks.push(new TextDecoder().decode(chunk));
  }
  assertEquals(chunks, ["a", "b"]);
});

test("body: a chunk that is neither text nor bytes fails the stream and ends its source", async () => {
  for (const chunk of [5, null, {}, [1]]) {
    let ended = false;
    const body = (async function* () {
      try {
        yield "a";
        yield chunk;
        yield "b";
      } finally {
        ended = true;
      }
    })();
    await assertRejects(
      () => textOf(resolve({ body })),
      TypeError,
      "Cannot send a chunk",
    );
    assert(ended);
  }
});

test("body: an error of the source is the error of the stream", async () => {
  const reason = new Error("disk on fire");
  const failing = new ReadableStream({
    pull(controller) {
      controller.error(reason);
    },
  });
  const generator = (async function* () {
    yield "a";
    await Promise.reject(reason);
  })();
  for (const body of [failing, generator]) {
    const error = await assertRejects(() => textOf(resolve({ body })));
    assertStrictEquals(error, reason);
  }
});

test("body: a stream that is locked or was read is a TypeError at once", async () => {
  const locked = new ReadableStream();
  const reader = locked.getReader();
  const read = new Response("abc").body;
  await read?.getReader().cancel();
  for (const body of [locked, read]) {
    assertThrows(() => resolve({ body }), TypeError, "Cannot send the stream");
  }
  await reader.cancel();
});

test("body: settling touches nothing", async () => {
  let pulled = 0;
  const stream = new ReadableStream({
    pull() {
      pulled++;
    },
  }, { highWaterMark: 0 });
  let called = 0;
  resolve({ body: stream });
  resolve({ body: () => called++ });
  await new Promise((done) => setTimeout(done, 0));
  assertEquals([pulled, called, stream.locked], [0, 0, false]);
  await stream.cancel();
});

test("body: discard() cancels a stream and closes an iterator that were not sent", async () => {
  let reason: unknown = "not cancelled";
  const stream = new ReadableStream({
    cancel(why) {
      reason = why;
    },
  });
  const source = resolve({ body: stream });
  await source.discard();
  await source.discard();
  assertStrictEquals(reason, undefined);
  assertThrows(() => source.open(), BodyUsedError);

  let returned = 0;
  const iterable = {
    [Symbol.asyncIterator]: () => ({
      next: () => Promise.resolve({ done: false, value: "x" }),
      return() {
        returned++;
        return Promise.resolve({ done: true, value: undefined });
      },
    }),
  };
  await resolve({ body: iterable }).discard();
  assertEquals(returned, 1);

  const opened = resolve({ body: iterable });
  opened.open();
  await opened.discard();
  assertEquals(returned, 2);
});

test("body: discard() does not fail where the source does", async () => {
  const stream = new ReadableStream({
    cancel() {
      throw new Error("no");
    },
  });
  await resolve({ body: stream }).discard();
});

test("body: cancelling what was opened ends the source, even one that is stuck", async () => {
  let ended = false;
  const never = Promise.withResolvers<void>();
  const body = (async function* () {
    try {
      yield "a";
      await never.promise;
      yield "b";
    } finally {
      ended = true;
    }
  })();
  const content = resolve({ body }).open();
  assertInstanceOf(content, ReadableStream);
  const reader = content.getReader();
  await reader.read();
  const pending = reader.read();
  await reader.cancel("enough");
  assertEquals((await pending).done, true);
  never.resolve();
  await new Promise((done) => setTimeout(done, 0));
  assert(ended);
});

test("body: a function is called for every attempt, not before", async () => {
  let calls = 0;
  const made: (() => unknown)[] = [
    () => `${++calls}`,
    () => new Response(`${++calls}`).body,
    () => iterate([`${++calls}`]),
    () => new Blob([`${++calls}`]),
    () => Promise.resolve(`${++calls}`),
    () => Promise.resolve(new Response(`${++calls}`).body),
    () => Promise.resolve(new Blob([`${++calls}`])),
  ];
  for (const body of made) {
    calls = 0;
    const source = resolve({ body });
    assertEquals([source.replayable, source.size, source.contentType], [
      true,
      undefined,
      undefined,
    ]);
    assertEquals(await textOf(source), "1");
    assertEquals(await textOf(source), "2");
    await source.discard();
    assertEquals(calls, 2);
  }
});

test("body: a function may give no body, a form, and nothing that is no body", async () => {
  assertEquals(await textOf(resolve({ body: () => null })), "");
  assertEquals(
    await textOf(resolve({ body: async () => await undefined })),
    "",
  );
  const form = new FormData();
  form.set("a", "b");
  assertThrows(() => resolve({ body: () => form }).open(), TypeError, "boundary");
  const known = resolveBody({ body: () => form }, {
    features: FEATURES,
    contentType: "multipart/form-data; boundary=XX",
  });
  assert((await new Response(known?.open()).text()).startsWith("--XX\r\n"));
  assertThrows(() => resolve({ body: () => ({}) }).open(), TypeError, "json");
  await assertRejects(
    () => textOf(resolve({ body: () => Promise.resolve({}) })),
    TypeError,
    "json",
  );
  const reason = new Error("no such file");
  const failing = resolve({ body: () => Promise.reject(reason) });
  assertStrictEquals(await assertRejects(() => textOf(failing)), reason);
});

test("body: what an async function makes too late is let go of, and its failure harms nobody", async () => {
  const cancelled = Promise.withResolvers<void>();
  const later = Promise.withResolvers<ReadableStream>();
  const source = resolve({ body: () => later.promise });
  source.open();
  await source.discard();
  later.resolve(new ReadableStream({ cancel: () => cancelled.resolve() }));
  await cancelled.promise;

  const failing = resolve({ body: () => Promise.reject(new Error("unheard")) });
  failing.open();
  await new Promise((done) => setTimeout(done, 0));
  await failing.discard();
});

test("body: an open file has the size of its rest, goes out once and is closed", async () => {
  const path = await temporaryFile("0123456789");
  const file = await Deno.open(path);
  await file.seek(4, Deno.SeekMode.Start);
  const source = resolve({ body: file });
  assertEquals([source.size, source.replayable], [6, false]);
  assertEquals(await textOf(source), "456789");
  assertClosed(file);
  assertThrows(() => source.open(), BodyUsedError, "open file");
  assertThrows(() => resolve({ body: file }), TypeError, "closed");
  await Deno.remove(path);
});

test("body: an open file is closed on every other path too", async () => {
  const path = await temporaryFile("x".repeat(1_000_000));
  const unsent = await Deno.open(path);
  await resolve({ body: unsent }).discard();
  assertClosed(unsent);

  const unread = await Deno.open(path);
  const opened = resolve({ body: unread });
  opened.open();
  await opened.discard();
  assertClosed(unread);

  const partly = await Deno.open(path);
  const content = resolve({ body: partly }).open();
  assertInstanceOf(content, ReadableStream);
  const reader = content.getReader();
  assertEquals((await reader.read()).value?.length, 262_144);
  const pending = reader.read();
  await reader.cancel();
  await pending;
  assertClosed(partly);

  const readable = await Deno.open(path);
  await resolve({ body: readable.readable }).discard();
  assertClosed(readable);

  const pulled = await Deno.open(path, { write: true });
  await assertRejects(() => textOf(resolve({ body: pulled })));
  assertClosed(pulled);
  await Deno.remove(path);
});

test("body: a file that shrinks fails, one that grows is sent as it was", async () => {
  const path = await temporaryFile("0123456789");
  const file = await Deno.open(path);
  const source = resolve({ body: file });
  await Deno.truncate(path, 5);
  await assertRejects(
    () => textOf(source),
    RangeError,
    "fewer than the 10 bytes",
  );
  assertClosed(file);

  const growing = await Deno.open(path);
  const grown = resolve({ body: growing });
  await Deno.writeTextFile(path, "more", { append: true });
  assertEquals(await textOf(grown), "01234");
  assertClosed(growing);
  await Deno.remove(path);
});

test("body: files that do not tell their size go out whole", async () => {
  const path = await temporaryFile("");
  const empty = resolve({ body: await Deno.open(path) });
  assertEquals([empty.size, await textOf(empty)], [undefined, ""]);
  await Deno.remove(path);
  if (Deno.build.os !== "linux") return;
  const status = resolve({ body: await Deno.open("/proc/self/status") });
  assertStrictEquals(status.size, undefined);
  assert((await textOf(status)).startsWith("Name:"));
});

test("body: streams of Node go out, and one that was not sent is freed", async () => {
  const { Readable } = await import("node:stream");
  assertEquals(
    await textOf(resolve({ body: Readable.from(["a", "b"]) })),
    "ab",
  );
  const unsent = Readable.from(["a"]);
  await resolve({ body: unsent }).discard();
  assert(unsent.destroyed);
});

test("body: every kind arrives at a server over fetch", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    async (request) =>
      Response.json([
        request.headers.get("content-length"),
        await request.text(),
      ]),
  );
  const path = await temporaryFile("file");
  const cases: [unknown, string | null, string][] = [
    [{ body: "text" }, "4", "text"],
    [{ body: new Blob(["blob"]) }, "4", "blob"],
    [{ body: iterate(["iter", "able"]) }, null, "iterable"],
    [{ body: await Deno.open(path) }, null, "file"],
    [{ json: { a: 1 } }, "7", '{"a":1}'],
    [{ data: { a: 1 } }, "3", "a=1"],
  ];
  for (const [options, length, text] of cases) {
    const response = await fetch(`http://127.0.0.1:${server.addr.port}/`, {
      method: "POST",
      body: resolve(options).open(),
    });
    assertEquals(await response.json(), [length, text]);
  }
  await Deno.remove(path);
});
