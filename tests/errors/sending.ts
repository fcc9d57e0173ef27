/**
 * What goes wrong while the request goes out and its answer comes in.
 *
 * @module
 */

import { gzipSync } from "node:zlib";
import { BasicAuth, type ClientOptions } from "../../mod.ts";
import { type Answer, toAnswer } from "../wire/scripted.ts";
import type { Row } from "./row.ts";
import type { World } from "./world.ts";

const OK = "HTTP/1.1 200 OK\r\n";

/** Gets what a server answers so. */
function ask(answer: Answer | readonly Answer[], options: ClientOptions = {}) {
  return (world: World): Promise<unknown> => world.ask(answer, options);
}

/** A body that goes on for ever, slower than anybody wants. */
function endless(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
}

const BROKEN: readonly Row[] = [
  {
    cause: "closed before the answer",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke before the answer was complete…",
    platform: ["TypeError", undefined],
    fail: ask({ end: "close" }),
  },
  {
    cause: "reset before the answer",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke before the answer was complete: …reset…",
    platform: ["TypeError", "ConnectionReset"],
    fail: ask({ end: "reset" }),
  },
  {
    cause: "closed within the head",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke before the answer was complete…",
    platform: ["TypeError", undefined],
    fail: ask({ send: `${OK}X-A: 1\r\n`, end: "close" }),
  },
  {
    cause: "reset within the head",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke before the answer was complete: …reset…",
    platform: ["TypeError", "ConnectionReset"],
    fail: ask({ send: `${OK}X-A: 1\r\n`, endAfter: 20, end: "reset" }),
  },
  {
    cause: "a body shorter than its Content-Length",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke within the body…",
    platform: ["TypeError", undefined],
    fail: ask({ send: `${OK}Content-Length: 10\r\n\r\nabc`, end: "close" }),
  },
  {
    cause: "reset within the body",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke within the body: …",
    platform: ["TypeError", "ConnectionReset"],
    fail: ask({ send: `${OK}Content-Length: 10\r\n\r\nabc`, endAfter: 20, end: "reset" }),
  },
  {
    cause: "the last chunk missing",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke within the body…",
    platform: ["TypeError", undefined],
    fail: ask({ send: `${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`, end: "close" }),
  },
  {
    cause: "a chunk that is none",
    over: "fetch",
    name: "ReadError",
    phase: "read",
    retryable: true,
    says: "the connection broke within the body: …",
    platform: ["TypeError", undefined],
    fail: ask({ send: `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n` }),
  },
  {
    cause: "a chunk that is none",
    over: "sockets",
    name: "ProtocolError",
    phase: "read",
    says: "the answer is not HTTP: a chunk has no size: …",
    fail: ask({ send: `${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n` }),
  },
  {
    cause: "no HTTP at all",
    name: "ProtocolError",
    phase: "read",
    says: "the answer is not HTTP: …",
    platform: ["TypeError", undefined],
    fail: ask({ send: "SSH-2.0-\x1b[31mOpenSSH\r\n", end: "hang" }, { timeout: 3_000 }),
  },
  {
    cause: "a header line that is none",
    name: "ProtocolError",
    phase: "read",
    says: "the answer is not HTTP: …",
    platform: ["TypeError", undefined],
    fail: ask({ send: `${OK}no colon\r\n\r\n`, end: "close" }),
  },
  {
    cause: "a head that is too large",
    name: "ProtocolError",
    phase: "read",
    says: "the answer is not HTTP: …",
    platform: ["TypeError", undefined],
    fail: ask({ send: OK + `X-A: ${"a".repeat(1_000)}\r\n`.repeat(1_000), end: "close" }),
  },
  {
    cause: "a server that takes no more of the body",
    over: "sockets",
    name: "WriteError",
    phase: "write",
    retryable: false,
    says: "the connection broke while the request was sent: …",
    platform: [undefined, "BrokenPipe|ConnectionReset"],
    fail: async (world) => {
      const server = await world.serve({ read: "head", endAfter: 10, end: "reset" });
      return await world.client().put(server.url, { body: endless() });
    },
  },
  {
    cause: "your own stream fails",
    name: "WriteError",
    phase: "write",
    retryable: false,
    says: "the stream of the request body failed",
    platform: ["RangeError", "RangeError"],
    fail: async (world) => {
      const server = await world.serve("");
      const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
        pull: () => Promise.reject(new RangeError("mine")),
      });
      return await world.client().put(server.url, { body });
    },
  },
];

