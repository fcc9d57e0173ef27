import { assert, assertEquals, assertInstanceOf, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  type ClientOptions,
  DigestAuth,
  get,
  HandlerTransport,
  HttpResponse,
  StatusError,
} from "../mod.ts";
import { MockTransport } from "../src/testing/mod.ts";
import { test } from "./checked.ts";
import { overFetch } from "./over_fetch.ts";
import { overSockets } from "./wire/over_sockets.ts";

const problem = { title: "No credit", balance: 30 };

/** A server with an error for every purpose. */
function serve(tried: Map<string, number> = new Map()): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    const { pathname } = new URL(request.url);
    const count = (tried.get(pathname) ?? 0) + 1;
    tried.set(pathname, count);
    if (pathname === "/json") return Response.json(problem, { status: 422 });
    if (pathname === "/text") return new Response("x".repeat(200_000), { status: 500 });
    if (pathname === "/flaky") return new Response(`${count}`, { status: count < 3 ? 503 : 200 });
    if (pathname === "/moved") {
      return new Response("", { status: 302, headers: { location: "/ok" } });
    }
    if (pathname === "/endless") return new Response(endless(), { status: 500 });
    if (pathname === "/signed" && !request.headers.has("authorization")) {
      const challenge = 'Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256';
      return new Response("", { status: 401, headers: { "www-authenticate": challenge } });
    }
    return new Response("fine");
  });
}

function endless(): ReadableStream<Uint8Array> {
  const chunk = new Uint8Array(10_000).fill(65);
  return new ReadableStream({
    async pull(controller) {
      await Promise.resolve();
      controller.enqueue(chunk);
    },
  });
}

const OVER: Readonly<Record<string, (options: ClientOptions) => Client>> = {
  fetch: overFetch,
  sockets: (options) => overSockets({}, options).client,
};

for (const [way, toClient] of Object.entries(OVER)) {
  test(`over ${way}, throwOnError makes an error of the final answer alone`, async () => {
    await using server = serve();
    const options = { baseUrl: `http://127.0.0.1:${server.addr.port}`, throwOnError: true };
    const retries = { total: 2, backoff: { base: 1 } };
    await using client = toClient({ ...options, retries });
    assertEquals(await client.get("/flaky").text(), "3");
    assertEquals(await client.get("/moved").text(), "fine");
    const auth = new DigestAuth("u", "p");
    assertEquals((await client.get("/signed", { auth })).status, 200);
    const error = await assertRejects(() => client.get("/json").json(), StatusError);
    assertEquals([error.status, error.data, error.code], [422, problem, "ERR_STATUS"]);
    assertEquals(await error.response?.json(), problem);
  });

  test(`over ${way}, a stream that is an error is thrown with the start of its body`, async () => {
    await using server = serve();
    const baseUrl = `http://127.0.0.1:${server.addr.port}`;
    await using client = toClient({ baseUrl, throwOnError: true, limits: { maxConnections: 1 } });
    const read = await assertRejects(() => client.stream("GET", "/json"), StatusError);
    assertEquals(read.data, problem);
    const cut = await assertRejects(() => client.stream("GET", "/text"), StatusError);
    assertEquals([cut.body.length, cut.data], [2_000, undefined]);
    const startedAt = performance.now();
    const torn = await assertRejects(() => client.stream("GET", "/endless"), StatusError);
    assert(torn.body.startsWith("AAAA") && performance.now() - startedAt < 20_000);
    assertEquals(client.stats.active, 0);
    assertEquals(await client.get("/ok").text(), "fine");
  });
}

const routes = { "/404": 404, "/500": { status: 500, json: [1] }, "/ok": 200 } as const;
const baseUrl = "http://h.example";

test("every way to send throws, and client.fetch does not, as the platform's", async () => {
  const transport = new MockTransport(routes);
  using client = new Client({ transport, baseUrl, throwOnError: true });
  const request = new Request(`${baseUrl}/404`);
  for (
    const send of [
      () => client.request("GET", "/404"),
      () => client.get("/404"),
      () => client.post("/404"),
      () => client.send(request.clone()),
      () => client.send(request.clone(), { stream: true }),
      () => client.stream("GET", "/404"),
      () => client.extend({ headers: { a: "b" } }).get("/404"),
      () => get(`${baseUrl}/404`, { transport, throwOnError: true }),
      () => client.get("/404", { throwOnError: undefined }),
    ]
  ) {
    assertEquals((await assertRejects(async () => await send(), StatusError)).status, 404);
  }
  assertEquals((await client.fetch(`${baseUrl}/404`)).status, 404);
});

