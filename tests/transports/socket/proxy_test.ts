import {
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ConnectTimeoutError, ProxyError } from "../../../src/core/errors.ts";
import type { Proxy } from "../../../src/features/connection/proxy_options.ts";
import { SocketTransport } from "../../../src/transports/socket/socket.ts";
import { test } from "../../checked.ts";
import { relay, tunneling } from "./tunneling.ts";
import { answering, bytes, latin1, RawServer, readBody, send } from "./wire.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const certs = new URL("./certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));

async function through(proxy: Proxy, url: string, options = {}) {
  const transport = new SocketTransport({ proxy, verify: pem("ca.pem") });
  try {
    const raw = await send(transport, url, options);
    return latin1(await readBody(raw));
  } finally {
    transport.close();
  }
}

/** Answers over TLS with the head that it got. */
function secureEcho() {
  return Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: pem("localhost.pem"),
    key: pem("localhost.key"),
    onListen() {},
  }, (request) => new Response([...request.headers.keys()].join()));
}

test("a plain request goes to an http proxy whole, with its credentials, over shared connections", async () => {
  const heads: string[] = [];
  await using proxy = new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      heads.push(head);
      await peer.write(OK);
    }
  });
  const url = proxy.url.replace("//", "//us%20er:p%40ss@");
  const transport = new SocketTransport({ proxy: url });
  for (const host of ["one.test", "two.test:8080"]) {
    const raw = await send(transport, `http://${host}/a?b`);
    assertEquals(latin1(await readBody(raw)), "ok");
  }
  transport.close();
  assertEquals(proxy.accepted, 1);
  assertStringIncludes(heads[0] ?? "", "GET http://one.test/a?b HTTP/1.1\r\nhost: one.test\r\n");
  assertStringIncludes(heads[1] ?? "", "GET http://two.test:8080/a?b HTTP/1.1\r\n");
  assertStringIncludes(heads[1] ?? "", `\r\nproxy-authorization: Basic ${btoa("us er:p@ss")}\r\n`);
});

test("Proxy-Authorization never goes to a server", async () => {
  const heads: string[] = [];
  await using server = new RawServer(async (peer) => {
    heads.push(await peer.request() ?? "");
    await peer.write(OK);
  });
  const transport = new SocketTransport();
  await readBody(
    await send(transport, server.url, { headers: { "proxy-authorization": "Basic eA==" } }),
  );
  transport.close();
  assertEquals(heads[0]?.includes("proxy-authorization"), false);
});

test("an https request goes through a tunnel, and only the proxy sees its credentials", async () => {
  const heads: string[] = [];
  await using proxy = tunneling(heads);
  await using server = secureEcho();
  const { port } = server.addr;
  const text = await through(
    { url: proxy.url, auth: ["user", "pass"] },
    `https://localhost:${port}/`,
    { headers: { "proxy-authorization": "Basic eA==", "x-mine": "1" } },
  );
  assertEquals(text, "accept-encoding,accept-language,host,x-mine");
  assertEquals(heads, [
    `CONNECT localhost:${port} HTTP/1.1\r\nhost: localhost:${port}\r\n` +
    `proxy-authorization: Basic ${btoa("user:pass")}\r\n\r\n`,
  ]);
});

test("1xx answers before the answer to CONNECT are passed over, but for 101 and too many", async () => {
  const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
  await using server = secureEcho();
  const url = `https://localhost:${server.addr.port}/`;
  await using proxy = tunneling([], { first: interim });
  assertEquals(await through(proxy.url, url), "accept-encoding,accept-language,host");
  for (
    const [first, reason] of [
      ["HTTP/1.1 101 Switching Protocols\r\n\r\n", "101"],
      [interim.repeat(60), "too many"],
      ["HTTP/1.1 100 Continue\r\n\r\nnot HTTP\r\n", "not HTTP"],
    ] as const
  ) {
    await using strange = tunneling([], { first });
    await assertRejects(() => through(strange.url, url), ProxyError, reason);
  }
});

test("an https proxy is spoken to over TLS, also with TLS inside", async () => {
  const heads: string[] = [];
  await using proxy = tunneling(heads, { cert: pem("localhost.pem"), key: pem("localhost.key") });
  await using server = secureEcho();
  const url = proxy.url.replace("http://127.0.0.1", "https://localhost");
  const target = `https://localhost:${server.addr.port}/`;
  assertEquals(
    await through({ url, caCerts: pem("ca.pem") }, target),
    "accept-encoding,accept-language,host",
  );
  assertEquals(heads.length, 1);
  await assertRejects(() => through({ url }, target), ProxyError, "could not be reached");
});

test("a proxy that refuses, talks nonsense, hangs up or is not there is a ProxyError", async () => {
  const answers: readonly (readonly [string, string])[] = [
    [
      "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Basic\r\n\r\n",
      "credentials that it accepts (give them in proxy): 407 Who are you",
    ],
    ["HTTP/1.1 403 No\r\n\r\n", "403 No"],
    ["HTTP/1.1 302 Go\r\nLocation: http://evil.test/\r\n\r\n", "302 Go"],
    ["SSH-2.0\r\n", "not HTTP"],
    ["", "without an answer"],
    ["HTTP/1.1 200 OK\r\n\r\nmore", "more than its answer"],
  ];
  for (const [answer, words] of answers) {
    await using proxy = new RawServer(async (peer) => {
      await peer.request();
      await peer.write(answer);
    });
    const error = await assertRejects(
      () => through({ url: proxy.url, auth: ["user", "secret"] }, "https://server.test/"),
      ProxyError,
      words,
    );
    assertEquals(error.message.includes("secret"), false);
    assertEquals(error.phase, "connect");
  }
  const error = await through("127.0.0.1:1", "http://server.test/").catch((e) => e);
  assertInstanceOf(error, ProxyError);
  assertStringIncludes(error.message, "the proxy 127.0.0.1:1 could not be reached");
});

