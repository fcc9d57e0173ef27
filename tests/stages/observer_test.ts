import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  type AuthFlow,
  Client,
  type ClientOptions,
  ConnectError,
  FetchTransport,
  HandlerTransport,
  NetworkError,
  PoolTimeoutError,
  ReadError,
  ReadTimeoutError,
  TooManyRedirectsError,
  TotalTimeoutError,
  type TraceEvent,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { until } from "../until.ts";
import { respondWith, sleep, toAnswer } from "../wire/scripted.ts";

const never = new AbortController().signal;

/** A client that writes down what it is told. */
function watch(options: ClientOptions = {}) {
  const events: TraceEvent[] = [];
  const lines: string[] = [];
  const client = new Client({
    trustEnv: false,
    trace: (event) => events.push(event),
    logger: (line) => lines.push(line.replace(/\d[\d.]* ms/g, "T ms").replace(/:\d{4,5}/g, "")),
    ...options,
  });
  const steps = () => events.map(({ hop, attempt, type }) => `${hop}.${attempt} ${type}`);
  return { client, events, lines, steps };
}

function serve(answer: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

const FIRST = [
  "0.1 call.start",
  "1.1 hop.start",
  "1.1 pool.acquired",
  "1.1 connect.start",
  "1.1 connect.end",
  "1.1 connection",
  "1.1 request.sent",
  "1.1 response.head",
  "1.1 response.body.end",
] as const;

test("a plain request, over a new connection and over a kept one", async () => {
  await using server = serve(() => new Response("hello"));
  using transport = new SocketTransport();
  const { client, events, lines, steps } = watch({ transport });
  using _ = client;
  const response = await client.get(`${server.url}/p`);
  assertEquals(steps(), [...FIRST, "1.1 call.end"]);
  assertEquals(lines, ["GET http://127.0.0.1/p 200 OK T ms 5 B"]);
  assertEquals(
    events.map(({ time }) => time),
    events.map(({ time }) => time).toSorted((a, b) => a - b),
  );
  assertEquals(new Set(events.map(({ call }) => call)).size, 1);
  const { connect, send, wait, receive, queue, tls } = response.timings ?? {};
  assertEquals([connect, send, wait, receive].map((ms) => typeof ms), Array(4).fill("number"));
  assertEquals([queue, tls], [undefined, undefined]);

  const [first] = events.splice(0);
  await client.get(`${server.url}/p`);
  assertEquals(steps(), [
    ...FIRST.filter((step) => !step.includes(" connect.")),
    "1.1 call.end",
  ]);
  assert(events[0]?.call !== first?.call);
  const connection = events.find((event) => event.type === "connection");
  assertEquals(connection?.reused, true);
});

test("over fetch only what it can tell; timings too", async () => {
  await using server = serve(() => new Response("hello"));
  const { client, lines, steps } = watch({ transport: new FetchTransport() });
  using _ = client;
  const response = await client.get(`${server.url}/p`);
  assertEquals(steps(), [
    "0.1 call.start",
    "1.1 hop.start",
    "1.1 pool.acquired",
    "1.1 response.head",
    "1.1 response.body.end",
    "1.1 call.end",
  ]);
  assertEquals(lines, ["GET http://127.0.0.1/p 200 OK T ms 5 B"]);
  const { connect, tls, send, queue, wait, receive } = response.timings ?? {};
  assertEquals([connect, tls, send, queue], Array(4).fill(undefined));
  assertEquals([typeof wait, typeof receive], ["number", "number"]);
});

test("TLS has events of its own", async () => {
  const certs = new URL("../transports/socket/certs/", import.meta.url);
  const pem = (name: string) => Deno.readTextFileSync(new URL(name, certs));
  await using server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: pem("localhost.pem"),
    key: pem("localhost.key"),
    onListen() {},
  }, () => new Response());
  using transport = new SocketTransport({ verify: pem("ca.pem") });
  const { client, events, steps } = watch({ transport });
  using _ = client;
  const response = await client.get(`https://localhost:${server.addr.port}/`);
  assertEquals(steps().slice(3, 8), [
    "1.1 connect.start",
    "1.1 connect.end",
    "1.1 tls.start",
    "1.1 tls.end",
    "1.1 connection",
  ]);
  const end = events.find((event) => event.type === "tls.end");
  assertEquals(end?.alpnProtocol, "http/1.1");
  assertEquals(typeof response.timings?.tls, "number");
});

