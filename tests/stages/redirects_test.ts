import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import {
  BodyUsedError,
  Client,
  HandlerTransport,
  head,
  InvalidUrlError,
  type RequestOptions,
  TooManyRedirectsError,
  UnsupportedProtocolError,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

test("redirects are followed and remembered, oldest first", async () => {
  const app = recordRedirects({ "http://h/a": "/b", "http://h/b": "c?d", "http://h/c?d": "//i/e" });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a");
  assertEquals(response.url, "http://i/e");
  assertEquals(response.status, 200);
  assert(response.redirected);
  assertEquals(response.history.map(({ url }) => url), [
    "http://h/a",
    "http://h/b",
    "http://h/c?d",
  ]);
  assertEquals(response.history.map(({ history }) => history.length), [0, 1, 2]);
  assertEquals(await response.history[0]?.text(), "moved");
  assertEquals(response.history[0]?.nextRequest?.url, "http://h/b");
});

test("a fragment is inherited, and not sent", async () => {
  const app = recordRedirects({ "http://h/a": "/b", "http://h/b": "/c#own", "http://h/c": "/d" });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a#top");
  assertEquals(response.request.url, "http://h/d#own");
  assertEquals(response.url, "http://h/d");
  assertEquals(response.history[1]?.request.url, "http://h/b#top");
  assert(app.seen.every(({ url }) => !url.includes("#")));
});

test("at most maxRedirects are followed", async () => {
  const app = record(({ url }) => {
    const count = Number(new URL(url).searchParams.get("n"));
    return count > 0 ? redirectTo(`/?n=${count - 1}`) : new Response("there");
  });
  using client = new Client({ transport: app.transport });
  assertEquals(await (await client.get("http://h/?n=20")).text(), "there");
  const error = await assertRejects(
    () => client.get("http://h/?n=21"),
    TooManyRedirectsError,
    "(20)",
  );
  assertEquals(error.code, "ERR_TOO_MANY_REDIRECTS");
  assertEquals(error.response?.status, 302);
  assertEquals(error.history.length, 20);
  assertEquals(error.request?.url, "http://h/?n=1");
  await assertRejects(
    () => client.get("http://h/?n=1", { maxRedirects: 0 }),
    TooManyRedirectsError,
  );
  assertEquals((await client.get("http://h/?n=1", { maxRedirects: 1 })).status, 200);
  assertEquals((await client.get("http://h/?n=25", { maxRedirects: Infinity })).history.length, 25);
  using strict = new Client({ transport: app.transport, maxRedirects: 2 });
  await assertRejects(() => strict.get("http://h/?n=3"), TooManyRedirectsError, "(2)");
});

test("a loop ends", async () => {
  const app = record(() => redirectTo("/"));
  using client = new Client({ transport: app.transport });
  await assertRejects(() => client.get("http://h/"), TooManyRedirectsError);
  assertEquals(app.seen.length, 21);
});

test("HEAD is followed only if asked for", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport });
  assertEquals((await client.head("http://h/a")).status, 302);
  assertEquals((await head("http://h/a", { transport: app.transport })).status, 302);
  assertEquals((await client.head("http://h/a", { followRedirects: true })).status, 200);
  assertEquals(app.last.method, "HEAD");
  using eager = client.extend({ followRedirects: true });
  assertEquals((await eager.head("http://h/a")).status, 200);
});

test("followRedirects is said of a client, a request or a sending", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport, followRedirects: false });
  assertEquals((await client.get("http://h/a")).status, 302);
  assertEquals((await client.get("http://h/a", { followRedirects: true })).status, 200);
  const request = client.buildRequest("GET", "http://h/a");
  assertEquals((await client.send(request)).status, 302);
  assertEquals((await client.send(request, { followRedirects: true })).status, 200);
  assertEquals((await client.get("http://h/a", { followRedirects: undefined })).status, 302);
});

test("next() goes one step, and can be repeated by hand", async () => {
  const app = recordRedirects({ "http://h/a": "/b", "http://h/b": "/c" });
  using client = new Client({ transport: app.transport });
  const first = await client.get("http://h/a", { followRedirects: false });
  assertEquals(first.nextRequest?.url, "http://h/b");
  assertEquals(first.history, []);
  const second = await first.next();
  assertEquals(second?.status, 302);
  assertStrictEquals(second?.history[0], first);
  const third = await second?.next();
  assertEquals(third?.url, "http://h/c");
  assertEquals(third?.history.length, 2);
  assertEquals(third?.nextRequest, undefined);
  assertEquals(await third?.next(), undefined);
});