const LIMITS: readonly Row[] = [
  {
    cause: "no place in the queue in time",
    name: "PoolTimeoutError",
    phase: "pool",
    says: "no connection was free within timeout.pool (30 ms)",
    fail: async (world) => {
      const server = await world.serve({ end: "hang" });
      const client = world.client({ limits: { maxConnections: 1 }, timeout: { pool: 30 } });
      const controller = new AbortController();
      const first = client.get(server.url, { signal: controller.signal }).catch(() => {});
      try {
        return await client.get(server.url);
      } finally {
        controller.abort();
        await first;
      }
    },
  },
  {
    cause: "no answer in time",
    over: "fetch",
    name: "ReadTimeoutError",
    phase: "read",
    retryable: true,
    says: "no response came within connect + read (60 ms)",
    fail: ask({ end: "hang" }, { timeout: { connect: 30, read: 30 } }),
  },
  {
    cause: "no answer in time",
    over: "sockets",
    name: "ReadTimeoutError",
    phase: "read",
    retryable: true,
    says: "no byte of an answer came within timeout.read (30 ms)",
    fail: ask({ end: "hang" }, { timeout: { read: 30 } }),
  },
  {
    cause: "the head stops coming",
    over: "sockets",
    name: "ReadTimeoutError",
    phase: "read",
    retryable: true,
    says: "no more of the headers came within timeout.read (200 ms)",
    fail: ask({ send: OK, end: "hang" }, { timeout: { read: 200 } }),
  },
  {
    cause: "the body stops coming",
    name: "ReadTimeoutError",
    phase: "read",
    retryable: true,
    says: "no byte of the body came within timeout.read (200 ms)",
    fail: ask({ send: `${OK}Content-Length: 10\r\n\r\nabc`, end: "hang" }, {
      timeout: { read: 200 },
    }),
  },
  {
    cause: "the body stops going",
    name: "WriteTimeoutError",
    phase: "write",
    says: "no chunk of the body was taken within timeout.write (50 ms)",
    fail: async (world) => {
      const server = await world.serve({ read: "nothing", delay: 30_000 });
      return await world.client({ timeout: { write: 50 } }).put(server.url, { body: endless() });
    },
  },
  {
    cause: "all of it takes too long",
    name: "TotalTimeoutError",
    phase: "total",
    says: "the call took longer than timeout.total (30 ms)",
    fail: ask({ end: "hang" }, { timeout: { total: 30 } }),
  },
  {
    cause: "all of it takes too long, the body on its way",
    name: "TotalTimeoutError",
    phase: "total",
    says: "the call took longer than timeout.total (60 ms)",
    fail: ask({ send: `${OK}Content-Length: 10\r\n\r\nabc`, end: "hang" }, {
      timeout: { total: 60 },
    }),
  },
];

/** Gets what is redirected so. */
function redirect(location: string, options: ClientOptions = {}) {
  return ask(toAnswer("", { status: "302 Found", headers: [`Location: ${location}`] }), options);
}

const TURNS: readonly Row[] = [
  {
    cause: "too many redirects",
    name: "TooManyRedirectsError",
    phase: "redirect",
    says: "more redirects than maxRedirects (2)",
    fail: redirect("/", { maxRedirects: 2 }),
  },
  {
    cause: "a redirect to no URL",
    name: "InvalidUrlError",
    phase: "redirect",
    says: "the Location of the redirect cannot be parsed",
    fail: redirect("http://[/"),
  },
  {
    cause: "a redirect to another scheme",
    name: "UnsupportedProtocolError",
    phase: "redirect",
    says: "the redirect leads to the scheme ftp, not to http or https",
    fail: redirect("ftp://a.test/"),
  },
  {
    cause: "a redirect that wants a stream again",
    name: "BodyUsedError",
    phase: "redirect",
    says: "the redirect (307) wants the body again, and a stream can be sent once: " +
      "pass a function that opens it",
    fail: async (world) => {
      const headers = ["Location: /again"];
      const server = await world.serve(toAnswer("", { status: "307 Temporary", headers }));
      const body = ReadableStream.from(["once"]).pipeThrough(new TextEncoderStream());
      return await world.client().put(server.url, { body });
    },
  },
  {
    cause: "no URL",
    bare: true,
    name: "InvalidUrlError",
    phase: "build",
    says: 'Cannot GET "http://[/": it cannot be parsed',
    fail: (world) => world.get("http://user:secret@[/"),
  },
  {
    cause: "a scheme other than http and https",
    bare: true,
    name: "UnsupportedProtocolError",
    phase: "build",
    says: "Cannot GET gopher://a.test/: the scheme is neither http nor https",
    fail: (world) => world.get("gopher://user:secret@a.test/", { auth: new BasicAuth("a", "b") }),
  },
];

