import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  BasicAuth,
  BearerAuth,
  Client,
  type ClientOptions,
  CookieJar,
  copyUrl,
  DigestAuth,
  FetchTransport,
  HandlerTransport,
  HttpError,
  HttpResponse,
  NetrcAuth,
  OAuth2ClientCredentials,
  ProxyAuth,
  type RequestOptions,
} from "../mod.ts";
import { inspect } from "node:util";
import { PreparedRequest } from "../src/core/request/prepared.ts";
import { SocketTransport } from "../src/transports/socket/socket.ts";
import { test } from "./checked.ts";
import { run } from "./cli/screen.ts";

/** A secret of its own for each kind, so that a message tells which one it shows. */
const SECRETS = {
  pair: "s3cr3t-pair",
  bearer: "s3cr3t-bearer",
  digest: "s3cr3t-digest",
  signature: "s3cr3t-signature",
  authorization: "s3cr3t-authorization",
  cookie: "s3cr3t-cookie",
  cookies: "s3cr3t-cookies",
  jar: "s3cr3t-jar",
  proxy: "s3cr3t-proxy",
  sensitive: "s3cr3t-sensitive",
  userinfo: "s3cr3t-userinfo",
  base: "s3cr3t-base",
  location: "s3cr3t-location",
  client: "s3cr3t-client",
  netrc: "s3cr3t-netrc",
} as const;

const API = "http://api.example/";

/** What a request can be given, one kind at a time. */
const GIVEN: readonly (readonly [RequestOptions, ClientOptions, url: string])[] = [
  [{ auth: ["user", SECRETS.pair] }, {}, API],
  [{ auth: new BearerAuth(SECRETS.bearer) }, {}, API],
  [{ auth: new DigestAuth("user", SECRETS.digest) }, {}, API],
  [{ auth: ({ headers }) => headers.set("x-signature", SECRETS.signature) }, {}, API],
  [{ headers: { authorization: `Bearer ${SECRETS.authorization}` } }, {}, API],
  [{ headers: { cookie: `sid=${SECRETS.cookie}` } }, {}, API],
  [{ cookies: { sid: SECRETS.cookies } }, {}, API],
  [{ cookies: new CookieJar({ sid: SECRETS.jar }) }, {}, API],
  [{ auth: new ProxyAuth("user", SECRETS.proxy) }, {}, API],
  [{ headers: { "x-key": SECRETS.sensitive } }, { sensitiveHeaders: ["x-key"] }, API],
  [{}, {}, `http://user:${SECRETS.userinfo}@api.example/`],
  [{}, { baseUrl: `http://user:${SECRETS.base}@api.example/` }, "/"],
  [{}, { auth: ["user", SECRETS.client], cookies: { sid: SECRETS.client } }, API],
  [{}, { headers: { authorization: SECRETS.client, cookie: SECRETS.client } }, API],
];

/** Whatever shows a value: to a log, to a person, to a file. */
function show(value: unknown): string {
  const options = { depth: 20, showHidden: true };
  const seen = [Deno.inspect(value, options), inspect(value, options), String(value)];
  if (typeof value === "object") seen.push(String(JSON.stringify(value)));
  for (let error = value; error instanceof Error; error = error.cause) {
    seen.push(error.message, String(error.stack), Deno.inspect(error, { getters: false }));
    if (error instanceof HttpError) seen.push(JSON.stringify(error.toJSON()));
  }
  return seen.join("\n");
}

/** Basic credentials and their pieces are secrets as well, wherever in the base64 text the password begins. */
function assertHidden(text: string, name: string): void {
  const forms = Object.values(SECRETS).flatMap((secret) => [
    secret,
    btoa(`user:${secret}`),
    encodeURIComponent(secret),
  ]);
  const shown = forms.filter((form) => text.includes(form));
  assertEquals(shown, [], `${name} shows a secret:\n${text}`);
  assert(text.length > 0);
}

/** Everything that can go wrong on the way, by what the server does. */
const FAILURES: Readonly<Record<string, (request: Request) => Response | Promise<Response>>> = {
  "the network breaks": () => {
    throw new TypeError("connection reset");
  },
  "no answer in time": () => Promise.withResolvers<Response>().promise,
  "a redirect without end": ({ url }) => Response.redirect(url),
  "a Location that is none": () => toLocation(`http://u:${SECRETS.location}@[bad/`),
  "a Location with another scheme": () => toLocation(`ftp://u:${SECRETS.location}@x.example/`),
  "a Location with userinfo, then a loop": () =>
    toLocation(`http://u:${SECRETS.location}@x.example/`),
  "a URL that allowUrl refuses": () => toLocation("http://refused.example/"),
  "a redirect from https to http": () => toLocation("http://x.example/"),
  "a 403": () => new Response("forbidden", { status: 403 }),
  "a broken challenge": () =>
    new Response(null, {
      status: 401,
      headers: { "www-authenticate": 'Digest realm="r", nonce="n", algorithm=X' },
    }),
  "no JSON": () => new Response("{"),
};

