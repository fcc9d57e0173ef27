import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  type Auth,
  type AuthFlow,
  BodyUsedError,
  Client,
  DigestAuth,
  HandlerTransport,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record, redirectTo } from "../recording.ts";

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
        await new Promise((resolve) => setTimeout(resolve, 5));
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

test("a flow that yields something else than a request is a TypeError", async () => {
  const app = record();
  for (const text of ['"http://h/"', "null", "{}"]) {
    const auth: Auth = {
      async *flow() {
        yield JSON.parse(text);
      },
    };
    using client = new Client({ transport: app.transport, auth });
    await assertRejects(() => client.get("http://h/"), TypeError, "it is not a Request");
  }
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

/** Longer than what is read ahead: it holds its connection until somebody lets go of it. */
const LONG = "x".repeat(200_000);

test("a flow need not read a long answer before it asks again, nor before it throws", async () => {
  const app = record(() => new Response(LONG));
  const reason = new Error("no");
  const twice: Auth = {
    async *flow(request) {
      yield request;
      yield request;
    },
  };
  const failing: Auth = {
    async *flow(request) {
      yield request;
      throw reason;
    },
  };
  using client = new Client({
    transport: app.transport,
    limits: { maxConnections: 1 },
    timeout: { pool: 1_000 },
  });
  // An answer that is streamed is not read ahead.
  const response = await client.stream("GET", "http://h/", { auth: twice });
  assertEquals([(await response.text()).length, app.seen.length], [LONG.length, 2]);
  const failed = () => client.stream("GET", "http://h/", { auth: failing });
  assertStrictEquals(await assertRejects(failed), reason);
  assertEquals(client.stats.active, 0);
});
