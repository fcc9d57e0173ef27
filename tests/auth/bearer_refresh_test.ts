import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { BearerAuth, Client, HandlerTransport, PreparedRequest } from "../../mod.ts";
import { MockTransport } from "../../src/testing/mod.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { overSockets } from "../wire/over_sockets.ts";

/** An API that takes one token; every 401 of the first round comes late. */
function serve(state: { valid: string; seen: string[] }): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, async (request) => {
    const token = request.headers.get("authorization") ?? "";
    state.seen.push(token);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const text = await request.text();
    return token === `Bearer ${state.valid}`
      ? new Response(text)
      : new Response("no", { status: 401 });
  });
}

for (const way of ["fetch", "sockets"] as const) {
  test(`over ${way}, a hundred parallel 401s refresh once, and each is sent once more`, async () => {
    const state = { valid: "t2", seen: new Array<string>() };
    await using server = serve(state);
    let refreshed = 0;
    const refresh = async (refused: string) => {
      assertEquals(refused, "t1");
      refreshed++;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return "t2";
    };
    const options = { auth: new BearerAuth("t1", { refresh }), limits: { maxConnections: 10 } };
    await using client = way === "fetch" ? overFetch(options) : overSockets({}, options).client;
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, id) => client.post(url, { body: `${id}` })),
    );
    assert(all.every(({ status }) => status === 200));
    assertEquals(await Promise.all(all.map((one) => one.text())), all.map((_, id) => `${id}`));
    const old = state.seen.filter((token) => token === "Bearer t1").length;
    assertEquals([refreshed, state.seen.length], [1, old + 100]);
    assertEquals(await client.post(url, { body: "after" }).text(), "after");
    assertEquals(state.seen.at(-1), "Bearer t2");
    assertEquals(client.stats.active, 0);
  });
}

const url = "http://api.example/";

test("a second 401 is the answer, and so is the first where there is no new token", async () => {
  for (const [made, calls] of [["t2", 2], [null, 1], [undefined, 1]] as const) {
    const transport = new MockTransport({ "*": 401 });
    using client = new Client({ transport, auth: new BearerAuth("t1", { refresh: () => made }) });
    assertEquals((await client.get(url)).status, 401);
    assertEquals(transport.calls.length, calls);
  }
});

test("what refresh throws, or gives that is no token, ends every call that waits", async () => {
  const own = new Error("mine");
  const transport = new MockTransport({ "*": 401 });
  let count = 0;
  const refresh = () => {
    count++;
    return Promise.reject(own);
  };
  using client = new Client({ transport, auth: new BearerAuth("t1", { refresh }) });
  const failed = await Promise.allSettled([client.get(url), client.get(url), client.get(url)]);
  assert(failed.every((one) => one.status === "rejected" && one.reason === own));
  assertEquals(count, 1);
  using wrong = new Client({ transport, auth: new BearerAuth("t1", { refresh: () => "s3 cret" }) });
  const error = await assertRejects(async () => await wrong.get(url), TypeError, "bearer token");
  assert(!error.message.includes("s3"));
  assertEquals([client.stats.active, wrong.stats.active], [0, 0]);
});

test("a function stays the source: what it gives anew beats what was refreshed", async () => {
  let stored = "t1";
  const transport = new MockTransport({
    "*": ({ headers }) =>
      new Response("", { status: headers.get("authorization") === "Bearer t1" ? 401 : 200 }),
  });
  const auth = new BearerAuth(() => stored, { refresh: () => "t2" });
  using client = new Client({ transport, auth });
  await client.get(url);
  await client.get(url);
  stored = "t3";
  await client.get(url);
  const sent = transport.calls.map(({ headers }) => headers.get("authorization"));
  assertEquals(sent, ["Bearer t1", "Bearer t2", "Bearer t2", "Bearer t3"]);
});

test("only one connection is enough for a refresh over the same client", async () => {
  const transport = new MockTransport().post("*/token", { json: { token: "t2" } })
    .get("*", { status: 401, body: "no" }, 200);
  const limits = { maxConnections: 1 };
  const client: Client = new Client({ transport, limits });
  client.auth = new BearerAuth("t1", {
    refresh: async () =>
      (await client.post(`${url}token`, { auth: null }).json<{ token: string }>()).token,
  });
  assertEquals((await client.get(url, { throwOnError: true })).status, 200);
  client.close();
});

test("a caller who gives up does not end the refresh of the others", async () => {
  const { promise, resolve } = Promise.withResolvers<string>();
  const transport = new MockTransport({
    "*": ({ headers }) =>
      new Response("", { status: headers.get("authorization") === "Bearer t1" ? 401 : 200 }),
  });
  using client = new Client({ transport, auth: new BearerAuth("t1", { refresh: () => promise }) });
  const controller = new AbortController();
  const first = client.get(url, { signal: controller.signal });
  const second = client.get(url);
  await new Promise((resolve) => setTimeout(resolve, 10));
  controller.abort(new Error("enough"));
  await assertRejects(async () => await first, Error, "enough");
  resolve("t2");
  assertEquals((await second).status, 200);
});

test("a built request is signed; another origin sees nothing; wrong options are refused", async () => {
  const auth = new BearerAuth("t1", { refresh: () => "t2" });
  const request = new PreparedRequest("GET", new URL(url), {}, undefined);
  assertEquals((await auth.authorize(request)).headers, { authorization: "Bearer t1" });
  using client = new Client();
  const built = client.buildRequest("GET", url, { auth });
  assertEquals(built.headers.get("authorization"), "Bearer t1");
  assertThrows(() => Reflect.construct(BearerAuth, ["t", { refresh: 1 }]), TypeError, "refresh");
  assertThrows(
    () => Reflect.construct(BearerAuth, ["t", { refrsh: 1 }]),
    TypeError,
    "refresh meant",
  );
});

test("a refresh that throws at once is asked again by the next call", async () => {
  let asked = 0;
  const refresh = () => {
    if (++asked === 1) throw new Error("not now");
    return "t2";
  };
  const transport = new HandlerTransport(({ headers }) =>
    new Response("", { status: headers.get("authorization") === "Bearer t2" ? 200 : 401 })
  );
  using client = new Client({ transport, auth: new BearerAuth("t1", { refresh }) });
  await assertRejects(() => client.get("http://a.example/"), Error, "not now");
  assertEquals([(await client.get("http://a.example/")).status, asked], [200, 2]);
});
