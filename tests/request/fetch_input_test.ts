import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals } from "@std/assert";
import { Client } from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

test("fetch needs no this, and leaves the body unread", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const { fetch } = client;
  const response = await fetch("http://h/");
  assertFalse(response.bodyUsed);
  assertEquals(client.stats.active, 1);
  assertEquals(await response.text(), "ok");
  assertEquals(client.stats.active, 0);
});

test("fetch takes what the global one takes", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, baseUrl: "http://base/v1" });
  const inputs: readonly (readonly [string | URL | Request, RequestInit | undefined, string])[] = [
    ["http://h/a", undefined, "GET http://h/a "],
    [new URL("http://h/a"), {}, "GET http://h/a "],
    ["path", undefined, "GET http://base/v1/path "],
    ["http://h/a", { method: "post", body: "x" }, "POST http://h/a x"],
    ["http://h/a", { method: "PUT", body: new URLSearchParams({ a: "b" }) }, "PUT http://h/a a=b"],
    [
      "http://h/a",
      { method: "POST", body: new TextEncoder().encode("bytes") },
      "POST http://h/a bytes",
    ],
    ["http://h/a", { method: "POST", body: new Blob(["blob"]) }, "POST http://h/a blob"],
    [
      "http://h/a",
      { method: "POST", body: new Blob(["stream"]).stream() },
      "POST http://h/a stream",
    ],
    ["http://h/a", { method: "POST", body: null }, "POST http://h/a "],
    [new Request("http://h/a?b#c"), undefined, "GET http://h/a?b "],
    [new Request("http://h/a", { method: "POST", body: "x" }), undefined, "POST http://h/a x"],
    [new Request("http://h/a", { method: "POST", body: "x" }), { body: "y" }, "POST http://h/a y"],
    [
      new Request("http://h/a", { method: "POST", body: "x" }),
      { method: "PUT" },
      "PUT http://h/a x",
    ],
    [
      new Request("http://h/a", { method: "POST", body: new Blob(["s"]).stream() }),
      undefined,
      "POST http://h/a s",
    ],
  ];
  for (const [input, init, expected] of inputs) {
    const response = await client.fetch(input, init);
    await response.text();
    const { method, url, body } = app.last;
    assertEquals(`${method} ${url} ${body}`, expected);
  }
});

test("fetch sends forms with their boundary", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const form = new FormData();
  form.set("a", "b");
  form.set("f", new File(["content"], "f.txt"));
  const inputs = [
    client.fetch("http://h/", { method: "POST", body: form }),
    client.fetch(new Request("http://h/", { method: "POST", body: form })),
  ];
  for (const sent of inputs) await (await sent).text();
  for (const { headers, body } of app.seen) {
    const boundary = headers["content-type"]?.split("boundary=")[1] ?? "none";
    assert(body.includes(boundary));
    assert(body.includes("content") && body.includes('filename="f.txt"'));
  }
  assertEquals(app.seen.length, 2);
});

test("init overrides a Request as the global fetch has it", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, headers: { "x-client": "1" } });
  const make = () =>
    new Request("http://h/", { method: "POST", body: "x", headers: { "x-a": "1", "x-b": "1" } });
  await (await client.fetch(make(), { headers: { "x-a": "2" } })).text();
  assertEquals([app.last.headers["x-a"], app.last.headers["x-b"], app.last.headers["x-client"]], [
    "2",
    undefined,
    "1",
  ]);
  await (await client.fetch(make(), { headers: [["x-c", "3"]], body: '{"a":1}' })).text();
  assertEquals([app.last.headers["x-c"], app.last.body], ["3", '{"a":1}']);
  await (await client.fetch(make(), { body: new URLSearchParams("a=b") })).text();
  assertEquals(app.last.headers["content-type"], "text/plain;charset=UTF-8");
});

test("redirect modes", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport });
  const followed = await client.fetch("http://h/a");
  assertEquals([followed.status, followed.redirected, followed.url], [200, true, "http://h/b"]);
  await followed.text();
  for (const input of ["http://h/a", new Request("http://h/a")]) {
    const manual = await client.fetch(input, { redirect: "manual" });
    assertEquals([manual.status, manual.headers.get("location"), manual.redirected], [
      302,
      "/b",
      false,
    ]);
    await manual.text();
    await assertRejects(
      () => client.fetch(input, { redirect: "error" }),
      TypeError,
      "it redirects",
    );
  }
  const own = await client.fetch(new Request("http://h/a", { redirect: "manual" }));
  assertEquals(own.status, 302);
  await own.text();
  await assertRejects(
    () => client.fetch(new Request("http://h/a", { redirect: "error" })),
    TypeError,
  );
  const head = await client.fetch("http://h/a", { method: "HEAD" });
  assertEquals(head.status, 200);
  assertEquals(client.stats.active, 0);
});

test("redirect mode error refuses a redirect that leads nowhere, too", async () => {
  const app = record(() => new Response("x", { status: 302 }));
  using client = new Client({ transport: app.transport });
  await assertRejects(() => client.fetch("http://h/", { redirect: "error" }), TypeError);
  const other = record(() => new Response("x", { status: 300, headers: { location: "/b" } }));
  using lax = new Client({ transport: other.transport });
  assertEquals(await (await lax.fetch("http://h/", { redirect: "error" })).text(), "x");
});

test("a body of text in a Request can be redirected, a stream cannot", async () => {
  const app = record(({ url }) =>
    url.endsWith("/a") ? redirectTo("/b", { status: 307 }) : new Response("ok")
  );
  using client = new Client({ transport: app.transport });
  await (await client.fetch(new Request("http://h/a", { method: "POST", body: "x" }))).text();
  assertEquals(app.last.body, "x");
  const endless = new ReadableStream({
    start(controller) {
      setTimeout(() => {
        controller.enqueue(new Uint8Array(3));
        controller.close();
      }, 20);
    },
  });
  await assertRejects(
    () => client.fetch(new Request("http://h/a", { method: "POST", body: endless })),
    Error,
    "again",
  );
});

test("fetch refuses what the global one refuses", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const calls = [
    () => client.fetch("http://h/", { method: "GET", body: "x" }),
    () => client.fetch("http://h/", { method: "HEAD", body: "x" }),
    () => client.fetch(new Request("http://h/", { method: "POST", body: "x" }), { method: "GET" }),
    () => client.fetch(new Request("http://h/"), { body: "x" }),
    () => client.fetch("http://h/", { method: "CONNECT" }),
    () => client.fetch("http://h/", { headers: { "a b": "1" } }),
    () => client.fetch("http://h/", { headers: { a: "x\ny" } }),
  ];
  for (const call of calls) await assertRejects(call, TypeError);
  const used = new Request("http://h/", { method: "POST", body: "x" });
  await used.text();
  await assertRejects(() => client.fetch(used), Error, "was read already");
  assertEquals(app.seen.length, 0);
});

test("the signals of fetch", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const app = record(async () => (await promise, new Response("fine")));
  using client = new Client({ transport: app.transport });
  const reason = new Error("enough");
  const controller = new AbortController();
  const { signal } = controller;
  const calls = [
    client.fetch("http://h/", { signal }),
    client.fetch(new Request("http://h/", { signal })),
    client.fetch(new Request("http://h/"), { signal }),
  ].map((sent) => assertRejects(() => sent));
  const detached = client.fetch(new Request("http://h/", { signal }), { signal: null });
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(reason);
  for (const call of calls) assertStrictEquals(await call, reason);
  resolve();
  assertEquals(await (await detached).text(), "fine");
  assertStrictEquals(await assertRejects(() => client.fetch("http://h/", { signal })), reason);
});
