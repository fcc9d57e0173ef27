import { assertEquals, assertInstanceOf } from "@std/assert";
import { ReadError } from "../../../src/core/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { answering, fetchOnce, latin1, RawServer, readAll, readBody, send } from "./wire.ts";

/** Valid messages, with the body that they carry. */
const MESSAGES: readonly (readonly [message: string, body: string])[] = [
  ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "hello"],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: , Chunked\t,\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "hello",
  ],
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
  ["HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 205 Reset\r\nContent-Length: 0\r\n\r\n", ""],
  [
    "HTTP/1.0 200 Fine\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok",
    "ok",
  ],
];

/** What the standard forbids, and what is read of it all the same; then the connection is closed. */
const LOOSE: typeof MESSAGES = [
  ["\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok"],
  ["HTTP/1.1 200 OK\r\nA: b\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 200 OK\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok", "ok"],
  ["HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\t d\r\nContent-Length:\r\n 2\r\n\r\nok", "ok"],
  [
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 9\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "ok",
  ],
  [
    "HTTP/1.1 200 OK\r\nContent-Length: +9\r\nTransfer-Encoding:\r\n Chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    "ok",
  ],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity\r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 200 OK\r\nTransfer-Encoding: , \r\nContent-Length: 2\r\n\r\nok", "ok"],
  ["HTTP/1.1 205 Reset\r\n\r\n", ""],
  ["HTTP/1.1 205 Reset\r\nContent-Length: 2\r\n\r\nno", ""],
  ["HTTP/1.1 205 Reset\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nno\r\n", ""],
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

test("what is malformed and yet clear is read, however it is cut, and its connection is closed", async () => {
  for (const [message, body] of LOOSE) {
    for (const pieces of [[message], [...message]]) {
      await using server = inPieces(pieces);
      const transport = new SocketTransport();
      for (let round = 1; round <= 2; round++) {
        const raw = await send(transport, server.url, { timeout: 60_000 });
        assertEquals(latin1(await readBody(raw)), body, message);
        assertEquals([server.accepted, transport.stats.open], [round, 0], message);
        if (raw.headers.has("a")) assertEquals(raw.headers.get("a")?.split(/ +/)[0], "b");
        if (message.includes(" c\r\n")) assertEquals(raw.fields.get("a"), "b   c  \t d");
      }
      transport.close();
    }
  }
});

test("Transfer-Encoding: identity without a length is read to the end of the connection", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nhello");
  });
  assertEquals((await fetchOnce(server.url)).text, "hello");
});

test("an empty line behind a body is not taken for an answer, nor for its begin", async () => {
  let asked = 0;
  await using server = new RawServer(async (peer) => {
    while (await peer.request()) {
      asked++;
      await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok\r\n");
    }
  });
  const transport = new SocketTransport();
  for (let round = 1; round <= 3; round++) {
    assertEquals(
      latin1(await readBody(await send(transport, server.url, { method: "POST" }))),
      "ok",
    );
    assertEquals(asked, round);
  }
  transport.close();
});

test("a message that comes byte by byte is read", async () => {
  for (const [message, body] of MESSAGES) {
    await using server = inPieces([...message]);
    assertEquals((await fetchOnce(server.url)).text, body);
  }
});

test("a connection that ends at any byte is an error or the whole answer, and is not used again", async () => {
  for (
    const [message, body] of [
      ...MESSAGES,
      ...LOOSE.filter(([text]) => !text.includes(" 205 ")),
    ]
  ) {
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
