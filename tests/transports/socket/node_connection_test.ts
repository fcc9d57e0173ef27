import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  ConnectError,
  DnsError,
  ReadError,
  ReadTimeoutError,
  WriteTimeoutError,
} from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  answering,
  bytesBody,
  latin1,
  prepare,
  RawServer,
  readAll,
  readBody,
  send,
  toContext,
} from "./wire.ts";
import { until } from "../../until.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** A local address needs node's sockets. */
const overNode = () => new SocketTransport({ localAddress: "127.0.0.1" });

test("node's sockets carry request after request from a local address", async () => {
  let from = "";
  await using server = new RawServer(async (peer) => {
    const { remoteAddr } = peer.conn;
    from = "hostname" in remoteAddr ? remoteAddr.hostname : "";
    await answering(OK)(peer);
  });
  const transport = new SocketTransport({ localAddress: "127.0.0.2" });
  for (let round = 0; round < 5; round++) {
    const raw = await send(transport, server.url);
    assertEquals(latin1(await readBody(raw)), "ok");
    assertEquals(`http://${raw.remoteAddress}/`, server.url);
  }
  assertEquals([server.accepted, from], [1, "127.0.0.2"]);
  transport.close();
});

test("large bodies go both ways over node's sockets", async () => {
  const content = Uint8Array.from({ length: 2_000_000 }, (_, at) => at % 239);
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => new Response(await request.bytes()),
  );
  const transport = overNode();
  let sent = 0;
  for (const read of [readAll, readBody]) {
    const request = prepare(`http://127.0.0.1:${server.addr.port}/`, { body: bytesBody(content) });
    const context = { ...toContext(), onSent: (count: number) => sent += count };
    const found = await read(await transport.sendPrepared(request, context));
    assert(found.length === content.length && found.every((byte, at) => byte === content[at]));
  }
  assertEquals(sent, 2 * content.length);
  assertEquals(transport.stats, { open: 1, idle: 1, waiting: 0 });
  transport.close();
});

test("an idle connection of node's that ends is dropped, and one that stays is closed", async () => {
  const seen = Promise.withResolvers<void>();
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write(OK);
    await seen.promise;
  });
  const transport = overNode();
  await readBody(await send(transport, server.url)).finally(seen.resolve);
  assertEquals(transport.stats.idle, 1);
  await until(() => transport.stats.open === 0);
  transport.close();
});

test("node's failures are the same errors", async () => {
  await using silent = new RawServer((peer) => peer.drain());
  await using short = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab");
  });
  const over = Promise.withResolvers<void>();
  await using deaf = new RawServer((_peer) => over.promise);
  const transport = overNode();
  await assertRejects(
    () => send(transport, silent.url, { timeout: { read: 30 } }),
    ReadTimeoutError,
  );
  await assertRejects(() => send(transport, short.url).then(readBody), ReadError, "it was closed");
  await assertRejects(() => send(transport, "http://127.0.0.1:1/"), ConnectError);
  await assertRejects(() => send(transport, "http://no-such-host.invalid/"), DnsError);
  const body = bytesBody(new Uint8Array(50_000_000));
  await assertRejects(
    () => send(transport, deaf.url, { body, timeout: { write: 40 } }).finally(over.resolve),
    WriteTimeoutError,
  );
  const controller = new AbortController();
  const reason = new Error("enough");
  setTimeout(() => controller.abort(reason), 20);
  const error = await send(transport, silent.url, { signal: controller.signal }).catch((e) => e);
  assertInstanceOf(error, Error);
  assertEquals(error, reason);
  assertEquals(transport.stats.open, 0);
  transport.close();
});

test("what a dead connection of node's took of a POST counts as sent", async () => {
  const requests: string[] = [];
  await using server = new RawServer(async (peer) => {
    for (let count = 0; count < 2; count++) {
      const head = await peer.request();
      if (!head) return;
      requests.push(head.split(" ", 1)[0] ?? "");
      if (count === 0) await peer.write(OK);
    }
  });
  const transport = overNode();
  await readBody(await send(transport, server.url));
  await assertRejects(
    () => send(transport, server.url, { method: "POST", body: bytesBody("x") }),
    ReadError,
  );
  assertEquals(requests, ["GET", "POST"]);
  transport.close();
});
