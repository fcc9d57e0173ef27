import { assert, assertEquals, assertRejects } from "@std/assert";
import { HttpError, ReadError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  answering,
  type Bytes,
  bytes,
  fetchOnce,
  latin1,
  RawServer,
  readAll,
  readBody,
  send,
} from "./wire.ts";

test("a body ends with the connection where nothing else is said", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(300_000));
  });
  assertEquals((await fetchOnce(server.url)).text.length, 300_000);
});

test("a large body is read both ways, and the connection is used again", async () => {
  const body: Bytes = Uint8Array.from(
    { length: 3_000_000 },
    (_, at) => at % 251,
  );
  const head = bytes(
    `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  await using server = new RawServer(answering(whole));
  const transport = new SocketTransport();
  for (const read of [readAll, readBody, readAll]) {
    const raw = await send(transport, server.url);
    assertEquals(raw.source?.size, body.length);
    const found = await read(raw);
    assertEquals(found.length, body.length);
    assert(found.every((byte, at) => byte === at % 251));
  }
  assertEquals(server.accepted, 1);
  transport.close();
});

test("a length that is a lie takes no memory before bytes come", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write(
      "HTTP/1.1 200 OK\r\nContent-Length: 9007199254740991\r\n\r\nabc",
    );
  });
  const transport = new SocketTransport();
  const raw = await send(transport, server.url);
  await assertRejects(
    () => readAll(raw),
    ReadError,
    "broke within the body: it was closed",
  );
  transport.close();
});

test("a read under way rejects with the reason of abort()", async () => {
  for (
    const framing of [
      "Content-Length: 10",
      "Transfer-Encoding: chunked",
      "X: y",
      "Content-Length: 9\r\nContent-Encoding: gzip",
    ]
  ) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`);
      await peer.drain();
    });
    const transport = new SocketTransport();
    const { source } = await send(transport, server.url);
    const reason = new Error("enough");
    const reading = source?.read().catch((error) => error);
    source?.abort(reason);
    source?.abort(new Error("another"));
    assertEquals(await reading, reason, framing);
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

test("a coded body is decoded, or given as it came, and one that is corrupt is an error", async () => {
  const { gzipSync } = await import("node:zlib");
  const coded = new Uint8Array(gzipSync("hello ".repeat(1000)));
  const head = bytes(
    `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${coded.length}\r\n\r\n`,
  );
  await using server = new RawServer(
    answering(Uint8Array.from([...head, ...coded])),
  );
  const transport = new SocketTransport();
  const decoded = await send(transport, server.url);
  assertEquals(latin1(await readBody(decoded)), "hello ".repeat(1000));
  const raw = await send(transport, server.url);
  assertEquals(await raw.source?.readRaw?.(), coded);
  assertEquals(await raw.source?.readRaw?.(), undefined);
  const ranged = await send(transport, server.url, {
    headers: { range: "bytes=0-" },
  });
  assertEquals(ranged.decoded, true, "a 200 is whole, Range or not");
  await readBody(ranged);
  assertEquals(server.accepted, 1);
  transport.close();
  await using broken = new RawServer(answering(
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
  ));
  await assertRejects(() => fetchOnce(broken.url), HttpError, "gzip");
});

const TEXT = Array.from({ length: 40_000 }, (_, at) => `${at},`).join("");
const CHUNKS = TEXT.match(/.{1,50000}/g) ?? [];
const CHUNKED = CHUNKS.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");

/** The same bytes in each framing. */
const ANSWERS: readonly string[] = [
  `HTTP/1.1 200 OK\r\nContent-Length: ${TEXT.length}\r\n\r\n${TEXT}`,
  `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${CHUNKED}0\r\n\r\n`,
  `HTTP/1.1 200 OK\r\n\r\n${TEXT}`,
];

test("a body is read into the buffers of its reader", async () => {
  for (const answer of ANSWERS) {
    for (const size of [1_000, 524_288]) {
      await using server = new RawServer(async (peer) => {
        await peer.request();
        await peer.write(answer);
      });
      const transport = new SocketTransport();
      const { source } = await send(transport, server.url);
      let found = "";
      let given = 0;
      for (;;) {
        const buffer = new Uint8Array(size);
        const chunk = await source?.readInto?.(buffer);
        if (!chunk) break;
        assert(chunk.length > 0);
        if (chunk.buffer === buffer.buffer) given++;
        found += latin1(chunk);
      }
      assertEquals(found.length, TEXT.length);
      assert(found === TEXT);
      assert(given > 0, "no buffer was used");
      assertEquals(await source?.readInto?.(new Uint8Array(size)), undefined);
      transport.close();
    }
  }
});

test("a body is read as a whole, begun or not, and every byte is told", async () => {
  for (const answer of ANSWERS) {
    for (const isBegun of [false, true]) {
      await using server = new RawServer(async (peer) => {
        await peer.request();
        await peer.write(answer);
      });
      const transport = new SocketTransport();
      const { source } = await send(transport, server.url);
      const begun = isBegun ? latin1(await source?.read() ?? new Uint8Array(0)) : "";
      let told = begun.length;
      const rest = await source?.readAll?.((count) => told += count);
      assertEquals([begun.length > 0, told], [isBegun, TEXT.length]);
      assert(begun + latin1(rest ?? new Uint8Array(0)) === TEXT);
      assertEquals(await source?.read(), undefined);
      transport.close();
    }
  }
});

test("a body that breaks off fails who reads it into a buffer, and as a whole", async () => {
  for (const framing of ["Content-Length: 10", "Transfer-Encoding: chunked"]) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`);
    });
    const transport = new SocketTransport();
    const { source } = await send(transport, server.url);
    await assertRejects(async () => await source?.readInto?.(new Uint8Array(100)), ReadError);
    const { source: again } = await send(transport, server.url);
    await assertRejects(async () => await again?.readAll?.(() => {}), ReadError);
    transport.close();
  }
});