function toLocation(location: string): Response {
  return new Response(null, { status: 302, headers: { location } });
}

test("no error shows a secret", async () => {
  let count = 0;
  for (const [name, answer] of Object.entries(FAILURES)) {
    for (const [options, clientOptions, url] of GIVEN) {
      using client = new Client({
        ...clientOptions,
        transport: new HandlerTransport(answer),
        allowUrl: ({ hostname }) => hostname !== "refused.example",
      });
      const timeout = { total: name === "no answer in time" ? 5 : null };
      try {
        const to = name.includes("https") ? url.replace("http:", "https:") : url;
        const response = await client.get(to, { ...options, timeout, maxRedirects: 2 });
        assertHidden(show(response), name);
        await response.raiseForStatus().json();
      } catch (error) {
        assert(error instanceof Error);
        assertHidden(show(error), name);
        if (error instanceof HttpError) {
          assertHidden(error.request?.url ?? "none", name);
          assertHidden(show(error.response), name);
          assertHidden(show(error.history), name);
        }
        count++;
      }
      assertHidden(show(client), "the client");
    }
  }
  assert(count > 100, `${count} errors`);
});

test("a 401 of a token endpoint that repeats the client's secret shows it to nobody", async () => {
  const clientSecret = SECRETS.client;
  const options = { tokenUrl: "http://token.example/", clientId: "user", clientSecret };
  for (const authMethod of ["basic", "body"] as const) {
    const auth = new OAuth2ClientCredentials({ ...options, authMethod });
    const transport = new HandlerTransport(async (request) => {
      const said = `${await request.text()} ${request.headers.get("authorization")}`;
      return Response.json({ error: "invalid_client", error_description: said }, { status: 401 });
    });
    using client = new Client({ transport, auth });
    const error = await assertRejects(() => client.get(API), HttpError, "invalid_client");
    assertHidden(show(error), authMethod);
    assertHidden(show(error.request) + ("body" in error ? String(error.body) : ""), authMethod);
  }
});

test("wrong options and wrong URLs are told without their secrets", async () => {
  const { pair, userinfo, cookie } = SECRETS;
  const wrong: readonly (() => unknown)[] = [
    () => new BasicAuth(`a:${pair}`, pair),
    () => new BasicAuth("user", `${pair}\n`),
    () => new DigestAuth("user", `${pair}\0`),
    () => new BearerAuth(`${SECRETS.bearer} `),
    () => new CookieJar({ sid: `${cookie}\n` }),
    () => new Client({ baseUrl: `http://u:${userinfo}@[bad/` }),
    () => new Client({ baseUrl: `ftp://u:${userinfo}@host/` }),
    () => new Client({ proxy: `http://u:${SECRETS.proxy}@[bad/` }),
    () => new Client({ proxy: `ftp://u:${SECRETS.proxy}@host/` }),
    () => new Client({ mounts: { [`http://u:${userinfo}@host`]: null } }),
    () => new Client({ headers: { authorization: `${SECRETS.authorization}\n` + "\0" } }),
    () => new Client({ headers: { cookie: `${cookie}\u0100` } }),
    () => new Client().transportFor(`http://u:${userinfo}@[bad/`),
    () => new Client().get(`http://u:${userinfo}@[bad/`),
    () => new Client().get(`u:${userinfo}@host`),
    () => new Client().get(`gopher://u:${userinfo}@host`),
    () => new Client().get(API, { headers: { cookie: `${cookie}\0` } }),
    () => new Client().get(API, { cookies: { sid: `${cookie};` } }),
    () => new CookieJar().setCookie("a=b", `http://u:${userinfo}@[bad/`),
    () => new CookieJar({ a: "b" }).cookieHeader(`http://u:${userinfo}@[bad/`),
    () => copyUrl(`http://u:${userinfo}@[bad/`, {}),
    () =>
      new OAuth2ClientCredentials({
        tokenUrl: `http://u:${userinfo}@token.example/`,
        clientId: "user",
        clientSecret: SECRETS.client,
      }),
  ];
  for (const use of wrong) {
    const error = await assertRejects(async () => await use(), Error, undefined, `${use}`);
    assertHidden(show(error), `${use}`.replaceAll(/\s+/g, " "));
  }
});

