import { assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  type ClientOptions,
  type HttpResponse,
  post,
  ProxyError,
  stream,
  TransportError,
} from "../../mod.ts";
import { Environment } from "../../src/features/connection/env.ts";
import { ChosenTransport } from "../../src/features/connection/chosen.ts";
import { test } from "../checked.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";
import { answering, type Peer, RawServer } from "./socket/wire.ts";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const certs = new URL("./socket/certs/", import.meta.url);
const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));

/** Only sockets tell the version. */
function isOverSockets(response: HttpResponse): boolean {
  return response.httpVersion !== undefined;
}

/** A client that sees these variables, as far as its own decisions go. */
function clientIn(variables: Record<string, string> | undefined, options: ClientOptions): Client {
  const look = () => new Environment(variables && ((name) => variables[name]));
  return new Client({ transport: new ChosenTransport(options, look) });
}

test("every request of a client goes over sockets, also a GET with a body", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client();
  assertEquals(client.path, "sockets");
  for (const method of ["GET", "PUT", "POST", "PATCH", "LOCK", "DELETE"]) {
    assertEquals(isOverSockets(await client.request(method, server.url)), true, method);
  }
  const search = await client.request("GET", server.url, { json: { query: 1 } });
  assertEquals(isOverSockets(search), true);
  const last = server.requests.at(-1) ?? "";
  assertEquals(last.startsWith("GET / HTTP/1.1\r\n"), true);
  assertEquals(last.endsWith('\r\n\r\n{"query":1}'), true);
});

test("who asks for HTTP/2, or refuses HTTP/1.1, gets fetch for everything", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client({ http2: true });
  assertEquals(client.path, "fetch");
  for (const method of ["GET", "PUT", "POST"]) {
    assertEquals(isOverSockets(await client.request(method, server.url)), false, method);
  }
  for (const options of [{ http1: false }, { http2: true }]) {
    assertThrows(() => new Client({ ...options, verify: false }), TypeError, "only HTTP/1.1");
    using only = new Client(options);
    await assertRejects(() => only.request("GET", server.url, { body: "x" }), TypeError, "GET");
  }
});

/** Answers the first request, takes every other one whole and hangs up. */
async function takeAndClose(peer: Peer, seen: string[]): Promise<void> {
  for (;;) {
    const head = await peer.request();
    if (!head || !await peer.until("body")) return;
    peer.seen = "";
    seen.push(head.slice(0, 4));
    if (seen.length > 1) return;
    await peer.write(OK);
  }
}

for (const [name, options] of [["sockets", {}], ["fetch", { http2: true }]] as const) {
  test(`a server that takes a POST and closes sees it once, over ${name}`, async () => {
    const seen: string[] = [];
    await using server = new RawServer((peer) => takeAndClose(peer, seen));
    using client = new Client(options);
    const first = await client.post(server.url, { body: "body" });
    assertEquals([await first.text(), isOverSockets(first)], ["ok", name === "sockets"]);
    const second = () => client.post(server.url, { body: "body" });
    await assertRejects(second, TransportError, "the connection broke");
    assertEquals(seen, ["POST", "POST"]);
    assertEquals(server.accepted, 1);
  });
}

test("a POST over sockets uses its connection again", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client();
  const addresses = new Set<string>();
  const transport = client.transportFor(server.url);
  assertInstanceOf(transport, ChosenTransport);
  for (let round = 0; round < 3; round++) {
    const response = await client.post(server.url, { body: "x" });
    addresses.add(response.remoteAddress ?? "");
    assertEquals(response.timings?.connect === undefined, round > 0);
  }
  assertEquals([...addresses], [new URL(server.url).host]);
});

test("a Unix socket is spoken to, with POST and GET", async () => {
  const folder = await Deno.makeTempDir();
  const unix = `${folder}/s`;
  {
    await using _server = new RawServer(answering(OK), { unix });
    using client = new Client({ unix });
    assertEquals(await (await client.get("http://localhost/a")).text(), "ok");
    assertEquals(isOverSockets(await client.post("http://b.test/", { json: 1 })), true);
  }
  await Deno.remove(folder, { recursive: true });
});

test("a certificate is not checked, pinned, or trusted by a root of one's own", async () => {
  const tls = { cert: pem("self.pem"), key: pem("self.key") };
  await using server = new RawServer(answering(OK), { tls });
  const url = server.url.replace("http:", "https:");
  using careless = new Client({ verify: false });
  const response = await careless.get(url);
  assertEquals(await response.text(), "ok");
  const { fingerprint256 } = response.tls ?? {};
  using strict = new Client();
  await assertRejects(() => strict.get(url), Error, "certificate");
  await assertRejects(() => strict.post(url), Error, "certificate");
  using pinned = new Client({ verify: { fingerprint256 } });
  assertEquals(await (await pinned.get(url)).text(), "ok");
  using wrong = new Client({ verify: { fingerprint256: "00".repeat(32) } });
  await assertRejects(() => wrong.get(url), Error, "fingerprint");
  // No error of the one above tells the others anything.
  assertEquals((await careless.post(url)).status, 200);
});

