import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import {
  Client,
  DecodeError,
  FetchTransport,
  type HttpResponse,
  JsonDecodeError,
  ResponseNotReadError,
  StreamClosedError,
  StreamError,
  TransportError,
} from "../../mod.ts";
import { type Answered, ask, ways } from "../answering.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const text = '{"name":"Ferry","n":[1,2]}\n{"name":"two"}\n';
const json = '{"name":"Ferry"}';

/** Every way to have a whole body, and what comes out for `json`. */
const readers: Record<string, (response: HttpResponse) => Promise<unknown>> = {
  text: (response) => response.text(),
  json: async (response) => JSON.stringify(await response.json()),
  bytes: async (response) => new TextDecoder().decode(await response.bytes()),
  arrayBuffer: async (response) => new TextDecoder().decode(await response.arrayBuffer()),
  blob: async (response) => await (await response.blob()).text(),
  read: async (response) => new TextDecoder().decode(await response.read()),
};

/** Every iterator, and what comes out for `json`. */
const iterators: Record<string, (response: HttpResponse) => Promise<unknown>> = {
  iterBytes: async (response) => await joined(response.iterBytes()),
  iterRaw: async (response) => await joined(response.iterRaw()),
  "iterBytes in pieces": async (response) => await joined(response.iterBytes({ chunkSize: 3 })),
  "iterRaw in pieces": async (response) => await joined(response.iterRaw({ chunkSize: 1 })),
  iterText: async (response) => (await Array.fromAsync(response.iterText())).join(""),
  "iterText in pieces": async (response) =>
    (await Array.fromAsync(response.iterText({ chunkSize: 2 }))).join(""),
  iterLines: async (response) => (await Array.fromAsync(response.iterLines())).join("\n"),
  iterJson: async (response) =>
    (await Array.fromAsync(response.iterJson())).map((value) => JSON.stringify(value)).join("\n"),
};

