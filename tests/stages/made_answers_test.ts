import {
  assert,
  assertEquals,
  assertNotStrictEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  Client,
  CookieJar,
  HandlerTransport,
  HttpResponse,
  PreparedRequest,
  ReadError,
  ResponseTooLargeError,
  type Stage,
  StatusError,
  TotalTimeoutError,
} from "../../mod.ts";
import { CACHE_NAME } from "../../src/core/fields/cache_status.ts";
import { toIterableSource, toStreamSource } from "../../src/core/response/byte_source.ts";
import { MadeBodyLimits } from "../../src/core/response/web_parts.ts";
import { Cancellation } from "../../src/core/time/cancellation.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { until } from "../until.ts";

const URL_ = "http://example.org/";
const bytes = (text: string) => new TextEncoder().encode(text);

/** A client whose one stage answers. */
function clientOf(answer: (request: PreparedRequest) => HttpResponse, more = {}): Client {
  const stage: Stage = () => (request) => Promise.resolve(answer(request));
  return new Client({
    transport: new HandlerTransport(() => new Response()),
    ...more,
    stages: [stage],
  });
}

/** Gives pieces for ever, or until it is let go of; the last of them never comes. */
class Endless implements AsyncIterableIterator<Uint8Array<ArrayBuffer>, void> {
  returned = 0;
  #left: number;

  constructor(left: number) {
    this.#left = left;
  }

