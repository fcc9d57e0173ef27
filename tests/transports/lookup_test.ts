import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertThrows,
} from "@std/assert";
import {
  BlockedUrlError,
  Client,
  ConnectTimeoutError,
  DnsError,
  HandlerTransport,
  type Lookup,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { readPem } from "../wire/over_sockets.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { tunneling } from "./socket/tunneling.ts";

/** Answers for every name, and keeps the names. */
function keeping(addresses: readonly string[]) {
  const names: string[] = [];
  const lookup: Lookup = (name) => {
    names.push(name);
    return addresses;
  };
  return { lookup, names };
}

function serveSecurely() {
  return Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: readPem("localhost.pem"),
    key: readPem("localhost.key"),
    onListen() {},
  }, () => new Response("ok"));
}

test("a name is resolved by lookup, and goes out as it is", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const { lookup, names } = keeping(["127.0.0.1"]);
  const clients = [
    new Client({ lookup, trustEnv: false }),
    new Client({ transport: new SocketTransport({ lookup }) }),
    new Client({ lookup: async (name) => await lookup(name), trustEnv: false }),
    new Client({ lookup, localAddress: "127.0.0.1", trustEnv: false }),
  ];
  for (const client of clients) {
    using _ = client;
    for (const _again of [1, 2]) {
      const response = await client.get(`http://api.test:${server.port}/`);
      assertEquals([await response.text(), response.remoteAddress], [
        "ok",
        `127.0.0.1:${server.port}`,
      ]);
    }
  }
  // A kept connection is not looked up again.
  assertEquals(names, Array(4).fill("api.test"));
  assert(server.requests.every((head) => /^host: api\.test:\d+\r$/im.test(head)));
});

test("an address in the URL is not asked for", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const { lookup, names } = keeping([]);
  using client = new Client({ lookup, trustEnv: false });
  await client.get(server.url);
  assertEquals(names, []);
});

test("TLS is spoken with the name", async () => {
  await using server = serveSecurely();
  const { port } = server.addr;
  const { lookup } = keeping(["127.0.0.1"]);
  for (const localAddress of [undefined, "127.0.0.1"]) {
    using client = new Client({ lookup, localAddress, verify: readPem("ca.pem"), trustEnv: false });
    assertEquals((await client.get(`https://localhost:${port}/`)).status, 200);
    await assertRejects(
      () => client.get(`https://other.test:${port}/`),
      Error,
      "another name",
    );
  }
});

test("the next address is tried when one fails, and when one says nothing", async () => {
  await using server = await respondWith(toAnswer("ok"));
  // Nobody listens at the first; the second is of a network that is for documents only (RFC 5737).
  for (const silent of ["127.0.0.9", "192.0.2.1"]) {
    using client = new Client({
      lookup: () => [silent, "127.0.0.1"],
      timeout: { connect: 60_000 },
      trustEnv: false,
    });
    const startedAt = performance.now();
    assertEquals((await client.get(`http://api.test:${server.port}/`)).status, 200);
    assertLess(performance.now() - startedAt, 20_000);
  }
});

test("what gives no address is a DnsError", async () => {
  const odd: readonly Lookup[] = [
    () => [],
    () => ["no address"],
    () => Promise.reject(new Error("no such name")),
    () => {
      throw new Error("no such name");
    },
    () => JSON.parse("null"),
    () => JSON.parse('"127.0.0.1"'),
    () => JSON.parse("[5]"),
  ];
  for (const lookup of odd) {
    using client = new Client({ lookup, trustEnv: false });
    const error = await assertRejects(() => client.get("http://api.test/"), DnsError);
    assertInstanceOf(error, DnsError);
    assertEquals(error.phase, "connect");
  }
});

test("lookup is given up with the connection", async () => {
  using client = new Client({
    lookup: () => new Promise(() => {}),
    timeout: { connect: 50 },
    trustEnv: false,
  });
  await assertRejects(() => client.get("http://api.test/"), ConnectTimeoutError);
  const reason = new Error("enough");
  const signal = AbortSignal.abort(reason);
  await assertRejects(() => client.get("http://api.test/", { signal }), Error, "enough");
});

test("the guard of networks sees what lookup gives", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const { lookup } = keeping(["127.0.0.1"]);
  const url = `http://api.test:${server.port}/`;
  using guarded = new Client({ lookup, blockPrivateNetworks: true, trustEnv: false });
  await assertRejects(() => guarded.get(url), BlockedUrlError, "loopback");
  using allowing = new Client({
    lookup,
    blockPrivateNetworks: { allow: ["127.0.0.0/8"] },
    trustEnv: false,
  });
  assertEquals((await allowing.get(url)).status, 200);
});

test("the name of a proxy is resolved, that of a server behind it is the proxy's business", async () => {
  const heads: string[] = [];
  await using proxy = tunneling(heads);
  const { port } = new URL(proxy.url);
  const { lookup, names } = keeping(["127.0.0.1"]);
  await using server = serveSecurely();
  using client = new Client({
    lookup,
    proxy: `http://proxy.test:${port}`,
    verify: readPem("ca.pem"),
  });
  const response = await client.get(`https://localhost:${server.addr.port}/`);
  assertEquals(await response.text(), "ok");
  assertEquals(names, ["proxy.test"]);
});

test("lookup is refused where nothing asks it", () => {
  const lookup = () => ["127.0.0.1"];
  const transport = new HandlerTransport(() => new Response());
  assertThrows(() => new Client({ lookup, http2: true }), TypeError, "lookup");
  assertThrows(() => new Client({ lookup, transport }), TypeError, "lookup");
  assertThrows(() => new Client({ lookup, unix: "/s" }), TypeError, "lookup");
  assertThrows(() => new SocketTransport({ lookup, unix: "/s" }), TypeError, "lookup");
  assertThrows(() => Reflect.construct(SocketTransport, [{ lookup: 5 }]), TypeError, "lookup");
});
