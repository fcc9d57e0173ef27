import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  FetchTransport,
  HandlerTransport,
  HttpResponse,
  type RequestOptions,
  type Send,
  type Stage,
  type StageContext,
  StatusError,
  TotalTimeoutError,
  type Transport,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { testOverBoth } from "../transports/both.ts";

/** Notes what passes, in the order of the stages. */
function noting(name: string, notes: string[]): Stage {
  return (next) => async (request, context) => {
    notes.push(`${name} > ${request.method} ${request.url.pathname} ${context.hop}`);
    const response = await next(request, context);
    notes.push(`${name} < ${response.status}`);
    return response;
  };
}

test("stages see every hop, the outermost first, with the cookies and what hooks made of it", async () => {
  const seen: (string | undefined)[] = [];
  const spy: Stage = (next) => (request, context) => {
    seen.push(`${request.headers.cookie} ${request.headers["x-hook"]}`);
    return next(request, context);
  };
  const notes: string[] = [];
  const transport = new HandlerTransport(({ url }) =>
    url.endsWith("/a")
      ? new Response(null, { status: 302, headers: { location: "/b", "set-cookie": "n=1" } })
      : new Response("hello")
  );
  using client = new Client({
    transport,
    stages: [noting("one", notes), noting("two", notes), spy],
    hooks: {
      request: [
        (request) => new Request(request, { headers: { "x-hook": "yes", ...cookieOf(request) } }),
      ],
    },
  });
  await client.get("http://example.org/a");
  assertEquals(notes, [
    "one > GET /a 1",
    "two > GET /a 1",
    "two < 302",
    "one < 302",
    "one > GET /b 2",
    "two > GET /b 2",
    "two < 200",
    "one < 200",
  ]);
  assertEquals(seen, ["undefined yes", "n=1 yes"]);
});

function cookieOf({ headers }: Request): Record<string, string> {
  const cookie = headers.get("cookie");
  return cookie === null ? {} : { cookie };
}

test("a stage stands outside of retries, and inside of what answers a challenge", async () => {
  const notes: string[] = [];
  let asked = 0;
  const transport = new HandlerTransport(() => new Response(null, { status: asked++ ? 204 : 503 }));
  using client = new Client({
    transport,
    stages: [noting("s", notes)],
    retries: { total: 1, backoff: { base: 1, jitter: false } },
  });
  await client.get("http://example.org/");
  assertEquals([asked, notes], [2, ["s > GET / 1", "s < 204"]]);
});

const over = [() => new FetchTransport(), () => new SocketTransport()] as const;

for (const make of over) {
  test(`a stage changes request and answer, and sends more than once: ${make().constructor.name}`, async () => {
    const bodies: string[] = [];
    await using server = Deno.serve(
      { hostname: "127.0.0.1", port: 0, onListen() {} },
      async (request) => {
        bodies.push(`${request.headers.get("x-try")} ${await request.text()}`);
        return new Response("hello", { status: bodies.length === 1 ? 500 : 200 });
      },
    );
    const twice: Stage = (next) => async (request, context) => {
      const response = await next(request.withHeader("x-try", "1"), context);
      if (response.ok) return response;
      await response.discard();
      return await next(request.withHeader("x-try", "2"), context);
    };
    const transport: Transport = make();
    await using client = new Client({ transport, stages: [twice], limits: { maxConnections: 1 } });
    const url = `http://127.0.0.1:${server.addr.port}/`;
    const response = await client.put(url, { body: "data" });
    assertEquals([response.status, await response.text()], [200, "hello"]);
    assertEquals(bodies, ["1 data", "2 data"]);
    await using streamed = await client.stream("GET", url);
    assertEquals(await Array.fromAsync(streamed.iterLines()), ["hello"]);
    assertEquals(client.stats.active, 0);
  });
}

