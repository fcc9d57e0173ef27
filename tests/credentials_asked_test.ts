import { assertEquals } from "@std/assert";
import { BasicAuth, Client, type ClientOptions, CookieJar, HandlerTransport } from "../mod.ts";
import { test } from "./checked.ts";
import {
  CALL_SECRETS,
  carries,
  CLIENT_SECRETS,
  MARK,
  type Secret,
  toNetrc,
  withNetrc,
} from "./credentials/secrets.ts";

const BASE = new URL("http://home.example/v1/");

/** URLs that a client with the base is asked for, where they lead, and whether that is the base's origin. */
const ASKED: readonly (readonly [url: string, sent: string, isOwn: boolean])[] = [
  ["x", "http://home.example/v1/x", true],
  ["/x", "http://home.example/v1/x", true],
  ["http://home.example/x", "http://home.example/x", true],
  ["HTTP://HOME.EXAMPLE:80/x", "http://home.example/x", true],
  ["//home.example/x", "http://home.example/x", true],
  // Nothing in a path leads away.
  ["@evil.example/x", "http://home.example/v1/@evil.example/x", true],
  [".evil.example/x", "http://home.example/v1/.evil.example/x", true],
  ["\\\\evil.example\\x", "http://home.example/v1///evil.example/x", true],
  ["/\\evil.example/x", "http://home.example/v1//evil.example/x", true],
  ["../../x", "http://home.example/x", true],
  ["http://evil.example@home.example/x", "http://home.example/x", true],
  // An absolute URL is taken as it is, and what is the client's stays (CVE-2025-27152).
  ["http://evil.example/x", "http://evil.example/x", false],
  ["//evil.example/x", "http://evil.example/x", false],
  ["\t//evil.example/x", "http://evil.example/x", false],
  ["/\t/evil.example/x", "http://evil.example/x", false],
  [" http://evil.example/x", "http://evil.example/x", false],
  ["ht\ntp://evil.example/x", "http://evil.example/x", false],
  ["http:evil.example/x", "http://evil.example/x", false],
  ["http:\\\\evil.example\\x", "http://evil.example/x", false],
  ["http:/evil.example/x", "http://evil.example/x", false],
  ["http://home.example@evil.example/x", "http://evil.example/x", false],
  ["//home.example@evil.example/x", "http://evil.example/x", false],
  ["http://evil.example\\@home.example/x", "http://evil.example/@home.example/x", false],
  ["http://sub.home.example/x", "http://sub.home.example/x", false],
  ["http://home.example:8080/x", "http://home.example:8080/x", false],
  ["https://home.example/x", "https://home.example/x", false],
];

/** What a server sees of a client's secret; netrc and a server's cookies have rules of their own. */
async function see(
  secret: Secret,
  options: ClientOptions,
  use: (client: Client) => Promise<unknown>,
): Promise<string[]> {
  const seen: string[] = [];
  const transport = new HandlerTransport((request) => {
    if (request.url.includes("token")) {
      return Response.json({ access_token: MARK, token_type: "Bearer" });
    }
    if (secret.isDigest && !request.headers.has("authorization")) {
      const headers = { "www-authenticate": 'Digest realm="r", nonce="n", qop="auth"' };
      return new Response(null, { status: 401, headers });
    }
    seen.push(`${carries(request) ? "+" : "-"} ${request.url}`);
    return new Response("ok");
  });
  using client = new Client({ ...options, ...secret.client?.(BASE), transport });
  secret.prepare?.(client, BASE);
  await use(client);
  return seen;
}

const OF_BASE = CLIENT_SECRETS.filter(({ column }) =>
  ["option", "header", "strict", "cookies"].includes(column)
);

/** Without the digest that it asks for, a server goes no further, so it keeps nothing. */
function isRefused({ isDigest }: Secret, isOwn: boolean, url: string): boolean {
  return isDigest === true && !isOwn && !url.includes("@evil");
}

test("with a baseUrl, what is the client's is for its origin alone", async () => {
  for (const [url, sent, isOwn] of ASKED) {
    for (const secret of OF_BASE) {
      const base = { baseUrl: BASE };
      // The userinfo is said with the baseUrl.
      const asked = secret.name.startsWith("userinfo") ? new URL(sent) : url;
      const ways = [
        (client: Client) => client.get(asked),
        (client: Client) => client.fetch(asked),
        (client: Client) => client.send(client.buildRequest("GET", asked)),
        (client: Client) => client.fetch(client.buildRequest("GET", asked)),
      ];
      for (const [at, use] of ways.entries()) {
        const seen = await see(secret, base, use);
        const expected = isRefused(secret, isOwn, url) ? [] : [`${isOwn ? "+" : "-"} ${sent}`];
        assertEquals(seen, expected, `${url}: ${secret.name}, way ${at}`);
      }
    }
  }
});

test("what is given with a call goes where the caller says, whatever the baseUrl", async () => {
  const calls = CALL_SECRETS.filter(({ request, column }) =>
    request && ["option", "header", "strict", "cookies"].includes(column)
  );
  for (const secret of calls) {
    const url = "https://other.example/x";
    const options = secret.request?.(BASE) ?? {};
    const seen = await see(secret, { baseUrl: BASE }, (client) => client.get(url, options));
    assertEquals(seen, [`+ ${url}`], secret.name);
  }
});