async function joined(chunks: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<string> {
  return await new Blob(await Array.fromAsync(chunks)).text();
}

const chunked: Answered = { body: [...json] };

test("every reader gives the body, as often as asked and in any order", async () => {
  for (const way of ways) {
    for (const [first, read] of Object.entries(readers)) {
      for (const [second, again] of Object.entries({ ...readers, ...iterators })) {
        const response = await ask(way, chunked);
        const label = `${way}: ${first}, ${second}`;
        assertEquals(await read(response), json, label);
        assertEquals(await again(response), json, label);
        assertEquals(await read(response), json, label);
        assertEquals(new TextDecoder().decode(response.content), json, label);
        assertEquals(response.bodyUsed, false, label);
      }
    }
  }
});

test("an iterator works on read and on streamed responses alike", async () => {
  for (const way of ways) {
    for (const [name, iterate] of Object.entries(iterators)) {
      assertEquals(await iterate(await ask(way, chunked)), json, `${way}: ${name}`);
    }
  }
});

test("a read response can be iterated again and again, a streamed one once", async () => {
  for (const [name, iterate] of Object.entries(iterators)) {
    const read = await ask("read", chunked);
    assertEquals([await iterate(read), await iterate(read)], [json, json], name);
    for (const [again, second] of Object.entries({ ...iterators, ...readers })) {
      const streamed = await ask("streamed", chunked);
      await iterate(streamed);
      const error = await assertRejects(() => second(streamed), StreamError, "streamed already");
      assertEquals([error.code, error.phase], ["ERR_STREAM", "read"], `${name}, ${again}`);
      assertThrows(() => streamed.content, StreamError);
      assertEquals(streamed.bodyUsed, true);
      await assertRejects(async () => await streamed.body?.getReader().read(), StreamError);
    }
  }
});

test("after close() a stream is a StreamClosedError; a read response does not mind", async () => {
  for (const [name, use] of Object.entries({ ...iterators, ...readers })) {
    const streamed = await ask("streamed", chunked);
    streamed.close();
    streamed.close();
    const error = await assertRejects(() => use(streamed), StreamClosedError, "closed", name);
    assertEquals(error.code, "ERR_STREAM_CLOSED");
    assertEquals(error.request?.url.includes("h.example/path"), true);
    assertThrows(() => streamed.content, StreamClosedError);
    const read = await ask("read", chunked);
    read.close();
    assertEquals(await use(read), json, name);
  }
});

test("a stream that is closed while it is iterated ends with a StreamClosedError", async () => {
  const response = await ask("streamed", { body: ["a", "b", "c"] });
  const chunks = response.iterBytes();
  await chunks.next();
  response.close();
  await assertRejects(() => chunks.next(), StreamClosedError);
});

test("content of a streamed response must be read first", async () => {
  const response = await ask("streamed", chunked);
  const error = assertThrows(() => response.content, ResponseNotReadError, "read()");
  assertInstanceOf(error, StreamError);
  assertEquals([error.code, error.phase], ["ERR_RESPONSE_NOT_READ", "read"]);
  assertStrictEquals(error.response, response);
  assertStrictEquals(await response.read(), response.content);
});

test("readers at the same time share one reading", async () => {
  const response = await ask("streamed", chunked);
  assertEquals(
    await Promise.all([response.text(), response.read(), response.json(), response.bytes()]),
    [json, encode(json), { name: "Ferry" }, encode(json)],
  );
});

test("bytes() and arrayBuffer() give copies: whoever changes them changes nothing else", async () => {
  const response = await ask("read", { body: "abc" });
  (await response.bytes()).fill(0);
  new Uint8Array(await response.arrayBuffer()).fill(0);
  assertEquals(await response.text(), "abc");
  assertNotStrictEquals(await response.bytes(), await response.bytes());
});

test("a body in which there is nothing is read as nothing", async () => {
  for (const way of ways) {
    for (const body of [null, "", []]) {
      const response = await ask(way, { body });
      assertEquals(await response.text(), "");
      assertEquals(await response.text(), "");
      const again = await ask(way, { body });
      assertEquals(await Array.fromAsync(again.iterBytes()), []);
      assertEquals(await Array.fromAsync((await ask(way, { body })).iterLines()), []);
      const error = await assertRejects(() => response.json(), JsonDecodeError);
      assertEquals(error.code, "ERR_JSON_DECODE");
      assertEquals(error.response?.status, 200);
      assertStringIncludes(error.message, "(status 200");
    }
  }
});

test("chunks have the size that was asked for, only the last may be shorter", async () => {
  for (const way of ways) {
    for (const size of [1, 2, 3, 7, 10, 100]) {
      const source = ["ab", "cdefg", "", "h", "ij"];
      const response = await ask(way, { body: source });
      const sizes = (await Array.fromAsync(response.iterBytes({ chunkSize: size })))
        .map((chunk) => chunk.length);
      const full = Math.floor(10 / size);
      const rest = 10 % size;
      assertEquals(sizes, [...Array<number>(full).fill(size), ...(rest ? [rest] : [])]);
      const pieces = (await ask(way, { body: source })).iterText({ chunkSize: size });
      assertEquals((await Array.fromAsync(pieces)).map(({ length }) => length), sizes);
    }
  }
  const endless = () =>
    new ReadableStream({ start: (controller) => controller.enqueue(encode("abcd")) });
  for (const iterate of ["iterBytes", "iterText"] as const) {
    await using waiting = await ask("streamed", { body: endless() });
    const chunks = waiting[iterate]({ chunkSize: 2 });
    const lengths = [await chunks.next(), await chunks.next()].map(({ value }) => value?.length);
    assertEquals(lengths, [2, 2], "a piece that is whole is given at once");
  }
  const response = await ask("read", { body: "abc" });
  for (const chunkSize of [0, -1, 1.5, NaN]) {
    assertThrows(() => response.iterBytes({ chunkSize }), RangeError, "chunkSize");
    assertThrows(() => response.iterRaw({ chunkSize }), RangeError, "chunkSize");
    assertThrows(() => response.iterText({ chunkSize }), RangeError, "chunkSize");
  }
});

test("lines end at LF, CRLF and CR, also across chunks, and at a delimiter", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: ["a\r", "\nb\r", "c\n", "\n", "d"] });
    assertEquals(await Array.fromAsync(response.iterLines()), ["a", "b", "c", "", "d"]);
    const parts = await ask(way, { body: ["a|", "|b\n|", "c"] });
    assertEquals(await Array.fromAsync(parts.iterLines({ delimiter: "||" })), ["a", "b\n|c"]);
  }
});

test("NDJSON and events come one by one", async () => {
  for (const way of ways) {
    const values = await ask(way, { body: [...text] });
    assertEquals(await Array.fromAsync(values.iterJson()), [
      { name: "Ferry", n: [1, 2] },
      { name: "two" },
    ]);
    const stream = "id: 1\nevent: hi\ndata: a\ndata: b\nretry: 5\n\ndata: c\n\ndata: lost";
    const events = await ask(way, {
      body: [...stream],
      headers: { "content-type": "text/event-stream" },
    });
    const short = await ask(way, { body: [...stream] });
    const failed = Array.fromAsync(short.events({ maxLineLength: 3 }));
    const error = await assertRejects(() => failed, DecodeError);
    assertStrictEquals(error.response, short);
    const [first, second, ...more] = await Array.fromAsync(events.events());
    assertEquals([first?.event, first?.data, first?.id, first?.retry], ["hi", "a\nb", "1", 5]);
    assertEquals([second?.event, second?.data, second?.id, more.length], ["message", "c", "1", 0]);
  }
});

test("an iterator that was not begun takes nothing from the body, and an end is an end", async () => {
  for (const way of ways) {
    const response = await ask(way, chunked);
    const unused = response.iterBytes();
    assertEquals((await unused.return?.())?.done, true);
    assertEquals((await unused.next()).done, true);
    const chunks = response.iterBytes();
    assertEquals(await joined(chunks), json);
    assertEquals([(await chunks.next()).done, (await chunks.return?.())?.done], [true, true]);
    if (way === "read") assertEquals(await response.text(), json);
  }
});

