/** Redirects, cookies and credentials. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { core, lacking, main, type Scenario } from "../scenario.ts";

const encode = encodeURIComponent;

export const redirects: readonly Scenario[] = [
  core("redirects are followed to the end", async ({ core, facts }) => {
    using client = new core.Client();
    const response = await client.get(`${facts.http}/redirect?to=/json`);
    assertEquals([response.status, response.url], [200, `${facts.http}/json`]);
    assertEquals(response.redirected, true);
    assertEquals(await response.json(), { name: "Ferry", list: [1, 2, 3] });
  }),
  core("redirects are told in history", async ({ core, facts }) => {
    using client = new core.Client();
    const { history } = await client.get(`${facts.http}/hop?n=3`);
    assertEquals(history.map(({ status }) => status), [302, 302, 302]);
    assertEquals(history.map(({ url }) => new URL(url).search), ["?n=3", "?n=2", "?n=1"]);
  }, "redirects"),
  core(
    "cookies of each hop are sent to the next",
    async ({ core, facts }) => {
      using client = new core.Client();
      const answer = await client.get(`${facts.http}/hop?n=2`).json();
      assertEquals(answer, { cookie: "hop2=2; hop1=1" });
      assertEquals(client.cookies.get("hop1"), "1");
    },
    "redirects",
    "cookies",
  ),
  core("303 turns POST into GET, 307 keeps it", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http });
    const send = (code: number) =>
      client.post(`/redirect?code=${code}`, { body: "kept" }).json<
        { method: string; body: string }
      >();
    const [after303, after307] = [await send(303), await send(307)];
    assertEquals([after303.method, after303.body], ["GET", ""]);
    assertEquals([after307.method, after307.body], ["POST", "kept"]);
  }),
  core("too many redirects", async ({ core, facts }) => {
    using client = new core.Client({ maxRedirects: 2 });
    await assertRejects(
      () => client.get(`${facts.http}/hop?n=5`).text(),
      core.TooManyRedirectsError,
    );
  }, "redirects"),
  core("credentials stay with their origin", async ({ core, facts }) => {
    using client = new core.Client();
    const url = `${facts.http}/redirect?to=${encode(`${facts.other}/echo`)}`;
    const headers = { "authorization": "Bearer secret", "x-mine": "1" };
    const echo = await client.get(url, { headers }).json<{ headers: Record<string, string> }>();
    assertEquals([echo.headers["authorization"], echo.headers["x-mine"]], [undefined, "1"]);
  }),
  core("a redirect that is not followed", async ({ core, facts }) => {
    using client = new core.Client({ followRedirects: false });
    const response = await client.get(`${facts.http}/redirect?to=/json`);
    assertEquals([response.status, response.isRedirect], [302, true]);
    assertEquals(response.nextRequest?.url, `${facts.http}/json`);
    assertEquals((await response.next())?.status, 200);
  }, "redirects"),
  core("a redirect is never a status of 0", async ({ core, facts }) => {
    using client = new core.Client({ followRedirects: false });
    const status = await client.get(`${facts.http}/redirect?to=/json`).then(
      (response) => response.status,
      (error) => error instanceof core.HttpError || error instanceof TypeError ? "error" : error,
    );
    assert(status === 302 || status === "error", String(status));
  }),
  main("a Location in UTF-8", async ({ main, facts }) => {
    using client = new main.Client({ followRedirects: false });
    const response = await client.get(`${facts.raw}/location`);
    assertEquals(response.nextRequest?.url, `${facts.raw}/caf%C3%A9`);
  }, "redirects"),
  core("a redirect to another scheme", async ({ core, facts }) => {
    using client = new core.Client();
    const url = `${facts.http}/redirect?to=${encode("ftp://h.example/")}`;
    await assertRejects(() => client.get(url).text(), core.UnsupportedProtocolError);
  }, "redirects"),
  core("the jar keeps what comes and sends it again", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http });
    const response = await client.get("/body?text=x&h=set-cookie:a%3D1&h=set-cookie:b%3D2");
    assertEquals(response.cookies.size, 2);
    const echo = await client.get("/echo").json<{ headers: Record<string, string> }>();
    assertEquals(echo.headers["cookie"], "a=1; b=2");
  }, "cookies"),
  core("cookies of a client and of a request", async ({ core, facts }) => {
    using client = new core.Client({ baseUrl: facts.http, cookies: { a: "1" } });
    const ask = async (options = {}) =>
      (await client.get("/echo", options).json<{ headers: Record<string, string> }>())
        .headers["cookie"]?.split("; ").toSorted();
    assertEquals(await ask({ cookies: { b: "2" } }), ["a=1", "b=2"]);
    assertEquals(await ask(), ["a=1"]);
    assertEquals(await ask({ cookies: null }), undefined);
  }, "cookies"),
  main("a jar as JSON and as cookies.txt", ({ main }) => {
    const jar = new main.CookieJar();
    jar.setCookie("a=1; Max-Age=60", "https://h.example/");
    assertEquals(main.CookieJar.fromJSON(jar.toJSON()).get("a"), "1");
    assertEquals(main.CookieJar.fromNetscape(jar.toNetscape()).get("a"), "1");
  }),
  main("a jar in a file", async ({ main, cookies, facts, platform }) => {
    const path = `${facts.folder}/${platform.title} jar.json`;
    const jar = new main.CookieJar();
    jar.setCookie("a=1; Max-Age=60", "https://h.example/");
    const store = new cookies.FileCookieStore(path);
    await store.save(jar);
    assertEquals((await store.load()).get("a"), "1");
  }, "files"),
  lacking(
    "files",
    main("a jar in a file, where there are none, is a clear TypeError", async (scene) => {
      const { cookies } = scene;
      const store = new cookies.FileCookieStore("/tmp/jar.json");
      const error = await assertRejects(() => store.load(), TypeError);
      assert(/file/i.test(error.message), error.message);
    }),
  ),
];

export const auth: readonly Scenario[] = [
  core("Basic", async ({ core, facts }) => {
    using client = new core.Client({ auth: ["Aladdin", "open sesame"] });
    assertEquals(await client.get(`${facts.http}/basic`).json(), "welcome");
  }),
  core("Basic from the URL", async ({ core, facts }) => {
    using client = new core.Client();
    const url = facts.http.replace("//", "//Aladdin:open%20sesame@");
    const response = await client.get(`${url}/basic`);
    assertEquals(await response.json(), "welcome");
    assertEquals(response.url, `${facts.http}/basic`);
  }),
  main("Digest with MD5", async ({ main, facts }) => {
    using client = new main.Client({ auth: new main.DigestAuth("Mufasa", "Circle") });
    assertEquals(await client.get(`${facts.http}/digest?algorithm=MD5`).json(), "welcome");
  }, "challenges"),
  main("Digest with SHA-256", async ({ main, facts }) => {
    using client = new main.Client({ auth: new main.DigestAuth("Mufasa", "Circle") });
    const response = await client.get(`${facts.http}/digest?algorithm=SHA-256`);
    assertEquals(await response.json(), "welcome");
    assertEquals(response.history.map(({ status }) => status), [401]);
  }, "challenges"),
  main("Bearer", async ({ main, facts }) => {
    using client = new main.Client({ auth: new main.BearerAuth(() => "fresh") });
    assertEquals(await client.get(`${facts.http}/bearer`).json(), "Bearer fresh");
  }),
  main("Bearer: a token that is refused is renewed once", async ({ main, facts }) => {
    let asked = 0;
    const refresh = () => Promise.resolve(`${++asked > 0 && "fresh"}`);
    using client = new main.Client({ auth: new main.BearerAuth("old", { refresh }) });
    const all = [1, 2, 3].map(() => client.get(`${facts.http}/bearer`).json());
    assertEquals(await Promise.all(all), ["Bearer fresh", "Bearer fresh", "Bearer fresh"]);
    assertEquals(asked, 1);
  }),
  main("OAuth2 refresh token", async ({ main, facts }) => {
    const auth = new main.OAuth2RefreshToken({
      tokenUrl: `${facts.http}/token`,
      clientId: "id",
      refreshToken: "r1",
    });
    using client = new main.Client({ auth });
    assertEquals(await client.get(`${facts.http}/bearer`).json(), "Bearer token-1");
  }),
  main("OAuth2 client credentials", async ({ main, facts }) => {
    const auth = new main.OAuth2ClientCredentials({
      tokenUrl: `${facts.http}/token`,
      clientId: "id",
      clientSecret: "secret",
    });
    using client = new main.Client({ auth });
    assertEquals(await client.get(`${facts.http}/bearer`).json(), "Bearer token-1");
  }),
  core("a function signs", async ({ core, facts }) => {
    using client = new core.Client({
      auth: (request) => request.headers.set("authorization", "Bearer fresh"),
    });
    assertEquals(await client.get(`${facts.http}/bearer`).json(), "Bearer fresh");
  }),
  main("a netrc file that was named", async ({ main, facts, platform, write }) => {
    const path = `${facts.folder}/${platform.title}.netrc`;
    await write(path, 'machine 127.0.0.1 login Aladdin password "open sesame"\n');
    using client = new main.Client({ auth: new main.NetrcAuth(path) });
    assertEquals(await client.get(`${facts.http}/basic`).json(), "welcome");
  }, "files"),
  main(
    "a netrc file, where there are none, is a clear error",
    async ({ main, facts, platform }) => {
      if (platform.lacks.files === undefined) return;
      using client = new main.Client({ auth: new main.NetrcAuth("/tmp/.netrc") });
      const error = await assertRejects(() => client.get(`${facts.http}/basic`).text(), TypeError);
      assert(/netrc/.test(error.message), error.message);
    },
  ),
];