  next(): Promise<IteratorResult<Uint8Array<ArrayBuffer>, void>> {
    if (this.#left-- <= 0) return new Promise(() => {});
    return Promise.resolve({ done: false, value: new Uint8Array(10) });
  }

  return(): Promise<IteratorResult<Uint8Array<ArrayBuffer>, void>> {
    this.returned++;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}

test("an answer of bytes is there at once, and nothing of it came over the wire", async () => {
  const headers = { "content-type": "text/plain; charset=iso-8859-1" };
  using client = clientOf((request) =>
    HttpResponse.of(new Uint8Array([0xe9]), { status: 203, statusText: "Hm", headers, request })
  );
  const response = await client.stream("GET", URL_);
  assertEquals(response.content, new Uint8Array([0xe9]));
  assertEquals([response.status, response.statusText, response.url], [203, "Hm", URL_]);
  assertEquals([await response.text(), response.numBytesDownloaded], ["é", 0]);
  assertEquals(
    await new Response(response.body, response).arrayBuffer(),
    new Uint8Array([0xe9]).buffer,
  );
});

test("an answer without a body has an empty one", async () => {
  for (const body of [null, bytes("not sent")]) {
    assertEquals(HttpResponse.of(body, { status: 204 }).body, null);
  }
  const response = HttpResponse.of(null, { status: 204 });
  assertEquals([response.timings, response.nextRequest, await response.next()], [
    ...[undefined, undefined, undefined],
  ]);
  assertEquals([response.request.method, response.request.url], ["GET", "about:blank"]);
  assertEquals([response.body, await response.text(), response.url], [null, "", ""]);
});

test("an answer of pieces gives them as they are asked for", async () => {
  let made = 0;
  async function* pieces() {
    for (const text of ["one ", "", "two"]) {
      made++;
      yield await Promise.resolve(bytes(text));
    }
  }
  using client = clientOf((request) => HttpResponse.of(pieces(), { request }));
  const response = await client.stream("GET", URL_);
  const chunks = response.iterText();
  assertEquals([(await chunks.next()).value, made], ["one ", 1]);
  assertEquals(await Array.fromAsync(chunks), ["two"]);
  assertEquals([response.numBytesDownloaded, response.statusText], [0, "OK"]);
  const other = HttpResponse.of(null).with({ body: pieces() });
  assertEquals([await other.text(), other.numBytesDownloaded], ["one two", 7]);
});

test("what is no body, no status, or gives no bytes is refused", async () => {
  const wrong: unknown = "text";
  const of: (body: never, init?: object) => HttpResponse = HttpResponse.of;
  const isNever = (_: unknown): _ is never => true;
  if (isNever(wrong)) assertThrows(() => of(wrong), TypeError, "give bytes");
  for (const status of [0, 99, 1_000, 200.5, NaN]) {
    assertThrows(() => HttpResponse.of(null, { status }), RangeError, "status");
    assertThrows(() => HttpResponse.of(null).with({ status }), RangeError, "status");
  }
  async function* texts() {
    const text: unknown = await Promise.resolve("text");
    if (isNever(text)) yield text;
  }
  await assertRejects(() => HttpResponse.of(texts()).text(), TypeError, "no bytes");
});

const bounds: Readonly<Record<string, [object, (controller: AbortController) => void, unknown]>> = {
  "the caller's signal": [
    {},
    (controller) => controller.abort(new RangeError("enough")),
    RangeError,
  ],
  "timeout.total": [{ timeout: { total: 30 } }, () => {}, TotalTimeoutError],
};

for (const [name, [options, act, expected]] of Object.entries(bounds)) {
  test(`${name} ends the body of an answer that a stage made, and lets go of it`, async () => {
    const body = new Endless(1);
    using client = clientOf((request) => HttpResponse.of(body, { request }));
    const controller = new AbortController();
    const response = await client.stream("GET", URL_, { ...options, signal: controller.signal });
    const chunks = response.iterBytes();
    await chunks.next();
    const rest = assertRejects(() => chunks.next());
    act(controller);
    const error = await rest;
    assert(typeof expected === "function" && error instanceof expected, String(error));
    assertEquals(body.returned, 1);
  });
}

test("maxResponseBytes bounds an answer that a stage made, also of a web stream", async () => {
  const makers = [
    () => HttpResponse.of(new Endless(Infinity)),
    () => HttpResponse.from(new Response(new Uint8Array(1_000))),
    () => HttpResponse.of(new Uint8Array(101)),
  ];
  for (const make of makers) {
    using client = clientOf(make, { maxResponseBytes: 100 });
    const error = await assertRejects(async () => await client.get(URL_), ResponseTooLargeError);
    assert(error.request);
    assertEquals(error.phase, "read");
  }
  for (const content of [new Uint8Array(100), null]) {
    using client = clientOf(() => HttpResponse.of(content), { maxResponseBytes: 100 });
    assertEquals((await client.get(URL_)).content.length, content?.length ?? 0);
  }
});

test("the first call that an answer of pieces is given for bounds it, and its clock ends with it", async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const answer = HttpResponse.of(new Endless(2));
  using client = clientOf(() => answer);
  const ask = ({ signal }: AbortController) => client.stream("GET", URL_, { signal });
  const chunks = (await ask(first)).iterBytes();
  await ask(second);
  second.abort(new Error("another one's"));
  assertEquals((await chunks.next()).value?.length, 10);
  const reason = new Error("its own");
  first.abort(reason);
  assertStrictEquals(await assertRejects(() => chunks.next()), reason);
  // A timer that goes on would be seen at the end of the test.
  for (const isRead of [true, false]) {
    const short = HttpResponse.of(new Blob(["short"]).stream());
    if (isRead) await short.text();
    using timed = clientOf(() => short, { timeout: { total: 600_000 } });
    assertEquals(await timed.get(URL_).text(), "short");
  }
});

test("an answer that is closed lets go of what gives its pieces", async () => {
  const body = new Endless(3);
  const response = HttpResponse.of(body);
  await response.iterBytes().next();
  response.close();
  assertEquals(body.returned, 1);
  const shared = new Endless(3);
  const one = HttpResponse.of(shared);
  const other = one.clone();
  one.close();
  assertEquals(shared.returned, 0);
  other.close();
  await until(() => shared.returned === 1);
});

test("a source that was let go of gives the reason and nothing more", async () => {
  const body = new Endless(3);
  const source = toIterableSource(body);
  const reason = new Error("enough");
  assertEquals((await source.read())?.length, 10);
  source.abort(reason);
  source.abort(new Error("too late"));
  assertStrictEquals(await assertRejects(() => source.read()), reason);
  assertEquals(body.returned, 1);
});

test("cookies of an answer that came before are not kept again", async () => {
  for (const setsCookies of [undefined, true, false]) {
    const cookies = new CookieJar();
    const headers = { "set-cookie": "a=1" };
    using client = clientOf((request) => HttpResponse.of(null, { headers, request, setsCookies }), {
      cookies,
    });
    const response = await client.get(URL_);
    assertEquals(
      [cookies.size, response.setsCookies],
      setsCookies === false ? [0, false] : [1, true],
    );
    assertEquals(response.headers.get("set-cookie"), "a=1");
    assertEquals(response.with({ status: 201 }).setsCookies, setsCookies !== false);
  }
});

test("with() changes what is said, and keeps what is known and the body", async () => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () =>
      new Response('{"n":1}', {
        status: 201,
        headers: { "x-a": "1", "content-type": "application/json" },
      }),
  );
  const stage: Stage = (next) => async (request, context) => {
    const response = await next(request, context);
    const headers = new Headers(response.headers);
    headers.set("x-b", "2");
    return response.with({ headers }).with({ status: 202, statusText: "Changed" });
  };
  using client = new Client({
    transport: new SocketTransport(),
    stages: [stage],
    parseJson: (text) => ({ parsed: text }),
  });
  for (const stream of [false, true]) {
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const response = stream ? await client.stream("GET", url) : await client.get(url);
    assertEquals([response.status, response.statusText], [202, "Changed"]);
    assertEquals([response.headers.get("x-a"), response.headers.get("x-b")], ["1", "2"]);
    assertEquals([response.httpVersion, response.url], ["HTTP/1.1", url]);
    assert(response.elapsed > 0 && response.remoteAddress);
    assertEquals(await response.json(), { parsed: '{"n":1}' });
    assertEquals(response.numBytesDownloaded, 7);
  }
});

