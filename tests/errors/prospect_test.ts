import { assertEquals } from "@std/assert";
import {
  BodyUsedError,
  Client,
  ConnectError,
  ConnectTimeoutError,
  DnsError,
  HandlerTransport,
  HttpError,
  NetworkError,
  PoolTimeoutError,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  StatusError,
  TimeoutError,
  TlsError,
  TotalTimeoutError,
  TransportError,
  WriteError,
  WriteTimeoutError,
} from "../../mod.ts";
import { type BodySource, PreparedRequest } from "../../src/core/request/prepared.ts";
import { isTransient } from "../../src/features/retry/transient.ts";
import { test } from "../checked.ts";

function requestOf(method: string, body?: BodySource, headers = {}): PreparedRequest {
  return new PreparedRequest(method, new URL("http://h.example/"), headers, body);
}

function bodyOf(replayable: boolean): BodySource {
  return {
    size: 1,
    contentType: undefined,
    replayable,
    open: () => new Uint8Array(1),
    discard: () => Promise.resolve(),
  };
}

const denied = { cause: new Deno.errors.NotCapable("net") };
const wrapped = { cause: new TypeError("fetch failed", denied) };

/** What may be sent again: GET, POST, and whether downloads and event streams go on. */
const rows: readonly (readonly [
  name: string,
  make: (options: { readonly request: PreparedRequest }) => HttpError,
  get: boolean,
  post: boolean,
  goesOn: boolean,
])[] = [
  ["connect", (options) => new ConnectError("x", options), true, true, true],
  ["DNS", (options) => new DnsError("x", options), true, true, true],
  ["connect timeout", (options) => new ConnectTimeoutError("x", options), true, true, true],
  ["a handshake", (options) => new TlsError("x", options), true, true, true],
  ["expired", (o) => new TlsError("x", { ...o, reason: "expired" }), false, false, false],
  ["denied", (options) => new ConnectError("x", { ...options, ...denied }), false, false, false],
  ["wrapped", (options) => new ConnectError("x", { ...options, ...wrapped }), false, false, false],
  ["read", (options) => new ReadError("x", options), true, false, true],
  ["read timeout", (options) => new ReadTimeoutError("x", options), true, false, true],
  ["write", (options) => new WriteError("x", options), true, false, true],
  ["write timeout", (options) => new WriteTimeoutError("x", options), true, false, true],
  ["proxy", (options) => new ProxyError("x", options), true, false, true],
  ["unknown", (options) => new TransportError("x", options), true, false, true],
  ["open circuit", (options) => new NetworkError("x", options), false, false, true],
  ["protocol", (options) => new ProtocolError("x", options), false, false, false],
  ["timeout", (options) => new TimeoutError("x", options), false, false, false],
  ["pool", (options) => new PoolTimeoutError("x", options), false, false, false],
  ["total", (options) => new TotalTimeoutError("x", options), false, false, false],
  ["body", (options) => new BodyUsedError("x", options), false, false, false],
  ["root", (options) => new HttpError("x", options), false, false, false],
  ["own", (options) => new (class extends ReadError {})("x", options), true, false, true],
];

test("what may be sent again depends on the error, the method and the body", () => {
  for (const [name, make, get, post, goesOn] of rows) {
    const ask = (request: PreparedRequest) => make({ request }).retryable;
    assertEquals([ask(requestOf("GET")), ask(requestOf("POST"))], [get, post], name);
    assertEquals(ask(requestOf("PUT", bodyOf(true))), get, name);
    assertEquals(ask(requestOf("PUT", bodyOf(false))), false, name);
    assertEquals(ask(requestOf("POST", bodyOf(true), { "idempotency-key": "1" })), get, name);
    assertEquals(isTransient(make({ request: requestOf("GET") })), goesOn, name);
  }
});

test("without a request only what never got there may be sent again", () => {
  assertEquals(
    [new ConnectError("Cannot").retryable, new ReadError("Cannot").retryable],
    [true, false],
  );
});

test("of a StatusError the status tells", async () => {
  using client = new Client({
    transport: new HandlerTransport(({ url }) =>
      new Response("", { status: Number(new URL(url).pathname.slice(1)) })
    ),
  });
  const retryable = async (method: string, status: number) => {
    const response = await client.request(method, `http://h.example/${status}`);
    try {
      response.raiseForStatus();
    } catch (error) {
      if (StatusError.is(error)) return error.retryable;
    }
    throw new Error("not thrown");
  };
  for (const status of [408, 425, 429, 500, 502, 503, 504]) {
    assertEquals([await retryable("GET", status), await retryable("POST", status)], [true, false]);
  }
  for (const status of [400, 404, 409, 501, 505]) {
    assertEquals(await retryable("GET", status), false, String(status));
  }
});

test("what is no error of ours is not transient", () => {
  for (const value of [undefined, new Error("x"), "x", new TypeError("x")]) {
    assertEquals(isTransient(value), false);
  }
});
