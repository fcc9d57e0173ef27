import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Attempt,
  Client,
  type ClientOptions,
  codes,
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  DnsError,
  HttpError,
  NetworkError,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  type RetryOptions,
  StatusError,
  TlsError,
  TotalTimeoutError,
  TransportError,
  WriteError,
  WriteTimeoutError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record } from "../recording.ts";
import { advance } from "../turns.ts";
import { until } from "../until.ts";

/** Retries without a wait, and as many as a test wants. */
const FAST = { backoff: { base: 0 }, budget: null } as const;
const URL_ = "http://h.example/";

type Outcome = number | Error | Response;

/** A client whose server gives one outcome after the other, and the last one for all that follow. */
function clientOf(outcomes: readonly Outcome[], options: ClientOptions = {}) {
  const app = record((_seen, index) => {
    const outcome = outcomes[Math.min(index, outcomes.length - 1)] ?? 200;
    if (outcome instanceof Error) throw outcome;
    return outcome instanceof Response ? outcome : new Response(`${index}`, { status: outcome });
  });
  const client = new Client({
    transport: app.transport,
    trustEnv: false,
    retries: { total: 2, ...FAST },
    ...options,
  });
  return { app, client };
}

test("without retries everything is sent once", async () => {
  const { app, client } = clientOf([503, 200], { retries: undefined });
  const response = await client.get(URL_);
  assertEquals([response.status, app.seen.length], [503, 1]);
  assertEquals(response.attempts.map(({ status, wait }) => [status, wait]), [[503, 0]]);
  assert((response.attempts[0]?.elapsed ?? -1) >= 0);
});

test("the usual statuses are retried, others are not", async () => {
  const statuses = new Set(Object.values(codes).filter((status) => status >= 200 && status < 600));
  for (const status of statuses) {
    const isRetried = [408, 425, 429, 500, 502, 503, 504].includes(status);
    const body = [204, 205, 304].includes(status) ? null : "x";
    const { app, client } = clientOf([new Response(body, { status }), 200]);
    const response = await client.get(URL_);
    assertEquals([response.status, app.seen.length], isRetried ? [200, 2] : [status, 1]);
  }
});

test("only idempotent methods are retried by status, or the methods named", async () => {
  const methods = ["GET", "HEAD", "OPTIONS", "PUT", "DELETE", "POST", "PATCH", "CUSTOM"];
  const check = async (named: string[] | undefined, expected: readonly string[]) => {
    const retries: RetryOptions = { total: 1, ...FAST, methods: named };
    for (const method of methods) {
      const { app, client } = clientOf([503, 200], { retries });
      await client.request(method, URL_);
      assertEquals(app.seen.length, expected.includes(method) ? 2 : 1, `${method} ${named}`);
    }
  };
  await check(undefined, methods.slice(0, 5));
  await check(["post"], ["POST"]);
});

const FAILURES: readonly (readonly [error: Error, idempotent: boolean, others: boolean])[] = [
  [new ConnectError("Cannot"), true, true],
  [new DnsError("Cannot"), true, true],
  [new ConnectTimeoutError("Cannot"), true, true],
  [new TlsError("Cannot"), true, true],
  [new TlsError("Cannot", { reason: "expired" }), false, false],
  [new TlsError("Cannot", { reason: "unknown issuer" }), false, false],
  [new ReadError("Cannot"), true, false],
  [new ReadTimeoutError("Cannot"), true, false],
  [new WriteError("Cannot"), true, false],
  [new WriteTimeoutError("Cannot"), true, false],
  [new ProxyError("Cannot"), true, false],
  [new TransportError("Cannot"), true, false],
  [new NetworkError("Cannot"), false, false],
  [new ProtocolError("Cannot"), false, false],
  [new ContentDecodingError("Cannot"), false, false],
  [new HttpError("Cannot"), false, false],
  [new ConnectError("Cannot", { cause: new Deno.errors.NotCapable("net") }), false, false],
  [new TypeError("a mistake"), false, false],
  [new Error("of the app"), false, false],
];

