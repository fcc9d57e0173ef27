import { assertEquals } from "@std/assert";
import { Client, FetchTransport } from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";
import { type Peer, RawServer } from "../transports/socket/wire.ts";

const TRANSPORTS = [() => new FetchTransport(), () => new SocketTransport()];
const EXPECT = { expect: "100-continue" };
const REFUSAL = "HTTP/1.1 417 Expectation Failed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/** Knows no Expect, or refuses everything; keeps the heads, and gives the bodies back. */
function refusing(heads: string[], always = false): RawServer {
  return new RawServer(async (peer) => {
    const head = await peer.request();
    if (!head) return;
    heads.push(head);
    if (always || /^expect:/im.test(head)) {
      await peer.write(REFUSAL);
      return await peer.drain();
    }
    const body = await readBody(peer, head);
    await peer.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
}

async function readBody(peer: Peer, head: string): Promise<string> {
  const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
  if (length > 0) await peer.until("!");
  return peer.seen.slice(0, length);
}

test("a 417 to a request with Expect is asked again without it, once", async () => {
  const bodies = [{ body: "hello!" }, { json: "hello!" }, { body: () => "hello!" }];
  for (const make of TRANSPORTS) {
    for (const options of [...bodies, {}]) {
      for (const always of [false, true]) {
        const heads: string[] = [];
        await using server = refusing(heads, always);
        using client = new Client({ transport: make(), limits: { maxConnections: 1 } });
        const method = "body" in options || "json" in options ? "POST" : "GET";
        const response = await client.request(method, server.url, { ...options, headers: EXPECT });
        assertEquals(response.status, always ? 417 : 200);
        if (!always && method === "POST") {
          assertEquals((await response.text()).replaceAll('"', "").slice(0, 6), "hello!");
        }
        assertEquals(heads.map((head) => /^expect:/im.test(head)), [true, false]);
        assertEquals(response.request.headers.has("expect"), false);
        assertEquals(client.stats.active, 0);
      }
    }
  }
});

test("what is wrong with the body of such a 417, or has no end, does not matter", async () => {
  const bodies = [
    "Content-Length: 9\r\n\r\nshort",
    "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nwrong",
    "\r\nx",
  ];
  for (const make of TRANSPORTS) {
    for (const fields of bodies) {
      let asked = 0;
      await using server = new RawServer(async (peer) => {
        const head = await peer.request() ?? "";
        asked++;
        if (!/^expect:/im.test(head)) {
          return await peer.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        }
        await peer.write(`HTTP/1.1 417 x\r\n${fields}`);
        while (fields.startsWith("\r\n")) await peer.write("x".repeat(65_536));
      });
      for (const stream of [false, true]) {
        asked = 0;
        using client = new Client({ transport: make(), retries: 2, maxResponseBytes: 100_000 });
        const options = { json: 1, headers: EXPECT };
        const response = await (stream
          ? client.stream("POST", server.url, options)
          : client.post(server.url, options));
        assertEquals([response.status, await response.text(), asked], [200, "ok", 2], fields);
      }
    }
  }
});

test("a stream that can be sent once, and a 417 to no Expect, are left alone", async () => {
  for (const make of TRANSPORTS) {
    const heads: string[] = [];
    await using server = refusing(heads, true);
    using client = new Client({ transport: make() });
    const body = ReadableStream.from([new TextEncoder().encode("hello!")]);
    const once = await client.post(server.url, { body, headers: EXPECT }).catch((error) => error);
    assertEquals([once.status ?? once.code, heads.length], [417, 1]);
    assertEquals((await client.post(server.url, { body: "hello!" })).status, 417);
    assertEquals(heads.length, 2);
  }
});

test("Expect does not go along to the GET of a 303, but to the PUT of a 307", async () => {
  for (const make of TRANSPORTS) {
    for (const [status, kept] of [[303, false], [307, true]] as const) {
      const seen: (string | null)[] = [];
      await using server = Deno.serve(
        { hostname: "127.0.0.1", port: 0, onListen() {} },
        async (r) => {
          await r.bytes();
          seen.push(r.headers.get("expect"));
          const next = new Response(null, { status, headers: { location: "/next" } });
          return r.url.endsWith("/next") ? new Response("there") : next;
        },
      );
      using client = new Client({ transport: make() });
      const url = `http://127.0.0.1:${server.addr.port}/`;
      assertEquals(await (await client.put(url, { body: "x", headers: EXPECT })).text(), "there");
      assertEquals(seen, ["100-continue", kept ? "100-continue" : null]);
    }
  }
});
