/**
 * The body of an answer of `fetch` as a source: over a stream of bytes, as runtimes give it, and over a plain one, as
 * stubs do.
 *
 * @module
 */

import { assertEquals, assertInstanceOf, assertRejects, assertStrictEquals } from "@std/assert";
import { ContentDecodingError, ReadError } from "../../core.ts";
import { FetchHeaders } from "../../src/core/fetch/fetch_answer.ts";
import { FetchSource } from "../../src/core/fetch/fetch_source.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { test } from "../checked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

const request = new PreparedRequest("GET", new URL("http://h.example/"), {}, undefined);

interface Given {
  readonly stream: ReadableStream<Bytes>;
  /** What is announced. */
  readonly length?: number;
  /** Whether the runtime decodes. */
  readonly encoded?: boolean;
}

function open({ stream, length, encoded = false }: Given) {
  const controller = new AbortController();
  const seen = { ended: 0, released: 0 };
  const headers = new Headers(length === undefined ? {} : { "content-length": `${length}` });
  const source = new FetchSource({
    fields: new FetchHeaders(headers),
    encoded,
    stream,
    controller,
    release: () => void seen.released++,
    onEnd: () => void seen.ended++,
    evidence: () => ({ request }),
  });
  return { source, controller, seen };
}

/** Gives chunks, then fails or ends; of bytes, or as plain chunks. */
function streamOf(
  chunks: readonly string[],
  { bytes = false, error }: { readonly bytes?: boolean; readonly error?: unknown } = {},
): ReadableStream<Bytes> {
  const left = chunks.map((chunk) => new TextEncoder().encode(chunk));
  const pull = (controller: ReadableByteStreamController | ReadableStreamDefaultController) => {
    const chunk = left.shift();
    if (chunk) controller.enqueue(chunk);
    else if (error !== undefined) controller.error(error);
    else controller.close();
    // A reader that brings a buffer of its own is told of the end by an answer of no bytes.
    if (!chunk && error === undefined && "byobRequest" in controller) {
      controller.byobRequest?.respond(0);
    }
  };
  return bytes
    ? new ReadableStream({ type: "bytes", pull })
    : new ReadableStream<Bytes>({ pull }, { highWaterMark: 0 });
}

const textOf = (bytes: Bytes | undefined) => bytes && new TextDecoder().decode(bytes);

test("an empty chunk is no end of a body", async () => {
  const { source, seen } = open({ stream: streamOf(["", "ab", "", "", "c"]) });
  const read = async () => textOf(await source.read());
  assertEquals([await read(), await read(), await read()], ["ab", "c", undefined]);
  assertEquals(seen, { ended: 1, released: 0 });
});

test("a stream of bytes fills the buffer of who reads, another one gives its chunks", async () => {
  for (const bytes of [true, false]) {
    const { source, seen } = open({ stream: streamOf(["ab", "c"], { bytes }) });
    const buffer = new Uint8Array(16);
    const first = await source.readInto(buffer);
    assertEquals([textOf(first), buffer.length], ["ab", bytes ? 0 : 16]);
    assertEquals(first?.buffer.byteLength === 16, bytes);
    const second = await source.readInto(new Uint8Array(16));
    const end = await source.readInto(new Uint8Array(16));
    assertEquals([textOf(second), end, seen.ended], ["c", undefined, 1]);
  }
});

test("a body that was begun by chunks goes on by chunks", async () => {
  const { source } = open({ stream: streamOf(["ab", "c"], { bytes: true }) });
  assertEquals(textOf(await source.read()), "ab");
  const buffer = new Uint8Array(16);
  assertEquals([textOf(await source.readInto(buffer)), buffer.length], ["c", 16]);
});

