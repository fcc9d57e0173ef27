import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  BodyUsedError,
  Client,
  HandlerTransport,
  type RequestOptions,
  TooManyRedirectsError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { recordRedirects, redirectTo } from "../recording.ts";

const METHODS: readonly (readonly [number, string, string])[] = [
  [301, "POST", "GET"],
  [302, "POST", "GET"],
  [303, "POST", "GET"],
  [303, "PUT", "GET"],
  [303, "DELETE", "GET"],
  [307, "POST", "POST"],
  [308, "POST", "POST"],
  [301, "PUT", "PUT"],
  [302, "PATCH", "PATCH"],
  [307, "DELETE", "DELETE"],
  [301, "PROPFIND", "PROPFIND"],
];

test("the method and the body after each status", async () => {
  for (const [status, method, expected] of METHODS) {
    const app = recordRedirects({ "http://h/a": "/b" }, { status });
    using client = new Client({ transport: app.transport });
    await client.request(method, "http://h/a", {
      body: "x",
      headers: { "content-language": "en", "x-kept": "1" },
    });
    const kept = method === expected;
    assertEquals(app.last.method, expected, `${status} ${method}`);
    assertEquals(app.last.body, kept ? "x" : "");
    assertEquals(app.last.headers["content-language"], kept ? "en" : undefined);
    assertEquals(app.last.headers["content-type"], kept ? "text/plain;charset=UTF-8" : undefined);
    assertEquals(app.last.headers["x-kept"], "1");
  }
});

const BODIES: Readonly<Record<string, () => RequestOptions>> = {
  text: () => ({ body: "body" }),
  bytes: () => ({ body: new TextEncoder().encode("body") }),
  blob: () => ({ body: new Blob(["body"]) }),
  params: () => ({ body: new URLSearchParams({ a: "body" }) }),
  json: () => ({ json: { a: "body" } }),
  data: () => ({ data: { a: "body" } }),
  list: () => ({ body: [new TextEncoder().encode("body")] }),
  files: () => ({ files: { a: "body" } }),
  "text of a function": () => ({ body: () => "body" }),
  "promise of a function": () => ({ body: () => Promise.resolve("body") }),
  "stream of a function": () => ({ body: () => new Blob(["body"]).stream() }),
  "generator of a function": () => ({
    body: async function* () {
      yield await Promise.resolve("body");
    },
  }),
  "form data": () => {
    const form = new FormData();
    form.set("a", "body");
    return { body: form };
  },
};

for (const [kind, make] of Object.entries(BODIES)) {
  test(`307 and 308 send a body again: ${kind}`, async () => {
    for (const status of [307, 308]) {
      const app = recordRedirects({ "http://h/a": "/b" }, { status });
      using client = new Client({ transport: app.transport });
      await client.post("http://h/a", make());
      const [first, second] = app.seen;
      assert(first?.body.includes("body"));
      assertEquals(second?.body, first?.body);
      assertEquals(second?.headers["content-type"], first?.headers["content-type"]);
    }
  });
}

const ONE_SHOT: Readonly<Record<string, () => RequestOptions>> = {
  stream: () => ({ body: new Blob(["body"]).stream() }),
  generator: () => ({
    body: (async function* () {
      yield await Promise.resolve("body");
    })(),
  }),
  "file of a stream": () => ({ files: { a: new Blob(["body"]).stream() } }),
};

for (const [kind, make] of Object.entries(ONE_SHOT)) {
  test(`a body that is sent once is not sent again: ${kind}`, async () => {
    const app = recordRedirects({ "http://h/a": "/b" }, { status: 307 });
    using client = new Client({ transport: app.transport });
    const error = await assertRejects(() => client.post("http://h/a", make()), BodyUsedError);
    assertEquals(error.response?.status, 307);
    assertEquals(app.seen.length, 1);
    // 303 does not want it again.
    const see = recordRedirects({ "http://h/a": "/b" }, { status: 303 });
    using other = new Client({ transport: see.transport });
    assertEquals((await other.post("http://h/a", make())).status, 200);
    assertEquals(see.last.method, "GET");
  });
}

test("a one-shot body that nobody read is not sent again either", async () => {
  const transport = new HandlerTransport(() => redirectTo("/b", { status: 308 }));
  using client = new Client({ transport });
  const body = new Blob(["body"]).stream();
  await assertRejects(() => client.post("http://h/a", { body }), BodyUsedError);
});

test("a redirect whose body does not end is let go of", async () => {
  let cancelled = false;
  const transport = new HandlerTransport(({ url }) => {
    if (url.endsWith("/b")) return new Response("ok");
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: () => void (cancelled = true),
    });
    return new Response(body, { status: 302, headers: { location: "/b" } });
  });
  using client = new Client({ transport });
  assertEquals((await client.get("http://h/a")).status, 200);
  assert(cancelled);
});

test("a short redirect is read, so that its connection serves the next request", async () => {
  const ports = new Set<number>();
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    (request, info) => {
      ports.add(info.remoteAddr.port);
      return request.url.endsWith("/a")
        ? redirectTo("/b", { body: "x".repeat(5_000) })
        : new Response("ok");
    },
  );
  using client = new Client();
  for (let round = 0; round < 5; round++) {
    const response = await client.get(`http://127.0.0.1:${server.addr.port}/a`);
    assertEquals(response.history.length, 1);
  }
  assertEquals(ports.size, 1);
});

test("one connection is enough for a chain over a real server", async () => {
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const { searchParams } = new URL(request.url);
    const count = Number(searchParams.get("n"));
    const headers = { "set-cookie": `n${count}=1` };
    return count > 0
      ? redirectTo(`/?n=${count - 1}`, { headers })
      : new Response(request.headers.get("cookie"));
  });
  using client = new Client({ limits: { maxConnections: 1 } });
  const response = await client.get(`http://127.0.0.1:${server.addr.port}/?n=3`);
  assertEquals(await response.text(), "n3=1; n2=1; n1=1");
  const error = await client.get(`http://127.0.0.1:${server.addr.port}/?n=30`).catch((error) =>
    error
  );
  assertInstanceOf(error, TooManyRedirectsError);
  assertEquals(client.stats.active, 0);
});