test("what the context tells", async () => {
  const seen: StageContext[] = [];
  const keep: Stage = (next) => (request, context) => {
    seen.push(context);
    return next(request, context);
  };
  using client = new Client({
    transport: new HandlerTransport(() => new Response("hello")),
    stages: [keep],
    sensitiveHeaders: ["X-Key"],
  });
  const options: RequestOptions = { timeout: { total: 60_000 }, cache: "no-store" };
  await client.get("http://example.org/", options);
  await using _response = await client.stream("GET", "http://example.org/");
  const [first, second] = seen;
  assertEquals(first?.options, options);
  assertEquals([first?.hop, first?.attempt, first?.previous, first?.stream], [
    1,
    1,
    undefined,
    false,
  ]);
  assertEquals((first?.left ?? 0) > 0 && (first?.left ?? 0) <= 60_000, true);
  assertEquals([second?.left, second?.stream, second?.options], [Infinity, true, {}]);
  assertEquals(first?.client.sensitiveHeaders, ["x-key"]);
});

test("a request of a detached context outlives the call, and ends with the client", async () => {
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const { promise: failed, resolve: fail } = Promise.withResolvers<unknown>();
  const background: Stage = (next) => async (request, context) => {
    const response = await next(request, context);
    next(request.withHeader("x-late", "1"), context.detach()).catch(fail);
    return response;
  };
  const transport = new HandlerTransport(async (request) => {
    if (!request.headers.has("x-late")) return new Response("hello");
    begin();
    await new Promise((_, reject) =>
      request.signal.addEventListener("abort", () => reject(request.signal.reason))
    );
    return new Response("never");
  });
  const client = new Client({ transport, stages: [background] });
  const response = await client.get("http://example.org/", { timeout: { total: 60_000 } });
  assertEquals(await response.text(), "hello");
  await begun;
  client.close();
  const error = await failed;
  assertEquals(error instanceof DOMException && error.name, "AbortError");
  assertEquals(client.stats.active, 0);
});

test("wrong stages, contexts, events and answers are TypeErrors", async () => {
  for (const stages of [{}, [1], "x", [null]]) {
    assertThrows(() => new Client(JSON.parse(JSON.stringify({ stages }))), TypeError, "stages");
  }
  const transport = new HandlerTransport(() => new Response("hello"));
  const mixed: Stage[] = [(next) => next, Object(1)];
  assertThrows(() => new Client({ transport, stages: mixed }), TypeError, "stages");
  for (const stages of [null, undefined, []]) {
    using client = new Client({ transport, stages });
    assertEquals(await client.get("http://h.example/").text(), "hello");
  }
  const noSend: Stage = Object(() => undefined);
  assertThrows(
    () => new Client({ transport, stages: [noSend] }),
    TypeError,
    "must give a function",
  );
  const wrong: readonly (readonly [Stage, string])[] = [
    [(next) => (request, context) => next(request, { ...context }), "hand on the context"],
    [() => () => Object(Promise.resolve(new Response("x"))), "HttpResponse.from"],
    [(next) => (request, context) => {
      context.tell(JSON.parse('{ "type": "retry" }'));
      return next(request, context);
    }, "must begin with stage."],
  ];
  for (const [stage, message] of wrong) {
    using client = new Client({ transport, stages: [stage] });
    await assertRejects(async () => await client.get("http://example.org/"), TypeError, message);
    assertEquals(client.stats.active, 0);
  }
  using client = new Client({ transport });
  const cache: RequestOptions = JSON.parse('{ "cache": "sometimes" }');
  await assertRejects(() => client.get("http://example.org/", cache), TypeError, "only-if-cached");
});

test("a stage that fails gives its error, and no permit stays taken", async () => {
  const failing: Stage = (next: Send): Send => async (request, context) => {
    await next(request, context);
    throw new RangeError("mine");
  };
  const transport = new HandlerTransport(() => new Response("hello"));
  using client = new Client({ transport, stages: [failing] });
  await assertRejects(() => client.get("http://example.org/"), RangeError, "mine");
  assertEquals(client.stats.active, 0);
});

