import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import {
  BlockedUrlError,
  Client,
  type ClientOptions,
  CookieJar,
  DigestAuth,
  HandlerTransport,
  type RequestOptions,
} from "../../mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects, redirectTo } from "../recording.ts";

const HTTPS = "https://h.example/a";
const HTTP = "http://h.example/b";
const MARK = "s3cr3t";

/** Requests that carry credentials over https, and the header that tells of them. */
const CREDENTIALS: readonly (readonly [
  header: string,
  request: RequestOptions,
  client?: ClientOptions,
  url?: string,
])[] = [
  ["authorization", { auth: ["u", MARK] }],
  ["authorization", { headers: { authorization: `Bearer ${MARK}` } }],
  ["authorization", { auth: ({ headers }) => headers.set("authorization", MARK) }],
  ["authorization", {}, { auth: ["u", MARK] }],
  ["authorization", {}, { headers: { authorization: MARK } }],
  ["authorization", {}, {}, `https://u:${MARK}@h.example/a`],
  ["authorization", {}, { baseUrl: `https://u:${MARK}@h.example/` }, "/a"],
  ["authorization", { hooks: { request: [({ headers }) => headers.set("authorization", MARK)] } }],
  ["proxy-authorization", { headers: { "proxy-authorization": MARK } }],
  ["cookie", { headers: { cookie: `a=${MARK}` } }],
  ["cookie", { cookies: { a: MARK } }],
  ["x-key", { headers: { "x-key": MARK } }, { sensitiveHeaders: ["X-Key"] }],
];

test("a request with credentials does not follow a redirect from https to http", async () => {
  for (const [header, request, options, url = HTTPS] of CREDENTIALS) {
    for (const status of [301, 302, 303, 307, 308]) {
      const app = recordRedirects({ [HTTPS]: HTTP }, { status });
      using client = new Client({ ...options, transport: app.transport });
      const error = await assertRejects(() => client.get(url, request), BlockedUrlError);
      assertEquals(error.code, "ERR_BLOCKED_URL");
      assertEquals(error.phase, "redirect");
      assertEquals(error.response?.status, status);
      assertEquals(error.response?.headers.get("location"), HTTP);
      for (const part of [`(${header})`, "next()", "allowInsecureRedirects", "http://h.example"]) {
        assert(error.message.includes(part), error.message);
      }
      assert(!error.message.includes(MARK));
      assertEquals(app.seen.map(({ url }) => url), [HTTPS], header);
    }
  }
});

test("cookies of a call that another origin does not get do not hold up its redirects", async () => {
  const there = "https://other.example/c";
  const app = recordRedirects({ [HTTPS]: there, [there]: "http://other.example/d" });
  using client = new Client({ transport: app.transport });
  const response = await client.get(HTTPS, { cookies: { a: MARK } });
  assertEquals(response.url, "http://other.example/d");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), [
    `a=${MARK}`,
    undefined,
    undefined,
  ]);
});

test("with allowInsecureRedirects it does, without them", async () => {
  for (const [header, request, options, url = HTTPS] of CREDENTIALS) {
    const app = recordRedirects({ [HTTPS]: HTTP });
    using client = new Client({ ...options, transport: app.transport });
    const hooks = request.hooks ? { hooks: null } : {};
    if (request.hooks) continue;
    await client.get(url, { ...request, ...hooks, allowInsecureRedirects: true });
    assertEquals(app.seen.map(({ url }) => url), [HTTPS, HTTP], header);
    assert(JSON.stringify(app.seen[0]).match(/s3cr3t|dTpzM2NyM3Q/), header);
    assert(!JSON.stringify(app.seen[1]).match(/s3cr3t|dTpzM2NyM3Q/), header);
  }
});

test("by hand it goes on, without them", async () => {
  for (const [header, request, options, url = HTTPS] of CREDENTIALS) {
    if (request.hooks) continue;
    const app = recordRedirects({ [HTTPS]: HTTP });
    using client = new Client({ ...options, transport: app.transport });
    const response = await client.get(url, { ...request, followRedirects: false });
    assertEquals(response.nextRequest?.headers.get(header) ?? null, null, header);
    const next = await response.next();
    assertEquals(next?.url, HTTP);
    assert(!JSON.stringify(app.seen[1]).match(/s3cr3t|dTpzM2NyM3Q/), header);
  }
});

test("what carries none follows", async () => {
  const free: readonly (readonly [RequestOptions, ClientOptions?])[] = [
    [{}],
    [{ headers: { "x-key": MARK } }],
    [{ auth: null }, { auth: ["u", MARK] }],
    [{ cookies: null }, { cookies: { a: MARK } }],
  ];
  for (const [request, options] of free) {
    const app = recordRedirects({ [HTTPS]: HTTP });
    using client = new Client({ ...options, transport: app.transport });
    await client.get(HTTPS, request);
    assertEquals(app.seen.map(({ url }) => url), [HTTPS, HTTP]);
  }
  const others = { "https://h.example/a": "https://o.example/", "https://o.example/": HTTP };
  const app = recordRedirects(others);
  using client = new Client({ transport: app.transport });
  await client.get(HTTPS, { auth: ["u", MARK], headers: { cookie: "a=b" } });
  assertEquals(app.seen.length, 3, "the last https hop had none any more");
  assertEquals((await client.get(HTTP, { auth: ["u", MARK] })).status, 200);
});

test("cookies of the jar follow their own rules", async () => {
  const app = recordRedirects({ [HTTPS]: HTTP });
  const cookies = new CookieJar();
  cookies.setCookie("plain=1", HTTPS);
  cookies.setCookie("safe=2; Secure", HTTPS);
  using client = new Client({ transport: app.transport, cookies });
  await client.get(HTTPS);
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["plain=1; safe=2", "plain=1"]);
});

test("an answer to a challenge counts, and credentials that were never asked for do not", async () => {
  const challenge = 'Digest realm="r", nonce="n", qop="auth"';
  const asking = record(({ url, headers }) => {
    if (url === HTTP) return new Response("ok");
    return headers.authorization
      ? redirectTo(HTTP)
      : new Response(null, { status: 401, headers: { "www-authenticate": challenge } });
  });
  using client = new Client({ transport: asking.transport, auth: new DigestAuth("u", MARK) });
  await assertRejects(() => client.get(HTTPS), BlockedUrlError, "authorization");
  assertEquals(asking.seen.length, 2);
  const open = recordRedirects({ [HTTPS]: HTTP });
  using other = new Client({ transport: open.transport, auth: new DigestAuth("u", MARK) });
  assertEquals((await other.get(HTTPS)).url, HTTP);
});

test("the refused redirect holds no permit, and its stream is closed", async () => {
  let cancelled = 0;
  const transport = new HandlerTransport(() => {
    const body = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(100_000)),
      cancel() {
        cancelled++;
      },
    });
    return new Response(body, { status: 302, headers: { location: HTTP } });
  });
  using client = new Client({ transport, auth: ["u", MARK] });
  for (let count = 0; count < 3; count++) {
    const error = await client.stream("GET", HTTPS).catch((error) => error);
    assertInstanceOf(error, BlockedUrlError);
  }
  assertEquals([client.stats.active, cancelled], [0, 3]);
});
