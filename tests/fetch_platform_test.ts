import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import ky from "npm:ky@2.1.0";
import isNetworkError from "npm:is-network-error@1.3.0";
import pRetry from "npm:p-retry@7.1.0";
import { runInNewContext } from "node:vm";
import {
  Client,
  ConnectError,
  FetchTransport,
  HandlerTransport,
  HttpError,
  ReadTimeoutError,
  type RequestOptions,
} from "../mod.ts";
import { respondWith, toAnswer } from "./wire/scripted.ts";
import { SocketTransport } from "../src/transports/socket/mod.ts";
import { test } from "./checked.ts";
import { turn } from "./turns.ts";

/** Nobody listens there. */
const NOBODY = "http://127.0.0.1:1/";

function serve(answer: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}/`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** Waits until a client has let go of everything. */
async function settle(client: Client): Promise<void> {
  for (let turns = 0; turns < 2_000 && client.stats.active > 0; turns++) await turn();
  assertEquals(client.stats.active, 0);
}

for (const Transport of [FetchTransport, SocketTransport]) {
  const over = Transport.name;

  test(`a failure is a TypeError with ours as its cause: ${over}`, async () => {
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    await using server = serve(async () => (await ended, new Response()));
    using client = new Client({ transport: new Transport(), timeout: { read: 50 } });
    const refused = await assertRejects(() => client.fetch(NOBODY), TypeError);
    assertInstanceOf(refused.cause, ConnectError);
    assert(isNetworkError(refused), refused.message);
    assert(refused.stack?.includes("fetch_platform_test.ts"), refused.stack);
    const late = await assertRejects(() => client.fetch(server.url), TypeError);
    assertInstanceOf(late.cause, ReadTimeoutError);
    assert(isNetworkError(late));
    const reason = new Error("mine");
    const controller = new AbortController();
    const aborted = client.fetch(server.url, { signal: controller.signal }).catch((error) => error);
    await turn();
    controller.abort(reason);
    assertStrictEquals(await aborted, reason);
    const gone = await assertRejects(() =>
      client.fetch(server.url, { signal: AbortSignal.abort(reason) })
    );
    assertStrictEquals(gone, reason);
    end();
    // A call that is given up does not wait for the look at a netrc file that is under way.
    await new Promise((resolve) => setTimeout(resolve, 200));
  });

  test(`a body that breaks off is a TypeError from every reader: ${over}`, async () => {
    using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const serving = (async () => {
      for await (const connection of listener) {
        await connection.read(new Uint8Array(4096));
        const head = "HTTP/1.1 200 OK\r\ncontent-length: 200000\r\n\r\n";
        await connection.write(new TextEncoder().encode(`${head}{"a":`));
        connection.close();
      }
    })();
    using client = new Client({ transport: new Transport() });
    const url = `http://127.0.0.1:${listener.addr.port}/`;
    const readers: readonly ((response: Response) => Promise<unknown>)[] = [
      (response) => response.text(),
      (response) => response.json(),
      (response) => response.bytes(),
      (response) => response.blob(),
      (response) => response.arrayBuffer(),
      (response) => response.clone().text(),
      (response) => Array.fromAsync(response.body ?? []),
    ];
    for (const read of readers) {
      const response = await client.fetch(url);
      const error = await assertRejects(() => read(response), TypeError);
      assertInstanceOf(error.cause, HttpError);
      await response.body?.cancel().catch(() => {});
    }
    await settle(client);
    listener.close();
    await serving;
  });

  test(`bodies are read as on the web: ${over}`, async () => {
    await using server = serve(({ url }) =>
      new Response(url.endsWith("bad") ? "no json" : '{"a":1}')
    );
    using client = new Client({ transport: new Transport() });
    const response = await client.fetch(server.url);
    assertEquals([response.bodyUsed, response.type, response.ok, response.url], [
      false,
      "basic",
      true,
      server.url,
    ]);
    const copy = response.clone();
    assertEquals([copy.url, copy.status, copy.type], [server.url, 200, "basic"]);
    assertEquals(await response.json(), { a: 1 });
    assertEquals(response.bodyUsed, true);
    assertEquals(await copy.text(), '{"a":1}');
    await assertRejects(() => response.text(), TypeError);
    await assertRejects(() => response.json(), TypeError);
    assertEquals(
      await assertRejects(
        async () => (await client.fetch(`${server.url}bad`)).json(),
        SyntaxError,
      ) instanceof HttpError,
      false,
    );
    const reader = (await client.fetch(server.url)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await settle(client);
  });

  test(`a body that nobody reads does not hold a permit for good: ${over}`, async () => {
    const answers: Readonly<Record<string, () => Response>> = {
      "/small": () => new Response("hello"),
      "/empty": () => new Response(""),
      "/none": () => new Response(null, { status: 204 }),
      "/length0": () => new Response(null, { headers: { "content-length": "0" } }),
      "/chunked0": () => new Response(new ReadableStream({ start: (to) => to.close() })),
      "/chunked": () => new Response(new Blob(["x".repeat(60_000)]).stream()),
      "/moved": () => new Response("gone", { status: 302, headers: { location: "/small" } }),
      "/error": () => new Response("no", { status: 500 }),
    };
    await using server = serve(({ url }) => answers[new URL(url).pathname]?.() ?? new Response());
    using client = new Client({ transport: new Transport(), limits: { maxConnections: 2 } });
    for (const path of Object.keys(answers)) {
      for (let time = 0; time < 20; time++) {
        const response = await client.fetch(new URL(path, server.url), { redirect: "manual" });
        assert(response.status > 0);
      }
      await settle(client);
    }
  });

  test(`what of a body was taken in is read as any other: ${over}`, async () => {
    const text = "0123456789".repeat(6_000);
    await using server = serve(() => new Response(new Blob([text]).stream()));
    using client = new Client({ transport: new Transport() });
    const late = await client.fetch(server.url);
    await settle(client);
    assertEquals(await late.text(), text);
    const soon = await client.fetch(server.url);
    assertEquals(await soon.text(), text);
    const both = await client.fetch(server.url);
    const [one, two] = await Promise.all([both.clone().text(), both.text()]);
    assertEquals([one, two], [text, text]);
  });

  test(`a POST with a body of a function's text, another realm's bytes and what is no body: ${over}`, async () => {
    await using server = serve(async (request) => new Response(await request.text()));
    using client = new Client({ transport: new Transport() });
    const foreign: ArrayBuffer = runInNewContext("new Uint8Array([104, 105]).buffer");
    const view: Uint8Array<ArrayBuffer> = runInNewContext("new Uint8Array([104, 105])");
    const bodies: readonly (readonly [BodyInit, string])[] = [
      [foreign, "hi"],
      [view, "hi"],
      [JSON.parse("5"), "5"],
      [JSON.parse('{ "a": 1 }'), "[object Object]"],
    ];
    for (const [body, text] of bodies) {
      assertEquals(await (await client.fetch(server.url, { method: "POST", body })).text(), text);
      assertEquals(await (await fetch(server.url, { method: "POST", body })).text(), text);
    }
    const request = () => new Request(server.url, { method: "POST", body: "kept" });
    for (const body of [null, undefined]) {
      const init = body === null ? { body } : {};
      assertEquals(await (await client.fetch(request(), init)).text(), "kept");
      assertEquals(await (await fetch(request(), init)).text(), "kept");
    }
    const text = { toString: () => server.url };
    const own = await client.fetch(Object(text));
    assertEquals(own.url, server.url);
    await own.body?.cancel();
    await settle(client);
  });
}