test("an answer of a stage has its place in the call: history, next() and the charset of the client", async () => {
  const here: Stage = (next) => (request, context) => {
    const { pathname } = request.url;
    if (pathname === "/there") return next(request, context);
    const init = pathname === "/a" ? { status: 302, headers: { location: "/b" } } : {};
    const body = pathname === "/a" ? null : new Uint8Array([0xe4]);
    return Promise.resolve(HttpResponse.from(new Response(body, init), request));
  };
  const transport = new HandlerTransport(() => new Response("there"));
  using client = new Client({ transport, stages: [here], defaultEncoding: "latin1" });
  const response = await client.get("http://h/a");
  assertEquals(
    [response.url, await response.text(), response.history.map(({ status }) => status)],
    [
      "http://h/b",
      "ä",
      [302],
    ],
  );
  const first = await client.get("http://h/a", { followRedirects: false });
  assertEquals(first.nextRequest?.url, "http://h/b");
  assertEquals((await first.next())?.history.length, 1);
  assertEquals((await client.fetch("http://h/a")).redirected, true);
  assertEquals(client.stats.active, 0);
});

test("a stage that waits for what never comes ends with its call", async () => {
  using client = new Client({ stages: [() => () => new Promise(() => {})] });
  const url = "http://example.org/";
  await assertRejects(() => client.get(url, { timeout: { total: 20 } }), TotalTimeoutError);
  const signal = AbortSignal.abort(new Error("mine"));
  await assertRejects(() => client.stream("GET", url, { signal }), Error, "mine");
  const controller = new AbortController();
  const asked = client.get(url, { signal: controller.signal });
  controller.abort(new Error("later"));
  await assertRejects(() => asked, Error, "later");
});

testOverBoth("a stage that throws lets go of the streams it got", async (makeClient) => {
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response("x".repeat(300_000), { status: 500 }),
  );
  const url = `http://127.0.0.1:${server.addr.port}/`;
  const raise: Stage = (next) => async (request, context) => {
    const first = await next(request, context);
    await first.close();
    return (await next(request, context)).raiseForStatus();
  };
  const client = makeClient({ limits: { maxConnections: 1 }, stages: [raise] });
  for (let call = 0; call < 3; call++) {
    await assertRejects(
      () => client.stream("GET", url, { timeout: { total: 2_000 } }),
      StatusError,
      "500",
    );
    assertEquals(client.stats.active, 0);
  }
});

test("an answer that a stage made of a web response alone answers its request", async () => {
  const statuses = [302, 500];
  const stage: Stage = () => () =>
    Promise.resolve(HttpResponse.from(
      new Response(null, { status: statuses.shift() ?? 200, headers: { location: "/b" } }),
    ));
  using client = new Client({ stages: [stage] });
  const response = await client.get("http://example.org/a");
  assertEquals(response.history.map(({ url }) => url), ["http://example.org/a"]);
  assertEquals([response.url, response.request.url], Array(2).fill("http://example.org/b"));
  assertThrows(() => response.raiseForStatus(), StatusError, "Cannot GET http://example.org/b:");
});

test("one answer that a stage gives for several requests answers each", async () => {
  const one = HttpResponse.from(new Response("shared"));
  using client = new Client({
    baseUrl: "http://example.org/",
    stages: [() => () => Promise.resolve(one)],
  });
  const paths = ["a", "b", "c"];
  const answers = await Promise.all(paths.map((path) => client.get(path)));
  assertEquals(answers.map(({ url }) => url), paths.map((path) => `http://example.org/${path}`));
  assertEquals(await Promise.all(answers.map((answer) => answer.text())), Array(3).fill("shared"));
});

test("what a stage hands on, tells and detaches is checked", async () => {
  const refuse = async (stage: Stage, message: string) => {
    using client = new Client({ transport, stages: [stage] });
    await assertRejects(() => client.get("http://example.org/"), TypeError, message);
  };
  const transport = new HandlerTransport(() => new Response("hello"));
  for (const wrong of [undefined, new Request("http://example.org/"), "http://example.org/"]) {
    await refuse(
      (next) => (_, context) => Reflect.apply(next, null, [wrong, context]),
      "handed on",
    );
  }
  for (const wrong of [null, { type: 1 }, { type: "mine" }]) {
    await refuse((next) => (request, context) => {
      Reflect.apply(context.tell, context, [wrong]);
      return next(request, context);
    }, "must begin with stage.");
  }
  await refuse(
    (next) => (request, context) =>
      next(request, Reflect.apply(context.detach, context, [undefined, { total: "soon" }])),
    "total of detach()",
  );
});