/** What comes before the runtime says that a coding was cut off, and the error; none where that is an empty body. */
const CUT_OFF = [
  { given: { encoded: true }, chunks: [], error: undefined },
  { given: { encoded: true }, chunks: ["ab"], error: ContentDecodingError },
  { given: { encoded: true, length: 4 }, chunks: [], error: ContentDecodingError },
  { given: { encoded: false }, chunks: [], error: ReadError },
  { given: { encoded: false }, chunks: ["ab"], error: ReadError },
] as const;

/** How a body can be read to its end. */
const WAYS: Readonly<Record<string, (source: FetchSource) => Promise<number>>> = {
  async read(source) {
    while (await source.read() !== undefined) continue;
    return 0;
  },
  async readInto(source) {
    while (await source.readInto(new Uint8Array(8)) !== undefined) continue;
    return 0;
  },
  async readAll(source) {
    return (await source.readAll(() => {})).length;
  },
};

test("no bytes are a whole body of any coding; all else that is cut off is an error", async () => {
  const rows = CUT_OFF.flatMap((row) =>
    [true, false].flatMap((bytes) =>
      Object.entries(WAYS).map(([name, read]) => ({ ...row, bytes, name, read }))
    )
  );
  for (const { given, chunks, error, bytes, name, read } of rows) {
    const broken = new TypeError("unexpected end of file");
    const { source, seen } = open({ ...given, stream: streamOf(chunks, { bytes, error: broken }) });
    const found = await read(source).catch((error: unknown) => error);
    const label = JSON.stringify([given, chunks, bytes, name]);
    if (error) assertInstanceOf(found, error, label);
    else assertEquals([label, found, seen], [label, 0, { ended: 1, released: 0 }]);
  }
});

test("a body that is shorter than it says tells how much of it came, and of which request", async () => {
  for (const bytes of [true, false]) {
    const { source } = open({ stream: streamOf(["ab"], { bytes }), length: 5 });
    const read = bytes ? WAYS.readAll : WAYS.read;
    const error = await assertRejects(
      async () => await read?.(source),
      ReadError,
      "the body ended after 2 of 5 bytes",
    );
    assertEquals([error.phase, error.request?.url], ["read", "http://h.example/"]);
  }
});

test("the reason of who gives up comes out as it is, and the first one stays", async () => {
  const reasons: readonly unknown[] = [{ own: true }, "text", undefined];
  for (const bytes of [true, false]) {
    for (const reason of reasons) {
      const type = bytes ? { type: "bytes" } as const : {};
      const { source, controller, seen } = open({ stream: new ReadableStream<Bytes>(type) });
      const reading = (bytes ? source.readInto(new Uint8Array(8)) : source.read())
        .then(() => "ended", (error: unknown) => ({ error }));
      source.abort(reason);
      source.abort(new Error("later"));
      assertEquals([await reading, controller.signal.aborted], [{ error: reason }, true]);
      assertEquals(seen.ended, 0);
    }
  }
});

test("a body that fails because its fetch was ended gives the reason of that", async () => {
  const reason = new Error("over");
  const { source, controller } = open({
    stream: streamOf(["ab"], { error: new TypeError("request cancelled") }),
  });
  await source.read();
  controller.abort(reason);
  const error = await source.read().catch((error: unknown) => error);
  assertStrictEquals(error, reason);
});

test("a large size is believed as more of it comes, and the body is whole", async () => {
  const believed = 2 ** 26;
  const size = believed + 3;
  const offered: number[] = [];
  const stream = new ReadableStream({
    type: "bytes",
    pull({ byobRequest }: ReadableByteStreamController) {
      const view = byobRequest?.view;
      assertInstanceOf(view, Uint8Array);
      offered.push(view.length);
      view[view.length - 1] = offered.length;
      byobRequest?.respond(view.length);
    },
  });
  const { source } = open({ stream, length: size });
  const counts: number[] = [];
  const whole = await source.readAll((count) => void counts.push(count));
  assertEquals([offered, counts, whole.length], [[believed, 3], [believed, 3], size]);
  assertEquals([whole[believed - 1], whole[size - 1]], [1, 2]);
});
