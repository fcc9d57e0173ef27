import { assertEquals } from "@std/assert";
import { Client, DigestAuth, FetchTransport } from "../../mod.ts";
import type { Proxy } from "../../src/features/connection/proxy_options.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";
import { prepare, RawServer, readBody, toContext } from "./socket/wire.ts";

const makeTransports = (proxy?: Proxy) => [
  new FetchTransport({ proxy }),
  new SocketTransport({ proxy }),
];

/** Keeps the request lines. */
function listening(targets: string[], answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") {
  return new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      targets.push(head.split(" ")[1] ?? "");
      await peer.write(answer);
    }
  });
}

const TARGETS: readonly (readonly [path: string, target: string])[] = [
  ["/x?", "/x?"],
  ["/x", "/x"],
  ["/x?#", "/x?"],
  ["/x#", "/x"],
  ["/x#?a", "/x"],
  ["/?", "/?"],
  ["?", "/?"],
  ["", "/"],
  ["/x?a#b", "/x?a"],
  ["/x??", "/x??"],
  ["/x?a=/b?c", "/x?a=/b?c"],
  ["//x/?", "//x/?"],
];

test("path and query go out as they stand in the URL, also to a proxy", async () => {
  for (const isProxied of [false, true]) {
    const targets: string[] = [];
    await using server = listening(targets);
    for (const transport of makeTransports(isProxied ? server.url : undefined)) {
      using client = new Client({ transport });
      const origin = isProxied ? "http://host.test:81" : server.url.slice(0, -1);
      for (const [path, target] of TARGETS) {
        targets.length = 0;
        await client.get(origin + path);
        assertEquals(targets, [isProxied ? origin + target : target], path);
      }
    }
  }
});

test("userinfo of a URL that a transport gets is no part of the target", async () => {
  const targets: string[] = [];
  await using server = listening(targets);
  using transport = new SocketTransport();
  for (const userinfo of ["a", "a:b", ":b", "a%2Fb:c%2Fd"]) {
    const url = server.url.replace("://", `://${userinfo}@`) + "x?";
    await readBody(await transport.sendPrepared(prepare(url), toContext()));
  }
  assertEquals(targets, Array(4).fill("/x?"));
});

test("a redirect from a path to the same with an empty query ends", async () => {
  await using server = new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const isThere = head.split(" ")[1] === "/x?";
      await peer.write(
        isThere
          ? "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
          : "HTTP/1.1 302 x\r\nLocation: /x?\r\nContent-Length: 0\r\n\r\n",
      );
    }
  });
  for (const transport of makeTransports()) {
    using client = new Client({ transport });
    const response = await client.get(`${server.url}x`);
    assertEquals([await response.text(), response.history.length], ["ok", 1]);
  }
});

test("Digest signs the target that is sent", async () => {
  await using server = new RawServer(async (peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      const uri = /uri="([^"]*)"/.exec(head)?.[1];
      const isRight = uri !== undefined && uri === head.split(" ")[1];
      await peer.write(
        isRight
          ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
          : 'HTTP/1.1 401 x\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n' +
            "Content-Length: 0\r\n\r\n",
      );
    }
  });
  for (const transport of makeTransports()) {
    using client = new Client({ transport, auth: new DigestAuth("user", "pass") });
    for (const path of ["x?", "x", "x?a#b"]) {
      assertEquals((await client.get(server.url + path)).status, 200, path);
    }
  }
});