test("next() changes the method and strips credentials as following does", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b" });
  using client = new Client({ transport: app.transport, cookies: { c: "1" } });
  const options = {
    headers: { authorization: "x" },
    cookies: { r: "2" },
    json: 1,
    followRedirects: false,
  };
  const first = await client.post("http://h/a", options);
  assertEquals(app.last.headers["cookie"], "r=2; c=1");
  assertEquals(first.nextRequest?.method, "GET");
  assertEquals(first.nextRequest?.headers.get("authorization"), null);
  await first.next();
  assertEquals(app.last.method, "GET");
  assertEquals(app.last.body, "");
  for (const name of ["authorization", "cookie", "content-type"]) {
    assertEquals(app.last.headers[name], undefined, name);
  }
});

test("auth given for a call does not follow next() to another origin", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://h/c" });
  using client = new Client({ transport: app.transport, auth: ["u", "p"] });
  const first = await client.get("http://h/a", { followRedirects: false });
  assert(app.last.headers["authorization"]);
  const second = await first.next();
  assertEquals(app.last.headers["authorization"], undefined);
  await second?.next();
  assert(app.last.headers["authorization"], "back at the origin that it was given for");
});

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

test("without a Location, or with an empty one, the redirect is the answer", async () => {
  for (const status of [301, 302, 303, 307, 308]) {
    const answers = [
      new Response("a", { status }),
      redirectTo("", { status }),
      redirectTo("  ", { status }),
    ];
    for (const answer of answers) {
      const transport = new HandlerTransport(() => answer);
      using client = new Client({ transport });
      const response = await client.get("http://h/");
      assertEquals(response.status, status);
      assertEquals(response.history, []);
      assertEquals(response.isRedirect, false);
      assertEquals(response.nextRequest, undefined);
      assert((await response.text()).length > 0);
    }
  }
});

test("other 3xx with a Location are the answer", async () => {
  for (const status of [300, 304, 305, 306]) {
    const empty = status === 304 ? null : "x";
    const transport = new HandlerTransport(() =>
      new Response(empty, { status, headers: { location: "/b" } })
    );
    using client = new Client({ transport });
    assertEquals((await client.get("http://h/")).status, status);
  }
});

test("a bad Location is an error with the response, whose body is there", async () => {
  const app = record(() => redirectTo("http://[::1", { body: "why" }));
  using client = new Client({ transport: app.transport });
  const error = await assertRejects(() => client.get("http://h/"), InvalidUrlError);
  assertEquals(error.response?.status, 302);
  assertEquals(await error.response?.text(), "why");
  assertEquals(error.phase, "redirect");
});

test("another scheme is an error", async () => {
  for (const location of ["ftp://h/", "data:,x", "javascript:1", "file:///etc/passwd"]) {
    const app = record(() => redirectTo(location));
    using client = new Client({ transport: app.transport });
    const error = await assertRejects(() => client.get("http://h/"), UnsupportedProtocolError);
    assertEquals(error.response?.headers.get("location"), location);
    const first = await client.get("http://h/", { followRedirects: false });
    assertEquals(first.status, 302);
    await assertRejects(async () => await first.next(), UnsupportedProtocolError);
  }
});

test("a Location in UTF-8 is understood", async () => {
  const app = recordRedirects({ "http://h/a": "/caf\xc3\xa9?\xe2\x98\x83" });
  using client = new Client({ transport: app.transport });
  assertEquals((await client.get("http://h/a")).url, "http://h/caf%C3%A9?%E2%98%83");
});

test("credentials in a Location are not used", async () => {
  const app = recordRedirects({ "http://h/a": "http://u:p@o/b" });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a");
  assertEquals(response.url, "http://o/b");
  assertEquals(app.last.headers["authorization"], undefined);
});

test("cookies of every hop are stored and sent", async () => {
  const app = record(({ url }, index) => {
    const headers = { "set-cookie": `c${index}=${index}` };
    if (url.endsWith("/a")) return redirectTo("/b", { headers });
    if (url.endsWith("/b")) return redirectTo("http://o/c", { headers });
    if (url.endsWith("/c")) return redirectTo("http://h/d", { headers });
    return new Response("ok", { headers });
  });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h/a");
  const cookies = app.seen.map(({ headers }) => headers["cookie"]);
  assertEquals(cookies, [undefined, "c0=0", undefined, "c0=0; c1=1"]);
  assertEquals(client.cookies.size, 4);
  assertEquals(response.cookies.toObject(), { c3: "3" });
  assertEquals(response.history[0]?.cookies.toObject(), { c0: "0" });
});

