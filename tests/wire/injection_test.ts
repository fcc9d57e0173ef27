import { assert, assertEquals } from "@std/assert";
import {
  BasicAuth,
  BearerAuth,
  Client,
  type ClientOptions,
  CookieJar,
  DigestAuth,
  FetchTransport,
  OAuth2ClientCredentials,
  ProxyAuth,
  type RequestOptions,
} from "../../mod.ts";
import { SocketTransport } from "../../src/transports/socket/socket.ts";
import { test } from "../checked.ts";
import { respondWith, type ScriptedServer, toAnswer } from "./scripted.ts";

/** Where a request goes, and a text of the caller's that is to end up in it. */
interface Place {
  readonly url: string;
  readonly text: string;
}

/** What a caller says. */
interface Said {
  readonly client?: ClientOptions;
  readonly options?: RequestOptions;
  readonly method?: string;
  readonly url?: string;
  /** Changes what is there already. */
  readonly prepare?: (client: Client) => void;
}

const file = (name: string, text = "x") => new File([text], name);

/** Every place where text of a caller's reaches the wire. */
const PLACES: Readonly<Record<string, (place: Place) => Said>> = {
  "method": ({ text }) => ({ method: text }),
  "path": ({ url, text }) => ({ url: url + text }),
  "path of a baseUrl": ({ url, text }) => ({ client: { baseUrl: url + text }, url: "x" }),
  "path under a baseUrl": ({ url, text }) => ({ client: { baseUrl: url }, url: `/${text}` }),
  "query": ({ url, text }) => ({ url: `${url}?a=${text}` }),
  "param": ({ text }) => ({ options: { params: { [text]: text } } }),
  "param of a client": ({ text }) => ({ client: { params: { a: text } } }),
  "live param": ({ text }) => ({ prepare: ({ params }) => params.set("a", text) }),
  "userinfo": ({ url, text }) => ({ url: url.replace("://", `://u:${encodeURIComponent(text)}@`) }),
  "header name": ({ text }) => ({ options: { headers: { [text]: "1" } } }),
  "header value": ({ text }) => ({ options: { headers: { "x-a": text } } }),
  "header pair": ({ text }) => ({ options: { headers: [["x-a", text]] } }),
  "header of a client": ({ text }) => ({ client: { headers: { "x-a": text } } }),
  "live header": ({ text }) => ({ prepare: ({ headers }) => headers.set("x-a", text) }),
  "host header": ({ text }) => ({ options: { headers: { host: text } } }),
  "content-type": ({ text }) => ({ options: { body: "b", headers: { "content-type": text } } }),
  "content-length": ({ text }) => ({
    options: { body: (function* () {})(), headers: { "content-length": text } },
  }),
  "connection": ({ text }) => ({ options: { headers: { connection: text } } }),
  "transfer-encoding": ({ text }) => ({
    options: { body: "b", headers: { "transfer-encoding": text } },
  }),
  "cookie header": ({ text }) => ({ options: { headers: { cookie: `a=${text}` } } }),
  "cookie name": ({ text }) => ({ options: { cookies: { [text]: "1" } } }),
  "cookie value": ({ text }) => ({ options: { cookies: { a: text } } }),
  "cookie of a client": ({ text }) => ({ client: { cookies: { a: text } } }),
  "cookie of a jar": ({ text }) => ({ prepare: ({ cookies }) => cookies.set("a", text) }),
  "cookie of a server": ({ url, text }) => ({
    prepare: ({ cookies }) => void cookies.setCookie(`a=${text}`, url),
  }),
  "cookie of a file": ({ text }) => ({
    client: { cookies: CookieJar.fromNetscape(`127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t${text}\n`) },
  }),
  "basic user": ({ text }) => ({ options: { auth: [text, "p"] } }),
  "basic password": ({ text }) => ({ options: { auth: new BasicAuth("u", text) } }),
  "bearer token": ({ text }) => ({ options: { auth: new BearerAuth(text) } }),
  "bearer function": ({ text }) => ({ options: { auth: new BearerAuth(() => text) } }),
  "digest user": ({ text }) => ({ options: { auth: new DigestAuth(text, "p") } }),
  "digest password": ({ text }) => ({ options: { auth: new DigestAuth("u", text) } }),
  "proxy user": ({ text }) => ({ options: { auth: new ProxyAuth(text, "p") } }),
  "client id": ({ url, text }) => ({ options: { auth: oauth(url, { clientId: text }) } }),
  "client secret": ({ url, text }) => ({ options: { auth: oauth(url, { clientSecret: text }) } }),
  "client secret in a header": ({ url, text }) => ({
    options: { auth: oauth(url, { clientSecret: text, authMethod: "basic" }) },
  }),
  "header of an auth function": ({ text }) => ({
    options: { auth: ({ headers }) => headers.set("x-a", text) },
  }),
  "header of a hook": ({ text }) => ({
    options: { hooks: { request: [({ headers }) => headers.set("x-a", text)] } },
  }),
  "URL of a hook": ({ url, text }) => ({
    options: { hooks: { request: [() => new Request(url + text)] } },
  }),
  "form field": ({ text }) => ({ options: { data: { [text]: text } } }),
  "multipart field name": ({ text }) => ({ options: { data: { [text]: "1" }, files: { f: "x" } } }),
  "multipart file's field": ({ text }) => ({ options: { files: { [text]: "x" } } }),
  "file name": ({ text }) => ({ options: { files: { f: [text, "x"] } } }),
  "name of a File": ({ text }) => ({ options: { files: { f: file(text) } } }),
  "type of a part": ({ text }) => ({ options: { files: { f: ["f", "x", text] } } }),
  "type of a Blob": ({ text }) => ({ options: { files: { f: new Blob(["x"], { type: text }) } } }),
  "type of a body": ({ text }) => ({ options: { body: new Blob(["x"], { type: text }) } }),
  "header name of a part": ({ text }) => ({
    options: { files: { f: ["f", "x", null, { [text]: "1" }] } },
  }),
  "header of a part": ({ text }) => ({
    options: { files: { f: ["f", "x", null, { "x-a": text }] } },
  }),
  "FormData": ({ text }) => {
    const form = new FormData();
    form.append(text, "1");
    form.append("f", file("n"), text);
    return { options: { body: form } };
  },
  "proxy header": ({ text }) => ({ options: { headers: { "proxy-authorization": text } } }),
};