test("discard() keeps a short body, lets go of a long one, and leaves alone what somebody reads", async () => {
  const short = await ask("streamed", chunked);
  const discarded = short.discard();
  await assertRejects(() => short.text(), StreamError);
  await discarded;
  assertEquals([short.bodyUsed, await short.text()], [false, json]);
  await short.discard();
  assertEquals(await short.text(), json);
  const long = await ask("streamed", { body: ["x".repeat(40_000), "x".repeat(40_000)] });
  await long.discard();
  await long.discard();
  await assertRejects(() => long.text(), StreamClosedError);
  const begun = await ask("streamed", { body: ["a", "b", "c"] });
  const chunks = begun.iterBytes();
  await chunks.next();
  await begun.discard();
  assertEquals(await joined(chunks), "bc");
  const closed = await ask("streamed", chunked);
  closed.close();
  await closed.discard();
  await assertRejects(() => closed.text(), StreamClosedError);
});

test("a writer that fails rejects writeTo(), and the body is let go of", async () => {
  const cancelled: unknown[] = [];
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull: (controller) => controller.enqueue(encode("x".repeat(65_536))),
    cancel: (reason) => void cancelled.push(reason),
  });
  const response = await ask("streamed", { body });
  const full = new Error("no space left");
  const writer = { write: () => Promise.reject(full) };
  assertStrictEquals(await assertRejects(() => response.writeTo(writer)), full);
  assertEquals(cancelled.length, 1);
});

test("a large body that is sent on can still be read", async () => {
  const text = "0123456789".repeat(10_000);
  const response = await ask("read", { body: text });
  assertEquals(await joined(response.body ?? new ReadableStream()), text);
  assertEquals(await response.text(), text);
});

test("a blob has the response's type", async () => {
  const response = await ask("read", { body: "x", headers: { "content-type": "image/png" } });
  assertEquals((await response.blob()).type, "image/png");
  assertEquals((await (await ask("read", { body: encode("x") })).blob()).type, "");
});

test("body is a web stream; who reads it has used the response up", async () => {
  for (const way of ways) {
    const response = await ask(way, { body: ["ab", "c"] });
    assertEquals(await joined(response.body ?? new ReadableStream()), "abc");
    assertEquals(response.bodyUsed, true);
  }
});

test("numBytesDownloaded grows as the body comes", async () => {
  const response = await ask("streamed", { body: ["ab", "cde"] });
  const counts: number[] = [response.numBytesDownloaded];
  for await (const _ of response.iterBytes()) counts.push(response.numBytesDownloaded);
  assertEquals(counts, [0, 2, 5]);
  assertEquals((await ask("read", { body: "abc" })).numBytesDownloaded, 3);
});

test("numBytesDownloaded counts what came over the wire, read and streamed", async () => {
  const plain = "hello ".repeat(1_000);
  const coding = new CompressionStream("deflate"); // which fetch does not decode by itself
  const packed = await new Response(new Blob([plain]).stream().pipeThrough(coding)).bytes();
  await using server = await respondWith({
    send: toAnswer(packed, { headers: ["Content-Encoding: deflate"] }),
    end: "close",
  });
  for (const transport of [new FetchTransport(), new SocketTransport()]) {
    using client = new Client({ transport });
    const lines: string[] = [];
    const read = await client.get(server.url, { logger: (line) => lines.push(line) });
    assertEquals([await read.text(), read.numBytesDownloaded], [plain, packed.length]);
    assert(lines.join().endsWith(` ${packed.length} B`), lines.join());
    await using decoded = await client.stream("GET", server.url);
    assertEquals(await joined(decoded.iterBytes()), plain);
    await using coded = await client.stream("GET", server.url);
    const raw = await new Blob(await Array.fromAsync(coded.iterRaw())).bytes();
    if (transport instanceof SocketTransport) assertEquals(raw, packed);
    await using streamed = await client.stream("GET", server.url);
    assertEquals([await streamed.text(), streamed.numBytesDownloaded], [plain, packed.length]);
    assertEquals(streamed.clone().numBytesDownloaded, packed.length);
  }
});

test("a body that fails leads to the line that read it, and to its response", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab";
  for (const end of ["hang", "close"] as const) {
    await using server = await respondWith({ send: head, end });
    using client = new Client({ timeout: { read: 200 } });
    await using whole = await client.stream("GET", server.url);
    await using lines = await client.stream("GET", server.url);
    const errors = [
      await assertRejects(async () => await whole.text(), TransportError),
      await assertRejects(() => readLines(lines), TransportError),
      await assertRejects(async () => await client.get(server.url), TransportError),
    ];
    for (const error of errors) {
      assertStringIncludes(error.stack ?? "", "response_body_test.ts", error.message);
      assertEquals([error.response?.status, error.attempts.length], [200, 1], error.message);
      assertEquals(error.request?.url, new URL(server.url).href);
    }
    assertStrictEquals(errors[0]?.response, whole);
  }
});

async function readLines(response: HttpResponse): Promise<void> {
  for await (const line of response.iterLines()) assert(line);
}
