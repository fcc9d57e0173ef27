import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import * as ferry from "../mod.ts";
import { Client, get, HttpError, SchemaError, StatusError, stream } from "../mod.ts";
import { PreparedRequest } from "../src/core/request/prepared.ts";
import { ask } from "./answering.ts";
import { test } from "./checked.ts";
import { respondWith, toAnswer } from "./wire/scripted.ts";
import { freePort } from "./wire/servers.ts";

/** The tree as the API has it: each class and its parent. */
const tree:
  readonly (readonly [name: keyof typeof ferry, parent: keyof typeof ferry, code: string])[] = [
    ["InvalidUrlError", "HttpError", "ERR_INVALID_URL"],
    ["UnsupportedProtocolError", "HttpError", "ERR_UNSUPPORTED_PROTOCOL"],
    ["TransportError", "HttpError", "ERR_TRANSPORT"],
    ["NetworkError", "TransportError", "ERR_NETWORK"],
    ["ConnectError", "NetworkError", "ERR_CONNECT"],
    ["DnsError", "ConnectError", "ERR_DNS"],
    ["TlsError", "ConnectError", "ERR_TLS"],
    ["ReadError", "NetworkError", "ERR_READ"],
    ["WriteError", "NetworkError", "ERR_WRITE"],
    ["TimeoutError", "TransportError", "ERR_TIMEOUT"],
    ["ConnectTimeoutError", "TimeoutError", "ERR_CONNECT_TIMEOUT"],
    ["ReadTimeoutError", "TimeoutError", "ERR_READ_TIMEOUT"],
    ["WriteTimeoutError", "TimeoutError", "ERR_WRITE_TIMEOUT"],
    ["PoolTimeoutError", "TimeoutError", "ERR_POOL_TIMEOUT"],
    ["TotalTimeoutError", "TimeoutError", "ERR_TOTAL_TIMEOUT"],
    ["ProtocolError", "TransportError", "ERR_PROTOCOL"],
    ["ProxyError", "TransportError", "ERR_PROXY"],
    ["BlockedUrlError", "HttpError", "ERR_BLOCKED_URL"],
    ["TooManyRedirectsError", "HttpError", "ERR_TOO_MANY_REDIRECTS"],
    ["DecodeError", "HttpError", "ERR_DECODE"],
    ["JsonDecodeError", "DecodeError", "ERR_JSON_DECODE"],
    ["ContentDecodingError", "DecodeError", "ERR_CONTENT_DECODING"],
    ["StreamError", "HttpError", "ERR_STREAM"],
    ["BodyUsedError", "StreamError", "ERR_BODY_USED"],
    ["StreamClosedError", "StreamError", "ERR_STREAM_CLOSED"],
    ["ResponseNotReadError", "StreamError", "ERR_RESPONSE_NOT_READ"],
    ["ResponseTooLargeError", "HttpError", "ERR_RESPONSE_TOO_LARGE"],
    ["FileError", "HttpError", "ERR_FILE"],
    ["IntegrityError", "HttpError", "ERR_INTEGRITY"],
    ["CookieConflictError", "HttpError", "ERR_COOKIE_CONFLICT"],
  ];

const URL_ = new URL("http://user:secret@h.example/path?q=1");

function requestOf(): PreparedRequest {
  return new PreparedRequest("GET", URL_, { authorization: "secret" }, undefined);
}

/** Narrows an export to a class of errors. */
function isErrorClass(value: unknown): value is typeof HttpError {
  return typeof value === "function" &&
    (value === HttpError || value.prototype instanceof HttpError);
}

test("every class has its name, its code and its parent", () => {
  for (const [name, parent, code] of tree) {
    const [Class, Parent] = [ferry[name], ferry[parent]];
    assert(isErrorClass(Class) && isErrorClass(Parent), name);
    assertStrictEquals(Object.getPrototypeOf(Class), Parent, name);
    const error = new Class("Cannot go on: no reason");
    assertEquals([error.name, error.code], [name, code]);
    assertInstanceOf(error, HttpError);
    assertInstanceOf(error, Error);
    assert(Error.isError(error));
    assertEquals(String(error), `${name}: Cannot go on: no reason`);
    assert(error.stack?.startsWith(`${name}: Cannot go on`), error.stack);
  }
  const classes = Object.values(ferry).filter(isErrorClass);
  assertEquals(classes.length, tree.length + 3, "HttpError, StatusError and SchemaError, too");
});

