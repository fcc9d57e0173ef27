import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import {
  ConnectError,
  ConnectTimeoutError,
  DnsError,
  HttpError,
  ProtocolError,
  ReadError,
  ReadTimeoutError,
  TransportError,
} from "../../../src/errors.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import {
  answering,
  type Bytes,
  bytes,
  bytesBody,
  fetchOnce,
  latin1,
  prepare,
  RawServer,
  readAll,
  readBody,
  send,
  toContext,
} from "./wire.ts";

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

const MALFORMED: readonly (readonly [why: string, message: string])[] = [
  ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["HTTP/2", "HTTP/2 200 OK\r\n\r\n"],
  ["a TLS alert", "\x15\x03\x01\x00\x02\x02\x46"],
  ["an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n"],
  ["a folded header", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\n\r\n"],
  ["a header folded first", "HTTP/1.1 200 OK\r\n A: b\r\n\r\n"],
  ["a space before the colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n"],
  ["no colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n"],
  ["no name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n"],
  ["a NUL in a value", "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n"],
  ["a NUL in a name", "HTTP/1.1 200 OK\r\nA\0: b\r\n\r\n"],
  ["a CR in a value", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n"],
  [
    "both framings",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "an unknown coding",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "chunked twice",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
  ],
  [
    "chunked in HTTP/1.0",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
  ],
  [
    "lengths that differ",
    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
  ],
  [
    "a length beyond all",
    "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
  ],
  ["101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"],
  ["endless headers", "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(20_000)],
  ["an endless header", "HTTP/1.1 200 OK\r\nA: " + "b".repeat(70_000)],
  ["an endless status line", "HTTP/1.1 200 " + "b".repeat(70_000)],
  ["too many headers", "HTTP/1.1 200 OK\r\n" + "A: b\r\n".repeat(257) + "\r\n"],
];

test("what is not HTTP is a ProtocolError that shows the bytes escaped", async () => {
  for (const [why, message] of MALFORMED) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(message);
      await peer.drain();
    });
    const transport = new SocketTransport();
    const error = await assertRejects(
      () => send(transport, server.url),
      ProtocolError,
      undefined,
      why,
    );
    assertEquals(error.phase, "read");
    assertEquals(error.code, "ERR_PROTOCOL");
    assertStringIncludes(error.message, "Cannot GET http://127.0.0.1");
    assert([...error.message].every((char) => char >= " "), error.message);
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

const BAD_CHUNKS: readonly string[] = [
  "x\r\n",
  "-1\r\n",
  "\r\n",
  "5\nhello\r\n0\r\n\r\n",
  "5\r\nhelloX\r\n0\r\n\r\n",
  "5\r\nhello\n0\r\n\r\n",
  "5 5\r\nhello\r\n0\r\n\r\n",
  "0x5\r\nhello\r\n0\r\n\r\n",
  "5\rx\r\nhello\r\n0\r\n\r\n",
  "fffffffffffffff\r\n",
  "5;" + "a".repeat(5000),
  "0\r\nBad Trailer\r\n\r\n",
  "0\r\n" + "T: v\r\n".repeat(300) + "\r\n",
];

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

test("reasons, headers and trailers are read as Latin-1", async () => {
  await using server = new RawServer(answering(
    "HTTP/1.1 200 Gr\xfc\xdfe\r\nX-A: caf\xe9\r\nset-cookie: a=1\r\nX-A:  two \t\r\nSet-Cookie: b=2\r\nEmpty:\r\n" +
      "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: \x80\r\n\r\n",
  ));
  const { raw } = await fetchOnce(server.url);
  assertEquals(raw.reasonPhrase, "Grüße");
  assertEquals(raw.headers.get("x-a"), "café, two");
  assertEquals(raw.headers.getSetCookie(), ["a=1", "b=2"]);
  assertEquals(raw.headers.get("empty"), "");
  assertEquals(raw.trailers?.get("x-sum"), "\x80");
  assertEquals(raw.hasHeader?.("set-cookie"), true);
  assertEquals(raw.hasHeader?.("cookie"), false);
  assertEquals(raw.httpVersion, "HTTP/1.1");
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

test("a body ends with the connection where nothing else is said", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(300_000));
  });
  assertEquals((await fetchOnce(server.url)).text.length, 300_000);
});

test("a large body is read both ways, and the connection is used again", async () => {
  const body: Bytes = Uint8Array.from(
    { length: 3_000_000 },
    (_, at) => at % 251,
  );
  const head = bytes(
    `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`,
  );
  const whole = new Uint8Array(head.length + body.length);
  whole.set(head);
  whole.set(body, head.length);
  await using server = new RawServer(answering(whole));
  const transport = new SocketTransport();
  for (const read of [readAll, readBody, readAll]) {
    const raw = await send(transport, server.url);
    assertEquals(raw.source?.size, body.length);
    const found = await read(raw);
    assertEquals(found.length, body.length);
    assert(found.every((byte, at) => byte === at % 251));
  }
  assertEquals(server.accepted, 1);
  transport.close();
});

test("a length that is a lie takes no memory before bytes come", async () => {
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write(
      "HTTP/1.1 200 OK\r\nContent-Length: 9007199254740991\r\n\r\nabc",
    );
  });
  const transport = new SocketTransport();
  const raw = await send(transport, server.url);
  await assertRejects(
    () => readAll(raw),
    ReadError,
    "connection closed before message completed",
  );
  transport.close();
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
    assertStringIncludes(error.message, "within 40 ms");
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

test("a head that drips is read as long as bytes come", async () => {
  await using server = inPieces(
    [..."HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"].flatMap((
      char,
    ) => [char]),
  );
  assertEquals(
    (await fetchOnce(server.url, { timeout: { read: 60 } })).text,
    "ok",
  );
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

test("a read under way rejects with the reason of abort()", async () => {
  for (
    const framing of [
      "Content-Length: 10",
      "Transfer-Encoding: chunked",
      "X: y",
      "Content-Length: 9\r\nContent-Encoding: gzip",
    ]
  ) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(`HTTP/1.1 200 OK\r\n${framing}\r\n\r\n`);
      await peer.drain();
    });
    const transport = new SocketTransport();
    const { source } = await send(transport, server.url);
    const reason = new Error("enough");
    const reading = source?.read().catch((error) => error);
    source?.abort(reason);
    source?.abort(new Error("another"));
    assertEquals(await reading, reason, framing);
    assertEquals(transport.stats.open, 0);
    transport.close();
  }
});

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

