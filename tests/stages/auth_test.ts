import { assert, assertEquals, assertRejects } from "@std/assert";
import { BasicAuth, BearerAuth, Client, NetrcAuth, ProxyAuth } from "../../mod.ts";
import { test } from "../checked.ts";
import { withNetrc } from "../credentials/secrets.ts";
import { record, recordRedirects } from "../recording.ts";

const basic = (user: string, password: string) => `Basic ${btoa(`${user}:${password}`)}`;

test("the auth option is before a header, a header before userinfo", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  const headers = { authorization: "Bearer header" };
  const table = [
    [() => client.get("http://u:p@h/"), basic("u", "p")],
    [() => client.get("http://u:p@h/", { headers }), "Bearer header"],
    [() => client.get("http://u:p@h/", { headers, auth: ["a", "b"] }), basic("a", "b")],
    [() => client.get("http://u:p@h/", { auth: ["a", "b"] }), basic("a", "b")],
    [() => client.get("http://u:p@h/", { auth: null }), undefined],
    [() => client.get("http://h/", { headers, auth: null }), "Bearer header"],
    [() => client.get("http://h/"), undefined],
  ] as const;
  for (const [send, expected] of table) {
    await send();
    assertEquals(app.last.headers["authorization"], expected);
  }
});

test("the client's auth is a default that a request replaces", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: ["u", "p"] });
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("http://h/", { auth: new BearerAuth("t") });
  assertEquals(app.last.headers["authorization"], "Bearer t");
  await client.get("http://h/", { auth: null });
  assertEquals(app.last.headers["authorization"], undefined);
  client.auth = ["x", "y"];
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], basic("x", "y"));
  client.auth = null;
  await client.get("http://h/");
  assertEquals(app.last.headers["authorization"], undefined);
});

test("userinfo of the baseUrl never replaces a header", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, baseUrl: "http://u:p@h/v1" });
  await client.get("x");
  assertEquals(app.last.url, "http://h/v1/x");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("x", { headers: { authorization: "Bearer t" } });
  assertEquals(app.last.headers["authorization"], "Bearer t");
  await client.get("http://h/y");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.get("http://o/y");
  assertEquals(app.last.headers["authorization"], undefined);
  await client.get("http://a:b@h/y");
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  await client.send(new Request("http://h/z"));
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  using more = client.extend({ headers: { "x-a": "1" } });
  await more.get("x");
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  using other = client.extend({ baseUrl: "http://o/" });
  await other.get("x");
  assertEquals(app.last.headers["authorization"], undefined);
  using headed = client.extend({ headers: { authorization: "Bearer d" } });
  await headed.get("x");
  assertEquals(app.last.headers["authorization"], "Bearer d");
});

test("with a baseUrl the client's credentials stay with its origin", async () => {
  const app = record();
  using client = new Client({
    transport: app.transport,
    baseUrl: "http://h/v1",
    auth: ["u", "p"],
    cookies: { c: "1" },
    sensitiveHeaders: ["X-Api-Key"],
    headers: {
      cookie: "d=2",
      "proxy-authorization": "x",
      "x-api-key": "k",
      "x-plain": "p",
      host: "v",
    },
  });
  const secrets = ["authorization", "cookie", "proxy-authorization", "x-api-key", "host"];
  await client.get("x");
  for (const name of secrets) assert(app.last.headers[name], name);
  for (
    const url of [
      "http://o/",
      "//o/",
      "https://h/",
      "http://h:81/",
      new URL("http://o/"),
    ]
  ) {
    await client.get(url);
    for (const name of secrets) assertEquals(app.last.headers[name], undefined, `${url} ${name}`);
    assertEquals(app.last.headers["x-plain"], "p");
    await client.fetch(new URL(url, "http://h/"));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `fetch ${url} ${name}`);
    }
    await client.fetch(new Request(new URL(url, "http://h/")));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `fetch ${url} ${name}`);
    }
    await client.send(new Request(new URL(url, "http://h/")));
    for (const name of secrets) {
      assertEquals(app.last.headers[name], undefined, `send ${url} ${name}`);
    }
  }
  await client.get("http://o/", { auth: ["a", "b"], headers: { "x-api-key": "own" } });
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  assertEquals(app.last.headers["x-api-key"], "own");
});

test("a function signs each request, or gives another one", async () => {
  const app = recordRedirects({ "http://h/a": "/b" });
  using client = new Client({ transport: app.transport });
  const urls: string[] = [];
  await client.get("http://h/a", {
    auth: (request) => {
      urls.push(request.url);
      request.headers.set("x-signature", String(urls.length));
    },
  });
  assertEquals(urls, ["http://h/a", "http://h/b"]);
  assertEquals(app.seen.map(({ headers }) => headers["x-signature"]), ["1", "2"]);
  await client.post("http://h/c", {
    body: "x",
    auth: (request) => new Request(`${request.url}?sig=1`, request),
  });
  assertEquals([app.last.url, app.last.body], ["http://h/c?sig=1", "x"]);
});