test("redirects and cookies", async () => {
  await using server = serve(({ url }) =>
    url.includes("/a")
      ? new Response("moved", {
        status: 302,
        headers: { location: "/b?token=t0k&x=1", "set-cookie": "a=1" },
      })
      : new Response("there")
  );
  const { client, events, lines, steps } = watch({ transport: new FetchTransport() });
  using _ = client;
  await client.get(`${server.url}/a`);
  assertEquals(steps().filter((step) => !step.includes("pool")), [
    "0.1 call.start",
    "1.1 hop.start",
    "1.1 response.head",
    "1.1 cookies.stored",
    "1.1 response.body.end",
    "1.1 redirect",
    "2.1 hop.start",
    "2.1 response.head",
    "2.1 response.body.end",
    "2.1 call.end",
  ]);
  const redirect = events.find((event) => event.type === "redirect");
  assertEquals(redirect?.location, `${server.url}/b?token=REDACTED&x=1`);
  assertEquals(lines, [
    "GET http://127.0.0.1/a 302 Found T ms 5 B",
    "GET http://127.0.0.1/b?token=REDACTED&x=1 200 OK T ms 5 B",
  ]);
});

test("too many redirects are an error of the call", async () => {
  const transport = new HandlerTransport(() =>
    new Response(null, { status: 302, headers: { location: "/" } })
  );
  const { client, events, lines, steps } = watch({ transport, maxRedirects: 1 });
  using _ = client;
  const error = await assertRejects(() => client.get("http://h/"), TooManyRedirectsError);
  assertEquals(steps().slice(-2), ["2.1 error", "2.1 call.end"]);
  assertEquals(events.flatMap((event) => event.type === "error" ? [event.error] : []), [error]);
  assertEquals(lines.length, 2);
});

test("retries after a status and after an error", async () => {
  let count = 0;
  const transport = new HandlerTransport(() => {
    count++;
    if (count === 1) return new Response("busy", { status: 503 });
    if (count === 2) throw new ReadError("broken");
    return new Response("ok");
  });
  const { client, events, lines, steps } = watch({
    transport,
    retries: { total: 2, backoff: { base: 1, jitter: false } },
  });
  using _ = client;
  await client.get("http://h/p");
  assertEquals(steps(), [
    "0.1 call.start",
    "1.1 hop.start",
    "1.1 pool.acquired",
    "1.1 response.head",
    "1.1 response.body.end",
    "1.1 retry",
    "1.2 pool.acquired",
    "1.2 error",
    "1.2 retry",
    "1.3 pool.acquired",
    "1.3 response.head",
    "1.3 response.body.end",
    "1.3 call.end",
  ]);
  assertEquals(
    events.flatMap((event) => event.type === "retry" ? [event.reason] : []),
    ["503", "ERR_READ"],
  );
  assertEquals(lines, [
    "GET http://h/p 503 Service Unavailable T ms 4 B",
    "GET http://h/p failed: ERR_READ after T ms (attempt 2)",
    "GET http://h/p 200 OK T ms 2 B (attempt 3)",
  ]);
});

