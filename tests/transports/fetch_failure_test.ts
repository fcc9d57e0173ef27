import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { HttpError } from "../../mod.ts";
import { PreparedRequest } from "../../src/prepared.ts";
import { toReadError, toSendError } from "../../src/transports/fetch_failure.ts";
import { test } from "../checked.ts";
import { overFetch } from "../over_fetch.ts";
import { respondWith, type Script, toAnswer } from "../wire/scripted.ts";
import { freePort } from "../wire/servers.ts";

const OK = "HTTP/1.1 200 OK\r\n";
const close = (send: Script["send"] & string): Script => ({ send, end: "close" });

interface Row {
  readonly name: string;
  readonly answer: Script;
  readonly code: string;
  readonly words: RegExp;
}

/** What a bad server sends, and what becomes of it. */
const heads: readonly Row[] = [
  { name: "closed at once", answer: close(""), code: "ERR_READ", words: /broke before/ },
  {
    name: "reset at once",
    answer: { end: "reset" },
    code: "ERR_READ",
    words: /broke before/,
  },
  {
    name: "a head cut short",
    answer: close(`${OK}X-A: 1\r\n`),
    code: "ERR_READ",
    words: /broke before/,
  },
  { name: "no HTTP", answer: close("hello\r\n\r\n"), code: "ERR_PROTOCOL", words: /not HTTP/ },
  {
    name: "a version from the future",
    answer: close("HTTP/9.9 200 OK\r\n\r\n"),
    code: "ERR_PROTOCOL",
    words: /not HTTP/,
  },
  {
    name: "a status below 100",
    answer: close("HTTP/1.1 099 Low\r\n\r\n"),
    code: "ERR_PROTOCOL",
    words: /status/,
  },
  {
    name: "a header without a colon",
    answer: close(`${OK}no colon\r\n\r\n`),
    code: "ERR_PROTOCOL",
    words: /header/,
  },
  {
    name: "a NUL in a header",
    answer: close(`${OK}X-A: a\x00b\r\n\r\n`),
    code: "ERR_PROTOCOL",
    words: /header/,
  },
  {
    name: "two lengths",
    answer: close(`${OK}Content-Length: 3\r\nContent-Length: 5\r\n\r\nhello`),
    code: "ERR_PROTOCOL",
    words: /content-length/,
  },
  {
    name: "a length that is none",
    answer: close(`${OK}Content-Length: abc\r\n\r\nhello`),
    code: "ERR_PROTOCOL",
    words: /content-length/,
  },
  {
    name: "a head that never ends",
    answer: close(OK + `X-A: ${"a".repeat(1_000)}\r\n`.repeat(1_000)),
    code: "ERR_PROTOCOL",
    words: /too large/,
  },
];

const bodies: readonly Row[] = [
  {
    name: "a body shorter than its length",
    answer: close(`${OK}Content-Length: 10\r\n\r\nabc`),
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "a body reset on the way",
    answer: { send: `${OK}Content-Length: 10\r\n\r\nabc`, endAfter: 20, end: "reset" },
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "a length that no memory holds",
    answer: close(`${OK}Content-Length: 1000000000000000\r\n\r\nabc`),
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "a chunk cut short",
    answer: close(`${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nabc`),
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "the last chunk missing",
    answer: close(`${OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n`),
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "a chunk size that is none",
    answer: close(`${OK}Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n`),
    code: "ERR_READ",
    words: /within the body/,
  },
  {
    name: "gzip that is none",
    answer: { send: toAnswer("not gzip", { headers: ["Content-Encoding: gzip"] }) },
    code: "ERR_CONTENT_DECODING",
    words: /Content-Encoding/,
  },
  {
    name: "br that is none",
    answer: { send: toAnswer("not brotli", { headers: ["Content-Encoding: br"] }) },
    code: "ERR_CONTENT_DECODING",
    words: /Content-Encoding/,
  },
];

test("every failure before the body has its error", async (t) => {
  for (const { name, answer, code, words } of heads) {
    await t.step(name, async () => {
      await using server = await respondWith(answer);
      using client = overFetch();
      const error = await failureOf(client.get(`${server.url}/path`));
      assertEquals([error.code, error.phase], [code, "read"]);
      assertMatch(error.message, new RegExp(`^Cannot GET ${server.url}/path: `));
      assertMatch(error.message, words);
      assertInstanceOf(error.cause, TypeError);
      assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
    });
  }
});

test("every failure of the body has its error, read at once or streamed", async (t) => {
  for (const { name, answer, code, words } of bodies) {
    await t.step(name, async () => {
      await using server = await respondWith(answer);
      using client = overFetch();
      const read = await failureOf(client.get(`${server.url}/path`));
      await using response = await client.stream("GET", `${server.url}/path`);
      assertEquals(response.status, 200);
      const streamed = await failureOf(Array.fromAsync(response.iterBytes()));
      for (const error of [read, streamed]) {
        assertEquals(error.code, code);
        assertMatch(error.message, words);
        assert(error.cause instanceof Error);
      }
      assertEquals([client.stats.active, client.stats.waiting], [0, 0]);
    });
  }
});