test("a coded body is decoded, or given as it came, and one that is corrupt is an error", async () => {
  const { gzipSync } = await import("node:zlib");
  const coded = new Uint8Array(gzipSync("hello ".repeat(1000)));
  const head = bytes(
    `HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${coded.length}\r\n\r\n`,
  );
  await using server = new RawServer(
    answering(Uint8Array.from([...head, ...coded])),
  );
  const transport = new SocketTransport();
  const decoded = await send(transport, server.url);
  assertEquals(latin1(await readBody(decoded)), "hello ".repeat(1000));
  const raw = await send(transport, server.url);
  assertEquals(await raw.source?.readRaw?.(), coded);
  assertEquals(await raw.source?.readRaw?.(), undefined);
  const ranged = await send(transport, server.url, {
    headers: { range: "bytes=0-" },
  });
  assertEquals(ranged.decoded, true, "a 200 is whole, Range or not");
  await readBody(ranged);
  assertEquals(server.accepted, 1);
  transport.close();
  await using broken = new RawServer(answering(
    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
  ));
  await assertRejects(() => fetchOnce(broken.url), HttpError, "gzip");
});

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

test("after close() nothing is sent", async () => {
  const transport = new SocketTransport();
  transport.close();
  await assertRejects(
    () => send(transport, "http://127.0.0.1:1/"),
    TransportError,
    "closed",
  );
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