test("a link is a URL as any other: asked for with the base, it sees nothing that is not its own", async () => {
  const secret = CLIENT_SECRETS.filter(({ column }) => column === "option");
  for (const each of secret) {
    const seen: string[] = [];
    const transport = new HandlerTransport((request) => {
      seen.push(`${carries(request) ? "+" : "-"} ${new URL(request.url).hostname}`);
      const link = '<//evil.example/2>; rel="next", <2>; rel="more"';
      return new Response(null, { headers: { link } });
    });
    if (each.isDigest || each.name.includes("OAuth")) continue;
    const options = { baseUrl: BASE, ...each.client?.(BASE) };
    using client = new Client({ ...options, transport });
    const { links, url } = await client.get("x");
    for (const rel of ["next", "more"]) await client.get(new URL(links[rel]?.url ?? "", url));
    assertEquals(seen, ["+ home.example", "- evil.example", "+ home.example"], each.name);
  }
});

test("a stranger who is asked directly gets nothing by redirecting to the base", async () => {
  for (const secret of OF_BASE.filter(({ isDigest }) => !isDigest)) {
    for (const isByHand of [false, true]) {
      const seen: string[] = [];
      const transport = new HandlerTransport((request) => {
        seen.push(`${carries(request) ? "+" : "-"} ${request.url}`);
        return request.url.includes("evil")
          ? Response.redirect("http://home.example/delete-all")
          : new Response("ok");
      });
      const options = { baseUrl: BASE, ...secret.client?.(BASE) };
      using client = new Client({ ...options, transport });
      const response = await client.get("http://evil.example/", { followRedirects: !isByHand });
      if (response.nextRequest) await client.send(response.nextRequest);
      const expected = ["- http://evil.example/", "- http://home.example/delete-all"];
      assertEquals(seen, expected, secret.name);
    }
  }
});

test("what is given with the request of a redirect goes along, whoever is asked", async () => {
  const given: readonly (readonly [string, Parameters<Client["send"]>[1]])[] = [
    ["auth", { auth: ["user", MARK] }],
    ["cookies", { cookies: { sid: MARK } }],
    ["a jar", { cookies: new CookieJar({ sid: MARK }) }],
  ];
  for (const [name, options] of given) {
    const seen: string[] = [];
    const transport = new HandlerTransport((request) => {
      const authorization = request.headers.get("authorization");
      seen.push(`${carries(request) ? "+" : "-"} ${authorization === CLIENTS ? "client's" : ""}`);
      return request.url.includes("home")
        ? Response.redirect("http://evil.example/")
        : new Response("ok");
    });
    using client = new Client({ transport, auth: ["client", "other"] });
    const { nextRequest } = await client.get("http://home.example/", { followRedirects: false });
    if (nextRequest) await client.send(nextRequest, options);
    assertEquals(seen, ["- client's", "+ "], name);
  }
});

const CLIENTS = `Basic ${btoa("client:other")}`;

test("an Authorization header is no chance for netrc or userinfo, the auth option is before it", async () => {
  const seen: (string | null)[] = [];
  const transport = new HandlerTransport(({ headers }) => {
    seen.push(headers.get("authorization"));
    return new Response("ok");
  });
  await withNetrc(toNetrc("home.example"), async () => {
    using client = new Client({ transport });
    const headers = { authorization: "Bearer header" };
    await client.get("http://home.example/", { headers });
    await client.get("http://u:p@home.example/", { headers });
    await client.get("http://u:p@home.example/");
    await client.get("http://home.example/", { headers, auth: new BasicAuth("a", "b") });
    await client.get("http://home.example/", { auth: null });
    await client.get("http://home.example/");
    using distrustful = new Client({ transport, trustEnv: false });
    await distrustful.get("http://home.example/");
  });
  const basic = (text: string) => `Basic ${btoa(text)}`;
  const netrc = basic(`user:${MARK}`);
  assertEquals(seen, [
    "Bearer header",
    "Bearer header",
    basic("u:p"),
    basic("a:b"),
    null,
    netrc,
    null,
  ]);
});

test("a netrc default is for every host, but not for http after https", async () => {
  const seen: string[] = [];
  const transport = new HandlerTransport((request) => {
    seen.push(`${carries(request) ? "+" : "-"} ${request.url}`);
    const location = {
      "https://home.example/": "https://other.example/",
      "https://other.example/": "http://third.example/",
    }[request.url];
    return location ? Response.redirect(location) : new Response("ok");
  });
  await withNetrc(`default login user password ${MARK}\n`, async () => {
    using client = new Client({ transport, allowInsecureRedirects: true });
    await client.get("https://home.example/");
    await client.get("http://third.example/");
  });
  assertEquals(seen, [
    "+ https://home.example/",
    "+ https://other.example/",
    "- http://third.example/",
    "+ http://third.example/",
  ]);
});
