import { assert, assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { HttpError, TlsError } from "../../mod.ts";
import { FORBIDDEN } from "../../src/core/errors/retryability.ts";
import { PreparedRequest } from "../../src/core/request/prepared.ts";
import { toReadError, toSendError } from "../../src/core/fetch/fetch_failure.ts";
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
    ["http://myproxy.tls.invalid/", "ERR_DNS", /could not be resolved/],
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
  using client = overFetch({ timeout: 60_000 });
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
  [
    "closed without a closure alert",
    bare(
      "peer closed connection without sending TLS close_notify: https://docs.rs/rustls/latest/rustls/manual/_03_howto/index.html#unexpected-eof",
    ),
    "ERR_READ",
  ],
  ["reset, without a stage", bare("Connection reset by peer (os error 104)"), "ERR_READ"],
  [
    "HTTP/2: reset",
    bare("stream error received: unexpected internal error encountered"),
    "ERR_READ",
  ],
  [
    "HTTP/2: refused",
    bare("stream error received: refused stream before processing any application logic"),
    "ERR_READ",
  ],
  [
    "HTTP/2: the connection went away",
    bare("stream closed because of a broken pipe"),
    "ERR_READ",
  ],
  ["an alert amid the connection", bare("received fatal alert: InternalError"), "ERR_READ"],
  ["an alert on the certificate", bare("received fatal alert: CertificateRequired"), "ERR_TLS"],
  [
    "an alert while connecting",
    staged("Connect", "received fatal alert: InternalError"),
    "ERR_TLS",
  ],
  ["the handshake is cut", staged("Connect", "tls handshake eof"), "ERR_TLS"],
  [
    "the handshake is reset",
    staged("Connect", "Connection reset by peer (os error 104)"),
    "ERR_TLS",
  ],
  [
    "refused by TCP",
    staged("Connect", "tcp connect error: Connection reset by peer"),
    "ERR_CONNECT",
  ],
  [
    "a name with a telling word in a certificate",
    staged(
      "Connect",
      'invalid peer certificate: certificate not valid for name "proxy.tunnel.example"; certificate is only valid for DnsName("a")',
    ),
    "ERR_TLS",
  ],
  [
    "an odd word while connecting",
    staged("Connect", "Connection not allowed by ruleset"),
    "ERR_CONNECT",
  ],
  ["a tunnel that is refused", staged("Connect", "unsuccessful tunnel"), "ERR_PROXY"],
  ["a tunnel that is cut", staged("Connect", "unexpected eof while tunneling"), "ERR_PROXY"],
  ["a proxy that is not there", staged("Connect", "Proxy server unreachable"), "ERR_PROXY"],
  ["an odd word while sending", staged("SendRequest", "certificate tls proxy socks"), "ERR_READ"],
  ["Node: refused", coded("", "ECONNREFUSED"), "ERR_CONNECT"],
  ["Node: no name", coded("getaddrinfo ENOTFOUND myproxy.invalid", "ENOTFOUND"), "ERR_DNS"],
  [
    "Node: no name now",
    coded("getaddrinfo EAI_AGAIN tls.handshake.invalid", "EAI_AGAIN"),
    "ERR_DNS",
  ],
  ["Node: no route", coded("connect ENETUNREACH", "ENETUNREACH"), "ERR_CONNECT"],
  ["Node: out of ports", coded("connect", "EADDRINUSE", "connect"), "ERR_CONNECT"],
  [
    "Node: no connection in time",
    coded("Connect Timeout", "UND_ERR_CONNECT_TIMEOUT"),
    "ERR_CONNECT_TIMEOUT",
  ],
  ["Node: no connection in time, by TCP", coded("connect", "ETIMEDOUT", "connect"), "ERR_CONNECT"],
  ["Node: silence, by TCP", coded("read", "ETIMEDOUT", "read"), "ERR_READ"],
  [
    "Node: no answer in time",
    coded("Headers Timeout", "UND_ERR_HEADERS_TIMEOUT"),
    "ERR_READ_TIMEOUT",
  ],
  ["Node: reset", coded("read ECONNRESET", "ECONNRESET", "read"), "ERR_READ"],
  [
    "Node: reset within the handshake",
    coded(
      "Client network socket disconnected before secure TLS connection was established",
      "ECONNRESET",
    ),
    "ERR_TLS",
  ],
  ["Node: broken pipe", coded("write EPIPE", "EPIPE", "write"), "ERR_READ"],
  ["Node: write failed", coded("write EIO", "EIO", "write"), "ERR_WRITE"],
  ["Node: the other side closed", coded("other side closed", "UND_ERR_SOCKET"), "ERR_READ"],
  ["Node: no HTTP", coded("Parse Error", "HPE_INVALID_CONSTANT"), "ERR_PROTOCOL"],
  [
    "Node: a head that is too large",
    coded("Headers Overflow", "UND_ERR_HEADERS_OVERFLOW"),
    "ERR_PROTOCOL",
  ],
  ["Node: no TLS", coded("wrong version number", "ERR_SSL_WRONG_VERSION_NUMBER"), "ERR_TLS"],
  [
    "Node: no TLS, as before",
    coded("SSL routines:ssl3_get_record:wrong version number", "EPROTO"),
    "ERR_TLS",
  ],
  [
    "Node: TLS broken at any time",
    coded("decryption failed", "ERR_SSL_BAD_DECRYPT"),
    "ERR_NETWORK",
  ],
  [
    "Node: a name that is not on the certificate",
    coded("bad", "ERR_TLS_CERT_ALTNAME_INVALID"),
    "ERR_TLS",
  ],
  ["Node: self-signed", coded("self-signed certificate", "DEPTH_ZERO_SELF_SIGNED_CERT"), "ERR_TLS"],
  ["Node: expired", coded("certificate has expired", "CERT_HAS_EXPIRED"), "ERR_TLS"],
  [
    "Node: an aborted tunnel",
    coded("Proxy response (407) !== 200", "UND_ERR_ABORTED"),
    "ERR_NETWORK",
  ],
  [
    "Node: a port that is blocked",
    new TypeError("fetch failed", { cause: new Error("bad port") }),
    "ERR_CONNECT",
  ],
  ["Bun: refused", bun("Unable to connect.", "ConnectionRefused"), "ERR_CONNECT"],
  [
    "Bun: no name",
    bun("Was there a typo in the url or port?", "FailedToOpenSocket"),
    "ERR_CONNECT",
  ],
  [
    "Bun: closed",
    bun("The socket connection was closed unexpectedly.", "ConnectionClosed"),
    "ERR_READ",
  ],
  ["Bun: a certificate", bun("unable to verify", "UNABLE_TO_VERIFY_LEAF_SIGNATURE"), "ERR_TLS"],
  ["Bun: something new", bun("certificate proxy tls", "SomethingNew"), "ERR_NETWORK"],
  ["Chromium", new TypeError("Failed to fetch"), "ERR_NETWORK"],
  ["Firefox", new TypeError("NetworkError when attempting to fetch resource."), "ERR_NETWORK"],
  ["Safari", new TypeError("Load failed"), "ERR_NETWORK"],
  ["workerd: lost", new Error("Network connection lost."), "ERR_NETWORK"],
  ["workerd: no TLS", new TypeError("internal error; TLS handshake; proxy"), "ERR_NETWORK"],
  ["corrupt TLS, at any time", bare("received corrupt message"), "ERR_NETWORK"],
  ["nothing said", new TypeError("fetch failed"), "ERR_NETWORK"],
  ["no Error at all", "odd", "ERR_NETWORK"],
];

