import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  Client,
  type ClientOptions,
  ConnectError,
  type HttpResponse,
  ReadError,
  ReadTimeoutError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { type Answer, respondWith, toAnswer } from "./scripted.ts";

const FAST = { total: 2, backoff: { base: 1 }, budget: null } as const;
const OK = toAnswer("ok");
const CLOSED: Answer = { end: "close" };
const RESET: Answer = { send: "HTTP/1.1 200 OK\r\nContent-Le", end: "reset", endAfter: 5 };
const TRUNCATED: Answer = {
  send: "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
  end: "close",
};

// Without `close` the runtime sends the next GET over the same connection, and again by itself if that breaks.
const BUSY = {
  send: toAnswer("busy", { status: "503 Service Unavailable", headers: ["Connection: close"] }),
  end: "close",
} as const;

/** A server that gives one answer after the other, and a client that retries. */
async function start(answers: readonly Answer[], options: ClientOptions = {}) {
  const server = await respondWith(answers);
  const client = new Client({ baseUrl: server.url, retries: FAST, ...options });
  const close = async () => {
    await client[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
  return { server, client, [Symbol.asyncDispose]: close };
}

/** A port of 127.0.0.1 where nobody listens. */
function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

test("a refused connection is tried again for any method, and tells of every try", async () => {
  await using client = new Client({ retries: FAST });
  for (const method of ["GET", "POST"]) {
    const error = await assertRejects(
      () => client.request(method, `http://127.0.0.1:${findFreePort()}/`),
      ConnectError,
    );
    assertEquals(error.attempts.length, 3);
    for (const attempt of error.attempts) assertInstanceOf(attempt.error, ConnectError);
    assertEquals(client.stats.active, 0);
  }
});

test("a server that comes up in the meantime is reached, also with POST", async () => {
  const port = findFreePort();
  const bodies: string[] = [];
  const servers: Deno.HttpServer[] = [];
  const listen = () => {
    servers.push(
      Deno.serve({ hostname: "127.0.0.1", port, onListen() {} }, async (request) => {
        bodies.push(await request.text());
        return new Response("up");
      }),
    );
  };
  await using client = new Client({ retries: { ...FAST, onRetry: listen } });
  const response = await client.post(`http://127.0.0.1:${port}/`, { body: "once" });
  assertEquals([await response.text(), bodies.length, bodies[0]], ["up", 1, "once"]);
  assertEquals(response.attempts.map(({ error }) => error?.name), ["ConnectError", undefined]);
  await Promise.all(servers.map((server) => server.shutdown()));
});

test("a GET goes again after every way to break an answer", async () => {
  for (const broken of [CLOSED, RESET, TRUNCATED]) {
    await using it = await start([broken, broken, OK]);
    const response = await it.client.get("/");
    assertEquals(await response.text(), "ok");
    const names = response.attempts.map(({ error }) => error?.name);
    assertEquals(names, ["ReadError", "ReadError", undefined]);
    assertEquals(it.client.stats.active, 0);
  }
});

test("a POST is never sent again after a read failure", async () => {
  for (const broken of [CLOSED, RESET, TRUNCATED]) {
    for (const method of ["POST", "PATCH"]) {
      await using it = await start([broken, OK]);
      const call = () => it.client.request(method, "/", { body: "pay" });
      const error = await assertRejects(call, ReadError);
      assertEquals([it.server.requests.length, error.attempts.length], [1, 1]);
      assertEquals(it.client.stats.active, 0);
    }
  }
});

test("a POST with a key is, with the same bytes", async () => {
  await using it = await start([CLOSED, BUSY, OK], { idempotencyKey: true });
  const response = await it.client.post("/", { json: { pay: 1 } });
  assertEquals(await response.text(), "ok");
  const [first = "", ...others] = it.server.requests;
  assert(/\r\nidempotency-key: [0-9a-f-]{36}\r\n/.test(first));
  assertEquals(others, [first, first]);
});

test("a stream is never sent twice, an opener opens anew", async () => {
  const open = () => ReadableStream.from(["part one ", "part two"].map((text) => encode(text)));
  await using it = await start([CLOSED, OK]);
  await assertRejects(() => it.client.put("/", { body: open() }), ReadError);
  assertEquals(it.server.requests.length, 1);
  await using other = await start([CLOSED, BUSY, OK]);
  assertEquals(await (await other.client.put("/", { body: open })).text(), "ok");
  assertEquals(other.server.requests.length, 3);
  assert(other.server.requests.every((request) => request.includes("part two")));
});

function encode(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

test("a server that says nothing is asked again", async () => {
  await using it = await start([{ end: "hang" }, OK], { timeout: { read: 100 } });
  const { attempts } = await it.client.get("/");
  assertEquals(attempts.map(({ error }) => error?.name), ["ReadTimeoutError", undefined]);
  assert((attempts[0]?.elapsed ?? 0) >= 90);
  await using silent = await start([{ end: "hang" }], { timeout: { read: 100 } });
  await assertRejects(() => silent.client.post("/"), ReadTimeoutError);
  assertEquals(silent.server.requests.length, 1);
});

test("of a streamed response the head is retried, the body is its reader's", async () => {
  await using it = await start([BUSY, CLOSED, TRUNCATED, OK]);
  const response = await it.client.stream("GET", "/");
  assertEquals([response.status, response.attempts.length], [200, 3]);
  const error = await assertRejects(() => response.text(), ReadError);
  assertEquals(error.attempts.length, 3);
  assertEquals([it.server.requests.length, it.client.stats.active], [3, 0]);
});

test("with response hooks a short body that breaks is asked for again before they see it", async () => {
  const seen: number[] = [];
  const hooks = { response: [({ status }: HttpResponse) => void seen.push(status)] };
  await using it = await start([BUSY, TRUNCATED, OK], { hooks });
  assertEquals(await (await it.client.get("/")).text(), "ok");
  assertEquals([it.server.requests.length, it.client.stats.active], [3, 0]);
  assertEquals(seen, [200]);
});

test("with response hooks a long body is read after them, and not asked for again", async () => {
  const head = "HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n";
  const broken: Answer = { send: head + "x".repeat(100_000), end: "close" };
  await using it = await start([BUSY, broken, OK], { hooks: { response: [() => {}] } });
  const error = await assertRejects(() => it.client.get("/"), ReadError);
  assertEquals([it.server.requests.length, it.client.stats.active], [2, 0]);
  assertEquals(error.attempts.map(({ status }) => status), [503, 200]);
});

test("an answer that is given up is let go of, long or short", async () => {
  const long = toAnswer("x".repeat(1_000_000), { status: "503 Service Unavailable" });
  for (const busy of [BUSY, long]) {
    await using it = await start([busy, busy, OK], { limits: { maxConnections: 1 } });
    for (const way of ["request", "stream"] as const) {
      const response = await it.client[way]("GET", "/");
      assertEquals(await response.text(), "ok");
      assertEquals(it.client.stats.active, 0);
    }
  }
});

test("a second of Retry-After is a second", async () => {
  const busy = toAnswer("", { status: "429 Too Many Requests", headers: ["Retry-After: 1"] });
  await using it = await start([busy, OK]);
  const startedAt = performance.now();
  const { attempts } = await it.client.get("/");
  const elapsed = performance.now() - startedAt;
  assert(elapsed >= 990 && elapsed < 20_000, `${elapsed}`);
  assertEquals(attempts.map(({ wait }) => wait), [1_000, 0]);
});

test("a server that fails at random is overcome, and nothing is left", async () => {
  const answers = [CLOSED, BUSY, TRUNCATED, OK, OK, OK];
  let seed = 7;
  const random = () => (seed = seed * 16_807 % 2_147_483_647) / 2_147_483_647;
  const script = Array.from({ length: 400 }, () => answers[Math.floor(random() * 6)] ?? OK);
  await using it = await start([...script, OK], {
    limits: { maxConnections: 4 },
    retries: { ...FAST, total: 25 },
  });
  const responses = await Promise.all(Array.from({ length: 60 }, () => it.client.get("/")));
  assertEquals(
    new Set(await Promise.all(responses.map((response) => response.text()))),
    new Set(["ok"]),
  );
  const tries = responses.reduce((sum, { attempts }) => sum + attempts.length, 0);
  assert(tries > 60 && tries <= it.server.requests.length, `${tries}`);
  assertEquals([it.client.stats.active, it.client.stats.waiting], [0, 0]);
});