test("a function is not asked for another origin", async () => {
  const app = recordRedirects({ "http://h/a": "http://o/b" });
  using client = new Client({
    transport: app.transport,
    auth: (request) => request.headers.set("x-key", "k"),
  });
  await client.get("http://h/a");
  assertEquals(app.seen.map(({ headers }) => headers["x-key"]), ["k", undefined]);
});

test("what is no auth is a TypeError before anything is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport });
  for (
    const auth of [
      5,
      "user:pass",
      {},
      ["u"],
      ["u", "p", "x"],
      ["u", 5],
      ["a:b", "p"],
      ["u", "p\n"],
      true,
    ]
  ) {
    const error = await assertRejects(
      () => Reflect.apply(client.get, client, ["http://h/", { auth }]),
      TypeError,
      "Cannot",
    );
    assert(!String(error).includes("user:pass"));
  }
  assertEquals(app.seen.length, 0);
  await assertRejects(() => client.get("http://a%3Ab:secret@h/"), TypeError, "colon");
  assertEquals(app.seen.length, 0);
});

test("a proxy's credentials stand beside the server's", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: new ProxyAuth("u", "p") });
  await client.get("http://h/", { headers: { authorization: "Bearer t" } });
  assertEquals(app.last.headers["proxy-authorization"], basic("u", "p"));
  assertEquals(app.last.headers["authorization"], "Bearer t");
});

const NETRC = "machine h login hu password hp\nmachine o login ou password op\n";

test("netrc signs each hop where nobody else does", () =>
  withNetrc(NETRC, async (file) => {
    const app = recordRedirects({ "http://h/a": "http://o/b", "http://o/b": "http://x/c" });
    using client = new Client({ transport: app.transport });
    const sent = () => app.seen.slice(-3).map(({ headers }) => headers["authorization"]);
    await client.get("http://h/a");
    assertEquals(sent(), [basic("hu", "hp"), basic("ou", "op"), undefined]);
    await client.get("http://h/a", { headers: { authorization: "Bearer t" } });
    assertEquals(sent(), ["Bearer t", basic("ou", "op"), undefined]);
    await client.get("http://u:p@h/a");
    assertEquals(sent(), [basic("u", "p"), basic("ou", "op"), undefined]);
    await client.get("http://h/a", { auth: null });
    assertEquals(sent(), [undefined, undefined, undefined]);
    using distrustful = client.extend({ trustEnv: false });
    await distrustful.get("http://h/a");
    assertEquals(sent(), [undefined, undefined, undefined]);
    await distrustful.get("http://h/a", { auth: new NetrcAuth(file) });
    assertEquals(sent(), [basic("hu", "hp"), undefined, undefined]);
  }));

test("a request that was built is signed when it is sent", async () => {
  const app = record();
  using client = new Client({ transport: app.transport, auth: new BasicAuth("u", "p") });
  const request = client.buildRequest("GET", "http://h/");
  assertEquals(request.headers.get("authorization"), null);
  await client.send(request);
  assertEquals(app.last.headers["authorization"], basic("u", "p"));
  await client.send(request, { auth: ["a", "b"] });
  assertEquals(app.last.headers["authorization"], basic("a", "b"));
  await client.send(request, { auth: null });
  assertEquals(app.last.headers["authorization"], undefined);
});

test("netrc signs http, but no longer once a chain went over https", () =>
  withNetrc(NETRC, async () => {
    const app = recordRedirects({
      "http://h/a": "http://o/b",
      "https://h/a": "http://o/b",
      "http://h/x": "https://h/y",
      "https://h/y": "http://h/z",
    });
    using client = new Client({ transport: app.transport, allowInsecureRedirects: true });
    const sent = (count: number) =>
      app.seen.slice(-count).map(({ headers }) => headers["authorization"]);
    await client.get("http://h/a");
    assertEquals(sent(2), [basic("hu", "hp"), basic("ou", "op")]);
    await client.get("https://h/a");
    assertEquals(sent(2), [basic("hu", "hp"), undefined]);
    await client.get("http://h/x");
    assertEquals(sent(3), [basic("hu", "hp"), basic("hu", "hp"), undefined]);
  }));

test("an auth signs each hop of a chain that stays on https", async () => {
  const signed: string[] = [];
  for (const auth of [["u", "p"], (request: Request) => void signed.push(request.url)] as const) {
    const app = recordRedirects({ "https://h/a": "/b", "https://h/b": "/c" });
    using client = new Client({ transport: app.transport, auth });
    await client.get("https://h/a");
    const headers = app.seen.map(({ headers }) => headers["authorization"]);
    const expected = typeof auth === "function" ? undefined : basic("u", "p");
    assertEquals(headers, [expected, expected, expected]);
  }
  assertEquals(signed, ["https://h/a", "https://h/b", "https://h/c"]);
});
