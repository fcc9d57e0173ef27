import { assertEquals } from "@std/assert";
import { Client, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";
import { RawServer } from "./socket/wire.ts";

/** Answers, and leaves the connection open. */
function staying(answer: string): RawServer {
  return new RawServer(async (peer) => {
    while (await peer.request()) await peer.write(answer);
  });
}

test("an answer without a body has ended with its head, whatever its connection does", async () => {
  for (const status of [204, 205, 304]) {
    for (const fields of ["", "Content-Length: 0\r\n", "X: y\r\n"]) {
      await using server = staying(`HTTP/1.1 ${status} x\r\n${fields}\r\n`);
      for (const make of [() => new FetchTransport(), () => new SocketTransport()]) {
        const limits = { maxConnections: 1 };
        using client = new Client({ transport: make(), limits, timeout: 60_000 });
        for (let round = 0; round < 3; round++) {
          const started = performance.now();
          const response = await client.get(server.url);
          assertEquals([response.status, await response.text()], [status, ""]);
          assertEquals(response.body, null);
          const streamed = await client.stream("GET", server.url);
          assertEquals([streamed.status, streamed.body, await streamed.text()], [status, null, ""]);
          assertEquals(performance.now() - started < 30_000, true);
          assertEquals(client.stats.active, 0);
        }
      }
    }
  }
});
