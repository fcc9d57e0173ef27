import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import * as ferry from "../../mod.ts";
import { Client, InvalidUrlError } from "../../mod.ts";
import { VERSION } from "../../src/core/version.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";

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
