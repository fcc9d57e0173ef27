import { assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ConnectError, ConnectTimeoutError, DnsError } from "../../../src/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { RawServer, send } from "./wire.ts";

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
