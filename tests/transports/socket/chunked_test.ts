import { assertEquals, assertRejects } from "@std/assert";
import { ProtocolError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { RawServer, readBody, send } from "./wire.ts";

const BAD_CHUNKS: readonly string[] = [
  "x\r\n",
  "-1\r\n",
  "\r\n",
  "\r\n\r\n",
  ";a=b\r\n\r\n",
  "20000000000000\r\n",
  "5\nhello\r\n0\r\n\r\n",
  "5\r\nhelloX\r\n0\r\n\r\n",
  "5\r\nhello\n0\r\n\r\n",
  "5 5\r\nhello\r\n0\r\n\r\n",
  "0x5\r\nhello\r\n0\r\n\r\n",
  "5\rx\r\nhello\r\n0\r\n\r\n",
  "fffffffffffffff\r\n",
  "5;" + "a".repeat(5000),
  `1;${"a".repeat(1000)}\r\nx\r\n`.repeat(30),
  "0\r\nBad Trailer\r\n\r\n",
  "0\r\n" + "T: v\r\n".repeat(300) + "\r\n",
];

test("zeros before a chunk's size count for nothing", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    const zeros = "0".repeat(20);
    const chunks = `${zeros}5\r\nhello\r\n${zeros}\r\n\r\n`;
    await peer.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
    await peer.drain();
  });
  using transport = new SocketTransport();
  const bytes = await readBody(await send(transport, server.url));
  assertEquals(new TextDecoder().decode(bytes), "hello");
});

test("a body that is not chunked is a ProtocolError, in the head's write and after it", async () => {
  for (const chunks of BAD_CHUNKS) {
    for (const isLate of [false, true]) {
      await using server = new RawServer(async (peer) => {
        await peer.request();
        const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        if (isLate) {
          await peer.write(head + "1\r\na\r\n");
          await new Promise((resolve) => setTimeout(resolve, 2));
          await peer.write(chunks);
        } else await peer.write(head + chunks);
        await peer.drain();
      });
      const transport = new SocketTransport();
      await assertRejects(
        () => send(transport, server.url).then(readBody),
        ProtocolError,
        undefined,
        JSON.stringify(chunks.slice(0, 30)),
      );
      assertEquals(transport.stats.open, 0);
      transport.close();
    }
  }
});
