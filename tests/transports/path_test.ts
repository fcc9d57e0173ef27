import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertRejects,
  assertThrows,
} from "@std/assert";
import { createSecureServer } from "node:http2";
import { Client, type ClientOptions, HandlerTransport, TlsError } from "../../mod.ts";
import { Environment } from "../../src/features/connection/env.ts";
import { ChosenTransport } from "../../src/features/connection/chosen.ts";
import { test } from "../checked.ts";
import { readPem } from "../wire/over_sockets.ts";
import { respondWith, toAnswer } from "../wire/scripted.ts";

/** What only sockets can do. */
const SOCKET_OPTIONS: Readonly<Record<string, ClientOptions>> = {
  "verify: false": { verify: false },
  "verify.fingerprint256": { verify: { fingerprint256: "00".repeat(32) } },
  "unix": { unix: "/s" },
  "localAddress": { localAddress: "127.0.0.1" },
  "lookup": { lookup: () => ["127.0.0.1"] },
  "blockPrivateNetworks": { blockPrivateNetworks: true },
};

/** Puts a function in the place of the global `fetch` until it is disposed of. */
function replaceFetch(fetch: typeof globalThis.fetch): Disposable {
  const original = globalThis.fetch;
  globalThis.fetch = fetch;
  return { [Symbol.dispose]: () => void (globalThis.fetch = original) };
}

test("the path is that of the transport, if one is given", async () => {
  using client = new Client({ transport: new HandlerTransport(() => new Response("ok")) });
  assertEquals(client.path, "transport");
  using own = client.extend({ transport: null });
  assertEquals(own.path, "sockets");
  using chosen = new Client({
    transport: new ChosenTransport({}, () => new Environment(undefined)),
  });
  assertEquals(chosen.path, "transport");
  using child = new Client().extend({ http2: true });
  assertEquals(child.path, "fetch");
  assertEquals(await (await client.get("http://a.test/")).text(), "ok");
});

for (const [name, options] of Object.entries(SOCKET_OPTIONS)) {
  test(`${name} goes over sockets alone, and is refused where everything goes over fetch`, async () => {
    using client = new Client({ trustEnv: false, ...options });
    assertEquals(client.path, "sockets");
    for (const versions of [{ http2: true }, { http1: false }]) {
      const error = assertThrows(() => new Client({ ...options, ...versions }), TypeError);
      assertMatch(error.message, /^Cannot use .+: it needs sockets, and http[12]: /);
      assert(error.message.includes(name), error.message);
    }
    using _ = replaceFetch(() => Promise.resolve(new Response()));
    using late = new Client({ trustEnv: false, ...options });
    assertThrows(() => late.path, TypeError, "the global fetch is not the runtime's own");
    await assertRejects(() => late.get("http://a.test/"), TypeError, name);
  });
}

test("a fetch in the place of the global one gets every request, as it is at that time", async () => {
  await using server = await respondWith(toAnswer("ok"));
  const seen: string[] = [];
  const original = globalThis.fetch;
  const stub = (letter: string): typeof fetch => (input, init) => {
    seen.push(`${letter} ${init?.method} ${new Headers(init?.headers).get("user-agent")}`);
    return original(input, init);
  };
  using client = new Client({ trustEnv: false, headers: { "user-agent": "me" } });
  {
    using _first = replaceFetch(stub("a"));
    assertEquals(client.path, "fetch");
    assertEquals(await (await client.get(server.url)).text(), "ok");
    using _second = replaceFetch(stub("b"));
    assertEquals(await (await client.post(server.url, { body: "x" })).text(), "ok");
    await client.post(server.url);
  }
  assertEquals(seen, ["a GET me", "b POST me", "b POST me"]);
  assertEquals(client.path, "fetch");
  using later = new Client({ trustEnv: false });
  assertEquals(later.path, "sockets");
});

test("functions that pass for the runtime's own fetch are seen through", () => {
  const original = globalThis.fetch;
  const functions: readonly (typeof fetch)[] = [
    original.bind(globalThis),
    async function fetch(input, init) {
      return await original(input, init);
    },
    function fetch(...args: Parameters<typeof original>) {
      return original(...args);
    },
    // Its source has a word by which the runtime's own is known.
    function fetch(...requiredArguments: Parameters<typeof original>) {
      return original(...requiredArguments);
    },
  ];
  for (const fetch of functions) {
    using _ = replaceFetch(fetch);
    using client = new Client({ trustEnv: false });
    assertEquals(client.path, "fetch", String(fetch));
  }
});

