import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import {
  Client,
  type ClientOptions,
  CookieJar,
  FetchTransport,
  HandlerTransport,
  HttpResponse,
  PreparedRequest,
} from "../../mod.ts";
import { mergeCookies, toPairs } from "../../src/core/stages/cookies.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { test } from "../checked.ts";
import { record, recordRedirects } from "../recording.ts";

test("cookies of a response go out with the next request", async () => {
  const app = record((_, index) =>
    new Response("ok", { headers: { "set-cookie": `n=${index}; Path=/` } })
  );
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a");
  await client.get("http://h/b");
  assertEquals(app.last.headers["cookie"], "n=0");
  await client.get("http://o/");
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(client.cookies.size, 2);
});

test("several cookies of one response are kept, each by its own rules", async () => {
  const app = record(() => {
    const headers = new Headers([["set-cookie", "a=1; Path=/x"], ["set-cookie", "b=2, 3"], [
      "set-cookie",
      "c=4; Domain=other.example",
    ]]);
    return new Response("ok", { headers });
  });
  using client = new Client({ transport: app.transport });
  const response = await client.get("http://h.example/x/y");
  assertEquals(client.cookies.size, 2);
  assertEquals(response.cookies.toObject(), { a: "1", b: "2, 3" });
  await client.get("http://h.example/x/z");
  assertEquals(app.last.headers["cookie"], "a=1; b=2, 3");
});

test("cookies of a request go with it and its redirects, and are not kept", async () => {
  const app = recordRedirects({
    "http://h/a": "/b",
    "http://h/b": "http://o/c",
    "http://o/c": "http://h/d",
  });
  using client = new Client({ transport: app.transport });
  await client.get("http://h/a", { cookies: { r: "1" } });
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["r=1", "r=1", undefined, "r=1"]);
  assertEquals(client.cookies.size, 0);
  await client.get("http://h/x");
  assertEquals(app.last.headers["cookie"], undefined);
});

test("a client's cookies given as a record go to what is asked for directly", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b" });
  using client = new Client({ transport: app.transport, cookies: { c: "1" } });
  await client.get("http://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["c=1", undefined]);
  await client.get("http://o/b");
  assertEquals(app.last.headers["cookie"], "c=1");
});

test("with a baseUrl they belong to its origin", async () => {
  const app = recordRedirects({ "http://o/a": "http://h/b" });
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    cookies: { c: "1" },
  });
  await client.get("x");
  assertEquals(app.last.headers["cookie"], "c=1");
  await client.get("http://o/x");
  assertEquals(app.last.headers["cookie"], undefined);
  // Never to one reached by a redirect, not even to the base itself.
  await client.get("http://o/a");
  assertEquals(app.seen.slice(-2).map(({ headers }) => headers["cookie"]), [undefined, undefined]);
});

test("a jar follows its own rules and is shared", async () => {
  const app = record(() => new Response("ok", { headers: { "set-cookie": "s=2" } }));
  const jar = new CookieJar();
  jar.setCookie("a=1; Domain=h.example", "http://h.example/");
  using client = new Client({ transport: app.transport, cookies: jar });
  assert(client.cookies === jar);
  await client.get("http://sub.h.example/");
  assertEquals(app.last.headers["cookie"], "a=1");
  await client.get("http://other.example/");
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(jar.size, 3);
  const own = new CookieJar();
  own.setCookie("b=2", "http://o.example/");
  await client.get("http://o.example/", { cookies: own });
  assertEquals(app.last.headers["cookie"], "b=2");
  await client.get("http://p.example/", { cookies: own });
  assertEquals(app.last.headers["cookie"], undefined);
  assertEquals(own.size, 1);
});

test("there is one Cookie header: the request's cookies before a header's before the jar's", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    cookies: { a: "jar", b: "jar", c: "jar" },
  });
  await client.get("http://h/", {
    cookies: { a: "request" },
    headers: { cookie: "b=header; d=header" },
  });
  assertEquals(app.last.headers["cookie"], "a=request; b=header; d=header; c=jar");
  await client.get("http://h/", { headers: [["cookie", "x=1"], ["Cookie", "y=2"]] });
  assertEquals(app.last.headers["cookie"], "x=1; y=2; a=jar; b=jar; c=jar");
});