test("a failed connect is retried for any method, a failed read for idempotent ones", async () => {
  for (const [error, idempotent, others] of FAILURES) {
    for (const [method, isRetried] of [["GET", idempotent], ["POST", others]] as const) {
      const { app, client } = clientOf([error, 200]);
      const result = await client.request(method, URL_, method === "POST" ? { body: "x" } : {})
        .catch((error) => error);
      assertEquals(app.seen.length, isRetried ? 2 : 1, `${method} ${error.name}`);
      if (!isRetried) assertStrictEquals(result, error);
    }
  }
});

test("without methods and statuses only connects are retried", async () => {
  const retries = { total: 1, ...FAST, methods: [], statuses: [] };
  for (
    const [outcome, sent] of [[503, 1], [new ReadError("Cannot"), 1], [
      new ConnectError("Cannot"),
      2,
    ]] as const
  ) {
    const { app, client } = clientOf([outcome], { retries });
    await client.get(URL_).catch(() => {});
    assertEquals(app.seen.length, sent);
  }
});

test("used up on a status, the last response is returned, and tells", async () => {
  const { app, client } = clientOf([500, 502, 503]);
  const response = await client.get(URL_);
  assertEquals([response.status, await response.text(), app.seen.length], [503, "2", 3]);
  assertEquals(response.attempts.map(({ status }) => status), [500, 502, 503]);
  assertEquals(response.history, []);
  const error = await assertRejects(async () => await response.raiseForStatus(), StatusError);
  assertEquals(error.attempts, response.attempts);
});

test("used up on an error, the last error comes out, and carries every try", async () => {
  const last = new ReadError("Cannot read");
  const first = new ConnectError("Cannot connect");
  const { client } = clientOf([first, 503, last]);
  const error = await assertRejects(() => client.get(URL_), ReadError);
  assertStrictEquals(error, last);
  assertEquals(error.attempts.map(({ status, error }) => status ?? error), [first, 503, last]);
  assertEquals(first.attempts, []);
  const shown = JSON.parse(JSON.stringify(error));
  assertEquals(shown.attempts[0].error, { name: "ConnectError", message: "Cannot connect" });
  assertEquals(shown.attempts.length, 3);
});

test("the numbers of a try are its own", async () => {
  using _random = stub(() => 0.5);
  const { client } = clientOf([503, 503, 200], {
    retries: { total: 2, budget: null, backoff: { base: 20, factor: 3 } },
  });
  const startedAt = performance.now();
  const { attempts } = await client.get(URL_);
  assertEquals(attempts.map(({ wait }) => wait), [10, 30, 0]);
  assert(performance.now() - startedAt >= 38);
  assert(attempts.every(({ elapsed }) => elapsed >= 0 && elapsed < 10_000));
});

function stub(random: () => number): Disposable {
  const original = Math.random;
  Math.random = random;
  return { [Symbol.dispose]: () => void (Math.random = original) };
}

test("a request's retries replace the client's", async () => {
  for (
    const [retries, sent] of [[undefined, 3], [0, 1], [null, 1], [1, 2], [{ total: 4 }, 5]] as const
  ) {
    const { app, client } = clientOf([503]);
    await client.get(URL_, { retries });
    assertEquals(app.seen.length, sent, JSON.stringify(retries));
    await client.send(new Request(URL_), { retries });
    assertEquals(app.seen.length, 2 * sent);
  }
});

test("a client that extends another keeps its retries part by part", async () => {
  const { app, client } = clientOf([503]);
  using more = client.extend({ retries: 4 });
  await more.get(URL_);
  assertEquals(app.seen.length, 5);
  using fewer = more.extend({ retries: { statuses: [500] } });
  await fewer.get(URL_);
  assertEquals(app.seen.length, 6);
});

test("a body that can be had again is sent again, whole", async () => {
  let opened = 0;
  const bodies = [
    { body: "text" },
    { json: { a: 1 } },
    { data: { a: "1" } },
    { files: { f: "content" } },
    { body: new Blob(["blob"]) },
    {
      body: () =>
        ReadableStream.from([`stream ${++opened > 0}`]).pipeThrough(new TextEncoderStream()),
    },
  ];
  for (const options of bodies) {
    const { app, client } = clientOf([503, new ReadError("Cannot"), 200]);
    await client.put(URL_, options);
    const [first, second, third] = app.seen.map(({ body }) => body);
    assert(first);
    assertEquals([second, third], [first, first]);
  }
  assertEquals(opened, 3);
});