test("a netrc file that is wrong is told by its line, not by its words", async () => {
  const file = await Deno.makeTempFile();
  try {
    const texts = [`machine x login u password "${SECRETS.netrc}`, `machine x ${SECRETS.netrc} y`];
    for (const text of texts) {
      await Deno.writeTextFile(file, text);
      using client = new Client({
        transport: new HandlerTransport(() => new Response("ok")),
        auth: new NetrcAuth(file),
      });
      const error = await client.get(API).catch((error) => error);
      assertHidden(show(error), text);
    }
  } finally {
    await Deno.remove(file);
  }
});

test("what holds secrets shows none, not even to JSON", async () => {
  const { pair, bearer, digest, proxy, client: clientSecret } = SECRETS;
  const holders = [
    new BasicAuth("user", pair),
    new BearerAuth(bearer),
    new DigestAuth("user", digest),
    new ProxyAuth("user", proxy),
    new OAuth2ClientCredentials({ tokenUrl: API, clientId: "user", clientSecret }),
  ];
  const viaProxy = { proxy: `http://user:${proxy}@127.0.0.1:9` };
  using sockets = new SocketTransport(viaProxy);
  using fetching = new FetchTransport(viaProxy);
  const headers = { authorization: SECRETS.authorization, cookie: `sid=${SECRETS.cookie}` };
  const prepared = new PreparedRequest("GET", new URL(API), headers, undefined);
  for (const holder of [...holders, sockets, fetching, prepared, { prepared }]) {
    assertHidden(show(holder), holder.constructor.name);
  }
  using client = new Client({
    baseUrl: `http://user:${SECRETS.base}@api.example/v1`,
    auth: ["user", pair],
    headers: { authorization: SECRETS.authorization, "x-key": SECRETS.sensitive },
    cookies: { sid: SECRETS.cookies },
    params: { key: SECRETS.sensitive },
    proxy: `http://user:${proxy}@127.0.0.1:9`,
  });
  assertHidden(show(client), "the client");
  assertHidden(Deno.inspect({ list: [client] }, { depth: 9 }), "a list of clients");
  assertEquals(Deno.inspect(client), "<Client http://api.example/v1>");
  using other = new Client({
    transport: new HandlerTransport(() =>
      new Response("ok", { headers: { "set-cookie": `sid=${SECRETS.jar}` } })
    ),
  });
  const response = await other.get(`http://user:${SECRETS.userinfo}@api.example/`);
  assert(response instanceof HttpResponse);
  assertHidden(show(response), "a response");
  assertHidden(response.url + response.request.url, "the URL of a response");
  assertHidden(Deno.inspect([response.cookies, other.cookies]), "a jar");
});

/** What the command line can be given, and whether that is a URL. */
const COMMANDS: readonly (readonly [args: readonly string[], userinfo: string])[] = [
  [["--auth", `user:${SECRETS.pair}`], ""],
  [["--digest", "--auth", `user:${SECRETS.digest}`], ""],
  [["--bearer", SECRETS.bearer], ""],
  [["--header", `Authorization: Bearer ${SECRETS.authorization}`], ""],
  [["--header", `Authorization: ${SECRETS.authorization}`], ""],
  [["--header", `Cookie: sid=${SECRETS.cookie}; ${SECRETS.cookie}`], ""],
  [["--cookie", `sid=${SECRETS.cookies}`], ""],
  [["--header", `Proxy-Authorization: Basic ${SECRETS.proxy}`], ""],
  [["--header", `X-Api-Key: ${SECRETS.sensitive}`], ""],
  [[], `user:${SECRETS.userinfo}@`],
];

test("the command line shows no secret, however much it is to show", async () => {
  let port = 0;
  let asked = 0;
  await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    asked++;
    const headers = new Headers({ "set-cookie": `sid=${SECRETS.jar}; Path=/` });
    const isFirst = new URL(request.url).pathname === "/";
    if (!isFirst) return new Response("the end", { headers });
    headers.set("location", `http://u:${SECRETS.location}@127.0.0.1:${port}/end`);
    return new Response(null, { status: 302, headers });
  });
  port = server.addr.port;
  for (const [args, userinfo] of COMMANDS) {
    const url = `http://${userinfo}127.0.0.1:${port}/`;
    for (const more of [[], ["-r"], ["--no-follow"]]) {
      const { status, stdout, stderr } = await run([url, "--verbose", ...more, ...args]);
      assertEquals(status, 0, stderr);
      assertHidden(stdout + stderr, `${args.join(" ")} ${more}`);
    }
    const broken = await run([url.replace("127.0.0.1", "[bad"), "--verbose", ...args]);
    const refused = await run([url.replace("http:", "gopher:"), "--verbose", ...args]);
    const closed = await run([url.replace(`${port}`, "1"), "--verbose", ...args]);
    for (const { status, stdout, stderr } of [broken, refused, closed]) {
      assert(status > 1, stderr);
      assertHidden(stdout + stderr, args.join(" "));
    }
  }
  assertEquals(asked, COMMANDS.length * 5);
});
