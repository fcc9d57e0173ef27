import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import * as ferry from "../mod.ts";
import {
  BasicAuth,
  Client,
  CookieJar,
  HandlerTransport,
  HttpResponse,
  InvalidUrlError,
  type Transport,
} from "../mod.ts";
import { VERSION } from "../src/version.ts";
import { test } from "./checked.ts";
import { record, recordRedirects } from "./recording.ts";

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

test("by default it says who it is", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  await client.get("http://h/");
  assertEquals(app.last.headers, { accept: "*/*", "user-agent": `ferry/${VERSION}` });
  await client.get("http://h/", { headers: { "User-Agent": "own", accept: null } });
  assertEquals(app.last.headers, { "user-agent": "own" });
  using bare = new Client({
    transport: app.transport,
    headers: { accept: null, "user-agent": null },
  });
  await bare.get("http://h/");
  assertEquals(app.last.headers, {});
  using more = bare.extend({ headers: { "x-a": "1" } });
  await more.get("http://h/");
  assertEquals(app.last.headers, { "x-a": "1" });
});

test("defaults merge with what a request says", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    params: { key: "k", page: 1 },
    headers: { "x-a": "1", "x-b": "2" },
  });
  await client.get("x?q=a%20b", {
    params: { page: 2, more: [1, 2] },
    headers: { "X-A": "9", "x-b": null },
  });
  assertEquals(app.last.url, "http://h/v1/x?q=a%20b&key=k&page=2&more=1&more=2");
  assertEquals(app.last.headers["x-a"], "9");
  assertEquals(app.last.headers["x-b"], undefined);
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
    pool: 5_000,
    total: Infinity,
  });
  client.timeout = null;
  assertEquals(client.timeout.read, Infinity);
  assertThrows(() => client.timeout = -1, RangeError);
  assertThrows(() => Reflect.set(client, "auth", "user:pass"), TypeError);
  assertThrows(() => Reflect.set(client, "hooks", 5), TypeError);
});

test("an extension starts from what holds now, and shares nothing mutable", async () => {
  const app = record(() => new Response("ok", { headers: { "set-cookie": "s=1" } }));
  using parent = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    timeout: 1_000,
    limits: { maxConnections: 3 },
  });
  parent.headers.set("x-live", "1");
  parent.params.set("p", "1");
  parent.auth = ["u", "p"];
  using child = parent.extend({
    headers: { "x-own": "2" },
    timeout: { read: 50 },
    limits: { maxConnectionsPerHost: 1 },
  });
  await child.get("x");
  assertEquals(app.last.url, "http://h/v1/x?p=1");
  assertEquals(app.last.headers["x-live"], "1");
  assertEquals(app.last.headers["x-own"], "2");
  assert(app.last.headers["authorization"]);
  assertEquals(child.timeout, { ...parent.timeout, read: 50 });
  assertEquals(child.stats.max, 3);
  assertEquals(parent.cookies.size, 0, "a cookie of the child came to its parent");
  for (const name of ["headers", "params", "cookies", "hooks"] as const) {
    assertNotStrictEquals(child[name], parent[name], name);
  }
  assertNotStrictEquals(child.hooks.request, parent.hooks.request);
  child.headers.set("x-child", "1");
  child.params.set("q", "1");
  child.auth = null;
  child.hooks.request.push(() => {});
  assertEquals(parent.headers.get("x-child"), null);
  assertEquals(parent.params.get("q"), null);
  assert(parent.auth);
  assertEquals(parent.hooks.request.length, 0);
  parent.headers.set("x-late", "1");
  assertEquals(child.headers.get("x-late"), null);
});

test("an extension merges, replaces and switches off", async () => {
  const app = record();
  const first = (request: Request) => request.headers.set("x-first", "1");
  using parent = new Client({
    transport: app.transport,
    headers: { "x-a": "1", "x-b": "2" },
    params: { a: 1, b: 2 },
    cookies: { c: "1" },
    auth: ["u", "p"],
    hooks: { request: [first] },
  });
  using child = parent.extend({
    headers: { "x-a": null },
    params: { a: null },
    cookies: { d: "2" },
    auth: null,
    hooks: { response: [] },
  });
  await child.get("http://h/");
  assertEquals(app.last.url, "http://h/?b=2");
  assertEquals(app.last.headers["x-a"], undefined);
  assertEquals(app.last.headers["x-b"], "2");
  assertEquals(app.last.headers["x-first"], "1");
  assertEquals(app.last.headers["cookie"], "c=1; d=2");
  assertEquals(app.last.headers["authorization"], undefined);
  using bare = parent.extend({ params: null, cookies: null, hooks: null });
  await bare.get("http://h/");
  assertEquals(app.last.url, "http://h/");
  assertEquals([app.last.headers["cookie"], app.last.headers["x-first"]], [undefined, undefined]);
});

test("a jar or a transport that is given is shared", () => {
  const jar = new CookieJar();
  const { transport } = record();
  using parent = new Client({ transport });
  using child = parent.extend({ cookies: jar });
  assertStrictEquals(child.cookies, jar);
  assertStrictEquals(child.transportFor("http://h/"), transport);
});