test("with() and the first answer share one body", async () => {
  const first = HttpResponse.of((async function* () {
    yield await Promise.resolve(bytes("once"));
  })());
  const second = first.with({ headers: { "x-a": "1" } });
  assertEquals(await second.text(), "once");
  assertEquals(await first.text(), "once");
});

test("with({ body }) takes another body, for which the old length and coding do not hold", async () => {
  const coded = await new Response(
    new Blob(["hello"]).stream().pipeThrough(new CompressionStream("gzip")),
  ).bytes();
  const headers = { "content-encoding": "gzip", "x-a": "1" };
  const stage: Stage = (next) => async (request, context) => {
    const response = await next(request, context);
    return response.with({ body: bytes((await response.text()).toUpperCase()) });
  };
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(coded, { headers }),
  );
  using client = new Client({ transport: new SocketTransport(), stages: [stage] });
  const response = await client.get(`http://127.0.0.1:${server.addr.port}/`);
  assertEquals(await response.text(), "HELLO");
  for (const name of ["content-encoding", "content-length"]) {
    assertEquals(response.headers.has(name), false);
  }
  assertEquals([response.headers.get("x-a"), response.numBytesDownloaded], ["1", coded.length]);
  assertEquals(await new Response(response.body, response).text(), "HELLO");
});

test("with() keeps the start of the body of an error, and the way on from a redirect", async () => {
  const changing: Stage = (next) => async (request, context) => {
    const response = await next(request, context);
    return response.with({ headers: [...response.headers, ["x-seen", "1"]] });
  };
  const transport = new HandlerTransport(({ url }) =>
    url.endsWith("/old")
      ? new Response(null, { status: 302, headers: { location: "/new" } })
      : new Response("why", { status: 500 })
  );
  using client = new Client({ transport, stages: [changing] });
  const response = await client.stream("GET", "http://example.org/old", { followRedirects: false });
  assertEquals(response.nextRequest?.url, "http://example.org/new");
  const next = await response.next();
  assertEquals([next?.status, next?.headers.get("x-seen"), next?.history.length], [500, "1", 1]);
  const error = assertThrows(() => next?.raiseForStatus(), StatusError);
  assertEquals(error.body, "why");
});