test("roots are trusted over fetch and sockets, as a text and as a list", async () => {
  const tls = { cert: pem("localhost.pem"), key: pem("localhost.key") };
  await using server = new RawServer(answering(OK), { tls });
  const url = server.url.replace("http://127.0.0.1", "https://localhost");
  for (const verify of [pem("ca.pem"), { caCerts: pem("ca.pem") }, { caCerts: [pem("ca.pem")] }]) {
    for (const http2 of [undefined, true]) {
      using client = new Client({ verify, http2 });
      assertEquals(isOverSockets(await client.get(url)), http2 === undefined);
      assertEquals(isOverSockets(await client.post(url, { body: "x" })), http2 === undefined);
    }
  }
});

test("an encrypted key and a local address need sockets", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const cert = { cert: pem("client.pem"), key: pem("client.enc.key"), passphrase: "secret" };
  for (const options of [{ cert }, { localAddress: "127.0.0.1" }]) {
    using client = new Client(options);
    assertEquals(isOverSockets(await client.get(server.url)), true);
  }
});

test("an explicit proxy gets requests and its credentials, over sockets and fetch", async () => {
  await using proxy = await respondWith(toAnswer("proxied"));
  for (const http2 of [undefined, true]) {
    using client = clientIn({}, { http2, proxy: proxy.url.replace("//", "//u:p@") });
    for (const method of ["GET", "POST"]) {
      const response = await client.request(method, "http://a.test/");
      assertEquals(isOverSockets(response), http2 === undefined);
    }
  }
  assertEquals(proxy.requests.map((head) => head.split(" HTTP")[0]), [
    "GET http://a.test/",
    "POST http://a.test/",
    "GET http://a.test/",
    "POST http://a.test/",
  ]);
  for (const head of proxy.requests) assertEquals(/authorization: basic dTpw/i.test(head), true);
});

test("NO_PROXY does not hold for an explicit proxy", async () => {
  await using proxy = await respondWith(toAnswer("proxied"));
  for (const variables of [{ NO_PROXY: "a.test" }, undefined]) {
    using client = clientIn(variables, { proxy: proxy.url });
    const response = await client.get("http://a.test/");
    assertEquals([await response.text(), isOverSockets(response)], ["proxied", true]);
  }
});

test("the environment's proxy takes every method, but for its exceptions", async () => {
  await using proxy = await respondWith(toAnswer("proxied"));
  await using server = await respondWith(toAnswer("direct"));
  const { host } = new URL(server.url);
  using client = clientIn({ http_proxy: proxy.url, no_proxy: host }, {});
  for (const method of ["GET", "POST"]) {
    assertEquals(await (await client.request(method, "http://a.test/")).text(), "proxied");
    assertEquals(await (await client.request(method, server.url)).text(), "direct");
  }
  for (const options of [{ proxy: null }, { trustEnv: false }]) {
    using direct = clientIn({ http_proxy: proxy.url }, options);
    assertEquals(await (await direct.get(server.url)).text(), "direct");
    assertEquals(await (await direct.post(server.url)).text(), "direct");
  }
});

test("a proxy that is not there is a ProxyError, over fetch too", async () => {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  using client = clientIn({}, { proxy: `http://127.0.0.1:${port}` });
  for (const method of ["GET", "POST"]) {
    await assertRejects(() => client.request(method, "http://a.test/"), ProxyError);
    await assertRejects(() => client.request(method, "https://a.test/"), ProxyError);
  }
  using nameless = clientIn({}, { proxy: "http://nowhere.invalid:1" });
  await assertRejects(() => nameless.get("http://a.test/"), ProxyError);
});

test("options that cannot be meant are a TypeError before anything is sent", () => {
  const odd: ClientOptions[] = [
    { unix: "" },
    { unix: "/s", proxy: "http://p" },
    { unix: "/s", lookup: () => [] },
    { unix: "/s", blockPrivateNetworks: true },
    { localAddress: "" },
    { proxy: "ftp://p" },
    { proxy: "" },
    { verify: "no certificate" },
    { verify: { fingerprint256: "12" } },
    { cert: { cert: "x", key: "y" } },
  ];
  for (const options of odd) assertThrows(() => new Client(options), TypeError, "Cannot use");
});

test("a response that is streamed can be read after its client was closed", async () => {
  const body = "x".repeat(100_000);
  await using server = await respondWith({
    send: toAnswer(body),
    pieceSize: 20_000,
    pause: 5,
  });
  const response = await stream("POST", server.url, { body: "x" });
  assertEquals(isOverSockets(response), true);
  assertEquals((await response.text()).length, body.length);
  const whole = await post(server.url, { body: "x" });
  assertEquals((await whole.text()).length, body.length);
});