test("two cookies of one name in one source both go out", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  client.cookies.setCookie("a=1; Path=/x", "http://h/x/");
  client.cookies.setCookie("a=2; Path=/", "http://h/");
  await client.get("http://h/x/");
  assertEquals(app.last.headers["cookie"], "a=1; a=2");
  await client.get("http://h/x/", { cookies: { b: "3" } });
  assertEquals(app.last.headers["cookie"], "b=3; a=1; a=2");
});

test("cookies that are removed on the way are not sent", async () => {
  const app = record(({ url }) =>
    new Response(null, {
      status: url.endsWith("/out") ? 302 : 200,
      headers: { location: "/", "set-cookie": url.endsWith("/out") ? "s=; Max-Age=0" : "t=1" },
    })
  );
  using client = new Client({ transport: app.transport });
  client.cookies.setCookie("s=1; Path=/", "http://h/");
  await client.get("http://h/out");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), ["s=1", undefined]);
});

test("Secure cookies go over https alone", async () => {
  const app = recordRedirects({ "https://h/a": "http://h/b", "http://h/b": "https://h/c" }, {
    headers: { "set-cookie": "s=1; Secure; Path=/" },
  });
  using client = new Client({ transport: app.transport });
  await client.get("https://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), [undefined, undefined, "s=1"]);
});

test("cookies that cannot be sent are a TypeError before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (
    const cookies of [{ "a;b": "1" }, { a: "x\ny" }, { a: "x;y" }, { "": "" }, 5, "a=1", [["a"]]]
  ) {
    await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { cookies }]),
      TypeError,
    );
  }
  assertEquals(app.seen.length, 0);
});

test("the response of an error keeps its cookies, too", async () => {
  const app = record(() => new Response("no", { status: 500, headers: { "set-cookie": "a=1" } }));
  using client = new Client({ transport: app.transport });
  await client.get("http://h/");
  assertEquals(client.cookies.get("a"), "1");
});

const RETRIES = { total: 3, backoff: { base: 0 }, budget: null } as const;

/** Opens to who has the key, which it gives with a 503, and shows what it was sent. */
function gate({ headers, url }: Request): Response {
  if (headers.get("cookie")?.includes("key=2")) return new Response(headers.get("cookie"));
  const setCookie = headers.get("cookie")?.includes("key=1") ? "key=2" : "key=1";
  const status = new URL(url).pathname === "/gate" ? 503 : 401;
  const challenge = 'Digest realm="r", nonce="n", qop="auth"';
  return new Response("come again", {
    status,
    headers: { "set-cookie": setCookie, "www-authenticate": challenge },
  });
}

test("a retry sends what the answer before has set, over each transport and in each way", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, gate);
  const url = `http://127.0.0.1:${server.addr.port}/gate`;
  for (const transport of [new FetchTransport(), new SocketTransport()]) {
    await using client = new Client({ transport, retries: RETRIES, trustEnv: false });
    const headers = { cookie: "mine=1" };
    const ways = [
      async () => (await client.get(url, { headers })).text(),
      async () => (await client.stream("GET", url, { headers })).text(),
      async () => (await client.get(url, { cookies: { mine: "1" } })).text(),
    ];
    for (const ask of ways) {
      client.cookies.clear();
      client.cookies.set("old", "1");
      assertEquals(await ask(), "mine=1; old=1; key=2");
    }
    client.cookies.clear();
    assertEquals(await (await client.fetch(url)).text(), "key=2");
    assertEquals(client.cookies.toObject(), { key: "2" });
  }
});