test("a message says what cannot be done, where, why, in which phase and after what time", () => {
  const options = { request: requestOf(), phase: "read", elapsed: 12.6 } as const;
  assertEquals(
    new HttpError("the reason", options).message,
    "Cannot GET http://h.example/path?q=1: the reason (phase: read, after 13 ms)",
  );
  const { phase: _, ...timed } = options;
  assertMatch(new HttpError("the reason", timed).message, /: the reason \(after 13 ms\)$/);
  assertMatch(new HttpError("the reason", { request: requestOf() }).message, /: the reason$/);
});

test("an error carries its evidence, and nothing where there is none", () => {
  const bare = new HttpError("Cannot go on: no reason");
  assertEquals(
    [bare.request, bare.response, bare.phase, bare.elapsed, bare.attempts, bare.history],
    [undefined, undefined, undefined, undefined, [], []],
  );
  assertEquals("cause" in bare, false);
  const cause = new TypeError("below");
  const error = new HttpError("why", { request: requestOf(), cause });
  assertStrictEquals(error.cause, cause);
  assertInstanceOf(error.request, Request);
  assertStrictEquals(error.request, error.request);
});

test("without retries the error itself is the only try", () => {
  const error = new HttpError("why", { request: requestOf(), elapsed: 5 });
  assertEquals(error.attempts, [{ error, wait: 0, elapsed: 5 }]);
});

test("as JSON an error is plain data without a secret", () => {
  const error = new HttpError("why", {
    request: requestOf(),
    phase: "connect",
    elapsed: 5,
    attempts: [{ error: new TypeError("first"), wait: 10, elapsed: 2 }, {
      status: 503,
      wait: 20,
      elapsed: 3,
    }],
    cause: new Error("secret"),
  });
  assertEquals(JSON.parse(JSON.stringify(error)), {
    name: "HttpError",
    code: "ERR_HTTP",
    message: error.message,
    phase: "connect",
    method: "GET",
    url: "http://h.example/path?q=1",
    elapsed: 5,
    attempts: [
      { error: { name: "TypeError", message: "first" }, wait: 10, elapsed: 2 },
      { status: 503, wait: 20, elapsed: 3 },
    ],
  });
});

test("a StatusError has the status in its JSON", async () => {
  const response = await ask("read", { status: 503, body: "busy" });
  try {
    response.raiseForStatus();
    throw new Error("not thrown");
  } catch (error) {
    assertInstanceOf(error, StatusError);
    const { status, name, code } = error.toJSON();
    assertEquals({ status, name, code }, { status: 503, name: "StatusError", code: "ERR_STATUS" });
  }
});

test("a SchemaError tells each complaint with its path", () => {
  const error = new SchemaError([{ message: "too short", path: ["a", { key: 0 }, Symbol("s")] }, {
    message: "odd",
  }]);
  assertMatch(error.message, /a\.0\.Symbol\(s\): too short; odd/);
  assertMatch(error.message, /^Cannot /);
});

test("what is shown of an error has no secret", async () => {
  using client = new Client({
    auth: ["user", "secret1"],
    headers: { "x-key": "secret2" },
    cookies: { a: "secret3" },
  });
  const url = `http://user:secret4@127.0.0.1:${freePort()}/?q=1`;
  for (const options of [{}, { json: { password: "secret5" }, method: "POST" }]) {
    const { method = "GET", ...rest } = options;
    const error: unknown = await client.request(method, url, rest).catch((error) => error);
    assertInstanceOf(error, HttpError);
    const shown = Deno.inspect(error, { depth: 10 }) + String(error) + error.stack +
      JSON.stringify(error) + Deno.inspect(error.cause);
    assert(!shown.includes("secret"), shown);
    assert(shown.includes("127.0.0.1"), shown);
  }
});