test("null is no init, and what the platform refuses is a TypeError before anything is sent", async () => {
  let asked = 0;
  const transport = new HandlerTransport(() => new Response(`${++asked}`));
  using client = new Client({ transport });
  assertEquals(await (await client.fetch("http://h/", JSON.parse("null"))).text(), "1");
  const wrong: readonly string[] = [
    '{ "redirect": "foo" }',
    '{ "credentials": "foo" }',
    '{ "mode": "navigate" }',
    '{ "cache": "foo" }',
    '{ "priority": "foo" }',
    '{ "referrerPolicy": "foo" }',
    '{ "signal": 5 }',
    '{ "method": "CONNECT" }',
    '{ "method": "a b" }',
    '{ "headers": { "a b": "c" } }',
    '{ "body": "x" }',
  ];
  for (const init of wrong) {
    await assertRejects(() => client.fetch("http://h/", JSON.parse(init)), TypeError);
  }
  for (const url of ["", "not a url", "ftp://h/", "http://", "http://h:99999/"]) {
    const error = await assertRejects(() => client.fetch(url), TypeError);
    assertEquals(error instanceof HttpError, false, url);
  }
  assertEquals(asked, 1);
});

test("data: and blob: URLs are the platform's", async () => {
  using client = new Client();
  assertEquals(await (await client.fetch("data:text/plain,hello")).text(), "hello");
  assertEquals(await (await client.fetch(new Request("data:,a%20b"))).text(), "a b");
  const url = URL.createObjectURL(new Blob(["blob"]));
  assertEquals(await (await client.fetch(new URL(url))).text(), "blob");
  URL.revokeObjectURL(url);
});

test("credentials: omit means neither the jar nor the auth of the client", async () => {
  const seen: string[] = [];
  const transport = new HandlerTransport(({ headers }) => {
    seen.push(`${headers.get("cookie")} ${headers.get("authorization")}`);
    return new Response("x", { headers: { "set-cookie": "b=2" } });
  });
  using client = new Client({ transport, auth: ["u", "p"], cookies: { a: "1" } });
  await client.fetch("http://h/", { credentials: "omit" });
  assertEquals(client.cookies.has("b"), false);
  await client.fetch("http://h/", { credentials: "omit", headers: { authorization: "own" } });
  await client.fetch("http://h/", { credentials: "same-origin" });
  await client.fetch("http://h/");
  const basic = `Basic ${btoa("u:p")}`;
  assertEquals(seen, ["null null", "null own", `a=1 ${basic}`, `a=1; b=2 ${basic}`]);
});

