import { assert, assertEquals, assertRejects } from "@std/assert";
import { Client, CookieJar } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects } from "../recording.ts";

test("cookies of a response go out with the next request", async () => {
  const app = record((_, index) =>
    new Response("ok", { headers: { "set-cookie": `n=${index}; Path=/` } })
  );
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a");
  await client.get("http://h/b");
  assertEquals(app.last.headers["cookie"], "n=0");
  await client.get("http://o/");
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(client.cookies.size, 2);
});

test("several cookies of one response are kept, each by its own rules", async () => {
  const app = record(() => {
    const headers = new Headers([["set-cookie", "a=1; Path=/x"], ["set-cookie", "b=2, 3"], [
      "set-cookie",
      "c=4; Domain=other.example",
    ]]);
    return new Response("ok", { headers });
  });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h.example/x/y");
  assertEquals(client.cookies.size, 2);
  assertEquals(response.cookies.toObject(), { a: "1", b: "2, 3" });
  await client.get("http://h.example/x/z");
  assertEquals(app.last.headers["cookie"], "a=1; b=2, 3");
});

test("cookies of a request go with it and its redirects, and are not kept", async () => {
  const app = recordRedirects({
    "http://h/a": "/b",
    "http://h/b": "http://o/c",
    "http://o/c": "http://h/d",
  });
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a", { cookies: { r: "1" } });
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["r=1", "r=1", undefined, "r=1"]);
  assertEquals(client.cookies.size, 0);
  await client.get("http://h/x");
  assertEquals(app.last.headers["cookie"], undefined);
});

test("a client's cookies given as a record go to what is asked for directly", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b" });
  using client = new Client({ transport: app.transport, cookies: { c: "1" } });
  await client.get("http://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["c=1", undefined]);
  await client.get("http://o/b");
  assertEquals(app.last.headers["cookie"], "c=1");
});

test("with a baseUrl they belong to its origin", async () => {
  const app = recordRedirects({ "http://o/a": "http://h/b" });
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    cookies: { c: "1" },
  });
  await client.get("x");
  assertEquals(app.last.headers["cookie"], "c=1");
  await client.get("http://o/x");
  assertEquals(app.last.headers["cookie"], undefined);
  // Never to one reached by a redirect, not even to the base itself.
  await client.get("http://o/a");
  assertEquals(app.seen.slice(-2).map(({ headers }) => headers["cookie"]), [undefined, undefined]);
});

test("a jar follows its own rules and is shared", async () => {
  const app = record(() => new Response("ok", { headers: { "set-cookie": "s=2" } }));
  const jar = new CookieJar();
  jar.setCookie("a=1; Domain=h.example", "http://h.example/");
  using client = new Client({ transport: app.transport, cookies: jar });
  assert(client.cookies === jar);
  await client.get("http://sub.h.example/");
  assertEquals(app.last.headers["cookie"], "a=1");
  await client.get("http://other.example/");
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(jar.size, 3);
  const own = new CookieJar();
  own.setCookie("b=2", "http://o.example/");
  await client.get("http://o.example/", { cookies: own });
  assertEquals(app.last.headers["cookie"], "b=2");
  await client.get("http://p.example/", { cookies: own });
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(own.size, 1);
});

test("there is one Cookie header: the request's cookies before a header's before the jar's", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    cookies: { a: "jar", b: "jar", c: "jar" },
  });
  await client.get("http://h/", {
    cookies: { a: "request" },
    headers: { cookie: "b=header; d=header" },
  });
  assertEquals(app.last.headers["cookie"], "a=request; b=header; d=header; c=jar");
  await client.get("http://h/", { headers: [["cookie", "x=1"], ["Cookie", "y=2"]] });
  assertEquals(app.last.headers["cookie"], "x=1; y=2; a=jar; b=jar; c=jar");
});

test("two cookies of one name in one source both go out", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  client.cookies.setCookie("a=1; Path=/x", "http://h/x/");
  client.cookies.setCookie("a=2; Path=/", "http://h/");
  await client.get("http://h/x/");
  assertEquals(app.last.headers["cookie"], "a=1; a=2");
  await client.get("http://h/x/", { cookies: { b: "3" } });
  assertEquals(app.last.headers["cookie"], "b=3; a=1; a=2");
});

test("cookies that are removed on the way are not sent", async () => {
  const app = record(({ url }) =>
    new Response(null, {
      status: url.endsWith("/out") ? 302 : 200,
      headers: { location: "/", "set-cookie": url.endsWith("/out") ? "s=; Max-Age=0" : "t=1" },
    })
  );
  using client = new Client({ transport: app.transport });
  client.cookies.setCookie("s=1; Path=/", "http://h/");
  await client.get("http://h/out");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["s=1", undefined]);
});

test("Secure cookies go over https alone", async () => {
  const app = recordRedirects({ "https://h/a": "http://h/b", "http://h/b": "https://h/c" }, {
    headers: { "set-cookie": "s=1; Secure; Path=/" },
  });
  using client = new Client({ transport: app.transport });
  await client.get("https://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), [undefined, undefined, "s=1"]);
});

test("cookies that cannot be sent are a TypeError before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (
    const cookies of [{ "a;b": "1" }, { a: "x\ny" }, { a: "x;y" }, { "": "" }, 5, "a=1", [["a"]]]
  ) {
    await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { cookies }]),
      TypeError,
    );
  }
  assertEquals(app.seen.length, 0);
});

test("the response of an error keeps its cookies, too", async () => {
  const app = record(() => new Response("no", { status: 500, headers: { "set-cookie": "a=1" } }));
  using client = new Client({ transport: app.transport });
  await client.get("http://h/");
  assertEquals(client.cookies.get("a"), "1");
});