test("a proxy that says nothing is a ConnectTimeoutError", async () => {
  for (const scheme of ["http", "socks5h", "https"]) {
    await using proxy = new RawServer((peer) => peer.drain());
    await assertRejects(
      () =>
        through(proxy.url.replace("http", scheme), "https://server.test/", {
          timeout: { connect: 40 },
        }),
      ConnectTimeoutError,
    );
  }
});

/** A SOCKS5 proxy by the book; `requests` gets the address that it was asked for. */
function socks(requests: string[], credentials?: string) {
  return new RawServer(async (peer) => {
    const take = async (length: number) => {
      while (peer.seen.length < length) {
        const buffer = new Uint8Array(300);
        const count = await peer.conn.read(buffer);
        if (count === null) throw new Error("ended");
        peer.seen += latin1(buffer.subarray(0, count));
      }
      const part = peer.seen.slice(0, length);
      peer.seen = peer.seen.slice(length);
      return bytes(part);
    };
    const [, count = 0] = await take(2);
    const methods = await take(count);
    const method = credentials === undefined ? 0 : 2;
    if (!methods.includes(method)) return await peer.write("\x05\xff");
    await peer.write(Uint8Array.of(5, method));
    if (credentials !== undefined) {
      const [, userLength = 0] = await take(2);
      const user = latin1(await take(userLength));
      const [passwordLength = 0] = await take(1);
      const password = latin1(await take(passwordLength));
      const isGood = `${user}:${password}` === credentials;
      await peer.write(Uint8Array.of(1, isGood ? 0 : 1));
      if (!isGood) return;
    }
    const [, , , type = 0] = await take(4);
    const length = type === 1 ? 4 : type === 4 ? 16 : (await take(1))[0] ?? 0;
    const address = await take(length);
    const [high = 0, low = 0] = await take(2);
    const name = type === 3 ? latin1(address) : type === 1 ? address.join(".") : address.join(",");
    requests.push(`${name}:${type}`);
    if (name.startsWith("refused")) return await peer.write("\x05\x05\0\x01\0\0\0\0\0\0");
    await peer.write("\x05\0\0\x03\x04name\x01\x02");
    await relay(peer, "127.0.0.1", high * 256 + low);
  });
}

test("socks5 resolves names here, socks5h at the proxy", async () => {
  await using server = new RawServer(answering(OK));
  await using secure = secureEcho();
  const { port } = new URL(server.url);
  const requests: string[] = [];
  await using proxy = socks(requests);
  const url = proxy.url.replace("http", "socks5h");
  assertEquals(await through(url, `http://name.test:${port}/`), "ok");
  assertEquals(await through(url, server.url), "ok");
  assertEquals(await through(url, `http://[::1]:${port}/`), "ok");
  assertEquals(
    await through(url, `https://localhost:${secure.addr.port}/`),
    "accept-encoding,accept-language,host",
  );
  assertEquals(requests, [
    "name.test:3",
    "127.0.0.1:1",
    "0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1:4",
    "localhost:3",
  ]);
  requests.length = 0;
  assertEquals(await through(url.replace("5h", "5"), `http://localhost:${port}/`), "ok");
  assertEquals(/^(127.0.0.1:1|0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,1:4)$/.test(requests[0] ?? ""), true);
});

test("SOCKS credentials are given where they are wanted", async () => {
  await using server = new RawServer(answering(OK));
  await using proxy = socks([], "user:pa:ss");
  const url = proxy.url.replace("http://", "socks5h://");
  assertEquals(await through(url.replace("//", "//user:pa%3Ass@"), server.url), "ok");
  await assertRejects(
    () => through({ url, auth: ["user", "no"] }, server.url),
    ProxyError,
    "credentials",
  );
  await assertRejects(() => through(url, server.url), ProxyError, "credentials");
  await using open = socks([]);
  await assertRejects(
    () => through(open.url.replace("http", "socks5h"), "http://refused.test/"),
    ProxyError,
    "connection refused",
  );
});

test("what is no SOCKS5 proxy is a ProxyError", async () => {
  for (const answer of ["HTTP/1.1 400 Bad\r\n\r\n", "\x04\x00", "\x05", "\x05\x00\x05\x00"]) {
    await using proxy = new RawServer(async (peer) => {
      await peer.until("\x05");
      await peer.write(answer);
    });
    await assertRejects(
      () => through(proxy.url.replace("http", "socks5h"), "http://a.test/"),
      ProxyError,
    );
  }
});

test("a proxy that cannot be meant is a TypeError, without its credentials", () => {
  for (
    const proxy of ["ftp://user:secret@a.test", "http://", "http://user:secret@:80", { url: "::" }]
  ) {
    const error = assertThrows(() => new SocketTransport({ proxy }), TypeError);
    assertEquals(error.message.includes("secret"), false);
  }
  assertThrows(
    () => new SocketTransport({ proxy: "http://a.test", unix: "/x" }),
    TypeError,
    "unix",
  );
  new SocketTransport({ proxy: null }).close();
});