test("client.fetch in the place of the global fetch does not call itself, on either path", async () => {
  await using server = await respondWith(toAnswer("ok"));
  for (const options of [{}, { http2: true }]) {
    using client = new Client({ ...options, trustEnv: false });
    using _ = replaceFetch(client.fetch);
    assertEquals(client.path, options.http2 ? "fetch" : "sockets");
    for (const method of ["GET", "POST"]) {
      assertEquals(await (await fetch(server.url, { method })).text(), "ok");
      assertEquals(await (await client.request(method, server.url)).text(), "ok");
    }
    using other = new Client({ ...options, trustEnv: false });
    assertEquals(await (await other.get(server.url)).text(), "ok");
  }
  assertEquals(server.requests.length, 10);
});

test("nor does it behind a function of the program's that calls it", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = new Client({ trustEnv: false });
  let calls = 0;
  const wrappers: readonly (typeof fetch)[] = [
    (input, init) => (calls++, client.fetch(input, init)),
    async (input, init) => {
      await Promise.resolve();
      calls++;
      return await client.fetch(input, { ...init });
    },
  ];
  for (const wrapper of wrappers) {
    using _ = replaceFetch(wrapper);
    assertEquals(await (await fetch(server.url)).text(), "ok");
  }
  assertEquals(client.path, "fetch");
  assertEquals([calls, server.requests.length], [4, 2]);
});

test("a client in an environment that nobody may read goes over fetch, unless it says enough", () => {
  const look = () => new Environment(undefined);
  const pathOf = (options: ClientOptions) => new ChosenTransport(options, look).path;
  assertEquals(pathOf({}), "fetch");
  assertEquals(pathOf({ trustEnv: false }), "sockets");
  assertEquals(pathOf({ proxy: null }), "sockets");
  assertEquals(pathOf({ proxy: "http://p.test:1" }), "sockets");
  assertEquals(pathOf({ unix: "/s" }), "sockets");
  for (const options of [{ verify: false }, { lookup: () => [] }]) {
    assertThrows(() => pathOf(options), TypeError, "say proxy or trustEnv: false");
  }
});

test("what fetch would not hold to is refused, not ignored", () => {
  const pathIn = (variables: Record<string, string> | undefined, options: ClientOptions) => {
    const look = () => new Environment(variables && ((name) => variables[name]));
    return new ChosenTransport({ http2: true, ...options }, look).path;
  };
  for (const variables of [{ http_proxy: "http://p.test:1" }, undefined]) {
    assertThrows(() => pathIn(variables, { trustEnv: false }), TypeError, "trustEnv: false");
    assertThrows(() => pathIn(variables, { proxy: null }), TypeError, "proxy: null");
    assertEquals(pathIn(variables, {}), "fetch");
  }
  const proxy = "http://p.test:1";
  assertThrows(() => pathIn({ NO_PROXY: "a.test" }, { proxy }), TypeError, "NO_PROXY");
  assertEquals(pathIn({}, { proxy }), "fetch");
  assertEquals(pathIn({}, { trustEnv: false }), "fetch");
});

test("tracing by the runtime takes everything over fetch", () => {
  const look = () => new Environment(() => undefined, { isTraced: true });
  assertEquals(new ChosenTransport({}, look).path, "fetch");
  assertEquals(new ChosenTransport({ trustEnv: false }, look).path, "fetch");
  const careless = new ChosenTransport({ verify: false }, look);
  assertThrows(() => careless.path, TypeError, "OTEL_DENO");
});

/** A server of HTTP/2 alone, and how many connections were made to it. */
async function serveHttp2() {
  const counted = { connections: 0 };
  const server = createSecureServer({
    key: readPem("localhost.key"),
    cert: readPem("localhost.pem"),
    ALPNProtocols: ["h2"],
  });
  server.on("tlsClientError", () => {});
  server.on("connection", () => counted.connections++);
  server.on("stream", (stream, headers) => {
    stream.respond({ ":status": 200 });
    stream.end(`${headers[":method"]} over HTTP/2`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return {
    url: `https://localhost:${address.port}/`,
    counted,
    [Symbol.asyncDispose]: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

test("a server that refuses HTTP/1.1 in the handshake is asked over fetch from then on", async () => {
  await using server = await serveHttp2();
  {
    using client = new Client({ verify: readPem("ca.pem"), trustEnv: false });
    for (const method of ["GET", "POST", "GET"]) {
      const body = method === "POST" ? ReadableStream.from([new Uint8Array(3)]) : undefined;
      const response = await client.request(method, server.url, { body });
      assertEquals(await response.text(), `${method} over HTTP/2`);
    }
    assertEquals(client.path, "sockets");
    // One that is refused, and that of fetch.
    assertEquals(server.counted.connections, 2);
  }
  for (const options of [{ http2: false }, { localAddress: "127.0.0.1" }]) {
    using client = new Client({ verify: readPem("ca.pem"), trustEnv: false, ...options });
    const error = await assertRejects(() => client.get(server.url), TlsError);
    assertInstanceOf(error, TlsError);
    assertMatch(error.message, /the TLS handshake failed/);
  }
});
