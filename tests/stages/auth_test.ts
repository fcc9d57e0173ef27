import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  type Auth,
  type AuthFlow,
  BasicAuth,
  BearerAuth,
  BodyUsedError,
  Client,
  DigestAuth,
  HandlerTransport,
  NetrcAuth,
  ProxyAuth,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`;

test("the auth option is before a header, a header before userinfo", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const headers = { authorization: "Bearer header" };
  const table = [
    [() => client.get("http://u:p@h/"), basic("u", "p")],
    [() => client.get("http://u:p@h/", { headers }), "Bearer header"],
    [() => client.get("http://u:p@h/", { headers, auth: ["a", "b"] }), basic("a", "b")],
    [() => client.get("http://u:p@h/", { auth: ["a", "b"] }), basic("a", "b")],
    [() => client.get("http://u:p@h/", { auth: null }), undefined],
    [() => client.get("http://h/", { headers, auth: null }), "Bearer header"],
    [() => client.get("http://h/"), undefined],
  ] as const;
  for (const [send, expected] of table) {
    await send();
    assertEquals(app.last.headers["authorization"], expected);
  }
});

test("the client's auth is a default that a request replaces", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: ["u", "p"] });
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("http://h/", { auth: new BearerAuth("t") });
  assertEquals(app.last.headers["authorization"], "Bearer t");
  await client.get("http://h/", { auth: null });
  assertEquals(app.last.headers["authorization"], undefined);
  client.auth = ["x", "y"];
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], basic("x", "y"));
  client.auth = null;
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], undefined);
});

test("userinfo of the baseUrl never replaces a header", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, baseUrl: "http://u:p@h/v1" });
  await client.get("x");
  assertEquals(app.last.url, "http://h/v1/x");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("x", { headers: { authorization: "Bearer t" } });
  assertEquals(app.last.headers["authorization"], "Bearer t");
  await client.get("http://h/y");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("http://o/y");
  assertEquals(app.last.headers["authorization"], undefined);
  await client.get("http://a:b@h/y");
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  await client.send(new Request("http://h/z"));
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  using more = client.extend({ headers: { "x-a": "1" } });
  await more.get("x");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  using other = client.extend({ baseUrl: "http://o/" });
  await other.get("x");
  assertEquals(app.last.headers["authorization"], undefined);
  using headed = client.extend({ headers: { authorization: "Bearer d" } });
  await headed.get("x");
  assertEquals(app.last.headers["authorization"], "Bearer d");
});

test("with a baseUrl the client's credentials stay with its origin", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    auth: ["u", "p"],
    cookies: { c: "1" },
    sensitiveHeaders: ["X-Api-Key"],
    headers: {
      cookie: "d=2",
      "proxy-authorization": "x",
      "x-api-key": "k",
      "x-plain": "p",
      host: "v",
    },
  });
  const secrets = ["authorization", "cookie", "proxy-authorization", "x-api-key", "host"];
  await client.get("x");
  for (const name of secrets) assert(app.last.headers[name], name);
  for (
    const url of [
      "http://o/",
      "//o/",
      "https://h/",
      "http://h:81/",
      new URL("http://o/"),
    ]
  ) {
    await client.get(url);
    for (const name of secrets) assertEquals(app.last.headers[name], undefined, `${url} ${name}`);
    assertEquals(app.last.headers["x-plain"], "p");
    await client.fetch(new URL(url, "http://h/"));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `fetch ${url} ${name}`);
    }
    await client.fetch(new Request(new URL(url, "http://h/")));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `fetch ${url} ${name}`);
    }
    await client.send(new Request(new URL(url, "http://h/")));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `send ${url} ${name}`);
    }
  }
  await client.get("http://o/", { auth: ["a", "b"], headers: { "x-api-key": "own" } });
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  assertEquals(app.last.headers["x-api-key"], "own");
});

test("a function signs each request, or gives another one", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport });
  const urls: string[] = [];
  await client.get("http://h/a", {
    auth: (request) => {
      urls.push(request.url);
      request.headers.set("x-signature", String(urls.length));
    },
  });
  assertEquals(urls, ["http://h/a", "http://h/b"]);
  assertEquals(app.seen.map(({ headers }) => headers["x-signature"]), ["1", "2"]);
  await client.post("http://h/c", {
    body: "x",
    auth: (request) => new Request(`${request.url}?sig=1`, request),
  });
  assertEquals([app.last.url, app.last.body], ["http://h/c?sig=1", "x"]);
});

test("a function is not asked for another origin", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b" });
  using client = new Client({
    transport: app.transport,
    auth: (request) => request.headers.set("x-key", "k"),
  });
  await client.get("http://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["x-key"]), ["k", undefined]);
});

/** Asks for a token after a 401, and tells what it saw. */
class Asking implements Auth {
  readonly statuses: number[] = [];
  async *flow(request: Request): AuthFlow {
    const first = yield request;
    this.statuses.push(first.status);
    if (first.status !== 401) return;
    request.headers.set("authorization", `Bearer ${await first.text()}`);
    const second = yield request;
    this.statuses.push(second.status);
  }
}

const guarded = () =>
  record(({ url, headers }) => {
    if (url.endsWith("/a")) return redirectTo("/b");
    return headers["authorization"] === "Bearer secret"
      ? new Response("in")
      : new Response("secret", { status: 401 });
  });

test("a challenge is in the history, but is no redirect", async () => {
  const app = guarded();
  using client = new Client({ transport: app.transport, auth: new Asking() });
  const direct = await client.get("http://h/b");
  assertEquals(direct.status, 200);
  assertEquals(direct.history.map(({ status }) => status), [401]);
  assertEquals(direct.redirected, false);
  const response = await client.get("http://h/a", { maxRedirects: 1 });
  assertEquals(await response.text(), "in");
  assertEquals(response.history.map(({ status }) => status), [302, 401]);
  assert(response.redirected);
  assertEquals(client.stats.active, 0);
});

test("wrong credentials end with the 401", async () => {
  const app = record(() => new Response("never", { status: 401 }));
  const auth = new Asking();
  using client = new Client({ transport: app.transport, auth });
  const response = await client.get("http://h/");
  assertEquals(response.status, 401);
  assertEquals(auth.statuses, [401, 401]);
  assertEquals(app.seen.length, 2);
});

test("a flow may ask elsewhere first; that is not in the history", async () => {
  const app = record(({ url }) => new Response(url.includes("token") ? "t0k" : "ok"));
  const auth: Auth = {
    async *flow(request) {
      const answer = yield new Request("http://login/token", { method: "POST", body: "grant" });
      request.headers.set("authorization", `Bearer ${await answer.text()}`);
      yield request;
    },
  };
  using client = new Client({ transport: app.transport, auth, limits: { maxConnections: 1 } });
  const response = await client.post("http://h/", { json: 1 });
  assertEquals(response.history, []);
  assertEquals(app.last.headers["authorization"], "Bearer t0k");
  assertEquals(app.last.body, "1");
});

test("one connection is enough for a challenge with a long body", async () => {
  const transport = new HandlerTransport(({ headers }) =>
    headers.has("authorization")
      ? new Response("in")
      : new Response("x".repeat(200_000), { status: 401 })
  );
  const auth: Auth = {
    async *flow(request) {
      const { status } = yield request;
      if (status !== 401) return;
      request.headers.set("authorization", "x");
      yield request;
    },
  };
  using client = new Client({
    transport,
    auth,
    limits: { maxConnections: 1 },
    timeout: { pool: 500 },
  });
  assertEquals(await (await client.get("http://h/")).text(), "in");
  assertEquals(client.stats.active, 0);
});

test("a flow that throws lets go of its response", async () => {
  const app = record();
  const reason = new Error("no");
  let closed = false;
  const auth: Auth = {
    async *flow(request) {
      try {
        yield request;
        throw reason;
      } finally {
        closed = true;
      }
    },
  };
  using client = new Client({ transport: app.transport, auth });
  assertStrictEquals(await assertRejects(() => client.get("http://h/")), reason);
  assertEquals(client.stats.active, 0);
  assert(closed);
});

test("a flow is ended when its request fails", async () => {
  const reason = new Error("the app failed");
  const transport = new HandlerTransport(() => {
    throw reason;
  });
  let closed = false;
  const auth: Auth = {
    async *flow(request) {
      try {
        yield request;
      } finally {
        closed = true;
      }
    },
  };
  using client = new Client({ transport, auth });
  assertStrictEquals(await assertRejects(() => client.get("http://h/")), reason);
  assert(closed);
});

test("a flow that yields nothing is a TypeError", async () => {
  const app = record();
  const auth: Auth = { async *flow() {} };
  using client = new Client({ transport: app.transport, auth });
  await assertRejects(() => client.get("http://h/"), TypeError, "yielded no request");
  assertEquals(app.seen.length, 0);
});

test("a body that is sent once cannot answer a challenge, another can", async () => {
  const app = record(({ headers }) =>
    new Response("t", { status: headers["authorization"] ? 200 : 401 })
  );
  using client = new Client({ transport: app.transport, auth: new Asking() });
  const body = new Blob(["x"]).stream();
  await assertRejects(() => client.post("http://h/", { body }), BodyUsedError);
  assertEquals(client.stats.active, 0);
  await client.post("http://h/", { body: () => new Blob(["again"]).stream() });
  assertEquals(app.last.body, "again");
});

test("what is no auth is a TypeError before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (
    const auth of [
      5,
      "user:pass",
      {},
      ["u"],
      ["u", "p", "x"],
      ["u", 5],
      ["a:b", "p"],
      ["u", "p\n"],
      true,
    ]
  ) {
    const error = await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { auth }]),
      TypeError,
      "Cannot",
    );
    assert(!String(error).includes("user:pass"));
  }
  assertEquals(app.seen.length, 0);
  await assertRejects(() => client.get("http://a%3Ab:secret@h/"), TypeError, "colon");
  assertEquals(app.seen.length, 0);
});

test("a proxy's credentials stand beside the server's", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: new ProxyAuth("u", "p") });
  await client.get("http://h/", { headers: { authorization: "Bearer t" } });
  assertEquals(app.last.headers["proxy-authorization"], basic("u", "p"));
  assertEquals(app.last.headers["authorization"], "Bearer t");
});

test("netrc signs each hop where nobody else does", async () => {
  const file = await Deno.makeTempFile();
  const before = Deno.env.get("NETRC");
  try {
    await Deno.writeTextFile(
      file,
      "machine h login hu password hp\nmachine o login ou password op\n",
    );
    Deno.env.set("NETRC", file);
    const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://x/c" });
    using client = new Client({ transport: app.transport });
    const sent = () => app.seen.slice(-3).map(({ headers }) => headers["authorization"]);
    await client.get("http://h/a");
    assertEquals(sent(), [basic("hu", "hp"), basic("ou", "op"), undefined]);
    await client.get("http://h/a", { headers: { authorization: "Bearer t" } });
    assertEquals(sent(), ["Bearer t", basic("ou", "op"), undefined]);
    await client.get("http://u:p@h/a");
    assertEquals(sent(), [basic("u", "p"), basic("ou", "op"), undefined]);
    await client.get("http://h/a", { auth: null });
    assertEquals(sent(), [undefined, undefined, undefined]);
    using distrustful = client.extend({ trustEnv: false });
    await distrustful.get("http://h/a");
    assertEquals(sent(), [undefined, undefined, undefined]);
    await distrustful.get("http://h/a", { auth: new NetrcAuth(file) });
    assertEquals(sent(), [basic("hu", "hp"), undefined, undefined]);
  } finally {
    if (before === undefined) Deno.env.delete("NETRC");
    else Deno.env.set("NETRC", before);
    await Deno.remove(file);
  }
});

test("digest answers a challenge behind a redirect", async () => {
  const app = record(({ url, headers }) => {
    if (url.endsWith("/a")) return redirectTo("/b");
    if (headers["authorization"]?.startsWith("Digest ")) return new Response("in");
    const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
    return new Response("no", { status: 401, headers: { "www-authenticate": challenge } });
  });
  using client = new Client({
    transport: app.transport,
    auth: new DigestAuth("u", "p"),
    maxRedirects: 1,
  });
  const response = await client.get("http://h/a");
  assertEquals(await response.text(), "in");
  assertEquals(response.history.map(({ status }) => status), [302, 401]);
});

test("an abort during a flow comes out as it is", async () => {
  const app = record();
  const controller = new AbortController();
  const reason = { my: "reason" };
  const auth: Auth = {
    async *flow(request) {
      yield request;
      controller.abort(reason);
      yield request;
    },
  };
  using client = new Client({ transport: app.transport, auth });
  const error = await client.get("http://h/", { signal: controller.signal }).catch((error) =>
    error
  );
  assertStrictEquals(error, reason);
  assertEquals(app.seen.length, 1);
});

test("a request that was built is signed when it is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: new BasicAuth("u", "p") });
  const request = client.buildRequest("GET", "http://h/");
  assertEquals(request.headers.get("authorization"), null);
  await client.send(request);
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.send(request, { auth: ["a", "b"] });
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  await client.send(request, { auth: null });
  assertEquals(app.last.headers["authorization"], undefined);
});
