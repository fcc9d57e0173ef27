import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ProtocolError } from "../../../src/core/errors.ts";
import {
  DEFAULT_HEAD_LIMITS,
  type HeadLimits,
} from "../../../src/transports/socket/message/fields.ts";
import { HeadReader } from "../../../src/transports/socket/message/head.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { respondWith } from "../../wire/scripted.ts";
import { answering, fetchOnce, RawServer, send } from "./wire.ts";

const MALFORMED: readonly (readonly [why: string, message: string])[] = [
  ["no HTTP", "SSH-2.0-OpenSSH_9.2\r\n"],
  ["HTTP/2", "HTTP/2 200 OK\r\n\r\n"],
  ["a TLS alert", "\x15\x03\x01\x00\x02\x02\x46"],
  ["empty lines without end", "\r\n".repeat(20)],
  ["a status of two digits", "HTTP/1.1 99 OK\r\n\r\n"],
  ["a status below 100", "HTTP/1.1 099 OK\r\n\r\n"],
  ["a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n"],
  ["a header folded first", "HTTP/1.1 200 OK\r\n A: b\r\n\r\n"],
  ["a space before the colon", "HTTP/1.1 200 OK\r\nA : b\r\n\r\n"],
  ["no colon", "HTTP/1.1 200 OK\r\nabc\r\n\r\n"],
  ["no name", "HTTP/1.1 200 OK\r\n: b\r\n\r\n"],
  ["a NUL in a value", "HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n"],
  ["a NUL in a name", "HTTP/1.1 200 OK\r\nA\0: b\r\n\r\n"],
  ["a CR in a value", "HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n"],
  ...["+5", "-5", "0x5", "1e1", "5 5", "", "5.0", '"5"', "five", "5,", ",5", "5, 6", "5;5", "\xb2"]
    .map((length) =>
      [
        `Content-Length ${length}`,
        `HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nhello`,
      ] as const
    ),
  ...Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).concat("\x7f")
    .filter((char) => char !== "\t" && char !== "\n")
    .map((char) =>
      ["a control character in a value", `HTTP/1.1 200 OK\r\nA: b${char}c\r\n\r\n`] as const
    ),
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
  ["endless 1xx", "HTTP/1.1 102 Processing\r\n\r\n".repeat(200)],
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

test("an error names what is wrong, also where lines end in a bare LF", async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ["HTTP/1.1 200 OK\nA: b\r\n\n", /some lines of its head end in CRLF and some in LF/],
    ["HTTP/1.1 200 OK\nA: b\rc\n\n", /a header value holds a control character: "A: b\\rc"/],
    ["HTTP/1.1 200 OK\nContent-Length: 5 5\n\n", /Content-Length "5 5" is no number of bytes/],
    ["HTTP/1.1 200 OK\nContent-Length: 5, 6\n\n", /Content-Length "5, 6" contradicts itself/],
    [
      `HTTP/1.1 200 OK\nContent-Length: ${"9".repeat(99)}\n\n`,
      /Content-Length "9{40}" is too large/,
    ],
  ];
  for (const [message, reason] of cases) {
    await using server = new RawServer(answering(message));
    const error = await assertRejects(() => fetchOnce(server.url), ProtocolError);
    assert(reason.test(error.message) && !error.message.includes("bare CR"), error.message);
  }
});

