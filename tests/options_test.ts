import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Client, get } from "../mod.ts";
import { FEATURES } from "../src/features.ts";
import { test } from "./checked.ts";
import { record } from "./recording.ts";

type Kind = typeof TypeError | typeof RangeError;

/** What both a client and a request refuse. */
const SHARED: readonly (readonly [string, unknown, Kind])[] = [
  ["params", 5, TypeError],
  ["params", { a: {} }, TypeError],
  ["headers", "a: b", TypeError],
  ["headers", { "a b": "1" }, TypeError],
  ["headers", { a: "x\ny" }, TypeError],
  ["cookies", 5, TypeError],
  ["cookies", { "a;": "1" }, TypeError],
  ["auth", "user:pass", TypeError],
  ["auth", ["u"], TypeError],
  ["auth", {}, TypeError],
  ["timeout", "5", TypeError],
  ["timeout", 0, RangeError],
  ["timeout", -1, RangeError],
  ["timeout", NaN, RangeError],
  ["timeout", { read: "5" }, TypeError],
  ["timeout", { read: 0 }, RangeError],
  ["timeout", { reed: 5 }, TypeError],
  ["timeout", true, TypeError],
  ["followRedirects", "yes", TypeError],
  ["followRedirects", 1, TypeError],
  ["maxRedirects", "5", TypeError],
  ["maxRedirects", -1, RangeError],
  ["maxRedirects", 1.5, RangeError],
  ["maxRedirects", NaN, RangeError],
  ["hooks", [], TypeError],
  ["hooks", { request: () => {} }, TypeError],
  ["hooks", { response: [5] }, TypeError],
  ["hooks", { error: [] }, TypeError],
  ["maxResponseBytes", "5", TypeError],
  ["maxResponseBytes", -1, RangeError],
  ["maxResponseBytes", 0.5, RangeError],
  ["maxDecompressionRatio", "5", TypeError],
  ["maxDecompressionRatio", 0.5, RangeError],
  ["maxDecompressionRatio", NaN, RangeError],
  ["allowInsecureRedirects", "yes", TypeError],
  ["allowInsecureRedirects", 1, TypeError],
  ["retries", "3", TypeError],
  ["retries", true, TypeError],
  ["retries", [3], TypeError],
  ["retries", -1, RangeError],
  ["retries", 1.5, RangeError],
  ["retries", NaN, RangeError],
  ["retries", { total: "3" }, TypeError],
  ["retries", { total: null }, TypeError],
  ["retries", { total: -1 }, RangeError],
  ["retries", { retries: 3 }, TypeError],
  ["retries", { toString: 3 }, TypeError],
  ["retries", { methods: "POST" }, TypeError],
  ["retries", { methods: ["a b"] }, TypeError],
  ["retries", { methods: ["TRACE"] }, TypeError],
  ["retries", { methods: [5] }, TypeError],
  ["retries", { statuses: 503 }, TypeError],
  ["retries", { statuses: ["503"] }, TypeError],
  ["retries", { statuses: [99] }, RangeError],
  ["retries", { statuses: [503.5] }, RangeError],
  ["retries", { backoff: 100 }, TypeError],
  ["retries", { backoff: null }, TypeError],
  ["retries", { backoff: { base: -1 } }, RangeError],
  ["retries", { backoff: { base: Infinity } }, RangeError],
  ["retries", { backoff: { base: "1" } }, TypeError],
  ["retries", { backoff: { factor: 0.5 } }, RangeError],
  ["retries", { backoff: { max: -1 } }, RangeError],
  ["retries", { backoff: { max: NaN } }, RangeError],
  ["retries", { backoff: { jitter: 2 } }, RangeError],
  ["retries", { backoff: { jitter: "full" } }, TypeError],
  ["retries", { backoff: { first: 1 } }, TypeError],
  ["retries", { respectRetryAfter: 1 }, TypeError],
  ["retries", { maxRetryAfter: -1 }, RangeError],
  ["retries", { maxRetryAfter: "60" }, TypeError],
  ["retries", { budget: -0.1 }, RangeError],
  ["retries", { budget: "20%" }, TypeError],
  ["retries", { budget: { ratio: Infinity } }, RangeError],
  ["retries", { budget: { reserve: 1.5 } }, RangeError],
  ["retries", { budget: { share: 1 } }, TypeError],
  ["retries", { onRetry: 5 }, TypeError],
  ["idempotencyKey", "key", TypeError],
  ["idempotencyKey", 1, TypeError],
  ["unknown", 1, TypeError],
  ["followRedirect", true, TypeError],
  ["toString", 1, TypeError],
];

