import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { WriteError, WriteTimeoutError } from "../../../src/core/errors.ts";
import type { BodySource } from "../../../src/core/request/prepared.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  type Bytes,
  bytes,
  bytesBody,
  fetchOnce,
  latin1,
  prepare,
  RawServer,
  readBody,
  send,
  streamBody,
  toContext,
} from "./wire.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Keeps what it gets until `mark`, then answers. */
function collector(mark: string) {
  const seen: string[] = [];
  const server = new RawServer(async (peer) => {
    while (await peer.until(mark)) {
      seen.push(peer.seen);
      peer.seen = "";
      await peer.write(OK);
    }
  });
  return { seen, server };
}

test("a small request leaves in one piece, Host first, the headers in their order", async () => {
  const reads: string[] = [];
  await using server = new RawServer(async (peer) => {
    const buffer = new Uint8Array(65536);
    const count = await peer.conn.read(buffer) ?? 0;
    reads.push(latin1(buffer.subarray(0, count)));
    await peer.write(OK);
  });
  await fetchOnce(`${server.url}a%20b?c=d#e`, {
    headers: {
      "x-last": "1",
      "accept-encoding": "identity",
      "a-first": "ü",
      "content-length": "99",
    },
    body: bytesBody("body"),
  });
  const host = new URL(server.url).host;
  assertEquals(reads, [
    `POST /a%20b?c=d HTTP/1.1\r\nhost: ${host}\r\nx-last: 1\r\naccept-encoding: identity\r\n` +
    `a-first: ü\r\naccept-language: *\r\ncontent-length: 4\r\n\r\nbody`,
  ]);
});

test("the defaults that follow from the request are there", async () => {
  const { seen, server } = collector("\r\n\r\n");
  await using _ = server;
  await fetchOnce(server.url, { headers: { host: "other.test" } });
  await fetchOnce(server.url, { method: "POST" });
  await fetchOnce(server.url, { headers: { range: "bytes=0-1" } });
  assertStringIncludes(seen[0] ?? "", "\r\nhost: other.test\r\n");
  assertStringIncludes(
    seen[0] ?? "",
    "\r\naccept-encoding: gzip, deflate, br, zstd\r\n",
  );
  assertEquals(/content-length|transfer-encoding/.test(seen[0] ?? ""), false);
  assertStringIncludes(seen[1] ?? "", "\r\ncontent-length: 0\r\n");
  assertStringIncludes(seen[2] ?? "", "\r\naccept-encoding: identity\r\n");
});

test("a stream of known size has a Content-Length, one of unknown size is chunked", async () => {
  const { seen, server } = collector("end");
  await using _ = server;
  const chunks = () => [bytes("first "), new Uint8Array(), bytes("the end")];
  await fetchOnce(server.url, { body: streamBody(chunks(), 13) });
  assertStringIncludes(
    seen[0] ?? "",
    "content-length: 13\r\n\r\nfirst the end",
  );
  await fetchOnce(server.url, {
    body: streamBody(chunks()),
    headers: { "content-length": "13" },
  });
  assertStringIncludes(
    seen[1] ?? "",
    "content-length: 13\r\n\r\nfirst the end",
  );
  const { seen: chunked, server: other } = collector("0\r\n\r\n");
  await using _other = other;
  await fetchOnce(other.url, { body: streamBody(chunks()) });
  assertStringIncludes(
    chunked[0] ?? "",
    "transfer-encoding: chunked\r\n\r\n6\r\nfirst \r\n7\r\nthe end\r\n0\r\n\r\n",
  );
});

test("a stream that is not as long as was said is an error, and closes", async () => {
  for (const size of [3, 30]) {
    await using server = new RawServer((peer) => peer.drain());
    const transport = new SocketTransport();
    const error = await send(transport, server.url, {
      body: streamBody([bytes("hello")], size),
    })
      .catch((e) => e);
    assertInstanceOf(error, TypeError);
    assertStringIncludes(error.message, `${size} were announced`);
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

test("an error of the stream is the cause of a WriteError, and the server sees no whole request", async () => {
  let whole = false;
  await using server = new RawServer(async (peer) => {
    whole = await peer.until("0\r\n\r\n");
  });
  const reason = new Error("the disk is gone");
  async function* failing() {
    yield bytes("a");
    await pause(5);
    throw reason;
  }
  const error = await fetchOnce(server.url, { body: streamBody(failing()) })
    .catch((e) => e);
  assertInstanceOf(error, WriteError);
  assertEquals(error.cause, reason);
  assertEquals(whole, false);
});

test("large bytes, a Blob and a stream arrive whole, and progress is told", async () => {
  const content: Bytes = Uint8Array.from(
    { length: 2_000_000 },
    (_, at) => at % 253,
  );
  const bodies: (() => BodySource)[] = [
    () => bytesBody(content),
    () => ({ ...bytesBody(content), open: () => new Blob([content]) }),
    () =>
      streamBody(
        [content.slice(0, 1_000_000), content.slice(1_000_000)],
        content.length,
      ),
  ];
  for (const body of bodies) {
    let sum = 0;
    await using server = new RawServer(async (peer) => {
      const head = await peer.request() ?? "";
      const size = Number(/content-length: (\d+)/.exec(head)?.[1]);
      sum = peer.seen.length;
      const buffer = new Uint8Array(65536);
      while (sum < size) sum += await peer.conn.read(buffer) ?? Infinity;
      await peer.write(OK);
      await peer.drain();
    });
    let sent = 0;
    const transport = new SocketTransport();
    const context = {
      ...toContext(),
      onSent: (count: number) => sent += count,
    };
    await transport.sendPrepared(prepare(server.url, { body: body() }), context)
      .then(readBody);
    assertEquals([sum, sent], [content.length, content.length]);
    assertEquals(transport.stats.idle, 1);
    transport.close();
  }
});

test("a stream is read only as fast as the server takes it", async () => {
  await using server = new RawServer((_peer) => pause(60));
  let given = 0;
  function* endless() {
    for (;;) {
      given++;
      yield new Uint8Array(1 << 20);
    }
  }
  const transport = new SocketTransport();
  await send(transport, server.url, { body: streamBody(endless()) }).catch((
    e,
  ) => e);
  assert(given < 30, `${given} MiB were taken`);
  transport.close();
});

test("a server that takes nothing is a WriteTimeoutError", async () => {
  const over = Promise.withResolvers<void>();
  await using server = new RawServer((_peer) => over.promise);
  const transport = new SocketTransport();
  const error = await assertRejects(
    () =>
      send(transport, server.url, {
        body: bytesBody(new Uint8Array(50_000_000)),
        timeout: { write: 50 },
      }).finally(over.resolve),
    WriteTimeoutError,
  );
  assertEquals(error.phase, "write");
  assertEquals(transport.stats.open, 0);
  transport.close();
});