test("client.fetch gives a TypeError where the body of an answer that a stage made fails", async () => {
  const failing = async function* () {
    yield await Promise.resolve(bytes("one"));
    throw new ReadError("cut");
  };
  using client = clientOf((request) => HttpResponse.of(failing(), { request }));
  const response = await client.fetch(URL_);
  await assertRejects(() => response.text(), TypeError);
});

test("a reason phrase holds for its status alone", () => {
  const made = HttpResponse.of(null, { status: 201, statusText: "Done" });
  const reasons = [
    made.with({ headers: {} }),
    made.with({ status: 201 }),
    made.with({ status: 404 }),
    made.with({ status: 404, statusText: "Lost" }),
  ].map(({ statusText }) => statusText);
  assertEquals(reasons, ["Done", "Done", "Not Found", "Lost"]);
});

test("with() keeps how the body came over the wire, as long as headers and body stay", () => {
  const trailers = new Headers({ "x-sum": "1" });
  const tls = { alpnProtocol: "http/1.1", version: "TLSv1.3" };
  const timings = { queue: 1, connect: 2, tls: 3, send: 4, wait: 5, receive: 6 };
  const fields = new Headers({ "content-encoding": "gzip" });
  const raw = {
    ...{ status: 200, reasonPhrase: "OK", decoded: true, fields, headers: fields },
    ...{ source: toStreamSource(new Blob(["hello"]).stream()), trailers, timings, tls },
    url: "http://led.example/",
  };
  const request = new PreparedRequest("GET", new URL(URL_), {}, undefined);
  const response = new HttpResponse({ raw, request, elapsed: 0, content: bytes("hello") });
  const coding = (answer: HttpResponse) => [
    answer.headers.get("content-encoding"),
    [...answer.headers.keys()].includes("content-encoding"),
  ];
  assertEquals(coding(response.with({ status: 203 })), ["gzip", false]);
  assertEquals(coding(response.with({ headers: { "content-encoding": "x" } })), ["x", true]);
  assertEquals(coding(response.with({ body: null })), [null, false]);
  const changed = response.with({ status: 203 });
  assertEquals([changed.trailers, changed.timings], [trailers, timings]);
  assertEquals([response.trailers, response.timings, response.tls], [trailers, timings, tls]);
  assertNotStrictEquals(response.timings, timings);
  // As a browser tells it, which follows redirects by itself.
  assertEquals([response.redirected, response.url], [true, "http://led.example/"]);
});

test("the cache of the client is told apart from others on the way", () => {
  const of = (value: string) =>
    HttpResponse.of(null, { headers: { "cache-status": value } }).cacheStatus;
  assertEquals(of(`edge; hit, ${CACHE_NAME}; fwd=miss, proxy; hit`)?.forward, "miss");
  assertEquals([of("edge; hit"), HttpResponse.of(null).cacheStatus], [undefined, undefined]);
});

test("with({ body }) of what was changed before takes the new body", async () => {
  const first = HttpResponse.of(bytes("old")).with({ status: 201 });
  const second = first.with({ body: bytes("new") });
  assertEquals([await first.text(), await second.text(), second.status], ["old", "new", 201]);
});

test("an answer that a stage gives again and again has the place of each call", async () => {
  for (const body of [bytes("same"), null]) {
    const answer = HttpResponse.of(body, { headers: { location: "/next" }, status: 302 });
    using client = clientOf(() => answer);
    const first = await client.get("http://one.example/", { followRedirects: false });
    const second = await client.get("http://two.example/", { followRedirects: false });
    const urls = [first, second].map(({ nextRequest }) => nextRequest?.url);
    assertEquals(urls, ["http://one.example/next", "http://two.example/next"]);
  }
  for (const hasRequest of [false, true]) {
    let answer: HttpResponse | undefined;
    const stage: Stage = (next) => (request, context) => {
      if (request.url.pathname === "/old") return next(request, context);
      answer ??= HttpResponse.of(bytes("ok"), hasRequest ? { request } : {});
      return Promise.resolve(answer);
    };
    using client = new Client({
      transport: new HandlerTransport(() =>
        new Response(null, { status: 302, headers: { location: "/new" } })
      ),
      stages: [stage],
    });
    const direct = await client.get("http://example.org/new");
    const led = await client.get("http://example.org/old");
    assertEquals([direct.history.length, led.history.length], [0, 1]);
    assertEquals([await direct.text(), await led.text()], ["ok", "ok"]);
  }
});