const OF_REQUEST: typeof SHARED = [
  ["signal", 5, TypeError],
  ["signal", new AbortController(), TypeError],
  ["onUploadProgress", 5, TypeError],
  ["onInformational", 5, TypeError],
  ["onDownloadProgress", {}, TypeError],
  ["body", {}, TypeError],
  ["json", 1n, TypeError],
  ["json", () => {}, TypeError],
  ["files", 5, TypeError],
  ["data", 5, TypeError],
  ["transport", null, TypeError],
  ["baseUrl", "http://h", TypeError],
  ["verify", false, TypeError],
];

const OF_CLIENT: typeof SHARED = [
  ["rateLimit", 5, TypeError],
  ["rateLimit", [], TypeError],
  ["rateLimit", {}, TypeError],
  ["rateLimit", { requests: 5 }, TypeError],
  ["rateLimit", { per: 5 }, TypeError],
  ["rateLimit", { requests: 0, per: 5 }, RangeError],
  ["rateLimit", { requests: 1.5, per: 5 }, RangeError],
  ["rateLimit", { requests: Infinity, per: 5 }, RangeError],
  ["rateLimit", { requests: 5, per: 0 }, RangeError],
  ["rateLimit", { requests: 5, per: NaN }, RangeError],
  ["rateLimit", { requests: 5, per: 5, perHost: 1 }, TypeError],
  ["rateLimit", { requests: 5, per: 5, perhost: true }, TypeError],
  ["circuitBreaker", true, TypeError],
  ["circuitBreaker", 0, RangeError],
  ["circuitBreaker", 1.5, RangeError],
  ["circuitBreaker", { failures: "5" }, TypeError],
  ["circuitBreaker", { failures: 0 }, RangeError],
  ["circuitBreaker", { cooldown: 0 }, RangeError],
  ["circuitBreaker", { cooldown: Infinity }, RangeError],
  ["circuitBreaker", { statuses: 503 }, TypeError],
  ["circuitBreaker", { statuses: [50] }, RangeError],
  ["circuitBreaker", { statuses: ["503"] }, TypeError],
  ["circuitBreaker", { cooldwn: 5 }, TypeError],
  ["limits", { maxConnections: "5" }, TypeError],
  ["limits", { maxConnections: -1 }, RangeError],
  ["limits", { max: 5 }, TypeError],
  ["allowUrl", "https:", TypeError],
  ["allowUrl", true, TypeError],
  ["blockPrivateNetworks", "yes", TypeError],
  ["blockPrivateNetworks", {}, TypeError],
  ["blockPrivateNetworks", { allow: ["a b"] }, TypeError],
  ["trustEnv", "x", TypeError],
  ["trustEnv", null, TypeError],
  ["http1", "x", TypeError],
  ["http2", "x", TypeError],
  ["http2", 1, TypeError],
  ["transport", {}, TypeError],
  ["transport", () => new Response(), TypeError],
  ["sensitiveHeaders", "x-key", TypeError],
  ["sensitiveHeaders", [5], TypeError],
  ["sensitiveHeaders", ["a b"], TypeError],
  ["body", "x", TypeError],
  ["json", 1, TypeError],
  ["signal", AbortSignal.timeout(1), TypeError],
  ["base_url", "http://h", TypeError],
];

test("wrong options of a request are refused before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (const [name, value, kind] of [...SHARED, ...OF_REQUEST]) {
    const options = { [name]: value };
    const shown = `${name}: ${
      String(JSON.stringify(value, (_, part) => typeof part === "bigint" ? "big" : part))
    }`;
    for (
      const call of [
        () => client.post("http://h/", options),
        () => client.stream("POST", "http://h/", options),
      ]
    ) {
      const error = await assertRejects(call, kind, "Cannot ", shown);
      assertEquals(error.name, kind.name, shown);
      assert(!String(error).includes("user:pass"));
    }
    if (name !== "signal") {
      assertThrows(() => client.buildRequest("POST", "http://h/", options), kind, "Cannot ", shown);
    }
  }
  assertEquals(app.seen.length, 0);
  assertEquals(client.stats.active, 0);
});

