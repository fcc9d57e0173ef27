import {
  assertEquals,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { BodyUsedError, Client, FetchTransport, ReadError, WriteError } from "../../mod.ts";
import { FetchTransport as CoreFetchTransport } from "../../core.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { DEFAULT_TIMEOUT } from "../../src/core/options/timeout.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { RawServer } from "./socket/wire.ts";
import { respondWith, sleep, toAnswer } from "../wire/scripted.ts";

const never = new AbortController().signal;

test("POST goes out once: a kept connection that is closed on it is not tried again", async () => {
  const bodies: Record<string, () => BodyInit> = {
    text: () => "a=1",
    bytes: () => new Uint8Array([1, 2, 3]),
    blob: () => new Blob(["blob"]),
    stream: () => new Blob(["stream"]).stream(),
  };
  for (const [name, body] of Object.entries(bodies)) {
    for (const method of ["POST", "PATCH"]) {
      await using server = await respondWith([
        toAnswer("first"),
        { end: "close" },
        toAnswer("third"),
      ]);
      using client = overFetch();
      await client.get(server.url);
      const error = await assertRejects(
        () => client.request(method, server.url, { body: body() }),
        ReadError,
        undefined,
        `${method} ${name}`,
      );
      assertEquals(error.phase, "read");
      await sleep(30, never);
      const seen = server.requests.filter((request) => request.startsWith(method));
      assertEquals(seen.length, 1, `${method} ${name}`);
    }
  }
});

test("a POST whose connection the server closes while it idles goes out once", async () => {
  await using server = await respondWith({ send: toAnswer("ok"), end: "close" });
  using client = overFetch();
  for (let count = 0; count < 3; count++) {
    assertEquals(await (await client.post(server.url, { body: "x" })).text(), "ok");
  }
  assertEquals(server.requests.length, 3);
});

test("idempotent requests share a connection", async () => {
  await using server = await respondWith(toAnswer("ok"));
  using client = overFetch();
  for (let count = 0; count < 5; count++) await client.get(server.url);
  for await (const _ of (await client.stream("GET", server.url)).iterBytes());
  await client.get(server.url);
  assertEquals([server.accepted, server.requests.length], [1, 7]);
});

test("what goes over the wire is what was asked", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = overFetch({ headers: { "user-agent": "tester" } });
  await client.post(`${server.url}/a%20b?c=d#e`, {
    body: "hé",
    headers: { "X-Odd": "caf\xe9", host: "other.example" },
  });
  const [raw = ""] = server.requests;
  const [head = "", body] = raw.split("\r\n\r\n");
  const [first, ...lines] = head.split("\r\n");
  assertEquals(first, "POST /a%20b?c=d HTTP/1.1");
  const sent = new Map(
    lines.map((line) => [line.split(":")[0]?.toLowerCase(), line.replace(/^[^:]*: /, "")]),
  );
  assertEquals(sent.get("host"), "other.example");
  assertEquals(sent.get("user-agent"), "tester");
  assertEquals(sent.get("accept"), "*/*");
  assertEquals(sent.get("content-length"), "3");
  assertEquals(sent.get("x-odd"), "caf\xe9");
  assertEquals(body, "h\xc3\xa9");
});

test("a stream of the caller's that fails is a WriteError with the cause", async () => {
  await using server = await respondWith(toAnswer(""));
  using client = overFetch();
  const cause = new Error("disk gone");
  const body = async function* () {
    yield "a";
    await sleep(10, never);
    throw cause;
  };
  const error = await assertRejects(() => client.post(server.url, { body: body() }), WriteError);
  assertStrictEquals(error.cause, cause);
  assertEquals(client.stats.active, 0);
});

test("a transport that is called with web objects gives a web response", async () => {
  await using server = await respondWith(toAnswer("hello", { status: "999 Odd" }));
  using transport = new FetchTransport();
  const signal = new AbortController().signal;
  const response = await transport.send(new Request(server.url), {
    signal,
    timeout: DEFAULT_TIMEOUT,
  });
  assertEquals([response.status, await response.text()], [999, "hello"]);
});