/** Deno: an error below that of its client. */
function bare(words: string): TypeError {
  return new TypeError("fetch failed", { cause: new Error(words) });
}

/** Deno: an error of its client. */
function staged(stage: string, words: string): TypeError {
  const url = "http://h.example/";
  return bare(`error sending request for url (${url}): client error (${stage}): ${words}`);
}

/** Node: a code, perhaps a system call. */
function coded(message: string, code: string, syscall?: string): TypeError {
  const cause = Object.assign(new Error(message), { code, ...(syscall && { syscall }) });
  return new TypeError("fetch failed", { cause });
}

/** Bun: the code stands at the top. */
function bun(message: string, code: string): Error {
  return Object.assign(new Error(message), { code, path: "http://h.example/", errno: 0 });
}

test("the words of other runtimes are understood, too", async (t) => {
  const request = new PreparedRequest("GET", new URL("http://h.example/"), {}, undefined);
  for (const [name, cause, code] of shapes) {
    await t.step(name, () => {
      const error = toSendError(cause, { request, phase: "connect", elapsed: 3 });
      assertEquals([error.code, error.cause], [code, cause]);
      assertMatch(error.message, /^Cannot GET http:\/\/h\.example\/: .*after 3 ms\)$/);
      assert(error.message.split("http://").length === 2, "the URL stands there once");
      assertEquals(error.phase === undefined, code === "ERR_NETWORK");
    });
  }
});

test("a POST is sent again only after what says that nothing was sent", () => {
  const request = new PreparedRequest("POST", new URL("http://h.example/"), {}, undefined);
  const unsent = ["ERR_CONNECT", "ERR_CONNECT_TIMEOUT", "ERR_DNS"];
  for (const [name, cause, code] of shapes) {
    const error = toSendError(cause, { request });
    if (TlsError.is(error) || FORBIDDEN.test(String(cause))) continue;
    assertEquals(error.retryable, unsent.includes(code) && !/blocked/.test(name), name);
  }
});

test("a GET is sent again after a failure that says no more", () => {
  const request = new PreparedRequest("GET", new URL("http://h.example/"), {}, undefined);
  const { retryable, phase } = toSendError(new TypeError("Failed to fetch"), { request });
  assertEquals([retryable, phase], [true, undefined]);
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
  const terminated = (code: string) =>
    new TypeError("terminated", { cause: Object.assign(new Error("x"), { code }) });
  assertEquals(toReadError(terminated("UND_ERR_SOCKET"), true, {}).code, "ERR_READ");
  assertEquals(toReadError(terminated("Z_DATA_ERROR"), true, {}).code, "ERR_CONTENT_DECODING");
  assertEquals(toReadError(terminated("Z_DATA_ERROR"), false, {}).code, "ERR_READ");
});

async function failureOf(promise: Promise<unknown>): Promise<HttpError> {
  const error: unknown = await promise.then(() => undefined, (error) => error);
  assertInstanceOf(error, HttpError);
  return error;
}
