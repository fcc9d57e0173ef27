import { assertEquals, assertRejects } from "@std/assert";
import { TransportError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { latin1, RawServer, send, toContext } from "./wire.ts";

test("the web form carries status, headers and body, and can be cancelled", async () => {
  await using server = new RawServer(async (peer) => {
    const head = await peer.request();
    if (head?.startsWith("GET /odd")) {
      await peer.write("HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nok");
      await peer.request();
    }
    if (await peer.until("hello")) {
      await peer.write(
        "HTTP/1.1 201 Made\r\nX: y\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
      );
    }
    await peer.drain();
  });
  const transport = new SocketTransport();
  const { timeout } = toContext();
  const controller = new AbortController();
  const context = { signal: controller.signal, timeout };
  const odd = await transport.send(new Request(server.url + "odd"), context);
  assertEquals([odd.status, odd.ok, await odd.text()], [999, false, "ok"]);
  const request = new Request(server.url, { method: "POST", body: "hello" });
  const response = await transport.send(request, context);
  assertEquals([response.status, response.statusText], [201, "Made"]);
  assertEquals(response.headers.get("x"), "y");
  const reader = response.body?.getReader();
  assertEquals(
    latin1((await reader?.read())?.value ?? new Uint8Array()),
    "abc",
  );
  const reason = new Error("enough");
  const reading = reader?.read().catch((error) => error);
  controller.abort(reason);
  assertEquals(await reading, reason);
  assertEquals(transport.stats.open, 0);
  transport.close();
});

test("after close() nothing is sent", async () => {
  const transport = new SocketTransport();
  transport.close();
  await assertRejects(
    () => send(transport, "http://127.0.0.1:1/"),
    TransportError,
    "closed",
  );
});
