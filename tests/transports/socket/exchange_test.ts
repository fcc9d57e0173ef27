import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { ReadTimeoutError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  answering,
  bytesBody,
  fetchOnce,
  prepare,
  RawServer,
  readBody,
  send,
  toContext,
} from "./wire.ts";

test("1xx answers are reported and skipped", async () => {
  await using server = new RawServer(answering(
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n" +
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  ));
  const seen: unknown[] = [];
  const { text } = await fetchOnce(server.url, {
    onInformational: (status, headers) => seen.push([status, headers.get("link")]),
  });
  assertEquals(seen, [[100, null], [103, "</a.css>"]]);
  assertEquals(text, "ok");
});

test("a server that says nothing, or stops in the head, is a ReadTimeoutError", async () => {
  for (const answer of ["", "HTTP/1.1 200 OK\r\nA: b\r\n"]) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(answer);
      await peer.drain();
    });
    const transport = new SocketTransport();
    const error = await assertRejects(
      () => send(transport, server.url, { timeout: { read: 40 } }),
      ReadTimeoutError,
    );
    assertStringIncludes(error.message, "within timeout.read (40 ms)");
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

test("cancelling ends the wait with the caller's own reason, and closes", async () => {
  await using server = new RawServer((peer) => peer.drain());
  const controller = new AbortController();
  const transport = new SocketTransport();
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 20);
  const error = await send(transport, server.url, { signal: controller.signal })
    .catch((e) => e);
  assertEquals(error, reason);
  assertEquals(transport.stats.open, 0);
  const early = await send(transport, server.url, { signal: controller.signal })
    .catch((e) => e);
  assertEquals(early, reason);
  transport.close();
});

test("timings and the peer's address are told", async () => {
  await using server = new RawServer(
    answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
  );
  const transport = new SocketTransport();
  const first = await send(transport, server.url);
  await readBody(first);
  assertEquals(`http://${first.remoteAddress}/`, server.url);
  for (const phase of ["connect", "send", "wait", "receive"] as const) {
    assert((first.timings?.[phase] ?? -1) >= 0, phase);
  }
  assertEquals(first.timings?.tls, undefined);
  const second = await send(transport, server.url);
  assertEquals(second.timings?.connect, undefined, "it was there already");
  transport.close();
});

test("a request that cannot be written is a TypeError, and nothing leaks", async () => {
  await using server = new RawServer((peer) => peer.drain());
  const transport = new SocketTransport();
  for (
    const [method, headers] of [
      ["GET", { "x": "a\r\nevil: 1" }],
      ["GET", { "x": "a\0" }],
      ["GET", { "x": "\u20ac" }],
      ["GET", { "x y": "a" }],
      ["GET", { "": "a" }],
      ["GET", { "host": "a\nb" }],
      ["GET / HTTP/1.1\r\nevil: 1\r\n\r\nGET", {}],
    ] as const
  ) {
    const error = await transport.sendPrepared(
      prepare(server.url, { method, headers }),
      toContext(),
    ).catch((e) => e);
    assertInstanceOf(error, TypeError);
    assertEquals(transport.stats.open, 0);
  }
  transport.close();
});

test("a GET may have a body", async () => {
  await using server = new RawServer(async (peer) => {
    const head = await peer.request() ?? "";
    await peer.until("query");
    await peer.write(
      `HTTP/1.1 200 OK\r\nContent-Length: ${head.length}\r\n\r\n${head}`,
    );
  });
  const { text } = await fetchOnce(server.url, {
    method: "GET",
    body: bytesBody("query"),
  });
  assertStringIncludes(text, "GET / HTTP/1.1\r\nhost: 127.0.0.1");
  assertStringIncludes(text, "content-length: 5\r\n");
});