test("a challenge and its answer", async () => {
  const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
  const transport = new HandlerTransport(({ headers }) =>
    headers.has("authorization")
      ? new Response("in")
      : new Response("who?", { status: 401, headers: { "www-authenticate": challenge } })
  );
  const { DigestAuth } = await import("../../mod.ts");
  const { client, lines, steps } = watch({ transport, auth: new DigestAuth("user", "secret") });
  using _ = client;
  await client.get("http://h/");
  assertEquals(steps().filter((step) => !step.includes("pool")), [
    "0.1 call.start",
    "1.1 hop.start",
    "1.1 response.head",
    "1.1 response.body.end",
    "1.1 auth.challenge",
    "2.1 hop.start",
    "2.1 response.head",
    "2.1 response.body.end",
    "2.1 call.end",
  ]);
  assertEquals(lines, [
    "GET http://h/ 401 Unauthorized T ms 4 B",
    "GET http://h/ 200 OK T ms 2 B",
  ]);
});

for (const limits of [{ maxConnections: 1 }, { maxConnectionsPerHost: 1 }]) {
  test(`a wait for a permit is told of and timed: ${Object.keys(limits)}`, async () => {
    const gate = Promise.withResolvers<void>();
    const transport = new HandlerTransport(async ({ url }) => {
      if (url.endsWith("/first")) await gate.promise;
      return new Response("ok");
    });
    const { client, events, steps } = watch({ transport, limits });
    using _ = client;
    const first = client.get("http://h/first", { trace: null });
    await until(() => client.stats.active === 1);
    const second = client.get("http://h/second");
    const third = client.get("http://h/third", { trace: null });
    await until(() => client.stats.waiting === 2);
    await sleep(5, never);
    gate.resolve();
    assertEquals((await first).timings?.queue, undefined);
    assertEquals((await third).status, 200, "it waits where only a logger listens as well");
    const { queue = 0 } = (await second).timings ?? {};
    assertEquals(steps().slice(1, 4), ["1.1 hop.start", "1.1 pool.wait", "1.1 pool.acquired"]);
    const acquired = events.find((event) => event.type === "pool.acquired");
    assert(acquired && acquired.waited >= 4 && queue === acquired.waited);
    const pools = events.flatMap((event) => "pool" in event ? [event.pool] : []);
    assertEquals(pools, ["client", "client"]);
  });
}

test("a wait for the transport's own limits is told of, too", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = serve(async ({ url }) => {
    if (url.endsWith("/first")) await gate.promise;
    return new Response("ok");
  });
  using transport = new SocketTransport({ limits: { maxConnections: 1 } });
  const { client, events, steps } = watch({ transport });
  using _ = client;
  const first = client.get(`${server.url}/first`, { trace: null });
  await until(() => client.stats.active === 1);
  const second = client.get(`${server.url}/second`);
  while (!steps().includes("1.1 pool.wait")) await sleep(1, never);
  gate.resolve();
  await first;
  assert(((await second).timings?.queue ?? 0) > 0);
  const pools = events.flatMap((event) => "pool" in event ? [`${event.type} ${event.pool}`] : []);
  assertEquals(pools, ["pool.acquired client", "pool.wait transport", "pool.acquired transport"]);
  assertEquals(events.find((event) => event.type === "connection")?.reused, true);
});

test("timings count both waits over sockets", async () => {
  const gate = Promise.withResolvers<void>();
  await using server = serve(async ({ url }) => {
    if (url.endsWith("/first")) await gate.promise;
    return new Response("ok");
  });
  using transport = new SocketTransport();
  const { client, events } = watch({ transport, limits: { maxConnections: 1 } });
  using _ = client;
  const first = client.get(`${server.url}/first`, { trace: null });
  await until(() => client.stats.active === 1);
  const second = client.get(`${server.url}/second`);
  while (client.stats.waiting === 0) await sleep(1, never);
  gate.resolve();
  await first;
  const { queue } = (await second).timings ?? {};
  const acquired = events.find((event) => event.type === "pool.acquired");
  assert(queue !== undefined && queue > 0 && queue === acquired?.waited);
});

