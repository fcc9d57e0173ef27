import { assert, assertEquals, assertFalse, assertRejects, assertStrictEquals } from "@std/assert";
import {
  Client,
  FetchTransport,
  HandlerTransport,
  type HttpResponse,
  TotalTimeoutError,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { respondWith } from "../wire/scripted.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

test("hooks see every hop: the request as it goes out, the response before it is read", async () => {
  const app = recordRedirects({ "http://h/a": "/b" }, { headers: { "set-cookie": "c=1" } });
  const seen: string[] = [];
  using client = new Client({
    transport: app.transport,
    auth: ["u", "p"],
    hooks: {
      request: [
        ({ url, headers }) =>
          void seen.push(`${url} ${headers.get("cookie")} ${headers.has("authorization")}`),
      ],
      response: [async (response) => {
        seen.push(`${response.status} ${response.body !== null}`);
        seen.push(await response.text());
      }],
    },
  });
  const response = await client.get("http://h/a");
  assertEquals(await response.text(), "ok");
  assertEquals(seen, [
    "http://h/a null true",
    "302 true",
    "moved",
    "http://h/b c=1 true",
    "200 true",
    "ok",
  ]);
});

test("hooks are called in order, the client's replaced by the request's", async () => {
  const app = record();
  const order: string[] = [];
  const push = (name: string) => () => void order.push(name);
  using client = new Client({
    transport: app.transport,
    hooks: { request: [push("q1"), push("q2")], response: [push("s1"), push("s2")] },
  });
  await client.get("http://h/");
  assertEquals(order.splice(0), ["q1", "q2", "s1", "s2"]);
  await client.get("http://h/", { hooks: { request: [push("own")] } });
  assertEquals(order.splice(0), ["own", "s1", "s2"]);
  await client.get("http://h/", { hooks: null });
  assertEquals(order, []);
  client.hooks.request.push(push("live"));
  client.hooks.response.length = 0;
  await client.get("http://h/");
  assertEquals(order.splice(0), ["q1", "q2", "live"]);
  client.hooks = { response: [push("new")] };
  await client.get("http://h/");
  assertEquals(order, ["new"]);
});

test("hooks of one client are never those of another", async () => {
  const app = record();
  using one = new Client({ transport: app.transport, hooks: undefined });
  using two = new Client({ transport: app.transport });
  using three = one.extend();
  one.hooks.request.push((request) => request.headers.set("x-one", "1"));
  for (const client of [two, three, new Client({ transport: app.transport, hooks: undefined })]) {
    await client.get("http://h/");
    assertFalse("x-one" in app.last.headers);
  }
});

test("a request hook changes the headers, or gives another request", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  await client.post("http://h/a", {
    json: { a: 1 },
    hooks: { request: [(request) => request.headers.set("x-signed", "yes")] },
  });
  assertEquals(app.last.headers["x-signed"], "yes");
  assertEquals(app.last.body, '{"a":1}');
  await client.post("http://h/a", {
    body: "old",
    hooks: {
      request: [
        async () =>
          await Promise.resolve(new Request("http://o/b", { method: "PUT", body: "new" })),
      ],
    },
  });
  assertEquals([app.last.method, app.last.url, app.last.body], ["PUT", "http://o/b", "new"]);
});

test("a hook may use up the body of the request that it sees", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const bodies: string[] = [];
  const hooks = {
    request: [async (request: Request) => void bodies.push(await request.clone().text())],
  };
  await client.post("http://h/a", { body: "text", hooks });
  await client.post("http://h/a", { body: () => "made", hooks });
  assertEquals(bodies, ["text", "made"]);
  assertEquals(app.seen.map(({ body }) => body), ["text", "made"]);
});

test("userinfo in the request of a hook is a header, not a part of the URL", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const hooks = { request: [() => new Request("http://u:p@h/b")] };
  const response = await client.get("http://h/a", { hooks });
  assertEquals(response.url, "http://h/b");
  assertEquals(app.last.headers["authorization"], `Basic ${btoa("u:p")}`);
});

test("cookies are kept for where a hook has sent the request", async () => {
  const app = record(() => new Response("ok", { headers: { "set-cookie": "c=1" } }));
  using client = new Client({ transport: app.transport });
  await client.get("http://h/", { hooks: { request: [() => new Request("http://o/")] } });
  assertEquals(client.cookies.cookieHeader("http://h/"), "");
  assertEquals(client.cookies.cookieHeader("http://o/"), "c=1");
});

test("a response hook gives another response, and the first one is let go of", async () => {
  const app = record(({ url }) => new Response(url));
  using client = new Client({
    transport: app.transport,
    limits: { maxConnections: 2 },
    timeout: 2_000,
  });
  let first: HttpResponse | undefined;
  const response = await client.get("http://h/a", {
    hooks: {
      response: [async (response) => {
        first = response;
        return await client.get("http://h/b");
      }],
    },
  });
  assertEquals(await response.text(), "http://h/b");
  assertEquals(client.stats.active, 0);
  assert(first);
});

