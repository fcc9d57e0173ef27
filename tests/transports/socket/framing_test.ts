import { assertEquals, assertInstanceOf } from "@std/assert";
import { ReadError } from "../../../src/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { answering, fetchOnce, latin1, RawServer, readAll, readBody, send } from "./wire.ts";

/** Valid messages, with the body that they carry. */
const MESSAGES: readonly (readonly [message: string, body: string])[] = [
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "hello",
  ],
  [
    'HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5;a=b\r\nhello\r\n1 ; q="x"\r\n!\r\n00\r\nT: v\r\n\r\n',
    "hello!",
  ],
  [
    "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
    "ok",
  ],
  ["HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", ""],
  ["HTTP/1.1 204 No Content\r\nX: y\r\n\r\n", ""],
  ["HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok"],
  [
    "HTTP/1.0 200 Fine\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    "ok",
  ],
];

/** Sends `pieces`, each in a write of its own. */
function inPieces(pieces: readonly string[]) {
  return new RawServer(async (peer) => {
    while (await peer.request()) {
      for (const piece of pieces) {
        await peer.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
    }
  });
}

test("the same comes of a message however its bytes are cut", async () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    return Math.floor(seed / 2 ** 31 * below);
  };
  for (const [message, body] of MESSAGES) {
    for (let round = 0; round < 8; round++) {
      const cuts = Array.from(
        { length: random(5) + 1 },
        () => random(message.length),
      ).sort((a, b) => a - b);
      const pieces = [0, ...cuts].map((cut, index) => message.slice(cut, cuts[index]))
        .filter((piece) => piece !== "");
      await using server = inPieces(pieces);
      const transport = new SocketTransport();
      for (const read of [readBody, readAll]) {
        const raw = await send(transport, server.url);
        assertEquals(latin1(await read(raw)), body, JSON.stringify(pieces));
      }
      assertEquals(server.accepted, 1, "the connection is used again");
      transport.close();
    }
  }
});

test("a message that comes byte by byte is read", async () => {
  for (const [message, body] of MESSAGES) {
    await using server = inPieces([...message]);
    assertEquals((await fetchOnce(server.url)).text, body);
  }
});

test("a connection that ends at any byte is an error or the whole answer, and is not used again", async () => {
  for (const [message, body] of MESSAGES) {
    for (let length = 0; length < message.length; length++) {
      await using server = new RawServer(async (peer) => {
        await peer.request();
        await peer.write(message.slice(0, length));
      });
      const transport = new SocketTransport();
      try {
        const error = await send(transport, server.url).then(readBody).then(
          () => undefined,
          (e) => e,
        );
        assertInstanceOf(
          error,
          ReadError,
          `${JSON.stringify(message.slice(0, length))} ${body}`,
        );
        assertEquals(transport.stats, { open: 0, idle: 0, waiting: 0 });
      } finally {
        transport.close();
      }
    }
  }
});

test("HEAD, 204 and 304 have no body whatever their headers say", async () => {
  for (
    const [method, status] of [["HEAD", 200], ["GET", 204], [
      "GET",
      304,
    ]] as const
  ) {
    await using server = new RawServer(
      answering(`HTTP/1.1 ${status} x\r\nContent-Length: 10\r\n\r\n`),
    );
    const transport = new SocketTransport();
    for (let round = 0; round < 2; round++) {
      const raw = await send(transport, server.url, { method });
      assertEquals(raw.source, undefined);
      assertEquals(raw.headers.get("content-length"), "10");
    }
    assertEquals(server.accepted, 1);
    transport.close();
  }
});

test("bytes behind an answer are nobody's answer", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write(
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
    );
    await peer.drain();
  });
  const transport = new SocketTransport();
  for (let round = 0; round < 3; round++) {
    assertEquals(
      latin1(await readBody(await send(transport, server.url))),
      "ok",
    );
    assertEquals(transport.stats.open, 0);
  }
  transport.close();
});