test("ky and p-retry go on after a failure of the network", async () => {
  let asked = 0;
  const transport = new HandlerTransport(() => {
    if (asked++ < 2) throw new ConnectError("nobody is there");
    return new Response("hello");
  });
  using client = new Client({ transport });
  const retry = { limit: 3, delay: () => 1 };
  assertEquals(await ky.create({ fetch: client.fetch, retry }).get("http://h/").text(), "hello");
  asked = 0;
  const response = await pRetry(() => client.fetch("http://h/"), { retries: 3, minTimeout: 1 });
  assertEquals([await response.text(), asked], ["hello", 3]);
});

test("an answer may take its time unless a limit was said", async () => {
  const limits: unknown[] = [];
  const transport = {
    send(_request: Request, { timeout }: { readonly timeout: { readonly read: number } }) {
      limits.push(timeout.read);
      return Promise.resolve(new Response("x"));
    },
  };
  const options: RequestOptions["timeout"] = { read: 70 };
  using plain = new Client({ transport });
  using limited = new Client({ transport, timeout: options });
  using child = plain.extend({ headers: { a: "b" } });
  for (const client of [plain, limited, child]) await client.fetch("http://h/");
  await plain.get("http://h/");
  assertEquals(limits, [Infinity, 70, Infinity, 5_000]);
});

test("a body that is garbage lets go of its permit", async () => {
  const script = `
    import { Client, FetchTransport } from "${import.meta.resolve("../mod.ts")}";
    import { SocketTransport } from "${import.meta.resolve("../src/transports/socket/mod.ts")}";
    const body = () => new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65536)) });
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, () => new Response(body()));
    const url = "http://127.0.0.1:" + server.addr.port + "/";
    for (const Transport of [FetchTransport, SocketTransport]) {
      const client = new Client({ transport: new Transport(), limits: { maxConnections: 3 } });
      for (const ask of [(u) => client.fetch(u), (u) => client.stream("GET", u)]) {
        for (let time = 0; time < 3; time++) await (async () => (await ask(url)).ok)();
        for (let turns = 0; turns < 200 && client.stats.active > 0; turns++) {
          globalThis.gc();
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
        console.log(client.stats.active);
      }
      const kept = await client.stream("GET", url);
      const reader = kept.body.getReader();
      await reader.read();
      globalThis.gc();
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { value } = await reader.read();
      console.log(value.length > 0);
      await reader.cancel();
    }
    Deno.exit(0);
  `;
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--v8-flags=--expose-gc", script],
    cwd: new URL("../", import.meta.url),
  }).output();
  assertEquals(new TextDecoder().decode(stderr).includes("error"), false);
  assertEquals([success, new TextDecoder().decode(stdout).trim().split("\n")], [
    true,
    ["0", "0", "true", "0", "0", "true"],
  ]);
});

test("the request of a redirect has the credentials of the client only where the redirect may take them", async () => {
  const seen: string[] = [];
  const leading: Readonly<Record<string, string>> = {
    "http://home.example/own": "http://home.example/there",
    "http://home.example/away": "http://evil.example/there",
  };
  const transport = new HandlerTransport(({ url, headers }) => {
    const location = leading[url];
    if (location) return new Response(null, { status: 302, headers: { location } });
    seen.push(`${new URL(url).host} ${headers.get("authorization")} ${headers.get("cookie")}`);
    return new Response("x");
  });
  for (const path of ["own", "away"]) {
    using client = new Client({
      transport,
      auth: ["u", "p"],
      baseUrl: "http://home.example/",
      cookies: { a: "1" },
    });
    const { nextRequest } = await client.get(path, { followRedirects: false });
    if (nextRequest) await (await client.fetch(nextRequest)).text();
  }
  assertEquals(seen, [`home.example Basic ${btoa("u:p")} a=1`, "evil.example null null"]);
});

test("an abort before the body was read is told by its readers, as by fetch's, however small it is", async () => {
  const answer = toAnswer('{"a":1}', { headers: ["Content-Type: application/json"] });
  await using server = await respondWith(answer);
  const readers = ["arrayBuffer", "blob", "bytes", "json", "text", "formData"] as const;
  using over = new Client({ transport: new FetchTransport() });
  using client = new Client();
  for (const fetched of [fetch, client.fetch, over.fetch]) {
    for (const reader of readers) {
      const controller = new AbortController();
      const response = await fetched(server.url, { signal: controller.signal });
      const clone = fetched === client.fetch ? response.clone() : undefined;
      const reason = new Error("enough");
      controller.abort(reason);
      const read = async (from: Response): Promise<unknown> => await from[reader]();
      assertStrictEquals(await read(response).catch((error) => error), reason, reader);
      if (clone) assertStrictEquals(await read(clone).catch((error) => error), reason, reader);
      await Promise.all([response, clone].map((left) => left?.body?.cancel().catch(() => {})));
    }
    const controller = new AbortController();
    const response = await fetched(server.url, { signal: controller.signal });
    assertEquals(await response.json(), { a: 1 });
    controller.abort();
    await assertRejects(() => response.text(), TypeError);
  }
});