test("the stack leads to the caller's line, after several awaits and on every way in", async () => {
  await using server = await respondWith({ end: "close" });
  const { url } = server;
  using client = new Client();
  const calls: Record<string, () => Promise<unknown>> = {
    get: async function callerOfGet() {
      await Promise.resolve();
      return await client.get(url);
    },
    post: async function callerOfPost() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      return await client.post(url, { json: 1 });
    },
    stream: async function callerOfStream() {
      return await client.stream("GET", url);
    },
    send: async function callerOfSend() {
      return await client.send(client.buildRequest("GET", url));
    },
    helper: async function callerOfHelper() {
      return await get(url);
    },
    "stream helper": async function callerOfStreamHelper() {
      return await stream("GET", url);
    },
    fetch: async function callerOfFetch() {
      return await client.fetch(url);
    },
  };
  for (const [name, call] of Object.entries(calls)) {
    const error: unknown = await call().catch((error: unknown) => error);
    assertInstanceOf(error, name === "fetch" ? Error : HttpError);
    assertMatch(error.stack ?? "", /errors_test\.ts:\d+/, name);
    assertMatch(error.stack ?? "", /callerOf/, `${name}: ${error.stack}`);
  }
});

test("the stack leads to the caller's line also where a stream is read", async () => {
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab",
    endAfter: 30,
    end: "close",
  });
  using client = new Client();
  const readers: Record<string, () => Promise<unknown>> = {
    text: async function callerOfText() {
      return await (await client.stream("GET", server.url)).text();
    },
    iterBytes: async function callerOfIterBytes() {
      for await (const _ of (await client.stream("GET", server.url)).iterBytes());
    },
    iterLines: async function callerOfIterLines() {
      for await (const _ of (await client.stream("GET", server.url)).iterLines());
    },
    json: async function callerOfJson() {
      const response = await ask("streamed", { body: ["{"] });
      return await response.json();
    },
  };
  for (const [name, read] of Object.entries(readers)) {
    const error: unknown = await read().catch((error: unknown) => error);
    assertInstanceOf(error, HttpError);
    assertMatch(error.stack ?? "", /callerOf/, `${name}: ${error.stack}`);
  }
});

test("wrong options are told before anything is sent, at the caller's line", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = new Client();
  const wrong: readonly object[] = [
    { timeout: -1 },
    { timeout: "5" },
    { tiemout: 5 },
    { maxResponseBytes: -1 },
    { json: 1, data: "x" },
    { signal: {} },
    { onDownloadProgress: 5 },
  ];
  for (const options of wrong) {
    const error: unknown = await (async function callerOfWrong() {
      return await client.post(server.url, options);
    })().catch((error: unknown) => error);
    assert(error instanceof TypeError || error instanceof RangeError, Deno.inspect(options));
    assertMatch(error.message, /^Cannot /);
    assertMatch(error.stack ?? "", /callerOfWrong/);
  }
  assertEquals(server.accepted, 0);
});

test("the history of an error has the responses before it", async () => {
  await using server = await respondWith([
    "HTTP/1.1 302 Found\r\nLocation: /a\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 302 Found\r\nLocation: /c\r\nContent-Length: 0\r\n\r\n",
  ]);
  using client = new Client({ maxRedirects: 2 });
  const error: unknown = await client.get(server.url).catch((error: unknown) => error);
  assertInstanceOf(error, HttpError);
  assertEquals([error.name, error.phase], ["TooManyRedirectsError", "redirect"]);
  assertEquals(error.response?.status, 302);
  assertEquals(error.history.map(({ url }) => new URL(url).pathname), ["/", "/a"]);
  assertEquals(error.toJSON().status, 302);
});

test("an error after a redirect tells where it happened", async () => {
  await using server = await respondWith([
    "HTTP/1.1 302 Found\r\nLocation: /gone\r\nContent-Length: 0\r\n\r\n",
    { end: "close" },
    { end: "close" },
    { end: "close" },
  ]);
  using client = new Client();
  const error: unknown = await client.get(server.url).catch((error: unknown) => error);
  assertInstanceOf(error, HttpError);
  assertEquals(error.request?.url, `${server.url}/gone`);
  assertEquals(error.code, "ERR_READ");
});
