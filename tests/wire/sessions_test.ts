import { assertEquals } from "@std/assert";
import { Client, OAuth2ClientCredentials } from "../../mod.ts";
import { test } from "../checked.ts";

/** Serves a handler on a free port of 127.0.0.1. */
function serve(handler: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, handler);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function redirect(location: string, cookies: readonly string[] = []): Response {
  const headers = new Headers({ location });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}

/** A site with a form: who logs in gets a session, who logs out loses it. */
class Site {
  readonly sessions = new Map<string, string>();
  readonly seen: string[] = [];

  async answer(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const cookie = request.headers.get("cookie") ?? "";
    this.seen.push(`${request.method} ${pathname} ${cookie}`.trimEnd());
    const sid = /(?:^|; )sid=(\w+)/.exec(cookie)?.[1] ?? "";
    const user = this.sessions.get(sid);
    if (pathname === "/login") return await this.#login(request);
    if (pathname === "/logout") return this.#logout(sid);
    if (pathname === "/account/") {
      return user ? new Response(`hello ${user}`) : redirect("/login?next=/account/");
    }
    return new Response("home");
  }

  async #login(request: Request): Promise<Response> {
    if (request.method === "GET") return new Response("a form");
    const form = await request.formData();
    if (form.get("password") !== "open sesame") return new Response("no", { status: 403 });
    const sid = `s${this.sessions.size + 1}`;
    this.sessions.set(sid, String(form.get("user")));
    return redirect("/welcome", [
      `sid=${sid}; Path=/; HttpOnly; SameSite=Lax`,
      "flash=hello; Path=/welcome; Max-Age=60",
    ]);
  }

  #logout(sid: string): Response {
    this.sessions.delete(sid);
    return redirect("/", [
      "sid=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
      "flash=; Max-Age=0",
    ]);
  }
}

test("a form login: the session is set over a redirect, used, and expired at the end", async () => {
  const site = new Site();
  await using server = serve((request) => site.answer(request));
  using client = new Client({ baseUrl: server.url });
  assertEquals(await (await client.get("/account/")).text(), "a form");
  const data = { user: "Aladdin", password: "open sesame" };
  const refused = await client.post("/login", { data: { ...data, password: "open wheat" } });
  assertEquals([refused.status, client.cookies.size], [403, 0]);
  const welcome = await client.post("/login", { data });
  assertEquals([welcome.url, await welcome.text()], [`${server.url}/welcome`, "home"]);
  assertEquals(await (await client.get("/account/")).text(), "hello Aladdin");
  assertEquals(client.cookies.get("sid", { path: "/" }), "s1");
  const out = await client.post("/logout");
  assertEquals([out.url, client.cookies.has("sid")], [`${server.url}/`, false]);
  assertEquals(await (await client.get("/account/")).text(), "a form");
  assertEquals(site.seen, [
    "GET /account/",
    "GET /login",
    "POST /login",
    "POST /login",
    "GET /welcome flash=hello; sid=s1",
    "GET /account/ sid=s1",
    "POST /logout sid=s1",
    "GET /",
    "GET /account/",
    "GET /login",
  ]);
});

test("the session of one client is not that of another, unless they share the jar", async () => {
  const site = new Site();
  await using server = serve((request) => site.answer(request));
  using first = new Client({ baseUrl: server.url });
  await first.post("/login", { data: { user: "Aladdin", password: "open sesame" } });
  using stranger = new Client({ baseUrl: server.url });
  using sharing = new Client({ baseUrl: server.url, cookies: first.cookies });
  using extended = first.extend({ cookies: first.cookies });
  assertEquals(await (await stranger.get("/account/")).text(), "a form");
  assertEquals(await (await sharing.get("/account/")).text(), "hello Aladdin");
  assertEquals(await (await extended.get("/account/")).text(), "hello Aladdin");
  await sharing.post("/logout");
  assertEquals(await (await first.get("/account/")).text(), "a form");
});

/** An API that takes the latest token, and the endpoint that gives it. */
class TokenSite {
  tokens = 0;
  refusals = 0;
  valid = "";
  readonly credentials = new Set<string | null>();

  async answer(request: Request): Promise<Response> {
    const authorization = request.headers.get("authorization");
    if (new URL(request.url).pathname !== "/token") return this.#serve(authorization);
    this.credentials.add(authorization);
    assertEquals(await request.text(), "grant_type=client_credentials");
    await new Promise((resolve) => setTimeout(resolve, 20));
    this.valid = `t${++this.tokens}`;
    return Response.json({ access_token: this.valid, token_type: "Bearer", expires_in: 3600 });
  }

  #serve(authorization: string | null): Response {
    if (authorization === `Bearer ${this.valid}`) return new Response("ok");
    this.refusals++;
    return new Response("who are you?", { status: 401 });
  }
}

test("a hundred parallel 401s make one token request, also over one connection", async () => {
  for (const limits of [{}, { maxConnections: 1 }]) {
    const site = new TokenSite();
    await using server = serve((request) => site.answer(request));
    const auth = new OAuth2ClientCredentials({
      tokenUrl: `${server.url}/token`,
      clientId: "ferry",
      clientSecret: "hidden",
    });
    using client = new Client({ baseUrl: server.url, auth, limits });
    const askAll = () => Promise.all(Array.from({ length: 100 }, () => client.get("/api")));
    const first = await askAll();
    assertEquals(first.map(({ status }) => status), Array(100).fill(200));
    assertEquals([site.tokens, site.refusals], [1, 0]);
    site.valid = "none";
    const second = await askAll();
    assertEquals(second.map(({ status }) => status), Array(100).fill(200));
    assertEquals(site.tokens, 2);
    assertEquals([...site.credentials], [`Basic ${btoa("ferry:hidden")}`]);
    assertEquals(client.stats.active, 0);
  }
});
