import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { gzipSync } from "node:zlib";
import { Client } from "../../../mod.ts";
import {
  ProtocolError,
  ReadError,
  ReadTimeoutError,
  ResponseTooLargeError,
  TotalTimeoutError,
  TransportError,
} from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { type Answer, respondWith, type Script } from "../../wire/scripted.ts";
import { latin1, RawServer, readBody, send } from "./wire.ts";
import { until } from "../../until.ts";

const NOTHING_OPEN = { open: 0, idle: 0, waiting: 0 };
const CHUNKED =
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: v\r\n\r\n";
const COUNTED = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const TO_THE_END = "HTTP/1.1 200 OK\r\n\r\nhello";

/** Sends a GET over one place for a connection, and gives the text or the error. */
async function outcome(answer: Answer, method = "GET"): Promise<string | Error> {
  await using server = await respondWith(answer);
  const transport = new SocketTransport({ limits: { maxConnections: 1 } });
  try {
    return await send(transport, server.url, { method, timeout: 1_000 })
      .then(readBody).then(latin1, (error) => error);
  } finally {
    assertEquals(transport.stats.waiting, 0);
    const last = { open: transport.stats.open, requests: server.requests.length };
    transport.close();
    assertEquals(last, { open: 0, requests: 1 }, "closed, and asked once");
  }
}

test("a reset at any byte of an answer is a ReadError, and the request is not repeated", async () => {
  for (const message of [CHUNKED, COUNTED, TO_THE_END]) {
    for (let length = 0; length <= message.length; length++) {
      const script: Script = { send: message.slice(0, length), end: "reset", endAfter: 2 };
      const isWhole = length === message.length && message !== TO_THE_END;
      const found = isWhole ? undefined : await outcome(script);
      // Only a FIN ends a body that has no length.
      if (!isWhole) assertInstanceOf(found, ReadError, JSON.stringify(message.slice(0, length)));
    }
  }
});

test("a reset behind a whole answer takes nothing of it, and the next request gets a new connection", async () => {
  await using server = await respondWith([
    { send: COUNTED, end: "reset", endAfter: 20 },
    COUNTED,
  ]);
  const transport = new SocketTransport();
  for (const method of ["GET", "POST"]) {
    assertEquals(latin1(await readBody(await send(transport, server.url, { method }))), "hello");
    await until(() => transport.stats.open === 0 || server.accepted === 2);
  }
  assertEquals(server.accepted, 2);
  transport.close();
});

test("a slow drip is read while each byte comes in time, and ends when one does not", async () => {
  for (const message of [CHUNKED, COUNTED]) {
    const dripped = await respondWith({ send: message, pieceSize: 1, pause: 15 });
    const transport = new SocketTransport();
    const raw = await send(transport, dripped.url, { timeout: { read: 500 } });
    assertEquals(latin1(await readBody(raw)), "hello");
    assertEquals(transport.stats.idle, 1);
    transport.close();
    await dripped[Symbol.asyncDispose]();
  }
  await using stalled = await respondWith({ send: COUNTED.slice(0, -2), end: "hang" });
  using client = new Client({ transport: new SocketTransport(), timeout: { read: 50 } });
  await assertRejects(() => client.get(stalled.url), ReadTimeoutError);
});

test("a drip that never ends is held by the total timeout", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\nX: ");
    for (;;) {
      await peer.write("x");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  });
  const transport = new SocketTransport();
  using client = new Client({ transport, timeout: { read: 1_000, total: 100 } });
  const start = performance.now();
  await assertRejects(() => client.get(server.url), TransportError);
  assert(performance.now() - start < 20_000);
  assertEquals(transport.stats, NOTHING_OPEN);
});

test("a server that only closes its half is read to the end, and is not used again", async () => {
  for (const message of [COUNTED, CHUNKED, TO_THE_END]) {
    let asked = 0;
    await using server = new RawServer(async (peer) => {
      await peer.request();
      asked++;
      await peer.write(message);
      if ("closeWrite" in peer.conn) await peer.conn.closeWrite();
      await peer.drain();
    });
    const transport = new SocketTransport();
    for (let round = 1; round <= 3; round++) {
      const raw = await send(transport, server.url, { method: "POST" });
      assertEquals(latin1(await readBody(raw)), "hello");
      await until(() => transport.stats.open === 0);
      assertEquals(transport.stats, NOTHING_OPEN);
      assertEquals([asked, server.accepted], [round, round]);
    }
    transport.close();
  }
});

const GARBAGE: readonly string[] = [
  "\0".repeat(100),
  "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
  "SSH-2.0-OpenSSH_9.2\r\n",
  "220 mail.test ESMTP\r\n",
  "<html>no head</html>\r\n\r\n",
  "HTTP/2.0 200 OK\r\n\r\n",
  "HTTP/1.1 2000 OK\r\n\r\n",
  "HTTP/1.1  200 OK\r\n\r\n",
  "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
  "HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
  "HTTP/1.1 200 OK\r\n folded: a\r\n\r\n",
  "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nhello",
  "HTTP/1.1 101 Switching Protocols\r\n\r\n",
];

test("garbage is a ProtocolError, and its connection is closed", async () => {
  for (const send of GARBAGE) {
    for (const method of ["GET", "POST"]) {
      const found = await outcome({ send, end: "hang" }, method);
      assertInstanceOf(found, ProtocolError, JSON.stringify(send));
    }
  }
});