test("a response hook that follows a redirect by hand", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport, followRedirects: false });
  const response = await client.get("http://h/a", {
    hooks: { response: [async (response) => await response.next() ?? response] },
  });
  assertEquals(response.url, "http://h/b");
  assertEquals(client.stats.active, 0);
});

test("what a hook throws comes out as it is, and nothing stays open", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const reason = new Error("no");
  const fail = () => {
    throw reason;
  };
  const early = await assertRejects(() => client.get("http://h/", { hooks: { request: [fail] } }));
  assertStrictEquals(early, reason);
  assertEquals(app.seen.length, 0);
  const late = await assertRejects(() => client.get("http://h/", { hooks: { response: [fail] } }));
  assertStrictEquals(late, reason);
  assertEquals(client.stats.active, 0);
  const rejected = await assertRejects(() =>
    client.get("http://h/", {
      hooks: {
        response: [(response) => void response.raiseForStatus(), () => Promise.reject(reason)],
      },
    })
  );
  assertStrictEquals(rejected, reason);
  assertEquals(client.stats.active, 0);
});

test("a response hook may raise for the status", async () => {
  const transport = new HandlerTransport(() => new Response("gone", { status: 410 }));
  using client = new Client({
    transport,
    hooks: { response: [(response) => void response.raiseForStatus()] },
  });
  const error = await assertRejects(() => client.get("http://h/"));
  assert(error instanceof Error && error.name === "StatusError");
  assertEquals(client.stats.active, 0);
});

test("what a hook must not give is a TypeError", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (const given of [null, 5, "x", {}, new Response("x")]) {
    const hooks = { request: [() => given], response: [] };
    await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { hooks }]),
      TypeError,
      "request hook",
    );
    const late = { request: [], response: [() => given] };
    await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { hooks: late }]),
      TypeError,
      "response hook",
    );
  }
  assertEquals(client.stats.active, 0);
});

test("a body that is longer than the hook wants can be streamed on", async () => {
  const transport = new HandlerTransport(() => new Response("x".repeat(100_000)));
  using client = new Client({ transport, hooks: { response: [() => {}] } });
  await using response = await client.stream("GET", "http://h/");
  assertEquals((await response.text()).length, 100_000);
});

test("redirects after a hook that changes each response", async () => {
  const app = record(({ url }) => url.endsWith("/a") ? redirectTo("/b") : new Response("ok"));
  const statuses: number[] = [];
  using client = new Client({
    transport: app.transport,
    hooks: { response: [(response) => (statuses.push(response.status), response.clone())] },
  });
  const response = await client.get("http://h/a");
  assertEquals(await response.text(), "ok");
  assertEquals(statuses, [302, 200]);
  assertEquals(client.stats.active, 0);
});

test("a hook that never ends does not keep the call from ending", async () => {
  const transport = new HandlerTransport(() => new Response("ok"));
  const never = () => new Promise<void>(() => {});
  for (const hooks of [{ request: [never] }, { response: [never] }]) {
    using client = new Client({ transport, hooks });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 5);
    const { signal } = controller;
    const error = await assertRejects(() => client.get("http://h/", { signal }));
    assertStrictEquals(error, signal.reason);
    const late = () => client.get("http://h/", { timeout: { total: 5 } });
    await assertRejects(late, TotalTimeoutError);
    assertEquals(client.stats.active, 0);
  }
});

test("a long answer that a hook replaces, or after which it throws, holds no connection", async () => {
  const app = record(() => new Response("x".repeat(200_000)));
  using client = new Client({ transport: app.transport });
  const other = await client.get("http://h/other");
  const response = await client.get("http://h/", { hooks: { response: [() => other] } });
  assertStrictEquals(response, other);
  assertEquals(client.stats.active, 0);
  const reason = new Error("no");
  const fail = () => Promise.reject(reason);
  await assertRejects(() => client.get("http://h/", { hooks: { response: [fail] } }));
  assertEquals(client.stats.active, 0);
});

test("response hooks run with the headers, whatever the body does", async () => {
  for (const status of ["200 OK", "503 Later"]) {
    const send = [`HTTP/1.1 ${status}\r\nContent-Length: 2\r\n\r\n`, "ok"];
    await using server = await respondWith({ send, pause: 30_000 });
    for (const transport of [new FetchTransport(), new SocketTransport()]) {
      const controller = new AbortController();
      using client = new Client({ transport });
      const seen: (string | number)[] = [];
      const look = (response: HttpResponse) => {
        seen.push(response.status, performance.now() - startedAt < 15_000 ? "at once" : "late");
        controller.abort("enough");
      };
      const startedAt = performance.now();
      const { signal } = controller;
      const call = client.get(server.url, { hooks: { response: [look] }, signal });
      assertEquals(await call.then(() => "", (error: unknown) => error), "enough");
      assertEquals(seen, [Number(status.slice(0, 3)), "at once"]);
      assertEquals(client.stats.active, 0);
    }
  }
});