test("gzip that is cut short is no success", async () => {
  const whole = new Blob(["hello ".repeat(10_000)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(whole).arrayBuffer());
  const headers = ["Content-Encoding: gzip"];
  await using server = await respondWith(toAnswer(bytes.slice(0, -9), { headers }));
  using client = overFetch();
  assertEquals((await failureOf(client.get(server.url))).code, "ERR_CONTENT_DECODING");
});

test("what fails before a connection is there has its error", async (t) => {
  const rows = [
    [`http://127.0.0.1:${freePort()}/`, "ERR_CONNECT", /no connection/],
    ["http://127.0.0.1:6667/", "ERR_CONNECT", /blocks this port/],
    ["http://no-such-host.invalid/", "ERR_DNS", /could not be resolved/],
  ] as const;
  for (const [url, code, words] of rows) {
    await t.step(url.replace(/\d{4,}/, "port"), async () => {
      using client = overFetch();
      const error = await failureOf(client.get(url));
      assertEquals([error.code, error.phase], [code, "connect"]);
      assertMatch(error.message, words);
      assertEquals(error.request?.url, url);
    });
  }
});

test("a server that speaks no TLS is a TlsError", async () => {
  await using server = await respondWith({ send: "HTTP/1.1 400 Bad\r\n\r\n", read: "nothing" });
  using client = overFetch();
  const error = await failureOf(client.get(server.url.replace("http:", "https:")));
  assertEquals([error.code, error.phase], ["ERR_TLS", "connect"]);
});

test("without the permission to use the network, the error says what to do", async () => {
  const script = `
    import { Client, FetchTransport } from ${
    JSON.stringify(new URL("../../mod.ts", import.meta.url).href)
  };
    const client = new Client({ transport: new FetchTransport() });
    for (const host of ["localhost", "127.0.0.1"]) {
      const error = await client.get("http://" + host + ":9999/", { auth: null }).catch((e) => e);
      console.log(JSON.stringify([error.name, error.message.includes("--allow-net")]));
    }
  `;
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  try {
    await Deno.writeTextFile(file, script);
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--no-prompt", "--no-check", "--config", config, "--allow-env", file],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(
      new TextDecoder().decode(stdout),
      '["ConnectError",true]\n["ConnectError",true]\n',
      new TextDecoder().decode(stderr),
    );
  } finally {
    await Deno.remove(file);
  }
});

/** What other runtimes and older ones say; the words are theirs. */
const shapes: readonly [name: string, cause: unknown, code: string][] = [
  [
    "before 2.9.2 all words are in the message",
    new TypeError(
      "error sending request for url (http://h.example/): client error (Connect): dns error: failed to lookup address information: Name or service not known",
    ),
    "ERR_DNS",
  ],
  [
    "before 2.9.2, refused",
    new TypeError(
      "error sending request from 127.0.0.1:1 for http://h.example/ (127.0.0.1:2): client error (Connect): tcp connect error: Connection refused (os error 111)",
    ),
    "ERR_CONNECT",
  ],
  ["a code in the cause", failed("connect", "ECONNREFUSED"), "ERR_CONNECT"],
  ["a name that is not found", failed("getaddrinfo", "ENOTFOUND"), "ERR_DNS"],
  ["a reset", failed("read", "ECONNRESET"), "ERR_READ"],
  ["the other side closed", failed("other side closed", "UND_ERR_SOCKET"), "ERR_READ"],
  ["no HTTP", failed("Parse Error", "HPE_INVALID_CONSTANT"), "ERR_PROTOCOL"],
  ["a certificate", failed("bad", "ERR_TLS_CERT_ALTNAME_INVALID"), "ERR_TLS"],
  ["self-signed", failed("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), "ERR_TLS"],
  [
    "corrupt TLS",
    new TypeError("fetch failed", { cause: new Error("received corrupt message") }),
    "ERR_TLS",
  ],
  ["nothing said", new TypeError("fetch failed"), "ERR_TRANSPORT"],
  ["no Error at all", "odd", "ERR_TRANSPORT"],
];

function failed(message: string, code: string): TypeError {
  const cause = Object.assign(new Error(message), { code });
  return new TypeError("fetch failed", { cause });
}

test("the words of other runtimes are understood, too", async (t) => {
  const request = new PreparedRequest("GET", new URL("http://h.example/"), {}, undefined);
  for (const [name, cause, code] of shapes) {
    await t.step(name, () => {
      const error = toSendError(cause, { request, phase: "connect", elapsed: 3 });
      assertEquals([error.code, error.cause], [code, cause]);
      assertMatch(error.message, /^Cannot GET http:\/\/h\.example\/: .*\(phase: .*after 3 ms\)$/);
      assert(error.message.split("http://").length === 2, "the URL stands there once");
    });
  }
});

test("a host name with a telling word is not taken for the failure", () => {
  const url = "http://proxy.certificate.example/tls?parsed=socks";
  const request = new PreparedRequest("GET", new URL(url), {}, undefined);
  const refused = "client error (Connect): tcp connect error: Connection refused (os error 111)";
  for (
    const cause of [
      new TypeError(`error sending request for url (${url}): ${refused}`),
      new TypeError("fetch failed", { cause: new Error(refused) }),
    ]
  ) {
    assertEquals(toSendError(cause, { request }).code, "ERR_CONNECT");
  }
});

test("a body without a coding that fails is a ReadError", () => {
  assertEquals(toReadError(new TypeError("odd"), false, {}).code, "ERR_READ");
  assertEquals(toReadError(new TypeError("brotli error"), true, {}).code, "ERR_CONTENT_DECODING");
  const broken = new TypeError("error reading a body from connection");
  assertEquals(toReadError(broken, true, {}).code, "ERR_READ");
});

async function failureOf(promise: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assertInstanceOf(error, HttpError);
  return error;
}