function oauth(
  tokenUrl: string,
  more: Partial<ConstructorParameters<typeof OAuth2ClientCredentials>[0]>,
) {
  return new OAuth2ClientCredentials({ tokenUrl, clientId: "i", clientSecret: "s", ...more });
}

/** What is in a text that has no line of its own. */
const MARK = "mark";

const EVIL: readonly string[] = [
  `${MARK}\r\nx-evil: 1`,
  `${MARK}\nx-evil: 1`,
  `${MARK}\rx-evil: 1`,
  `${MARK}\0x-evil: 1`,
  `${MARK}\r\n\r\nGET /x-evil HTTP/1.1\r\nhost: h\r\n\r\n`,
  `\r\nx-evil: 1\r\n`,
  `${MARK}\u010dx-evil: 1\u010a`,
  `${MARK}"\r\n\r\nx-evil: 1\r\n--`,
];

/** Answers POST with a token, and other methods with a challenge. */
function serve(): Promise<ScriptedServer> {
  return respondWith(({ method, headers }) => {
    const challenge = 'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth"';
    if (method === "POST") return toAnswer('{"access_token":"t","token_type":"bearer"}');
    if (headers.has("authorization")) return toAnswer("ok");
    return toAnswer("no", { status: "401 Unauthorized", headers: [challenge] });
  });
}