test("what a request hook made of the cookies stays in a retry, but for what has changed", async () => {
  const app = record((_, index) =>
    new Response("x", {
      status: index === 0 ? 503 : 200,
      headers: index === 0
        ? [["set-cookie", "new=1"], ["set-cookie", "changed=2"], ["set-cookie", "gone=; Max-Age=0"]]
        : [],
    })
  );
  using client = new Client({
    transport: app.transport,
    retries: RETRIES,
    hooks: {
      request: [({ headers }) => {
        const cookie = headers.get("cookie")?.replace("hidden=1; ", "") ?? "";
        headers.set("cookie", `${cookie}; byHook=1`);
      }],
    },
  });
  for (const name of ["hidden", "kept", "changed", "gone"]) {
    client.cookies.setCookie(`${name}=1`, "http://h/");
  }
  await client.get("http://h/");
  assertEquals(app.seen.map(({ headers }) => headers["cookie"]), [
    "kept=1; changed=1; gone=1; byHook=1",
    "kept=1; byHook=1; changed=2; new=1",
  ]);
});

test("the cookies of an answer are kept though its body fails", async () => {
  const app = record((_, index) =>
    new Response(
      index === 0 ? new ReadableStream({ pull: (c) => c.error(new Error("cut")) }) : "ok",
      { headers: index === 0 ? { "set-cookie": "a=1" } : {} },
    )
  );
  using client = new Client({ transport: app.transport, retries: RETRIES });
  await client.get("http://h/").catch(() => {});
  assertEquals(client.cookies.get("a"), "1");
});

test("the cookies of an answer that a stage or a hook made are kept", async () => {
  const headers = new Headers({ "set-cookie": "m=1" });
  const made = () =>
    new HttpResponse({
      raw: { status: 200, reasonPhrase: "", fields: headers, headers, source: undefined },
      request: PreparedRequest.from(new Request("http://h/")),
      content: new Uint8Array(0),
      elapsed: 0,
    });
  for (
    const options of [
      { stages: [() => () => Promise.resolve(made())] },
      { hooks: { response: [() => made()] } },
    ]
  ) {
    using client = new Client({ transport: record().transport, ...options });
    await client.get("http://h/");
    assertEquals(client.cookies.get("m"), "1");
  }
});

/** Sets a cookie with a redirect, a 503 and a 200. */
function setter({ url, headers }: Request): Response {
  const { pathname } = new URL(url);
  if (pathname !== "/out") return new Response(headers.get("cookie") ?? "none");
  return new Response(null, { status: 302, headers: { location: "/in", "set-cookie": "s=1" } });
}

test("cookies: false or null is no jar at all, of a client and of a request with its redirects", async () => {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, setter);
  const url = `http://127.0.0.1:${server.addr.port}/out`;
  for (const make of [() => new FetchTransport(), () => new SocketTransport()]) {
    for (const cookies of [false, null] as const) {
      await using off = new Client({
        transport: make(),
        cookies,
        retries: RETRIES,
        trustEnv: false,
      });
      const response = await off.get(url);
      assertEquals(await response.text(), "none");
      assertEquals(response.history[0]?.cookies.toObject(), { s: "1" });
      assertEquals(await (await off.fetch(url)).text(), "none");
      assertEquals(await (await off.stream("GET", url)).text(), "none");
      assertEquals(await (await off.get(url, { cookies: { own: "1" } })).text(), "own=1");
      assertEquals(await (await off.get(url, { headers: { cookie: "own=2" } })).text(), "own=2");
      assertEquals([off.cookies.size, off.extend().cookies.size], [0, 0]);

      await using client = new Client({
        transport: make(),
        cookies: { own: "1" },
        trustEnv: false,
      });
      assertEquals(await (await client.get(url, { cookies })).text(), "none");
      assertEquals(client.cookies.toObject(), { own: "1" });
      assertEquals(await (await client.get(url)).text(), "own=1; s=1");
    }
  }
});

test("to set a cookie of a client that has none is a TypeError, and extend() can give it some", async () => {
  const app = record(() => new Response("ok", { headers: { "set-cookie": "s=1" } }));
  using off = new Client({ transport: app.transport, cookies: false });
  assertThrows(() => off.cookies.set("a", "1"), TypeError, "cookies: false");
  assertThrows(() => off.cookies.update({ a: "1" }), TypeError, "cookies: false");
  assertEquals(off.cookies.setCookie("a=1", "http://h/"), undefined);
  assertEquals(off.cookies.clone().set("a", "1").value, "1");
  const child = off.extend();
  await child.get("http://h/");
  assertEquals(child.cookies.size, 0);
  const on: ClientOptions["cookies"] = { a: "1" };
  const jar = off.extend({ cookies: on });
  await jar.get("http://h/");
  assertEquals(jar.cookies.toObject(), { a: "1", s: "1" });
  const parent = new Client({ transport: app.transport, cookies: on });
  assertEquals(parent.extend({ cookies: false }).cookies.size, 0);
  assertThrows(() => Reflect.construct(Client, [{ cookies: true }]), TypeError);
});