test("buildRequest merges the defaults and sends nothing", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    headers: { "x-a": "1" },
    params: { p: 1 },
  });
  const request = client.buildRequest("post", "x", {
    json: { a: 1 },
    cookies: { r: "1" },
    headers: { cookie: "s=2" },
  });
  assertInstanceOf(request, Request);
  assertEquals([request.method, request.url], ["POST", "http://h/v1/x?p=1"]);
  assertEquals(request.headers.get("x-a"), "1");
  assertEquals(request.headers.get("content-type"), "application/json");
  assertEquals(request.headers.get("cookie"), "r=1; s=2");
  assertEquals(app.seen.length, 0);
  const response = await client.send(request);
  assertEquals(app.last.body, '{"a":1}');
  assertEquals(app.last.headers["cookie"], "r=1; s=2");
  assertEquals(response.request.url, "http://h/v1/x?p=1");
});

test("credentials that were given for a built request go with it", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  await client.send(client.buildRequest("GET", "http://u:p@h/"));
  assertEquals(app.last.headers["authorization"], `Basic ${btoa("u:p")}`);
  await client.send(client.buildRequest("GET", "http://h/", { auth: ["a", "b"] }));
  assertEquals(app.last.headers["authorization"], `Basic ${btoa("a:b")}`);
  assertThrows(
    () => client.buildRequest("GET", "http://h/", { auth: () => {} }),
    TypeError,
    "give it to client.send()",
  );
});

test("a built request can be sent again and again", async () => {
  const app = recordRedirects({ "http://h/a": "/b" }, { status: 307 });
  using client = new Client({ transport: app.transport });
  const options = [
    { body: "text" },
    { json: "text" },
    { body: () => "text" },
    { body: () => new Blob(["text"]).stream() },
    { files: { a: new Blob(["text"]) } },
    { body: new Blob(["text"]) },
  ];
  for (const one of options) {
    const request = client.buildRequest("POST", "http://h/a", one);
    await client.send(request);
    await client.send(request);
    assertEquals(app.seen.length, 4);
    assert(app.seen.splice(0).every(({ body }) => body.includes("text")));
  }
});

test("any web Request can be sent, as it is", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    headers: { "x-default": "1" },
    params: { p: 1 },
  });
  await client.send(
    new Request("http://h/a?b#c", { method: "patch", body: "x", headers: { "x-a": "1" } }),
  );
  assertEquals([app.last.method, app.last.url, app.last.body], ["PATCH", "http://h/a?b", "x"]);
  assertEquals(app.last.headers["x-a"], "1");
  assertEquals(app.last.headers["x-default"], undefined);
  const response = await client.send(new Request("http://u:p@h/a"));
  assertEquals(response.url, "http://h/a");
  assertEquals(app.last.headers["authorization"], `Basic ${btoa("u:p")}`);
  await assertRejects(() => client.send(new Request("ftp://h/")), ferry.UnsupportedProtocolError);
  const used = new Request("http://h/", { method: "POST", body: "x" });
  await used.text();
  await assertRejects(() => client.send(used), ferry.BodyUsedError);
});

test("the signal of a request and that of its sending both abort", async () => {
  const { promise, resolve } = Promise.withResolvers<Response>();
  const transport = new HandlerTransport(() => promise);
  using client = new Client({ transport });
  const reason = new Error("enough");
  const own = new AbortController();
  const given = new AbortController();
  const make = () => new Request("http://h/", { signal: own.signal });
  const first = client.send(make(), { signal: given.signal });
  given.abort(reason);
  assertStrictEquals(await assertRejects(() => first), reason);
  const second = client.send(make(), { signal: new AbortController().signal });
  const third = client.send(make(), { signal: undefined });
  const built = client.send(client.buildRequest("GET", "http://h/", { signal: own.signal }));
  own.abort(reason);
  for (const sent of [second, third, built]) {
    assertStrictEquals(await assertRejects(() => sent), reason);
  }
  resolve(new Response());
  assertEquals(client.stats.active, 0);
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
  using client = new Client({ transport, limits: { maxConnections: 1 } });
  const both = [client.get("http://h/"), client.get("http://h/")];
  await new Promise((resolve) => setTimeout(resolve, 5));
  const { active, waiting, max } = client.stats;
  assertEquals([active, waiting, max], [1, 1, 1]);
  gates.shift()?.();
  await both[0];
  await new Promise((resolve) => setTimeout(resolve, 5));
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

test("a bad URL is refused before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (const url of ["", "x", "/x", "//h/", "http://", "http://u:secret@ho st/"]) {
    const error = await assertRejects(() => client.get(url), InvalidUrlError);
    assert(!JSON.stringify(error).includes("secret"));
    assert(!String(error.stack).includes("secret"));
    assertEquals(error.toJSON()["name"], "InvalidUrlError");
  }
  await assertRejects(() => client.get("localhost:8080"), ferry.UnsupportedProtocolError);
  await assertRejects(() => client.request("G ET", "http://h/"), TypeError);
  await assertRejects(() => Reflect.apply(client.get, client, [5]), TypeError);
  assertEquals(app.seen.length, 0);
  assertThrows(() => new Client({ baseUrl: "/v1" }), InvalidUrlError);
});
