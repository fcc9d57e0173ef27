import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { Client, CookieJar, get, HandlerTransport, HttpResponse } from "../mod.ts";
import { test } from "./checked.ts";
import { record } from "./recording.ts";

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
  using bare = parent.extend({ headers: null, params: null, cookies: null, hooks: null });
  await bare.get("http://h/");
  assertEquals(app.last.url, "http://h/");
  for (const name of ["cookie", "x-first", "x-a", "accept", "user-agent"]) {
    assertEquals(app.last.headers[name], undefined, name);
  }
  using naked = new Client({ transport: app.transport, headers: null });
  assertEquals([...naked.headers], []);
});

test("null switches off what the client that is extended has, undefined leaves it", () => {
  const { transport } = record();
  const mounts = { "http://mounted/": transport };
  using parent = new Client({ limits: { maxConnections: 1 }, mounts });
  using bare = parent.extend({ limits: null, mounts: null });
  assertEquals(bare.stats.max, Infinity);
  assertNotStrictEquals(bare.transportFor("http://mounted/"), transport);
  using same = parent.extend({
    limits: { maxConnections: undefined },
    mounts: { "http://more/": transport },
  });
  assertEquals(same.stats.max, 1);
  assertStrictEquals(same.transportFor("http://mounted/"), transport);
  assertStrictEquals(same.transportFor("http://more/"), transport);
  const wrong: object[] = [{ limits: 5 }, { mounts: 5 }, { mounts: [] }];
  for (const options of wrong) assertThrows(() => parent.extend(options), TypeError, "Cannot use");
});

test("null switches off a socket, an address, a transport and a charset", async () => {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response(new Uint8Array([0xc3, 0xa9])),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const { transport } = record();
  for (
    const options of [
      { unix: "/nobody/is/there.sock" },
      { localAddress: "192.0.2.1" },
      { transport },
      { defaultEncoding: "latin1" },
    ]
  ) {
    using parent = new Client({ trustEnv: false, ...options });
    const off = Object.fromEntries(Object.keys(options).map((name) => [name, null]));
    using child = parent.extend(off);
    assertEquals(await (await child.get(url)).text(), "é", Object.keys(off).join());
  }
});

test("a jar or a transport that is given is shared", () => {
  const jar = new CookieJar();
  const { transport } = record();
  using parent = new Client({ transport });
  using child = parent.extend({ cookies: jar });
  assertStrictEquals(child.cookies, jar);
  assertStrictEquals(child.transportFor("http://h/"), transport);
});

test("what was mounted later goes on, too", () => {
  using parent = new Client({ transport: record().transport });
  const { transport } = record();
  parent.mount("all://*.example", transport);
  using child = parent.extend();
  assertStrictEquals(child.transportFor("http://a.example/"), transport);
  parent.mount("all://*.example", null);
  assertStrictEquals(child.transportFor("http://a.example/"), transport);
});

test("options of a request that are no object are refused", async () => {
  const { transport, seen } = record();
  using client = new Client({ transport });
  for (const options of [null, 5, "x", []]) {
    const get = () => Promise.resolve(Reflect.apply(client.get, client, ["http://h/", options]));
    await assertRejects(get, TypeError, "as options: give an object");
  }
  assertEquals(seen.length, 0);
});

test("what is no object, and an encoding that there is not, are refused", async () => {
  const wrong: unknown[] = [5, "x", true, null, ["a"], { defaultEncoding: 5 }, { mounts: [] }, {
    mounts: 5,
  }];
  for (const options of wrong) {
    assertThrows(() => Reflect.construct(Client, [options]), TypeError, "Cannot use ");
  }
  assertThrows(() => new Client({ defaultEncoding: "utf-7" }), RangeError, "defaultEncoding");
  using client = new Client();
  for (const options of [5, "x", [1]]) {
    const call = async () => await Reflect.apply(client.get, client, ["http://h/", options]);
    await assertRejects(call, TypeError, "Cannot use ");
    const helper = async () => await Reflect.apply(get, undefined, ["http://h/", options]);
    await assertRejects(helper, TypeError, "Cannot use ");
  }
});

test("a client that extends another has its options as they were, whatever the caller does with them", async () => {
  const options: Record<string, unknown> = {
    baseUrl: "http://one.example/",
    transport: new HandlerTransport(({ url }) => new Response(url)),
  };
  using first = new Client(options);
  options.baseUrl = "http://two.example/";
  options.unknown = 1;
  using child = first.extend();
  using grandchild = child.extend({ params: { q: 1 } });
  assertEquals(await child.get("a").text(), "http://one.example/a");
  assertEquals(await grandchild.get("a").text(), "http://one.example/a?q=1");
});

test("the default charset of a client is that of its answers, also of those that its stages made", async () => {
  const latin = new Uint8Array([0xe9]);
  const transport = new HandlerTransport(() => new Response(latin));
  for (const [defaultEncoding, text] of [["iso-8859-1", "é"], [undefined, "\ufffd"]] as const) {
    using client = new Client({ transport, defaultEncoding });
    assertEquals(await client.get("http://h.example/").text(), text);
    using made = client.extend({
      stages: [() => () => Promise.resolve(HttpResponse.of(latin))],
    });
    assertEquals(await made.get("http://h.example/").text(), text);
  }
});
