import { assertEquals, assertRejects } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import {
  type Auth,
  BodyUsedError,
  Client,
  type ClientOptions,
  CookieJar,
  FetchTransport,
  HandlerTransport,
  type HttpResponse,
  type PreparedRequest,
  ResponseTooLargeError,
  type Stage,
} from "../../mod.ts";
import { sendOver } from "../../src/core/fetch/adapter.ts";
import type { SendContext } from "../../src/core/fetch/transport.ts";
import type { RawResponse } from "../../src/core/response/raw_response.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { answering, RawServer } from "../transports/socket/wire.ts";
import { until } from "../until.ts";

const SMALL = answering("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789");

test("a body that came with its head is bounded and counted as any other", async () => {
  await using server = new RawServer(SMALL);
  await using client = new Client({ transport: new SocketTransport() });
  for (const [maxResponseBytes, text] of [[10, "0123456789"], [9, undefined]] as const) {
    const asking = client.get(server.url, { maxResponseBytes }).text();
    if (text !== undefined) assertEquals(await asking, text);
    else await assertRejects(() => asking, ResponseTooLargeError);
  }
  const reports: number[] = [];
  const onDownloadProgress = ({ transferred }: { transferred: number }) => {
    reports.push(transferred);
  };
  await client.get(server.url, { onDownloadProgress });
  assertEquals([reports.at(-1), client.stats.active], [10, 0]);
});

test("a body that came with its head is left unread for a stream, and for hooks", async () => {
  await using server = new RawServer(SMALL);
  await using client = new Client({ transport: new SocketTransport() });
  const seen: boolean[] = [];
  await using streamed = await client.stream("GET", server.url);
  seen.push(streamed.isRead);
  const hooks = { response: [({ isRead }: HttpResponse) => void seen.push(isRead)] };
  seen.push((await client.get(server.url, { hooks })).isRead);
  assertEquals(seen, [false, false, true]);
});

test("a transport in the light form is told of the call that it is for", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<SendContext>();
  class Silent extends FetchTransport {
    override sendPrepared(_: PreparedRequest, context: SendContext): Promise<RawResponse> {
      begin(context);
      return context.cancellation.race(new Promise<never>(() => {}));
    }
  }
  using client = new Client({ transport: new Silent(), sensitiveHeaders: ["x-key"] });
  const controller = new AbortController();
  const { signal } = controller;
  const asking = client.get("http://h.example/", { signal, timeout: { read: 7_000 } });
  const context = await begun;
  assertEquals([context.signal.aborted, context.timeout.read], [false, 7_000]);
  assertEquals(context.sensitiveHeaders, ["x-key"]);
  controller.abort(new RangeError("enough"));
  assertEquals([context.signal.aborted, context.signal.reason], [true, signal.reason]);
  await assertRejects(() => asking, RangeError, "enough");
});

test("a jar that fails fails the call, and lets go of the answer", async () => {
  const headers = { "set-cookie": "a=1" };
  const own = new HandlerTransport(() => new Response(new ReadableStream(), { headers }));
  for (const transport of [new SocketTransport(), new FetchTransport(), own]) {
    await using server = new RawServer(async (peer) => {
      await peer.request();
      await peer.write("HTTP/1.1 200 OK\r\nset-cookie: a=1\r\ncontent-length: 10\r\n\r\n");
      await peer.drain();
    });
    const cookies = new CookieJar();
    cookies.extract = () => {
      throw new RangeError("the jar is full");
    };
    await using client = new Client({ transport, cookies });
    await assertRejects(() => client.get(server.url), RangeError, "the jar is full");
    assertEquals(client.stats.active, 0);
    await until(() => server.open === 0);
  }
});

test("a stream that is wanted twice tells by whom, and when", async () => {
  const transport = new HandlerTransport(async (request) => new Response(await request.text()));
  const twice: Stage = (next) => async (request, context) => {
    (await next(request, context)).close();
    return await next(request, context);
  };
  using client = new Client({ transport, stages: [twice] });
  const body = new Blob(["once"]).stream();
  const error = await assertRejects(
    () => client.post("http://h.example/a", { body }),
    BodyUsedError,
    "a stream cannot be sent again",
  );
  assertEquals([error.phase, error.request?.url], ["write", "http://h.example/a"]);
});

