import { assert, assertEquals } from "@std/assert";
import { Client, type RequestOptions } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

test("auth given for a call does not follow next() to another origin", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://h/c" });
  using client = new Client({ transport: app.transport, auth: ["u", "p"] });
  const first = await client.get("http://h/a", { followRedirects: false });
  assert(app.last.headers["authorization"]);
  const second = await first.next();
  assertEquals(app.last.headers["authorization"], undefined);
  await second?.next();
  assert(app.last.headers["authorization"], "back at the origin that it was given for");
});

test("credentials in a Location are not used", async () => {
  const app = recordRedirects({ "http://h/a": "http://u:p@o/b" });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a");
  assertEquals(response.url, "http://o/b");
  assertEquals(app.last.headers["authorization"], undefined);
});

test("cookies of every hop are stored and sent", async () => {
  const app = record(({ url }, index) => {
    const headers = { "set-cookie": `c${index}=${index}` };
    if (url.endsWith("/a")) return redirectTo("/b", { headers });
    if (url.endsWith("/b")) return redirectTo("http://o/c", { headers });
    if (url.endsWith("/c")) return redirectTo("http://h/d", { headers });
    return new Response("ok", { headers });
  });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a");
  const cookies = app.seen.map(({ headers }) => headers["cookie"]);
  assertEquals(cookies, [undefined, "c0=0", undefined, "c0=0; c1=1"]);
  assertEquals(client.cookies.size, 4);
  assertEquals(response.cookies.toObject(), { c3: "3" });
  assertEquals(response.history[0]?.cookies.toObject(), { c0: "0" });
});

test("credentials in headers stay with their origin, there and back", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://h/c" });
  using client = new Client({ transport: app.transport, sensitiveHeaders: ["X-Api-Key"] });
  await client.get("http://h/a", {
    headers: {
      authorization: "Bearer t",
      cookie: "a=1",
      "proxy-authorization": "Basic x",
      "x-api-key": "k",
      "x-plain": "p",
    },
  });
  const [first, second, third] = app.seen;
  for (const name of ["authorization", "cookie", "proxy-authorization", "x-api-key"]) {
    assert(first?.headers[name], name);
    assertEquals(second?.headers[name], undefined, name);
    assertEquals(third?.headers[name], undefined, `${name} came back`);
  }
  assertEquals(third?.headers["x-plain"], "p");
});

test("a hostile server cannot get at credentials by a change of port, scheme or subdomain", async () => {
  const targets = [
    "http://h:81/",
    "https://h:8443/",
    "http://sub.h/",
    "http://h./",
    "http://h@o/",
    "//o/",
  ];
  for (const target of targets) {
    const app = recordRedirects({ "http://h/a": target });
    using client = new Client({ transport: app.transport, auth: ["u", "p"] });
    await client.get("http://h/a", { headers: { cookie: "a=1" }, cookies: { b: "2" } });
    assertEquals(app.last.headers["authorization"], undefined, target);
    assertEquals(app.last.headers["cookie"], undefined, target);
  }
});

test("http to https on default ports keeps authorization and nothing else", async () => {
  const plain = recordRedirects({ "http://h/a": "https://h/b" });
  const secure = record();
  using client = new Client({
    mounts: { "http://": plain.transport, "https://": secure.transport },
    sensitiveHeaders: ["x-api-key"],
  });
  const headers = { authorization: "Bearer t", cookie: "a=1", "x-api-key": "k" };
  await client.get("http://h/a", { headers });
  assertEquals(secure.last.headers["authorization"], "Bearer t");
  assertEquals(secure.last.headers["cookie"], undefined);
  assertEquals(secure.last.headers["x-api-key"], undefined);
  await client.get("http://h/a", { auth: ["u", "p"] });
  assertEquals(secure.last.headers["authorization"], `Basic ${btoa("u:p")}`);
});

test("https to http never keeps authorization, not even where it came from", async () => {
  const plain = recordRedirects({ "http://h/a": "https://h/b", "http://h/c": "/d" });
  const secure = recordRedirects({ "https://h/b": "http://h/c", "https://h/x": "http://h/e" });
  using client = new Client({
    allowInsecureRedirects: true,
    mounts: { "http://": plain.transport, "https://": secure.transport },
  });
  const ways: readonly RequestOptions[] = [
    { auth: ["u", "p"] },
    { headers: { authorization: "Bearer t" } },
    { auth: (request) => request.headers.set("authorization", "Bearer t") },
  ];
  for (const options of ways) {
    await client.get("http://h/a", options);
    assert(secure.last.headers["authorization"]);
    assertEquals(plain.seen.at(-2)?.url, "http://h/c");
    assertEquals(plain.seen.at(-2)?.headers["authorization"], undefined);
    assertEquals(plain.last.headers["authorization"], undefined);
    await client.get("https://h/x", options);
    assertEquals(plain.last.headers["authorization"], undefined);
  }
});

test("a host header stays with its origin", async () => {
  const app = recordRedirects({ "http://h/a": "/b", "http://h/b": "http://o/c" });
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a", { headers: { host: "virtual" } });
  assertEquals(app.seen.map(({ headers }) => headers["host"]), ["virtual", "virtual", undefined]);
});

test("a relative Location is resolved against what a hook has sent", async () => {
  const app = recordRedirects({ "http://o/a": "/b" });
  using client = new Client({
    transport: app.transport,
    headers: { authorization: "Bearer t" },
    hooks: {
      request: [
        (request) => request.url === "http://h/a" ? new Request("http://o/a", request) : undefined,
      ],
    },
  });
  const response = await client.get("http://h/a");
  assertEquals(response.url, "http://o/b");
  assertEquals(app.last.headers["authorization"], undefined);
});
