import { assertEquals, assertRejects } from "@std/assert";
import * as zlib from "node:zlib";
import {
  Client,
  ContentDecodingError,
  FetchTransport,
  type Timeout,
  TotalTimeoutError,
} from "../../mod.ts";
import { HarRecorder } from "../../src/features/har/mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "./scripted.ts";

type Bytes = Uint8Array<ArrayBuffer>;

function join(parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function repeat(part: Uint8Array, count: number): Bytes {
  return join(Array.from({ length: count }, () => part));
}

/** An endless body in a coding. */
function serveEndless(coding: string, part: Bytes) {
  const many = repeat(part, Math.ceil(65_536 / part.length));
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => {
    const body = new ReadableStream<Bytes>({
      pull: (controller) => controller.enqueue(many.slice()),
    });
    return new Response(body, { headers: { "content-encoding": coding } });
  });
}

/** Codings whose bodies have parts without end; over `fetch` the runtime decodes gzip and br. */
const ENDLESS: readonly (readonly [string, Bytes])[] = [
  ["zstd", new Uint8Array(zlib.zstdCompressSync("x"))],
  ["x-gzip", new Uint8Array(zlib.gzipSync("x"))],
  ["deflate", Uint8Array.of(0, 0, 0, 0xff, 0xff)],
  ["deflate, zstd", new Uint8Array(zlib.zstdCompressSync(Uint8Array.of(0, 0, 0, 0xff, 0xff)))],
];

/** Ways to ask for a body and to read all of it. */
const WAYS: readonly ((client: Client, url: string, options: Options) => Promise<unknown>)[] = [
  (client, url, options) => client.get(url, options),
  async (client, url, options) => {
    await using response = await client.stream("GET", url, options);
    for await (const _ of response.iterBytes());
  },
];

interface Options {
  readonly signal?: AbortSignal;
  readonly timeout?: Timeout;
}

for (const Transport of [FetchTransport, SocketTransport]) {
  test(`limits end what is decoded without end: ${Transport.name}`, async () => {
    using client = new Client({
      transport: new Transport(),
      maxDecompressionRatio: null,
    });
    for (const [coding, part] of ENDLESS) {
      await using server = serveEndless(coding, part);
      const url = `http://127.0.0.1:${server.addr.port}/`;
      for (const ask of WAYS) {
        const options = { timeout: { total: 300 } };
        await assertRejects(() => ask(client, url, options), TotalTimeoutError);
        const reason = new Error("enough");
        const controller = new AbortController();
        const timer = setTimeout(() => controller.abort(reason), 200);
        const error = await ask(client, url, { signal: controller.signal }).catch((error) => error);
        clearTimeout(timer);
        assertEquals(error, reason);
        assertEquals(client.stats.active, 0);
      }
    }
  });

  test(`frames that hold nothing have an end: ${Transport.name}`, async () => {
    const frames = repeat(new Uint8Array(zlib.zstdCompressSync("")), 200_000);
    const headers = ["Content-Encoding: zstd"];
    await using server = await respondWith(toAnswer(frames, { headers }));
    using client = new Client({ transport: new Transport() });
    await assertRejects(() => client.get(server.url), ContentDecodingError, "hold nothing");
    assertEquals(client.stats.active, 0);
  });

  test(`what stands behind a coded body is passed over: ${Transport.name}`, async () => {
    const text = "some text ".repeat(5000);
    const coded: readonly (readonly [string, Uint8Array])[] = [
      ["gzip", zlib.gzipSync(text)],
      ["x-gzip", zlib.gzipSync(text)],
      ["deflate", zlib.deflateSync(text)],
      ["br", zlib.brotliCompressSync(text)],
      ["zstd", zlib.zstdCompressSync(text)],
      ["gzip, zstd", zlib.zstdCompressSync(zlib.gzipSync(text))],
    ];
    const trailing = [
      new TextEncoder().encode("\r\n"),
      new Uint8Array(500),
      new Uint8Array(1 << 20),
    ];
    for (const [coding, body] of coded) {
      for (const tail of trailing) {
        const headers = [`Content-Encoding: ${coding}`];
        await using server = await respondWith(toAnswer(join([body, tail]), { headers }));
        using client = new Client({ transport: new Transport(), limits: { maxConnections: 1 } });
        const response = await client.get(server.url);
        assertEquals(await response.text() === text, true, `${coding} ${tail.length}`);
        const streamed = await client.stream("GET", server.url);
        const pieces = await Array.fromAsync(streamed.iterText());
        assertEquals(pieces.join("") === text, true, `${coding} ${tail.length}`);
        assertEquals(client.stats.active, 0);
      }
    }
  });
}

test("a little behind a coded body costs no connection, much does", async () => {
  for (const [length, connections] of [[2, 1], [8 << 20, 3]] as const) {
    const body = join([zlib.gzipSync("text"), new Uint8Array(length)]);
    const answer = toAnswer(body, { headers: ["Content-Encoding: gzip"] });
    await using server = await respondWith(answer);
    using client = new Client({ transport: new SocketTransport() });
    for (let count = 0; count < 3; count++) {
      assertEquals(await (await client.get(server.url)).text(), "text");
    }
    assertEquals(server.accepted, connections);
  }
});

/** Ways to read a body, each of which waits for what can be decoded. */
const READERS: readonly ((client: Client, url: string) => Promise<string>)[] = [
  (client, url) => client.get(url).text(),
  async (client, url) => (await client.fetch(url)).text(),
  async (client, url) => {
    await using response = await client.stream("GET", url);
    return (await Array.fromAsync(response.iterText())).join("");
  },
];

for (
  const [Transport, coding, compress] of [
    [SocketTransport, "br", zlib.brotliCompressSync],
    [SocketTransport, "zstd", zlib.zstdCompressSync],
    [FetchTransport, "zstd", zlib.zstdCompressSync],
  ] as const
) {
  test(`bytes of which nothing can be decoded yet are no silence: ${coding}, ${Transport.name}`, async () => {
    const text = "hello, hello, hello";
    const answer = toAnswer(new Uint8Array(compress(text)), {
      headers: [`Content-Encoding: ${coding}`],
    });
    const head = answer.length - compress(text).length;
    const cuts = [0, head, head + 1, head + 2, head + 3, head + 4, head + 5, answer.length];
    const send = cuts.slice(1).map((cut, index) => answer.slice(cuts[index], cut));
    await using server = await respondWith({ send, pause: 120 });
    for (const recorder of [undefined, new HarRecorder()]) {
      using client = new Client({ transport: new Transport(), recorder, timeout: { read: 400 } });
      const texts = await Promise.all(READERS.map((read) => read(client, server.url)));
      assertEquals(texts, [text, text, text]);
    }
  });
}
