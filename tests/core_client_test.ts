import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import * as core from "../core.ts";
import { resolveHooks } from "../src/core/hooks.ts";
import { test } from "./checked.ts";
import { record } from "./recording.ts";

const url = "http://h.example/";

test("core: every method has its verb and its helper", async () => {
  const app = record();
  const { transport } = app;
  using client = new core.Client({ transport });
  const { get, options, head, post, put, patch, del } = core;
  const verbs = { GET: get, OPTIONS: options, HEAD: head, POST: post, PUT: put, PATCH: patch };
  for (const [method, helper] of Object.entries({ ...verbs, DELETE: del })) {
    await helper(url, { transport, params: { a: 1 } });
    assertEquals([app.last.method, app.last.url], [method, `${url}?a=1`]);
    const name = method.toLowerCase();
    const call: unknown = Reflect.get(client, name);
    assert(typeof call === "function", name);
    await call.call(client, url, { headers: { "x-a": name } });
    assertEquals([app.last.method, app.last.headers["x-a"]], [method, name]);
  }
  await client.del(`${url}del`);
  assertEquals([app.last.method, app.last.url], ["DELETE", `${url}del`]);
  await core.request("QUERY", url, { transport, json: 1 });
  assertEquals([app.last.method, app.last.body], ["QUERY", "1"]);
  await using streamed = await core.stream("GET", url, { transport, headers: { "x-a": "s" } });
  assertThrows(() => streamed.content, core.StreamError);
  assertEquals([await streamed.text(), app.last.headers["x-a"]], ["ok", "s"]);
});

test("core: a client shows where it asks, and nothing else; it is closed by its block", async () => {
  const { transport } = record();
  const headers = { authorization: "secret" };
  const based = new core.Client({
    transport,
    headers,
    baseUrl: "http://u:secret@h.example/v1?k=secret",
  });
  const shown = "<Client http://h.example/v1>";
  assertEquals([Deno.inspect(based), JSON.stringify(based)], [shown, `"${shown}"`]);
  assertEquals(Deno.inspect(new core.Client({ transport, headers })), "<Client>");
  based[Symbol.dispose]();
  await assertRejects(() => based.get("a"), TypeError, "closed");
});

test("core: a client that extends another one has what is said of both", async () => {
  const app = record();
  using client = new core.Client({ transport: app.transport, headers: { "x-a": "1" } });
  using extended = client.extend({ headers: { "x-b": "2" } });
  assertInstanceOf(extended, core.Client);
  await extended.get(url);
  assertEquals([app.last.headers["x-a"], app.last.headers["x-b"]], ["1", "2"]);
});

test("core: auth that is null is none at all, undefined leaves the URL's", async () => {
  const app = record();
  using client = new core.Client({ transport: app.transport });
  const asked = "http://u:p@h.example/";
  for (const [auth, sent] of [[undefined, `Basic ${btoa("u:p")}`], [null, undefined]] as const) {
    client.auth = auth;
    assertEquals(client.auth, auth);
    await client.get(asked);
    assertEquals(app.last.headers["authorization"], sent);
  }
});

test("core: an error leads to the line that sent what was built", async () => {
  const transport: core.Transport = { send: () => Promise.reject(new core.ReadError("gone")) };
  using client = new core.Client({ transport });
  const error = await assertRejects(() => client.send(new Request(url)), core.ReadError);
  assertInstanceOf(error, core.HttpError);
  assert(error.stack?.includes("core_client_test.ts"), error.stack);
});

test("core: what is no list of functions is named", () => {
  for (const name of ["request", "response"] as const) {
    const wrong = (hook: unknown) => () =>
      Reflect.apply(resolveHooks, undefined, [{ [name]: hook }]);
    for (const hook of [5, [5], () => {}]) {
      assertThrows(wrong(hook), TypeError, `hooks.${name}: give a list of functions`);
    }
  }
});