test("an answer of the transport is the one that a stage saw", async () => {
  let seen: HttpResponse | undefined;
  const stage: Stage = (next) => async (request, context) => seen = await next(request, context);
  const transport = new HandlerTransport(() => new Response("ok"));
  using client = new Client({ transport, stages: [stage] });
  assertStrictEquals(await client.get(URL_), seen);
});

test("headers that are given as pairs are those of the web, and nobody changes them later", () => {
  const pairs: [string, string][] = [
    ["X-Two", "1"],
    ["set-cookie", "a=1"],
    ["x-two", " 2\t"],
    ["Set-Cookie", "b=2"],
    ["connection", "x-two"],
    ["x-empty", ""],
    ["x-latin", "\xe9"],
    ["x-left", " a"],
    ["x-right", "a\t"],
    ["x-space", "a "],
    ["x-both", "  a b  "],
    ["content-type", "text/plain; charset=iso-8859-1"],
  ];
  const web = new Headers(pairs);
  const response = HttpResponse.of(Uint8Array.of(0xe9), { headers: pairs });
  pairs.splice(0);
  assertEquals(response.encoding, "windows-1252");
  assertEquals([...response.headers], [...web]);
  for (const name of [...web.keys(), "X-TWO", "x-none"]) {
    assertEquals([response.headers.get(name), response.headers.has(name)], [
      web.get(name),
      web.has(name),
    ], name);
  }
  assertEquals(response.headers.getSetCookie(), ["a=1", "b=2"]);
  assertEquals(response.setsCookies, true);
  assertEquals([...response.with({ status: 201 }).headers], [...web]);
  assertThrows(() => response.headers.append("x", "y"), TypeError);
  assertEquals(HttpResponse.of(null, { headers: [["x-a", "1"]] }).setsCookies, false);
});

test("pairs that are no headers are refused", () => {
  for (const pair of [["a b", "1"], ["", "1"], ["x", "a\nb"], ["x", "\u0100"], ["x"]]) {
    const headers = JSON.parse(JSON.stringify([pair]));
    assertThrows(() => HttpResponse.of(null, { headers }), TypeError);
    assertThrows(() => HttpResponse.of(null, { headers: [["a", "1"], ...headers] }), TypeError);
  }
});

test("an answer that was made for another request stays one of that", async () => {
  const other = new PreparedRequest("HEAD", new URL("http://other.example/"), {}, undefined);
  using client = clientOf(() => HttpResponse.of(null, { request: other }));
  const { url, request } = await client.get(URL_);
  assertEquals([url, request.method, request.url], [
    "http://other.example/",
    "HEAD",
    "http://other.example/",
  ]);
});

test("a body that has ended is no affair of the call that it answers, another one is", async () => {
  const request = new PreparedRequest("GET", new URL(URL_), {}, undefined);
  for (const isRead of [true, false]) {
    const seen: string[] = [];
    const limits = new MadeBodyLimits(toStreamSource(new Blob(["ab"]).stream()), request);
    const read = async () => {
      while (await limits.incoming.read() !== undefined) continue;
    };
    if (isRead) await read();
    limits.bind({
      settings: { maxResponseBytes: 10 },
      cancellation: new Cancellation(),
      awaited: () => {},
      opened: () => void seen.push("opened"),
      ended: () => void seen.push("ended"),
    });
    await read();
    assertEquals([isRead, ...seen], isRead ? [true] : [false, "opened", "ended"]);
  }
});