test("a permit that does not come in time", async () => {
  const transport = new HandlerTransport(() => new Response("unread"));
  const { client, lines, steps } = watch({ transport, limits: { maxConnections: 1 } });
  using _ = client;
  await using _held = await client.stream("GET", "http://h/", { trace: null, logger: null });
  const options = { timeout: { pool: 5 } };
  await assertRejects(() => client.get("http://h/", options), PoolTimeoutError);
  assertEquals(steps(), [
    "0.1 call.start",
    "1.1 hop.start",
    "1.1 pool.wait",
    "1.1 error",
    "1.1 call.end",
  ]);
  assertEquals(lines, ["GET http://h/ failed: ERR_POOL_TIMEOUT after T ms"]);
});

test("a connection that cannot be made", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  using transport = new SocketTransport();
  const { client, events, lines, steps } = watch({ transport });
  using _ = client;
  const error = await assertRejects(() => client.get(`http://127.0.0.1:${port}/`), ConnectError);
  assertEquals(steps().slice(3), ["1.1 connect.start", "1.1 error", "1.1 call.end"]);
  assertEquals(events.find((event) => event.type === "error")?.error, error);
  assertEquals(lines, ["GET http://127.0.0.1/ failed: ERR_CONNECT after T ms"]);
});

test("a server that says nothing, or stops in the middle of the body", async () => {
  const half = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf";
  await using server = await respondWith([{ end: "hang" }, { send: half, end: "hang" }]);
  using transport = new SocketTransport();
  const { client, lines, steps } = watch({ transport, timeout: { read: 200 } });
  using _ = client;
  await assertRejects(() => client.get(server.url), ReadTimeoutError);
  assertEquals(steps().slice(-3), ["1.1 request.sent", "1.1 error", "1.1 call.end"]);
  await assertRejects(() => client.get(server.url), ReadTimeoutError);
  assertEquals(steps().slice(-3), ["1.1 response.head", "1.1 error", "1.1 call.end"]);
  assertEquals(lines, [
    "GET http://127.0.0.1/ failed: ERR_READ_TIMEOUT after T ms",
    "GET http://127.0.0.1/ 200 OK failed: ERR_READ_TIMEOUT after T ms",
  ]);
});

test("an abort and a total timeout, also while a retry waits", async () => {
  const transport = new HandlerTransport(() => new Response("busy", { status: 503 }));
  const { client, events, lines, steps } = watch({
    transport,
    retries: { total: 1, backoff: { base: 10_000, jitter: false } },
  });
  using _ = client;
  const controller = new AbortController();
  const call = client.get("http://h/", { signal: controller.signal });
  while (!steps().includes("1.1 retry")) await sleep(1, never);
  controller.abort("enough");
  assertEquals(await call.catch((error) => error), "enough");
  assertEquals(steps().slice(-3), ["1.1 retry", "1.1 error", "1.1 call.end"]);
  assertEquals(events.flatMap((event) => event.type === "error" ? [event.error] : []), ["enough"]);

  const aborted = client.get("http://h/", { signal: AbortSignal.abort(), logger: null });
  await assertRejects(() => aborted, DOMException);
  assertEquals(steps().slice(-3), ["0.1 call.start", "0.1 error", "0.1 call.end"]);

  const slow = new HandlerTransport(() => new Promise<Response>(() => {}));
  client.mount("all://", slow);
  const options = { timeout: { total: 10 } };
  await assertRejects(() => client.get("http://h/", options), TotalTimeoutError);
  assertEquals(steps().slice(-3), ["1.1 pool.acquired", "1.1 error", "1.1 call.end"]);
  assertEquals(lines.at(-1), "GET http://h/ failed: ERR_TOTAL_TIMEOUT after T ms");
});

test("a streamed body: the line and the end of the call come when it has ended or was closed", async () => {
  const transport = new HandlerTransport(() => new Response("0123456789".repeat(1_000)));
  const { client, lines, steps } = watch({ transport });
  using _ = client;
  const read = await client.stream("GET", "http://h/");
  assertEquals([steps().at(-1), lines], ["1.1 response.head", []]);
  await Array.fromAsync(read.iterBytes());
  assertEquals(steps().slice(-2), ["1.1 response.body.end", "1.1 call.end"]);
  const closed = await client.stream("GET", "http://h/");
  closed.close();
  assertEquals(steps().slice(-2), ["1.1 response.body.end", "1.1 call.end"]);
  assertEquals(lines, [
    "GET http://h/ 200 OK T ms 10 kB",
    "GET http://h/ 200 OK T ms 0 B (closed)",
  ]);
});