test("a request switches it on and off", async () => {
  const transport = new MockTransport(routes);
  using client = new Client({ transport, baseUrl, throwOnError: true });
  for (const throwOnError of [false, null]) {
    assertEquals((await client.get("/404", { throwOnError })).status, 404);
    assertEquals((await client.extend({ throwOnError }).get("/404")).status, 404);
  }
  using lenient = new Client({ transport, baseUrl });
  assertEquals((await lenient.get("/404")).status, 404);
  await assertRejects(() => lenient.get("/404", { throwOnError: true }), StatusError);
});

test("a function decides of 4xx and 5xx alone", async () => {
  const asked: number[] = [];
  const throwOnError = (response: HttpResponse) => {
    assertInstanceOf(response, HttpResponse);
    asked.push(response.status);
    return response.status >= 500;
  };
  const transport = new MockTransport(routes);
  using client = new Client({ transport, baseUrl, throwOnError });
  assertEquals((await client.get("/ok")).status, 200);
  assertEquals((await client.get("/404")).status, 404);
  const error = await assertRejects(() => client.get("/500"), StatusError);
  assertEquals([asked, error.data], [[404, 500], [1]]);
});

test("what a function throws or gives that is no flag ends the call and lets go of the body", async () => {
  const transport = new MockTransport(routes);
  const own = new Error("mine");
  using client = new Client({ transport, baseUrl, limits: { maxConnections: 1 } });
  const throwing = {
    throwOnError: () => {
      throw own;
    },
  };
  assertEquals(await assertRejects(() => client.stream("GET", "/500", throwing)), own);
  const throwOnError: unknown = () => Promise.resolve(true);
  const asked = Reflect.apply(client.stream, client, ["GET", "/500", { throwOnError }]);
  await assertRejects(() => asked, TypeError, "a Promise from throwOnError");
  assertEquals(client.stats.active, 0);
});

test("anything else is refused before anything is sent", () => {
  for (const throwOnError of [1, "yes", {}, []]) {
    assertThrows(() => Reflect.construct(Client, [{ throwOnError }]), TypeError, "throwOnError");
  }
});

test("a step by next() throws as well; downloads and pages judge for themselves", async () => {
  const transport = new MockTransport({
    "/go": { status: 302, headers: { location: "/404" } },
    ...routes,
  });
  using client = new Client({ transport, baseUrl, throwOnError: () => false });
  const response = await client.get("/go", { followRedirects: false, throwOnError: true });
  await assertRejects(() => response.next(), StatusError);
  const sink = () => new WritableStream<Uint8Array<ArrayBuffer>>();
  await assertRejects(() => client.download("/404", sink()), StatusError);
  await assertRejects(() => client.paginate("/404").next(), StatusError);
  await assertRejects(() => client.events("/404").next(), StatusError);
  const strict = { throwOnError: true, reconnect: false };
  await assertRejects(() => client.events("/404", strict).next(), StatusError);
});

test("StatusError.data is what is JSON by its media type, whole and not too large", async () => {
  const rows: readonly (readonly [body: string, type: string | null, data: unknown])[] = [
    ['{"a":1}', "application/json", { a: 1 }],
    ['{"a":1}', "application/problem+json; charset=utf-8", { a: 1 }],
    ["7", "text/json", 7],
    ["null", "application/json", null],
    ["{", "application/json", undefined],
    ["", "application/json", undefined],
    ["7", "text/plain", undefined],
    [`"${"a".repeat(2 ** 20)}"`, "application/json", undefined],
  ];
  for (const [body, type, data] of rows) {
    const transport = new MockTransport({
      "*": () => new Response(body, { status: 400, headers: type ? { "content-type": type } : {} }),
    });
    using client = new Client({ transport, throwOnError: true });
    const error = await assertRejects(() => client.get(baseUrl), StatusError);
    assertEquals(error.data, data, `${type}: ${body.slice(0, 20)}`);
    assert(!Deno.inspect(error).includes("#data"));
  }
});

test("of a body that is not whole only what is closed by itself is data", async () => {
  const rows: readonly (readonly [start: string, data: unknown])[] = [
    ["12", undefined],
    ["null", undefined],
    ['{"a":', undefined],
    ['{"a":1}', { a: 1 }],
    ["[1]", [1]],
  ];
  for (const [start, data] of rows) {
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      start: (controller) => controller.enqueue(new TextEncoder().encode(start)),
    });
    const headers = { "content-type": "application/json" };
    const transport = new HandlerTransport(() => new Response(body, { status: 400, headers }));
    using client = new Client({ transport });
    await using response = await client.stream("GET", baseUrl);
    assertEquals(assertThrows(() => response.raiseForStatus(), StatusError).data, data, start);
  }
});