test("reasons, headers and trailers are read as Latin-1", async () => {
  await using server = new RawServer(answering(
    "HTTP/1.1 200 Gr\xfc\xdfe\r\nX-A: caf\xe9\r\nset-cookie: a=1\r\nX-A:  two \t\r\nSet-Cookie: b=2\r\nEmpty:\r\n" +
      "Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: \x80\r\n\r\n",
  ));
  const { raw } = await fetchOnce(server.url);
  assertEquals(raw.reasonPhrase, "Grüße");
  const names = ["x-a", "empty", "set-cookie", "transfer-encoding", "none", "ok", "a"];
  const values = names.map((name) => raw.fields.get(name));
  assertEquals(values, names.map((name) => raw.headers.get(name)));
  assertEquals(names.map((name) => raw.fields.get(name)), values);
  assertEquals(raw.headers.get("x-a"), "café, two");
  assertEquals(raw.headers.getSetCookie(), ["a=1", "b=2"]);
  assertEquals(raw.headers.get("empty"), "");
  assertEquals(raw.trailers?.get("x-sum"), "\x80");
  assertEquals(raw.fields.has("set-cookie"), true);
  assertEquals(raw.fields.has("cookie"), false);
  assertEquals(raw.httpVersion, "HTTP/1.1");
});

test("a head that drips is read as long as bytes come", async () => {
  const send = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
  await using server = await respondWith({ send, pieceSize: 1, pause: 15 });
  assertEquals((await fetchOnce(server.url, { timeout: { read: 500 } })).text, "ok");
});

test("the limits on a head are the caller's, and checked", async () => {
  const fields = Array.from({ length: 300 }, (_, index) => `X-${index}: 1\r\n`).join("");
  await using server = new RawServer(answering(
    `HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`,
  ));
  const refused: readonly (readonly [HeadLimits | Record<string, number>, string])[] = [
    [{}, "256"],
    [{ maxFields: 300 }, "300"],
    [{ maxFields: 1000, maxHeadBytes: 1000 }, "1000"],
  ];
  for (const [headLimits, limit] of refused) {
    using transport = new SocketTransport({ headLimits });
    await assertRejects(() => send(transport, server.url), ProtocolError, limit);
  }
  using open = new SocketTransport({ headLimits: { maxFields: 301 } });
  const raw = await send(open, server.url);
  assertEquals(raw.headers.get("x-299"), "1");
  await raw.source?.readAll?.(() => {});
  const wrong = [[5, TypeError], [{ max: 1 }, TypeError], [{ maxFields: "1" }, TypeError]] as const;
  const small = [[{ maxFields: 0 }, RangeError], [{ maxHeadBytes: 1.5 }, RangeError]] as const;
  for (const [headLimits, kind] of [...wrong, ...small]) {
    assertThrows(() => Reflect.construct(SocketTransport, [{ headLimits }]), kind, "headLimits");
  }
});

test("names are those of each head, however they resemble those of the head before", () => {
  const heads: readonly (readonly [string, string])[][] = [
    [["X-A", "1"], ["Date", "now"], ["Set-Cookie", "a=1"], ["Set-Cookie", "b=2"]],
    [["x-a", " 2\t"], ["date", ""], ["X-A", "3"]],
    [["X-A-B", "4"], ["Dat", "5"], ["SET-COOKIE", "c=3"], ["Set-Cookie2", "d"], ["more", "6"]],
    [["X-A", "1:2"], ["Date", "x"]],
    [],
  ];
  const reader = new HeadReader(DEFAULT_HEAD_LIMITS);
  for (const lineEnd of ["\r\n", "\n"]) {
    for (const fields of heads) {
      const lines = fields.map(([name, value]) => `${name}:${value}`);
      const text = ["HTTP/1.1 200 Fine", ...lines, "", ""].join(lineEnd);
      const head = reader.read(new TextEncoder().encode(text));
      const found: [string, string][] = [];
      head?.forEach((value, name) => found.push([name, value]));
      const trimmed = fields.map(([name, value]) => [name.toLowerCase(), value.trim()]);
      assertEquals(found, trimmed);
      const expected = new Headers(fields.map(([name, value]) => [name, value]));
      for (const name of ["x-a", "date", "set-cookie", "x-a-b", "none"]) {
        assertEquals([head?.get(name), head?.has(name)], [expected.get(name), expected.has(name)]);
      }
      assertEquals([...head?.headers ?? []], [...expected]);
      assertEquals(head?.reasonPhrase, "Fine");
    }
  }
});