test("a failure before anything is sent has no line: a hook, a closed client, an open circuit", async () => {
  const transport = new HandlerTransport(() => new Response());
  const { client, lines, steps } = watch({ transport });
  const hooks = { request: [() => Promise.reject(new Error("no"))] };
  await assertRejects(() => client.get("http://h/", { hooks }), Error, "no");
  assertEquals(steps(), ["0.1 call.start", "0.1 error", "0.1 call.end"]);
  client.close();
  await assertRejects(() => client.get("http://h/"), TypeError, "closed");
  assertEquals(steps().slice(3), ["0.1 call.start", "0.1 error", "0.1 call.end"]);
  assertEquals(lines, []);

  const broken = new HandlerTransport(() => Promise.reject(new ConnectError("down")));
  const guarded = watch({ transport: broken, circuitBreaker: 1 });
  using _ = guarded.client;
  await assertRejects(() => guarded.client.get("http://h/"), ConnectError);
  await assertRejects(() => guarded.client.get("http://h/"), NetworkError);
  assertEquals(guarded.lines, [
    "GET http://h/ failed: ERR_CONNECT after T ms",
    "GET http://h/ failed: ERR_NETWORK after T ms",
  ]);
});

test("1xx answers are told of over sockets", async () => {
  const hints = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n";
  await using server = await respondWith({ send: [hints, toAnswer("ok")] });
  using transport = new SocketTransport();
  const { client, events } = watch({ transport });
  using _ = client;
  await client.get(server.url);
  assertEquals(events.find((event) => event.type === "informational")?.status, 103);
});

test("an abort out of any event ends the call, and nothing is left open", async () => {
  await using server = serve(() => new Response("hello"));
  const types = new Set<string>([...FIRST].map((step) => step.slice(4)));
  for (const type of types) {
    using transport = new SocketTransport();
    const controller = new AbortController();
    using client = new Client({
      transport,
      trace: (event) => event.type === type && controller.abort(type),
    });
    const outcome = await client.get(server.url, { signal: controller.signal })
      .catch((error) => error);
    if (type !== "response.body.end" && type !== "response.head") assertEquals(outcome, type);
    assertEquals(client.stats.active, 0, type);
  }
});

test("a request's own logger and trace replace the client's, null switches them off", async () => {
  const transport = new HandlerTransport(() => new Response());
  const { client, events, lines } = watch({ transport });
  using _ = client;
  const own: string[] = [];
  await client.get("http://h/", { logger: { info: (line) => own.push(line) }, trace: null });
  assertEquals([own.length, lines.length, events.length], [1, 0, 0]);
  using quiet = client.extend({ logger: null, trace: null });
  await quiet.get("http://h/");
  using same = client.extend();
  assertEquals([lines.length, events.length], [0, 0]);
  await same.send(new Request("http://h/"), { trace: null });
  await same.fetch("http://h/");
  assertEquals(lines.length, 2);
});

test("cookies are spoken of where some came, and a challenge of a proxy as one of a server", async () => {
  for (const [status, challenged] of [[401, 1], [407, 1], [403, 0]] as const) {
    const transport = new HandlerTransport(() => new Response("", { status }));
    const { client, events } = watch({ transport });
    using _ = client;
    const auth = {
      async *flow(request: Request): AuthFlow {
        yield request;
        yield request;
      },
    };
    await client.get("http://h.example/", { auth });
    const seen = events.filter(({ type }) => type === "auth.challenge");
    assertEquals([status, seen.length], [status, challenged]);
    assertEquals(events.filter(({ type }) => type === "cookies.stored"), []);
  }
});