test("a transport of the caller's may stand in front of fetch", async () => {
  await using server = await respondWith(toAnswer("hello", { status: "999 Odd" }));
  using inner = new FetchTransport();
  const seen: string[] = [];
  using client = new Client({
    transport: {
      send(request, context) {
        seen.push(request.method);
        return inner.send(request, context);
      },
    },
  });
  const response = await client.get(server.url);
  assertEquals([response.status, await response.text()], [999, "hello"]);
  assertEquals(seen, ["GET"]);
});

test("a transport that is called directly lets go of the signal when it fails", async () => {
  await using server = await respondWith({ end: "close" });
  using transport = new FetchTransport();
  const { signal } = new AbortController();
  const remove = signal.removeEventListener.bind(signal);
  let removed = 0;
  Object.assign(signal, {
    removeEventListener: (...args: Parameters<typeof remove>) => (removed++, remove(...args)),
  });
  const request = new PreparedRequest("GET", new URL(server.url), {}, undefined).toRequest();
  await assertRejects(
    () => transport.send(request, { signal, timeout: DEFAULT_TIMEOUT }),
    ReadError,
  );
  assertEquals(removed, 1);
});

test("a body that breaks off is a ReadError of the phase in which it was read", async () => {
  await using server = await respondWith({
    send: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\npart",
    end: "close",
  });
  using client = overFetch();
  const error = await assertRejects(() => client.get(server.url), ReadError);
  assertEquals(error.phase, "read");
});

test("an upload that goes on after the answer has come starts no clock", async () => {
  const { promise: answered, resolve } = Promise.withResolvers<void>();
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  await using server = new RawServer(async (peer) => {
    await peer.request();
    await peer.write("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n");
    await peer.until("0\r\n\r\n");
    for (const letter of "slowly") {
      await sleep(300, never);
      await peer.write(letter);
    }
  });
  using client = overFetch();
  const body = async function* () {
    yield new TextEncoder().encode("early");
    await answered;
    yield new TextEncoder().encode("late");
    end();
  };
  const timeout = { connect: 1, read: 1_200, write: 60_000 };
  const response = await client.stream("POST", server.url, { body: body(), timeout });
  resolve();
  await ended;
  assertEquals(await response.text(), "slowly");
});

test("options that fetch cannot have are refused", () => {
  for (const proxy of ["ftp://h:1", "nonsense", "http//x"]) {
    assertThrows(() => new FetchTransport({ proxy }), TypeError, "proxy");
  }
  assertThrows(() => new FetchTransport({ limits: { keepaliveExpiry: -1 } }), RangeError);
  const misspelt = () => Reflect.construct(CoreFetchTransport, [{ limit: {} }]);
  assertThrows(misspelt, TypeError, "is limits meant?");
});

test("a redirect with a one-shot body that was sent is a BodyUsedError", async () => {
  await using server = await respondWith([
    "HTTP/1.1 307 Temporary\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n",
    toAnswer("ok"),
  ]);
  using client = overFetch();
  const body = new Blob(["once"]).stream();
  await assertRejects(() => client.post(server.url, { body }), BodyUsedError);
  assertEquals([server.requests.length, client.stats.active], [1, 0]);
});

test("a redirect whose body drips holds nobody up", async () => {
  await using server = await respondWith([
    {
      send: [`HTTP/1.1 302 Found\r\nLocation: /next\r\n\r\n`, ..."a".repeat(60)],
      pause: 500,
      end: "close",
    },
    toAnswer("there"),
  ]);
  using client = overFetch();
  const started = performance.now();
  assertEquals(await (await client.get(server.url)).text(), "there");
  assertLess(performance.now() - started, 15_000);
});

test("a transport that may speak no version is refused", () => {
  for (const options of [{ http1: false, http2: false }, { http1: "x" }, { http2: 0 }]) {
    for (const kind of [FetchTransport, Client]) {
      assertThrows(
        () => Reflect.construct(kind, [options]),
        TypeError,
        "http",
        JSON.stringify(options),
      );
    }
  }
});
