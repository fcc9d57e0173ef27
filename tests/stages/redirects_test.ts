import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import {
  Client,
  HandlerTransport,
  head,
  InvalidUrlError,
  TooManyRedirectsError,
  type TraceEvent,
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

test("each redirect that is followed is told of, with where it leads and without secrets", async () => {
  const app = recordRedirects({ "http://h/a": "/b?token=x", "http://h/b?token=x": "//u:p@i/c" });
  const told: unknown[] = [];
  const trace = (event: TraceEvent) => {
    if (event.type === "redirect") told.push([event.status, event.location]);
  };
  using client = new Client({ transport: app.transport, trace });
  await client.get("http://h/a");
  assertEquals(told, [[302, "http://h/b?token=REDACTED"], [302, "http://i/c"]]);
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

test("null switches redirects off, and their limit", async () => {
  const app = record(({ url }) => {
    const count = Number(new URL(url).searchParams.get("n"));
    return count > 0 ? redirectTo(`/?n=${count - 1}`) : new Response("end");
  });
  using client = new Client({ transport: app.transport, maxRedirects: null });
  assertEquals((await client.get("http://h/?n=30")).history.length, 30);
  assertEquals((await client.get("http://h/?n=1", { followRedirects: null })).status, 302);
});
