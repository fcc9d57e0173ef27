import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as ferry from "../mod.ts";
import {
  BasicAuth,
  Client,
  HandlerTransport,
  HttpResponse,
  InvalidUrlError,
  type Transport,
} from "../mod.ts";
import { test } from "./checked.ts";
import { record } from "./recording.ts";

test("every method has its verb", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const calls = {
    GET: client.get,
    OPTIONS: client.options,
    HEAD: client.head,
    POST: client.post,
    PUT: client.put,
    PATCH: client.patch,
    DELETE: client.delete,
  };
  for (const [method, call] of Object.entries(calls)) {
    const response = await call.call(client, "http://h/", { headers: { "x-a": "1" } });
    assertInstanceOf(response, HttpResponse);
    assertInstanceOf(response, Response);
    assertEquals(app.last.method, method);
    assertEquals(app.last.headers["x-a"], "1");
  }
  await client.del("http://h/");
  assertEquals(app.last.method, "DELETE");
  await client.request("propfind", "http://h/");
  assertEquals(app.last.method, "propfind");
  await client.request("patch", "http://h/");
  assertEquals(app.last.method, "PATCH");
});

test("every method has its helper", async () => {
  const app = record();
  const { transport } = app;
  const calls = {
    GET: ferry.get,
    OPTIONS: ferry.options,
    HEAD: ferry.head,
    POST: ferry.post,
    PUT: ferry.put,
    PATCH: ferry.patch,
    DELETE: ferry.del,
  };
  for (const [method, call] of Object.entries(calls)) {
    await call("http://h/", { transport, params: { a: 1 } });
    assertEquals([app.last.method, app.last.url], [method, "http://h/?a=1"]);
  }
  assertStrictEquals(ferry.delete, ferry.del);
  await ferry.request("QUERY", "x", {
    transport,
    baseUrl: "http://h/v1",
    json: [1],
    auth: ["u", "p"],
  });
  assertEquals([app.last.method, app.last.url, app.last.body], ["QUERY", "http://h/v1/x", "[1]"]);
  assert(app.last.headers["authorization"]);
});

test("defaults are live", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  client.headers.set("x-a", "1");
  client.params.append("p", "2");
  client.cookies.set("c", "3");
  client.auth = ["u", "p"];
  client.timeout = { read: 100 };
  client.hooks.request.push((request) => request.headers.set("x-hook", "4"));
  await client.get("http://h/");
  assertEquals(app.last.url, "http://h/?p=2");
  const { "x-a": a, cookie, authorization, "x-hook": hook } = app.last.headers;
  assertEquals([a, cookie, authorization, hook], ["1", "c=3", `Basic ${btoa("u:p")}`, "4"]);
  assertInstanceOf(client.auth, BasicAuth);
  assertEquals(client.timeout, {
    connect: 5_000,
    read: 100,
    write: 5_000,
    pool: Infinity,
    total: Infinity,
  });
  client.timeout = null;
  assertEquals(client.timeout.read, Infinity);
  assertThrows(() => client.timeout = -1, RangeError);
  assertThrows(() => Reflect.set(client, "auth", "user:pass"), TypeError);
  assertThrows(() => Reflect.set(client, "hooks", 5), TypeError);
});

test("an abort reason is given as it is, whatever it is", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (const reason of [Object.freeze(new Error("frozen")), "text", 0, null, { a: 1 }]) {
    const signal = AbortSignal.abort(reason);
    const error = await client.get("http://h/", { signal }).then(
      () => assert(false),
      (error) => error,
    );
    assertStrictEquals(error, reason);
  }
  assertEquals(app.seen.length, 0);
});

test("stats tell who is at work and who waits", async () => {
  const gates: (() => void)[] = [];
  const transport = new HandlerTransport(async () => {
    await new Promise<void>((resolve) => gates.push(resolve));
    return new Response("ok");
  });
  using client = new Client({ transport, trustEnv: false, limits: { maxConnections: 1 } });
  const opened = async () => {
    while (gates.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  };
  const both = [client.get("http://h/"), client.get("http://h/")];
  await opened();
  const { active, waiting, max } = client.stats;
  assertEquals([active, waiting, max], [1, 1, 1]);
  gates.shift()?.();
  await both[0];
  await opened();
  gates.shift()?.();
  await both[1];
  assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
});

test("what is mounted carries what matches", async () => {
  const own = record();
  const api = record();
  using client = new Client({ transport: own.transport, mounts: { "all://api": api.transport } });
  await client.get("http://api/");
  assertEquals([own.seen.length, api.seen.length], [0, 1]);
  client.mount("all://api", null);
  await client.get("http://api/");
  assertEquals([own.seen.length, api.seen.length], [1, 1]);
  client.mount("https://", api.transport);
  assertStrictEquals(client.transportFor("https://x/"), api.transport);
  assertStrictEquals(client.transportFor(new URL("http://x/")), own.transport);
});

test("transportFor takes what get() takes", () => {
  const own = record();
  using client = new Client({ transport: own.transport, baseUrl: "http://h/v1" });
  assertStrictEquals(client.transportFor("users"), own.transport);
  assertThrows(() => client.transportFor("http://[::1"), InvalidUrlError);
});

test("a closed client sends nothing and closes its transports", async () => {
  let closed = 0;
  const app = record();
  const transport: Transport = {
    send: (request, context) => app.transport.send(request, context),
    close: () => void closed++,
  };
  const client = new Client({ transport });
  await client.get("http://h/");
  client.close();
  client.close();
  assert(closed >= 1);
  await assertRejects(() => client.get("http://h/"), TypeError, "the client is closed");
  assertEquals(app.seen.length, 1);
  {
    await using late = new Client({ transport });
    assertEquals((await late.get("http://h/")).status, 200);
  }
  assert(closed >= 2);
});

test("a helper's stream stays readable when its client is closed", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => {
    const chunks = ["one\n", "two\n", "three\n"];
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const chunk = chunks.shift();
        if (chunk === undefined) controller.close();
        else controller.enqueue(new TextEncoder().encode(chunk));
      },
    });
    return new Response(body);
  });
  await using response = await ferry.stream("GET", `http://127.0.0.1:${server.addr.port}/`);
  assertEquals(await Array.fromAsync(response.iterLines()), ["one", "two", "three"]);
});