test("a stream is sent once, whatever went wrong", async () => {
  for (const outcome of [503, new ConnectError("Cannot"), new ReadError("Cannot")]) {
    const { app, client } = clientOf([outcome, 200]);
    const body = ReadableStream.from(["once"]).pipeThrough(new TextEncoderStream());
    const result = await client.put(URL_, { body }).catch((error) => error);
    assertEquals(app.seen.length, 1);
    assertEquals(result instanceof Error ? result : result.status, outcome);
  }
});

test("a body of a web Request that the client built is sent again", async () => {
  const { app, client } = clientOf([503, 200]);
  await client.send(client.buildRequest("PUT", URL_, { body: "again" }));
  assertEquals(app.seen.map(({ body }) => body), ["again", "again"]);
});

test("Retry-After is waited for, and RateLimit is, too", async () => {
  using time = new FakeTime(Date.UTC(2025, 0));
  const table: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ "retry-after": "7" }, 7_000],
    [
      { "retry-after": "Wed, 01 Jan 2025 01:00:09 GMT", date: "Wed, 01 Jan 2025 01:00:00 GMT" },
      9_000,
    ],
    [{ "ratelimit": '"a";r=0;t=5' }, 5_000],
    [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "4" }, 4_000],
  ];
  for (const [headers, wait] of table) {
    const { app, client } = clientOf([new Response(null, { status: 429, headers }), 200], {
      retries: { total: 1 },
      timeout: null,
    });
    const call = client.get(URL_);
    await advance(time, wait - 1);
    assertEquals(app.seen.length, 1);
    await advance(time, 1);
    assertEquals((await call).attempts.map(({ wait }) => wait), [wait, 0]);
  }
});

test("a Retry-After beyond maxRetryAfter ends the retries", async () => {
  const table: readonly (readonly [string, RetryOptions, number])[] = [
    ["61", {}, 1],
    [new Date(Date.now() + 3_600_000).toUTCString(), {}, 1],
    ["99999999999999999999", {}, 1],
    ["1", { maxRetryAfter: 999 }, 1],
    ["1", { maxRetryAfter: 0 }, 1],
    ["0", { maxRetryAfter: 0 }, 3],
    ["soon", { maxRetryAfter: 0 }, 3],
    ["61", { respectRetryAfter: false }, 3],
    [new Date(Date.now() - 3_600_000).toUTCString(), {}, 3],
  ];
  for (const [value, retries, sent] of table) {
    const answer = () => new Response("", { status: 503, headers: { "retry-after": value } });
    const { app, client } = clientOf([answer(), answer(), answer()], {
      retries: { total: 2, ...FAST, ...retries },
    });
    const response = await client.get(URL_);
    assertEquals(
      [response.status, app.seen.length],
      [503, sent],
      `${value} ${JSON.stringify(retries)}`,
    );
    assertEquals(response.attempts.at(-1)?.wait, 0);
  }
});

test("nobody sleeps past the total timeout", async () => {
  const headers = { "retry-after": "40" };
  const { app, client } = clientOf([new Response("", { status: 503, headers })], {
    timeout: { total: 20_000 },
  });
  const startedAt = performance.now();
  const response = await client.get(URL_);
  assertEquals([response.status, app.seen.length], [503, 1]);
  assert(performance.now() - startedAt < 10_000);
});

test("the total timeout spans all tries, and its error carries them", async () => {
  const over = Promise.withResolvers<void>();
  const app = record(async (_seen, index) => {
    if (index === 0) return new Response("", { status: 503 });
    await over.promise;
    return new Response();
  });
  using client = new Client({ transport: app.transport, timeout: { total: 400 } });
  const error = await assertRejects(
    () => client.get(URL_, { retries: { total: 5, ...FAST } }),
    TotalTimeoutError,
  );
  assertEquals(error.attempts.map(({ status, error }) => status ?? error?.name), [
    ...[503, "TotalTimeoutError"],
  ]);
  over.resolve();
});

test("the caller ends a backoff with a reason of their own", async () => {
  for (const reason of [new Error("mine"), "text", new HttpError("Cannot be ours")]) {
    const { app, client } = clientOf([503], {
      retries: { total: 2, backoff: { base: 60_000, max: 60_000, jitter: 0 } },
    });
    const controller = new AbortController();
    const call = client.get(URL_, { signal: controller.signal });
    // No permit is held.
    await until(() => app.seen.length === 1 && client.stats.active === 0);
    controller.abort(reason);
    assertStrictEquals(await call.catch((error) => error), reason);
    assertEquals(reason instanceof HttpError ? reason.attempts : [], []);
  }
});