test("random bytes are an error or a bodyless end, and never hang or leak", async () => {
  let seed = 7;
  const random = () => (seed = seed * 1_103_515_245 + 12_345 & 0x7fffffff) / 0x7fffffff;
  for (let round = 0; round < 60; round++) {
    const bytes = Uint8Array.from(COUNTED, (char) => char.charCodeAt(0));
    const flips = 1 + Math.floor(random() * 4);
    for (let flip = 0; flip < flips; flip++) {
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    }
    await using server = await respondWith({ send: bytes, end: "close" });
    const transport = new SocketTransport();
    const found = await send(transport, server.url, { timeout: 500 })
      .then(readBody).then(latin1, (error) => error);
    const isKnown = typeof found === "string" || found instanceof TransportError;
    assertEquals(isKnown, true, `${latin1(bytes)} ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assertEquals(transport.stats.waiting, 0);
    transport.close();
  }
});

/** A server that says a beginning and then the same again, until the client has had enough. */
function endless(start: string, again: string, counted: { bytes: number }): RawServer {
  const piece = again.repeat(Math.ceil(16_384 / again.length));
  return new RawServer(async (peer) => {
    await peer.request();
    await peer.write(start);
    for (;;) {
      await peer.write(piece);
      counted.bytes += piece.length;
    }
  });
}

const CHUNKS = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

test("headers, chunk extensions, trailers and 1xx answers without end are refused early", async () => {
  const cases: readonly (readonly [start: string, again: string])[] = [
    ["HTTP/1.1 200 OK\r\n", "A: b\r\n"],
    ["HTTP/1.1 200 OK\r\nA: ", "x"],
    ["HTTP/1.1 200 ", "x"],
    ["", "x"],
    ["", "\r\n"],
    [`${CHUNKS}5;`, "x"],
    [CHUNKS, "1;abcdefghijklmnop=qrstuvwxyz0123456789\r\nx\r\n"],
    [`${CHUNKS}0\r\n`, "T: v\r\n"],
    [`${CHUNKS}0\r\nT: `, "x"],
    [CHUNKS, "0"],
    ["", "HTTP/1.1 103 Early Hints\r\n\r\n"],
  ];
  for (const [start, again] of cases) {
    const counted = { bytes: 0 };
    await using server = endless(start, again, counted);
    const transport = new SocketTransport();
    const found = await send(transport, server.url, { timeout: 2_000 })
      .then(readBody).then(latin1, (error) => error);
    assertInstanceOf(found, ProtocolError, JSON.stringify([start, again]));
    assertEquals(transport.stats, NOTHING_OPEN);
    // The kernel's own buffers take some megabytes.
    assert(counted.bytes < 16_000_000, JSON.stringify([start, again, counted.bytes]));
    transport.close();
  }
});

test("a decompression bomb goes no further than maxResponseBytes, and takes little memory", async () => {
  const bomb = gzipSync(new Uint8Array(100_000_000));
  const doubled = gzipSync(bomb);
  for (const [coding, body] of [["gzip", bomb], ["gzip, gzip", doubled]] as const) {
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\n` +
      `Content-Length: ${body.length}\r\n\r\n`;
    await using server = new RawServer(async (peer) => {
      while (await peer.request()) {
        await peer.write(head);
        await peer.write(body);
      }
    });
    const transport = new SocketTransport();
    using client = new Client({ transport, maxResponseBytes: 1_000_000 });
    const before = Deno.memoryUsage().rss;
    await assertRejects(() => client.get(server.url), ResponseTooLargeError);
    await using streamed = await client.stream("GET", server.url);
    await assertRejects(() => Array.fromAsync(streamed.iterBytes()), ResponseTooLargeError);
    const grown = (Deno.memoryUsage().rss - before) / 2 ** 20;
    assert(grown < 80, `${coding}: ${grown} MiB`);
    // The coded bytes were all there, so the connection may be kept.
    assertEquals(transport.stats.open, transport.stats.idle);
  }
});

/** Each begins a body that never comes to its end. */
const BEGUN: readonly string[] = [
  "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  "HTTP/1.1 200 OK\r\n\r\nhello",
  "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 99\r\n\r\n" +
  String.fromCharCode(...gzipSync("hello").subarray(0, 12)),
];

test("the call's end is the end of a body that is being read, whatever frames it", async () => {
  for (const send of BEGUN) {
    for (const isStreamed of [false, true]) {
      await using server = await respondWith({ send, end: "hang" });
      const transport = new SocketTransport();
      using client = new Client({ transport });
      const controller = new AbortController();
      const reason = new Error("enough");
      const method = isStreamed ? "stream" : "request";
      const reading = client[method]("GET", server.url, { signal: controller.signal })
        .then((response) => response.text());
      const timer = setTimeout(() => controller.abort(reason), 40);
      assertStrictEquals(await reading.catch((error) => error), reason);
      clearTimeout(timer);
      assertEquals(transport.stats, NOTHING_OPEN);
      const late = client.get(server.url, { timeout: { total: 40 } });
      await assertRejects(() => late, TotalTimeoutError);
      assertEquals([transport.stats, client.stats.active], [NOTHING_OPEN, 0]);
    }
  }
});
