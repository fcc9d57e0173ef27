import { assertEquals, assertRejects } from "@std/assert";
import {
  Client,
  type ClientOptions,
  FetchTransport,
  type HttpResponse,
  type Proxy,
  ProxyAuth,
  ProxyError,
  type Transport,
} from "../../mod.ts";
import { Environment } from "../../src/features/connection/env.ts";
import { ChosenTransport } from "../../src/features/connection/chosen.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { tunneling } from "../transports/socket/tunneling.ts";
import { answering, type Peer, RawServer } from "../transports/socket/wire.ts";
import { readPem } from "./over_sockets.ts";

const BASIC = `Basic ${btoa("user:s3cret")}`;
const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
const verify = readPem("ca.pem");

/** A proxy and a server over TLS behind it, which keep what they see of the credentials. */
function setUp() {
  const heads: string[] = [];
  const seen: (string | null)[] = [];
  const proxy = tunneling(heads);
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: readPem("localhost.pem"),
    key: readPem("localhost.key"),
    onListen() {},
  }, ({ headers }) => {
    seen.push(headers.get("proxy-authorization"));
    return new Response("ok");
  });
  const { host } = new URL(proxy.url);
  return {
    url: `https://localhost:${server.addr.port}/`,
    plain: `http://${host}`,
    proxy: `http://user:s3cret@${host}`,
    host,
    seen,
    asked: () => heads.map((head) => /^proxy-authorization: (.*)\r$/im.exec(head)?.[1]),
    async [Symbol.asyncDispose]() {
      await server.shutdown();
      await proxy[Symbol.asyncDispose]();
    },
  };
}

type Way = (it: { readonly proxy: string; readonly plain: string }) => ClientOptions;

/** How a caller may give the credentials, and whether everything is told to go over `fetch`. */
const WAYS: Readonly<Record<string, Way>> = {
  "userinfo": ({ proxy }) => ({ proxy }),
  "proxy.auth": ({ plain }) => ({ proxy: { url: plain, auth: ["user", "s3cret"] } }),
  "a URL": ({ proxy }) => ({ proxy: new URL(proxy) }),
};

function closing(transport: Transport): ClientOptions {
  return { transport };
}

async function ask(url: string, options: ClientOptions): Promise<HttpResponse> {
  using client = new Client({ trustEnv: false, ...options });
  return await client.get(url);
}

for (const [name, way] of Object.entries(WAYS)) {
  test(`the password of a proxy stays with it: ${name}`, async () => {
    await using it = setUp();
    const { proxy } = way(it);
    const given: Proxy = proxy ?? "";
    await ask(it.url, { proxy, verify, trustEnv: true });
    await ask(it.url, closing(new SocketTransport({ proxy: given, verify })));
    assertEquals([it.asked(), it.seen], [[BASIC, BASIC], [null, null]]);
    const refused: ClientOptions[] = [
      { proxy, verify, http2: true, trustEnv: true },
      closing(new FetchTransport({ proxy: given, verify })),
    ];
    for (const options of refused) {
      const error = await assertRejects(() => ask(it.url, options), TypeError, "https server");
      assertEquals(error.message.includes("s3cret"), false);
      await assertRejects(
        async () => {
          using client = new Client({ ...options });
          await client.fetch(it.url);
        },
        TypeError,
      );
    }
    assertEquals([it.asked().length, it.seen.length], [2, 2]);
  });
}

test("the password of a proxy of the environment stays with it", async () => {
  await using it = setUp();
  const look = () => new Environment((name) => name === "HTTPS_PROXY" ? it.proxy : undefined);
  await ask(it.url, closing(new ChosenTransport({ verify }, look)));
  assertEquals([it.asked(), it.seen], [[BASIC], [null]]);
  const overFetch = closing(new ChosenTransport({ verify, http2: true }, look));
  await assertRejects(() => ask(it.url, overFetch), TypeError, "https server");
  assertEquals([it.asked(), it.seen], [[BASIC], [null]]);
});

test("ProxyAuth is shown to no server, with a proxy or without", async () => {
  await using it = setUp();
  const auth = new ProxyAuth("user", "s3cret");
  const transports: readonly Transport[] = [
    new FetchTransport({ verify }),
    new SocketTransport({ verify }),
    new FetchTransport({ proxy: it.plain, verify }),
    new SocketTransport({ proxy: it.plain, verify }),
  ];
  for (const transport of transports) await ask(it.url, { transport, auth });
  assertEquals(it.seen, [null, null, null, null]);
  assertEquals(it.asked(), [undefined, undefined]);
});

test("ProxyAuth is shown to an http proxy that gets the request whole, and to no other", async () => {
  const heads: string[] = [];
  const handler = async (peer: Peer) => {
    for (let head = await peer.request(); head; head = await peer.request()) {
      heads.push(head);
      await peer.write(OK);
    }
  };
  await using proxy = new RawServer(handler);
  const auth = new ProxyAuth("user", "s3cret");
  const isShown = async (url: string, options: ClientOptions) => {
    await ask(url, { ...options, auth });
    return heads.pop()?.toLowerCase().includes("proxy-authorization: basic ");
  };
  for (const http2 of [undefined, true]) {
    const options = { http2, trustEnv: true };
    assertEquals(await isShown("http://a.test/", { ...options, proxy: proxy.url }), true);
    const look = () => new Environment((name) => name === "http_proxy" ? proxy.url : undefined);
    const transport = new ChosenTransport({ http2 }, look);
    assertEquals(await isShown("http://a.test/", { transport }), true);
    assertEquals(await isShown(proxy.url, options), false);
  }
});

test("a proxy that wants credentials it has not got is a ProxyError over either path", async () => {
  const refusal = "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n";
  await using proxy = new RawServer(answering(refusal));
  for (const http2 of [undefined, true]) {
    const options = { http2, proxy: proxy.url, trustEnv: true };
    await assertRejects(() => ask("https://a.test/", options), ProxyError, "credentials");
  }
});