test("no permit is held during a backoff, though the body was not read", async () => {
  for (const options of [{}, { hooks: { response: [() => {}] } }]) {
    const { client } = clientOf([503], {
      limits: { maxConnections: 1 },
      retries: { total: 1, backoff: { base: 60_000, max: 60_000, jitter: 0 } },
      ...options,
    });
    const controller = new AbortController();
    const waiting = client.stream("GET", URL_, { signal: controller.signal }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
    const other = await client.get(URL_, { retries: 0 });
    assertEquals([other.status, client.stats.active], [503, 0]);
    controller.abort();
    await waiting;
  }
});

test("hooks see a request and its last response once", async () => {
  const log: string[] = [];
  const { app, client } = clientOf([503, 503, 200], {
    hooks: {
      request: [(request) => {
        log.push("request");
        request.headers.set("x-id", "7");
      }],
      response: [({ status }) => void log.push(`response ${status}`)],
    },
  });
  await client.get(URL_);
  assertEquals(log, ["request", "response 200"]);
  assertEquals(app.seen.map(({ headers }) => headers["x-id"]), ["7", "7", "7"]);
});

test("onRetry is told of each try before the wait", async () => {
  const told: (readonly [Attempt, number, string])[] = [];
  const { app, client } = clientOf([503, new ReadError("Cannot"), 200], {
    retries: {
      total: 2,
      ...FAST,
      onRetry: async (attempt, { count, request }) => {
        await Promise.resolve();
        told.push([attempt, count, request.url]);
        assertEquals(app.seen.length, count);
      },
    },
  });
  const { attempts } = await client.get(URL_);
  assertEquals(told.map(([, count, url]) => [count, url]), [[1, URL_], [2, URL_]]);
  assertEquals(told.map(([attempt]) => attempt), attempts.slice(0, 2));
});

test("what onRetry throws ends the call", async () => {
  const { app, client } = clientOf([503]);
  const mine = new Error("enough");
  for (const onRetry of [() => Promise.reject(mine), () => assertEquals(1, 2)]) {
    const error = await client.get(URL_, { retries: { onRetry } }).catch((error) => error);
    assertInstanceOf(error, Error);
    if (error === mine) assertStrictEquals(error, mine);
  }
  assertEquals([app.seen.length, client.stats.active], [2, 0]);
  const controller = new AbortController();
  const stuck = client.get(URL_, {
    signal: controller.signal,
    retries: { onRetry: () => new Promise(() => {}) },
  });
  setTimeout(() => controller.abort(mine), 5);
  assertStrictEquals(await stuck.catch((error) => error), mine);
});

test("retries are of the call, however many hops it has", async () => {
  const app = record(({ url }, index) =>
    index % 2 === 0
      ? new Response("", { status: 503 })
      : new Response("", { status: 302, headers: { location: `${url}x` } })
  );
  using client = new Client({ transport: app.transport, retries: { total: 3, ...FAST } });
  const response = await client.get(URL_);
  assertEquals([response.status, response.history.length], [503, 3]);
  assertEquals(app.seen.length, 7);
  assertEquals(response.history.map(({ attempts }) => attempts.map(({ status }) => status)), [
    ...[[503, 302], [503, 302], [503, 302]],
  ]);
});

test("a server in trouble gets no more than a fifth on top", async () => {
  const { app, client } = clientOf([503], { retries: { total: 3, backoff: { base: 0 } } });
  await Promise.all(Array.from({ length: 100 }, () => client.get(URL_)));
  assertEquals(app.seen.length, 120);
  const { app: few, client: other } = clientOf([503], {
    retries: { total: 3, backoff: { base: 0 } },
  });
  for (let count = 0; count < 3; count++) await other.get(URL_);
  assertEquals(few.seen.length, 12);
});

test("a budget is the client's, or none", async () => {
  for (
    const [budget, sent] of [[null, 80], [0, 30], [1, 40], [{ ratio: 0, reserve: 5 }, 25]] as const
  ) {
    const { app, client } = clientOf([503], {
      retries: { total: 3, backoff: { base: 0 }, budget },
    });
    await Promise.all(Array.from({ length: 20 }, () => client.get(URL_)));
    assertEquals(app.seen.length, sent, JSON.stringify(budget));
  }
});

test("a client that is closed sends nothing again", async () => {
  const { app, client } = clientOf([503], {
    retries: { total: 2, backoff: { base: 400, jitter: 0 } },
  });
  const call = client.get(URL_);
  await until(() => app.seen.length === 1);
  client.close();
  await assertRejects(() => call, TypeError, "closed");
  assertEquals(app.seen.length, 1);
});

test("client.fetch retries, too", async () => {
  const { app, client } = clientOf([503, 200]);
  assertEquals([(await client.fetch(URL_)).status, app.seen.length], [200, 2]);
});

test("an answer that is streamed holds no connection while its retry waits or is sent", async () => {
  const long = () => new Response("x".repeat(200_000), { status: 503 });
  const { app, client } = clientOf([long(), long(), 200], { limits: { maxConnections: 1 } });
  const active: number[] = [];
  const retries: RetryOptions = {
    ...FAST,
    total: 2,
    onRetry: () => void active.push(client.stats.active),
  };
  const response = await client.stream("GET", URL_, { retries, timeout: { pool: 1_000 } });
  assertEquals([response.status, app.seen.length, active], [200, 3, [0, 0]]);
  await response.close();
});

test("a key set by hand does not make a POST one that may be sent again", async () => {
  const { app, client } = clientOf([503, 503, 200]);
  await client.post(URL_, { headers: { "idempotency-key": "k" } });
  assertEquals(app.seen.length, 1);
  await client.post(URL_, { headers: { "idempotency-key": "k" }, idempotencyKey: true });
  assertEquals(app.seen.length, 3);
});

test("a Retry-After of just maxRetryAfter is waited for", async () => {
  const asking = () => new Response("", { status: 503, headers: { "retry-after": "0.02" } });
  const patient = clientOf([asking(), 200], { retries: { ...FAST, maxRetryAfter: 20 } });
  assertEquals((await patient.client.get(URL_)).status, 200);
  const hasty = clientOf([asking(), 200], { retries: { ...FAST, maxRetryAfter: 19 } });
  assertEquals((await hasty.client.get(URL_)).status, 503);
});

test("a wait that is longer than what is left of the total timeout is not begun", async () => {
  const app = record(async () => {
    await new Promise((resolve) => setTimeout(resolve, 300));
    return new Response("", { status: 503, headers: { "retry-after": "0.4" } });
  });
  using client = new Client({ transport: app.transport, trustEnv: false, timeout: { total: 600 } });
  const response = await client.get(URL_, { retries: { ...FAST, total: 1 } });
  assertEquals([response.status, app.seen.length], [503, 1]);
});

test("who gives up just when an answer has come gets no answer that was to be retried", async () => {
  for (let turns = 0; turns < 40; turns++) {
    const controller = new AbortController();
    const reason = new Error("enough");
    const abortAfter = async (turns: number) => {
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      controller.abort(reason);
    };
    const app = record((_seen, index) => {
      if (index > 0) return new Response("ok");
      abortAfter(turns);
      return new Response("", { status: 503 });
    });
    using client = new Client({ transport: app.transport, trustEnv: false });
    const options = { retries: { total: 2, ...FAST }, signal: controller.signal };
    const outcome = await client.get(URL_, options).then(({ status }) => status, (error) => error);
    assert(outcome === reason || outcome === 200, `${turns}: ${outcome}`);
    assertEquals(client.stats.active, 0);
  }
});

test("one retry is enough for a short error whose body breaks before hooks see it", async () => {
  const broken = new ReadableStream({
    pull(controller) {
      controller.error(new ReadError("Cannot read"));
    },
  });
  const statuses: number[] = [];
  const { app, client } = clientOf([new Response(broken, { status: 404 }), 200], {
    retries: { ...FAST, total: 1 },
    hooks: { response: [({ status }) => void statuses.push(status)] },
  });
  const response = await client.get(URL_);
  assertEquals([response.status, app.seen.length, statuses], [200, 2, [200]]);
});