test("wrong options of a client are refused", () => {
  for (const [name, value, kind] of [...SHARED, ...OF_CLIENT]) {
    const error = assertThrows(() => new Client({ [name]: value }), kind, "Cannot ", name);
    assertEquals(error.name, kind.name, name);
    const transport = record().transport;
    using client = new Client({ transport });
    assertThrows(() => client.extend({ [name]: value }), kind, "Cannot ", `extend ${name}`);
  }
});

test("wrong options of a helper are refused", async () => {
  const app = record();
  for (const [name, value, kind] of SHARED) {
    await assertRejects(
      () => get("http://h/", { transport: app.transport, [name]: value }),
      kind,
      "Cannot ",
      name,
    );
  }
  assertEquals(app.seen.length, 0);
});

test("wrong options of send() leave the request alone", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const request = new Request("http://h/", { method: "POST", body: "x" });
  const wrong = [{ json: 1 }, { params: {} }, { headers: {} }, { body: "y" }, { strem: true }, {
    stream: 1,
  }, { timeout: -1 }];
  for (const options of wrong) {
    await assertRejects(
      () => Reflect.apply(client.send, client, [request, options]),
      Error,
      "Cannot ",
    );
    assertEquals(request.bodyUsed, false, JSON.stringify(options));
  }
  for (const input of ["http://h/", new URL("http://h/"), undefined, {}]) {
    await assertRejects(
      () => Reflect.apply(client.send, client, [input]),
      TypeError,
      "Cannot send",
    );
  }
  assertEquals(app.seen.length, 0);
  await client.send(request);
  assertEquals(app.last.body, "x");
});

test("two bodies are a TypeError", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const both = [{ body: "x", json: 1 }, { json: null, data: {} }, { body: "x", data: {} }, {
    body: "x",
    files: {},
  }, { json: 1, files: {} }];
  for (const options of both) {
    await assertRejects(() => client.post("http://h/", options), TypeError, "together with");
  }
  await assertRejects(() => client.head("http://h/", { body: "x" }), TypeError, "HEAD");
  assertEquals(app.seen.length, 0);
});

test("an option that is undefined is as left out", async () => {
  const app = record();
  const undef = Object.fromEntries(FEATURES.namesOf("request").map((name) => [name, undefined]));
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/",
    params: { a: 1 },
    headers: { "x-a": "1" },
    auth: ["u", "p"],
    cookies: { c: "1" },
  });
  await client.get("", undef);
  assertEquals(app.last.url, "http://h/?a=1");
  assertEquals(app.last.headers["x-a"], "1");
  assertEquals(app.last.headers["cookie"], "c=1");
  assert(app.last.headers["authorization"]);
  using more = client.extend({
    params: undefined,
    headers: undefined,
    auth: undefined,
    cookies: undefined,
    baseUrl: undefined,
    hooks: undefined,
  });
  await more.get("");
  assertEquals(app.last.url, "http://h/?a=1");
  assertEquals(app.last.headers["accept"], "*/*");
  assert(app.last.headers["user-agent"]);
  assert(app.last.headers["authorization"]);
});

test("an option that is null is switched off", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    params: { a: 1 },
    auth: ["u", "p"],
    timeout: 1_000,
    maxResponseBytes: 1,
    cookies: { c: "1" },
    hooks: { request: [(request) => request.headers.set("x-hook", "1")] },
  });
  const response = await client.get("http://h/", {
    params: null,
    auth: null,
    timeout: null,
    maxResponseBytes: null,
    cookies: null,
    hooks: null,
    signal: null,
    body: null,
    data: null,
    files: null,
  });
  assertEquals(await response.text(), "ok");
  assertEquals(app.last.url, "http://h/");
  for (const name of ["authorization", "x-hook", "cookie"]) {
    assertEquals(app.last.headers[name], undefined, name);
  }
});