/** Sends once; gives the error, if there was one. */
async function send(
  place: string,
  text: string,
  { server, transport }: {
    server: ScriptedServer;
    transport: () => SocketTransport | FetchTransport;
  },
): Promise<unknown> {
  const url = `${server.url}/`;
  try {
    const said = PLACES[place]?.({ url, text }) ?? {};
    using client = new Client({ trustEnv: false, ...said.client, transport: transport() });
    said.prepare?.(client);
    const method = said.method ??
      (said.options?.body || said.options?.data || said.options?.files ? "POST" : "GET");
    await client.request(method, said.url ?? url, said.options);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** Tells what of a request is not as one of ours. */
function findEvil(raw: string): string | undefined {
  const head = raw.slice(0, raw.indexOf("\r\n\r\n") + 4);
  if (/\0|\r(?!\n)|(?<!\r)\n/.test(head)) return "a bare CR, LF or NUL in the head";
  if (/^x-evil|^[^\r]*:[^\r]*\r\nx-evil/im.test(raw)) return "a line of its own";
  const [line = ""] = head.split("\r\n", 1);
  return /^[A-Z]+ \/\S* HTTP\/1\.1$/.test(line) ? undefined : `the request line ${line}`;
}

for (
  const [name, transport] of Object.entries({
    sockets: () => new SocketTransport(),
    fetch: () => new FetchTransport(),
  })
) {
  test(`no text of a caller's makes a line of its own, over ${name}`, async () => {
    await using server = await serve();
    const wrong: string[] = [];
    for (const place of Object.keys(PLACES)) {
      for (const text of EVIL) {
        const before = server.requests.length;
        const error = await send(place, text, { server, transport });
        const seen = server.requests.slice(before);
        const shown = JSON.stringify(text);
        const known = error === undefined || error instanceof TypeError ||
          (error instanceof Error && "code" in error);
        if (!known) wrong.push(`${place}: ${shown}: ${error}`);
        if (String(error).includes("x-evil\r\n")) wrong.push(`${place}: ${shown}: in the message`);
        for (const raw of seen) {
          const evil = findEvil(raw);
          if (evil) wrong.push(`${place}: ${shown}: ${evil}`);
        }
      }
    }
    assertEquals(wrong, []);
  });
}

test("what is harmless arrives from each of these places, so the test above can fail", async () => {
  await using server = await serve();
  const transport = () => new SocketTransport();
  const hidden: string[] = [];
  for (const place of Object.keys(PLACES)) {
    const before = server.requests.length;
    const text =
      { "method": "MARK", "content-length": "0", "transfer-encoding": "chunked" }[place] ??
        (place.startsWith("type of a") ? "text/mark" : MARK);
    const error = await send(place, text, { server, transport });
    const seen = server.requests.slice(before).join("\n");
    assert(seen !== "" || error, `${place}: nothing`);
    const forms = [
      text,
      "MARK",
      btoa(`u:${MARK}`),
      btoa(`${MARK}:p`),
      btoa(`i:${MARK}`),
      btoa(`${MARK}:s`),
    ];
    const credentials = place.startsWith("digest password");
    if (!forms.some((form) => seen.includes(form)) && !credentials) {
      hidden.push(`${place}: ${error}`);
    }
  }
  // The framing is not the caller's, and a server never sees what is for a proxy.
  const kept = ["proxy user", "transfer-encoding", "proxy header"];
  assertEquals(hidden.sort(), kept.map((place) => `${place}: undefined`).sort());
});

test("credentials of a proxy make no line of their own", async () => {
  for (const text of EVIL) {
    await using proxy = await respondWith(toAnswer("no", { status: "407 No" }));
    for (const url of [proxy.url, proxy.url.replace("//", `//${encodeURIComponent(text)}:p@`)]) {
      const auth = url === proxy.url ? { auth: [text, text] as const } : {};
      using client = new Client({ proxy: { url, ...auth } });
      for (const target of ["http://h.example/", "https://h.example/"]) {
        await client.get(target).catch((error) => assert(error instanceof Error));
      }
    }
    assertEquals(proxy.requests.length, 4);
    for (const raw of proxy.requests) {
      assert(!/\0|\r(?!\n)|(?<!\r)\n|^x-evil/im.test(raw), raw);
      assert(/^proxy-authorization: Basic [\w+/=]+\r$/im.test(raw), raw);
    }
  }
});