const BODIES: readonly Row[] = [
  {
    cause: "not what its Content-Encoding says",
    name: "ContentDecodingError",
    phase: "decode",
    says: "the body is not what its Content-Encoding says, or is cut short: …",
    platform: ["TypeError", undefined],
    fail: ask(toAnswer("not gzip", { headers: ["Content-Encoding: gzip"] })),
  },
  {
    cause: "a coded body that is cut short",
    name: "ContentDecodingError",
    phase: "decode",
    says: "the body is not what its Content-Encoding says, or is cut short: …",
    platform: ["TypeError", undefined],
    fail: ask(
      toAnswer(gzipSync("hello ".repeat(1_000)).slice(0, -9), {
        headers: ["Content-Encoding: gzip"],
      }),
    ),
  },
  {
    cause: "no JSON",
    name: "JsonDecodeError",
    phase: "decode",
    says: 'the body is not JSON (status 200, content type text/html): "<p>"',
    platform: ["SyntaxError", "SyntaxError"],
    fail: async (world) => {
      const response = await world.ask(toAnswer("<p>", { headers: ["Content-Type: text/html"] }));
      return await response.json();
    },
  },
  {
    cause: "not what the schema wants",
    name: "SchemaError",
    phase: "decode",
    says: "the schema refused the value: a: too short",
    fail: async (world) =>
      await (await world.ask(toAnswer("{}"))).json({
        "~standard": {
          version: 1,
          vendor: "test",
          validate: () => ({ issues: [{ message: "too\nshort", path: ["a"] }] }),
        },
      }),
  },
  {
    cause: "4xx or 5xx, by `raiseForStatus()`",
    name: "StatusError",
    phase: "status",
    says: "the server answered 404 Not Found",
    fail: async (world) =>
      (await world.ask(toAnswer("", { status: "404 Not Found" }))).raiseForStatus(),
  },
  {
    cause: "408, 425, 429, 500, 502, 503, 504, by `raiseForStatus()`",
    name: "StatusError",
    phase: "status",
    retryable: true,
    says: "the server answered 503 Service Unavailable",
    fail: async (world) =>
      (await world.ask(toAnswer("", { status: "503 Service Unavailable" }))).raiseForStatus(),
  },
  {
    cause: "a streamed body that was streamed already",
    name: "StreamError",
    phase: "read",
    says: "the body was streamed already and is not kept",
    fail: async (world) => {
      const response = await world.client().stream("GET", (await world.serve(toAnswer("ab"))).url);
      await Array.fromAsync(response.iterBytes());
      return await response.text();
    },
  },
  {
    cause: "a response that was closed",
    name: "StreamClosedError",
    phase: "read",
    says: "the response was closed before it was read",
    fail: async (world) => {
      const response = await world.client().stream("GET", (await world.serve(toAnswer("ab"))).url);
      response.close();
      return await response.text();
    },
  },
  {
    cause: "a response that is closed while it is read",
    name: "StreamClosedError",
    phase: "read",
    says: "the response was closed while it was read",
    fail: async (world) => {
      const server = await world.serve({
        send: `${OK}Content-Length: 10\r\n\r\nabc`,
        end: "hang",
      });
      const response = await world.client().stream("GET", server.url);
      const text = response.text();
      response.close();
      return await text;
    },
  },
  {
    cause: "`content` of a response that was not read",
    name: "ResponseNotReadError",
    phase: "read",
    says: "the response is streamed: call read() before content",
    fail: async (world) => {
      await using response = await world.client()
        .stream("GET", (await world.serve(toAnswer("ab"))).url);
      return response.content;
    },
  },
  {
    cause: "several cookies where one is asked for",
    bare: true,
    name: "CookieConflictError",
    says: 'Cannot choose among 2 cookies called "a": give a domain or a path',
    fail: async (world) => {
      const headers = ["Set-Cookie: a=1; Path=/", "Set-Cookie: a=2; Path=/b"];
      const response = await world.ask(toAnswer("", { headers }));
      return response.cookies.get("a");
    },
  },
];

/** All of them. */
export const sending: readonly Row[] = [...BROKEN, ...LIMITS, ...TURNS, ...BODIES];