test("cookies: false holds for all pages, also of another origin", async () => {
  const app = record(({ url }) =>
    new Response("page", {
      headers: [["set-cookie", "s=1"], ...(url.endsWith("/3") ? [] : [["link", LINKS[url] ?? ""]])],
    })
  );
  for (const cookies of [false, null] as const) {
    using client = new Client({ transport: app.transport });
    client.cookies.set("a", "1", { domain: "o.example" });
    await Array.fromAsync(client.paginate("http://h.example/1", { cookies }));
    assertEquals(
      app.seen.slice(-3).map(({ headers }) => headers["cookie"]),
      Array(3).fill(undefined),
    );
    assertEquals(client.cookies.toObject(), { a: "1" });
  }
});

const LINKS: Readonly<Record<string, string>> = {
  "http://h.example/1": '<http://h.example/2>; rel="next"',
  "http://h.example/2": '<http://o.example/3>; rel="next"',
};

test("a jar that fails lets go of the answer", async () => {
  let isCancelled = false;
  const transport = new HandlerTransport(() =>
    new Response(new ReadableStream({ cancel: () => void (isCancelled = true) }), {
      headers: { "set-cookie": "a=1; Domain=h.example" },
    })
  );
  const cookies = new CookieJar(undefined, {
    isPublicSuffix: () => {
      throw new Error("no list");
    },
  });
  using client = new Client({ transport, cookies });
  await assertRejects(() => client.get("http://h.example/"), Error, "no list");
  assertEquals([isCancelled, client.stats.active], [true, 0]);
});

test("cookies are told apart with or without a space, and the first of a name wins", () => {
  assertEquals(toPairs("a=1;b=2; c=3; \t d=4;;"), ["a=1", "b=2", "c=3", "d=4"]);
  assertEquals(toPairs(undefined), []);
  assertEquals(mergeCookies(["a =1", "a=2; b=3"]), "a =1; b=3");
  assertEquals(mergeCookies(["ab=1", "ac=2"]), "ab=1; ac=2");
  assertEquals(mergeCookies(["a=1;b=2", undefined, "b=3; c=4", "c=5"]), "a=1; b=2; c=4");
  assertEquals(mergeCookies(["a=1; a=2", "a=3"]), "a=1; a=2");
});

test("a client without a jar takes an answer with cookies that a hook made", async () => {
  const made = () => new Response("made", { headers: { "set-cookie": "s=1" } });
  using client = new Client({
    transport: new HandlerTransport(() => new Response("asked")),
    cookies: null,
    hooks: { response: [() => HttpResponse.from(made())] },
  });
  assertEquals(await client.get("http://h/", { cookies: { own: "1" } }).text(), "made");
});

test("cookies of an answer that was made belong to the URL that it is of", async () => {
  const other = new PreparedRequest("GET", new URL("http://other.example/"), {}, undefined);
  const headers = { "set-cookie": "s=1" };
  const made: Readonly<Record<string, ClientOptions>> = {
    "http://other.example": {
      stages: [() => () => Promise.resolve(HttpResponse.of(null, { request: other, headers }))],
    },
    "http://h.example": {
      hooks: { response: [() => HttpResponse.from(new Response(null, { headers }))] },
    },
  };
  for (const [origin, options] of Object.entries(made)) {
    const transport = new HandlerTransport(() => new Response("asked"));
    using client = new Client({ ...options, transport });
    await client.get("http://h.example/");
    assertEquals(client.cookies.cookieHeader(origin), "s=1", origin);
    assertEquals([...client.cookies].length, 1);
  }
});