test("credentials in headers stay with their origin, there and back", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://h/c" });
  using client = new Client({ transport: app.transport, sensitiveHeaders: ["X-Api-Key"] });
  await client.get("http://h/a", {
    headers: {
      authorization: "Bearer t",
      cookie: "a=1",
      "proxy-authorization": "Basic x",
      "x-api-key": "k",
      "x-plain": "p",
    },
  });
  const [first, second, third] = app.seen;
  for (const name of ["authorization", "cookie", "proxy-authorization", "x-api-key"]) {
    assert(first?.headers[name], name);
    assertEquals(second?.headers[name], undefined, name);
    assertEquals(third?.headers[name], undefined, `${name} came back`);
  }
  assertEquals(third?.headers["x-plain"], "p");
});

test("a hostile server cannot get at credentials by a change of port, scheme or subdomain", async () => {
  const targets = [
    "http://h:81/",
    "https://h:8443/",
    "http://sub.h/",
    "http://h./",
    "http://h@o/",
    "//o/",
  ];
  for (const target of targets) {
    const app = recordRedirects({ "http://h/a": target });
    using client = new Client({ transport: app.transport, auth: ["u", "p"] });
    await client.get("http://h/a", { headers: { cookie: "a=1" }, cookies: { b: "2" } });
    assertEquals(app.last.headers["authorization"], undefined, target);
    assertEquals(app.last.headers["cookie"], undefined, target);
  }
});

test("http to https on default ports keeps authorization and nothing else", async () => {
  const plain = recordRedirects({ "http://h/a": "https://h/b" });
  const secure = record();
  using client = new Client({
    mounts: { "http://": plain.transport, "https://": secure.transport },
    sensitiveHeaders: ["x-api-key"],
  });
  const headers = { authorization: "Bearer t", cookie: "a=1", "x-api-key": "k" };
  await client.get("http://h/a", { headers });
  assertEquals(secure.last.headers["authorization"], "Bearer t");
  assertEquals(secure.last.headers["cookie"], undefined);
  assertEquals(secure.last.headers["x-api-key"], undefined);
  await client.get("http://h/a", { auth: ["u", "p"] });
  assertEquals(secure.last.headers["authorization"], `Basic ${btoa("u:p")}`);
});

test("https to http never keeps authorization, not even where it came from", async () => {
  const plain = recordRedirects({ "http://h/a": "https://h/b", "http://h/c": "/d" });
  const secure = recordRedirects({ "https://h/b": "http://h/c", "https://h/x": "http://h/e" });
  using client = new Client({
    mounts: { "http://": plain.transport, "https://": secure.transport },
  });
  const ways: readonly RequestOptions[] = [
    { auth: ["u", "p"] },
    { headers: { authorization: "Bearer t" } },
    { auth: (request) => request.headers.set("authorization", "Bearer t") },
  ];
  for (const options of ways) {
    await client.get("http://h/a", options);
    assert(secure.last.headers["authorization"]);
    assertEquals(plain.seen.at(-2)?.url, "http://h/c");
    assertEquals(plain.seen.at(-2)?.headers["authorization"], undefined);
    assertEquals(plain.last.headers["authorization"], undefined);
    await client.get("https://h/x", options);
    assertEquals(plain.last.headers["authorization"], undefined);
  }
});

test("a host header stays with its origin", async () => {
  const app = recordRedirects({ "http://h/a": "/b", "http://h/b": "http://o/c" });
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a", { headers: { host: "virtual" } });
  assertEquals(app.seen.map(({ headers }) => headers["host"]), ["virtual", "virtual", undefined]);
});

test("a relative Location is resolved against what a hook has sent", async () => {
  const app = recordRedirects({ "http://o/a": "/b" });
  using client = new Client({
    transport: app.transport,
    headers: { authorization: "Bearer t" },
    hooks: {
      request: [
        (request) => request.url === "http://h/a" ? new Request("http://o/a", request) : undefined,
      ],
    },
  });
  const response = await client.get("http://h/a");
  assertEquals(response.url, "http://o/b");
  assertEquals(app.last.headers["authorization"], undefined);
});

test("the caller's signal ends a chain of redirects", async () => {
  const controller = new AbortController();
  const reason = new Error("enough");
  const app = record((_, index) => {
    if (index === 2) controller.abort(reason);
    return redirectTo("/");
  });
  using client = new Client({ transport: app.transport });
  const error = await assertRejects(() => client.get("http://h/", { signal: controller.signal }));
  assertStrictEquals(error, reason);
  assertEquals(app.seen.length, 3);
});

test("a streamed response is followed, and only the last body is left unread", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport, limits: { maxConnections: 1 } });
  await using response = await client.stream("GET", "http://h/a");
  assertEquals(client.stats.active, 1);
  assertEquals(await response.text(), "ok");
  assertEquals(client.stats.active, 0);
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