/** Notes whether it may follow redirects by itself. */
class Following extends FetchTransport {
  readonly follows: (boolean | undefined)[] = [];

  override sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    this.follows.push(context.followsRedirects);
    return sendOver({ send: () => Promise.resolve(new Response()) }, request, context);
  }
}

const FOLLOWING: Readonly<Record<string, readonly [boolean, "GET" | "HEAD", object, object?]>> = {
  "by default": [true, "GET", {}],
  "not of HEAD": [false, "HEAD", {}],
  "of HEAD, where it is said": [true, "HEAD", { followRedirects: true }],
  "where there are no cookies to keep": [true, "GET", {}, { cookies: false }],
  "not where it is said": [false, "GET", { followRedirects: false }],
  "not where each URL is looked at": [false, "GET", {}, { allowUrl: () => true }],
};

for (const [name, [expected, method, options, more]] of Object.entries(FOLLOWING)) {
  test(`a transport that hides redirects may follow them: ${name}`, async () => {
    const transport = new Following();
    using client = new Client({ transport, ...more });
    assertEquals((await client.request(method, "http://h.example/", options)).status, 200);
    assertEquals(transport.follows, [expected]);
  });
}

/** Sends again what was refused. */
class Insisting implements Auth {
  async *flow(request: Request): ReturnType<Auth["flow"]> {
    const response = yield request;
    if (response.status === 401) yield new Request(request, { headers: { "x-again": "1" } });
  }
}

/** How a body that comes after some milliseconds has ended, by the clock of a test. */
async function endingOf(ms: number, options: ClientOptions): Promise<string> {
  using time = new FakeTime();
  let ending = "open";
  const body = new ReadableStream({
    start(controller) {
      setTimeout(() => {
        if (ending !== "open") return;
        controller.enqueue(new Uint8Array(10));
        controller.close();
        ending = "read";
      }, ms);
    },
    cancel: () => void (ending = "let go"),
  });
  const transport = new HandlerTransport(({ headers }) =>
    headers.has("x-again") ? new Response("ok") : new Response(body, { status: 401 })
  );
  using client = new Client({ transport, auth: new Insisting(), trustEnv: false, ...options });
  const asking = client.get("http://h.example/").text();
  for (let tick = 0; tick < 100; tick++) await time.tickAsync(10);
  assertEquals(await asking, "ok");
  return ending;
}

test("an answer that a flow goes on from has half a second to come to its end", async () => {
  assertEquals(await endingOf(300, {}), "read");
  assertEquals(await endingOf(700, {}), "let go");
  const hooks = { response: [() => {}] };
  assertEquals(await endingOf(50, { hooks }), "read");
  assertEquals(await endingOf(300, { hooks }), "let go", "hooks see it sooner");
});

const AT_ONCE: Readonly<Record<string, (client: Client) => Promise<Response>>> = {
  "a redirect that nobody follows": (client) => client.stream("GET", "http://h.example/302"),
  "what fetch() gives, whatever its status": (client) => client.fetch("http://h.example/404"),
};

for (const [name, ask] of Object.entries(AT_ONCE)) {
  test(`${name}, is there before its body`, async () => {
    using time = new FakeTime();
    const transport = new HandlerTransport(({ url }) =>
      new Response(new ReadableStream(), {
        status: Number(url.slice(-3)),
        headers: { location: "/there" },
      })
    );
    using client = new Client({ transport, followRedirects: false });
    let status: number | undefined;
    const asking = ask(client).then(async (response) => {
      status = response.status;
      await response.body?.cancel();
    });
    for (let turn = 0; turn < 100; turn++) await time.tickAsync(0);
    assertEquals(status, name.includes("redirect") ? 302 : 404);
    await asking;
  });
}
