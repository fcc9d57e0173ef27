import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectError, ConnectTimeoutError, DnsError } from "../../../src/core/errors.ts";
import { DenoDialer } from "../../../src/transports/socket/connect/deno_dialer.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { startRawServer } from "../../wire/raw.ts";
import { RawServer, send } from "./wire.ts";
import { until } from "../../until.ts";

test("nobody listening is a ConnectError, no such name a DnsError", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  const transport = new SocketTransport();
  const error = await assertRejects(
    () => send(transport, `http://127.0.0.1:${port}/`),
    ConnectError,
  );
  assertEquals(error.phase, "connect");
  assertInstanceOf(error.cause, Deno.errors.ConnectionRefused);
  await assertRejects(
    () => send(transport, "http://no-such-host.invalid/"),
    DnsError,
  );
  assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
  transport.close();
});

test("a TLS handshake that never ends is a ConnectTimeoutError", async () => {
  await using server = new RawServer((peer) => peer.drain());
  const transport = new SocketTransport();
  const url = server.url.replace("http:", "https:");
  const error = await assertRejects(
    () => send(transport, url, { timeout: { connect: 50 } }),
    ConnectTimeoutError,
  );
  assertEquals(error.code, "ERR_CONNECT_TIMEOUT");
  assertEquals(transport.stats.open, 0);
  transport.close();
});

test("a TLS handshake ends when the connection is closed that it is for", async () => {
  await using server = await startRawServer((connection) => connection.drain());
  const dialer = new DenoDialer();
  const { signal } = new AbortController();
  const settings = { verify: true, caCerts: [], fingerprint256: undefined, cert: undefined };
  for (const wait of [0, 50]) {
    const connection = await dialer.connect({ hostname: "127.0.0.1", port: server.port }, signal);
    const secured = dialer.secure(connection, "localhost", settings);
    setTimeout(() => connection.close(), wait);
    // A handshake that goes on would keep a program from its end until the server gives up, as this one does.
    const giveUp = setTimeout(() => server[Symbol.asyncDispose](), 20_000);
    await assertRejects(() => secured, Deno.errors.Interrupted);
    clearTimeout(giveUp);
  }
});

test("a connection that is there when it is given up is not forgotten", async () => {
  await using server = await startRawServer((connection) => connection.drain());
  const dialer = new DenoDialer();
  const { port } = server;
  const dial = async (_: unknown, index: number) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), index % 2);
    const connection = await dialer.connect({ hostname: "127.0.0.1", port }, controller.signal);
    connection.close();
  };
  for (let round = 0; round < 10; round++) {
    await Promise.allSettled(Array.from({ length: 50 }, dial));
  }
  await until(() => server.open === 0);
});
