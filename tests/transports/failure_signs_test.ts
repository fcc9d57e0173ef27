import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { type HttpError, NetworkError, ReadError, TlsError } from "../../mod.ts";
import {
  isUnannouncedClose,
  isWithoutStart,
  toProxyError,
  toReadError,
  toSendError,
} from "../../src/core/fetch/fetch_failure.ts";
import { test } from "../checked.ts";

/** What Node and Bun throw: what happened stands below. */
function coded(
  code: unknown,
  { syscall, words = "below" }: { syscall?: unknown; words?: string } = {},
) {
  const cause = Object.assign(new Error(words), {
    code,
    ...(syscall !== undefined && { syscall }),
  });
  return new TypeError("fetch failed", { cause });
}

/** What Deno throws. */
const worded = (words: string) =>
  new TypeError(`error sending request for url (http://h.example/): ${words}`);

const briefOf = ({ code, phase }: HttpError) => `${code} ${phase ?? ""}`.trim();

/** Codes, and what they mean. */
const CODES: Readonly<Record<string, readonly string[]>> = {
  "ERR_DNS connect": ["ENOTFOUND", "EAI_AGAIN", "ENODATA"],
  "ERR_CONNECT connect": [
    ...["ECONNREFUSED", "EHOSTUNREACH", "EHOSTDOWN", "ENETUNREACH", "ENETDOWN"],
    ...["EADDRNOTAVAIL", "ConnectionRefused", "FailedToOpenSocket"],
  ],
  "ERR_CONNECT_TIMEOUT connect": ["UND_ERR_CONNECT_TIMEOUT", "ERR_TLS_HANDSHAKE_TIMEOUT"],
  "ERR_READ_TIMEOUT read": ["UND_ERR_HEADERS_TIMEOUT"],
  "ERR_TLS connect": [
    ...["CERT_HAS_EXPIRED", "ERR_TLS_CERT_ALTNAME_INVALID", "UNABLE_TO_GET_ISSUER_CERT"],
    ...["DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN"],
  ],
  "ERR_PROTOCOL read": [
    ...["HPE_INVALID_CONSTANT", "HTTPParserError", "UND_ERR_HEADERS_OVERFLOW"],
    ...["UND_ERR_RES_CONTENT_LENGTH_MISMATCH", "InvalidHTTPResponse", "Malformed_HTTP_Response"],
    "InvalidContentLength",
  ],
  "ERR_PROXY connect": ["UND_ERR_PRX_TLS"],
  "ERR_READ read": ["ECONNRESET", "ECONNABORTED", "EPIPE", "UND_ERR_SOCKET", "ConnectionClosed"],
};

test("a code of Node or Bun says what failed, and only if it is that code", () => {
  for (const [brief, codes] of Object.entries(CODES)) {
    for (const code of codes) {
      const cause = coded(code);
      const error = toSendError(cause, {});
      assertEquals(briefOf(error), brief, code);
      assertStrictEquals(error.cause, cause);
      assert(error.message.endsWith(`${code} below`), error.message);
      for (const other of [`X${code}`, `${code}!`]) {
        assertEquals(briefOf(toSendError(coded(other), { phase: "read" })), "ERR_NETWORK", other);
      }
    }
  }
});

const SECURE = "Client network socket disconnected before secure TLS connection was established";

/** What else is known of a failure. */
const SIGNS: readonly (readonly [cause: unknown, brief: string])[] = [
  ...["getaddrinfo", "connect", "read", "write"].map((syscall, at) => {
    const brief = ["ERR_DNS connect", "ERR_CONNECT connect", "ERR_READ read", "ERR_WRITE write"];
    return [coded("ETIMEDOUT", { syscall }), brief[at] ?? ""] as const;
  }),
  ...[
    undefined,
    5,
    "xgetaddrinfo",
    "getaddrinfos",
    "xconnect",
    "connected",
    "xread",
    "readx",
    "xwrite",
    "writex",
  ]
    .map((syscall) => [coded("ETIMEDOUT", { syscall }), "ERR_NETWORK"] as const),
  [coded("ECONNRESET", { words: SECURE }), "ERR_TLS connect"],
  [coded("EPIPE", { words: SECURE }), "ERR_READ read"],
  [coded("EPROTO", { words: "wrong version number" }), "ERR_TLS connect"],
  [coded("ERR_SSL_WRONG_VERSION_NUMBER"), "ERR_TLS connect"],
  [coded("EPROTO"), "ERR_NETWORK"],
  [coded("EPROTOX", { words: "wrong version number" }), "ERR_NETWORK"],
  [coded("XERR_SSL_X", { words: "wrong version number" }), "ERR_NETWORK"],
  [Object.assign(new Error("x"), { name: "HTTPParserError" }), "ERR_PROTOCOL read"],
  [Object.assign(new Error("connection reset"), { code: 5 }), "ERR_READ read"],
  [new Error("no connection reset"), "ERR_NETWORK"],
  ["text", "ERR_NETWORK"],
  [worded("client error (Connect): dns error: x"), "ERR_DNS connect"],
  [worded("client error (Connect): no dns error"), "ERR_CONNECT connect"],
  [worded("client error (Connect): tcp connect error: x"), "ERR_CONNECT connect"],
  [worded("client error (Connect): proxy authentication required"), "ERR_PROXY connect"],
  [worded("client error (Connect): a proxy authentication required"), "ERR_CONNECT connect"],
  [worded("client error (Connect): unsuccessful tunnel"), "ERR_PROXY connect"],
  [worded("client error (Connect): received fatal alert: x"), "ERR_TLS connect"],
  [worded("client error (SendRequest)"), "ERR_READ read"],
  [
    worded("client error (SendRequest): received fatal alert: CertificateRequired"),
    "ERR_TLS connect",
  ],
  [worded("client error (SendRequest): received fatal alert: BadCertificate"), "ERR_TLS connect"],
  [worded("client error (SendRequest): received fatal alert: UnknownCA"), "ERR_TLS connect"],
  [worded("client error (SendRequest): received fatal alert: UnknownCA x"), "ERR_READ read"],
  [worded("client error (SendRequest): x received fatal alert: UnknownCA"), "ERR_READ read"],
  [worded("client error (SendRequest): invalid header parsed"), "ERR_PROTOCOL read"],
  [worded("client error (SendRequest): message head is too large"), "ERR_PROTOCOL read"],
  [worded("client error (SendRequest): unexpected message"), "ERR_PROTOCOL read"],
  [worded("client error (SendRequest): an unexpected message"), "ERR_READ read"],
  [worded("client error (SendRequest): the message head is too large"), "ERR_READ read"],
  [worded("client error (SendRequest): invalid header parsed twice"), "ERR_READ read"],
  [worded("client error (Connect): an unsuccessful tunnel"), "ERR_CONNECT connect"],
  [worded("a client error (Connect): x"), "ERR_NETWORK"],
];

test("what else the platform says tells what failed", () => {
  for (const [cause, brief] of SIGNS) {
    const error = toSendError(cause, { phase: "pool" });
    assertEquals(briefOf(error), brief, String(cause));
  }
  const expired = toSendError(coded("CERT_HAS_EXPIRED"), {});
  assertInstanceOf(expired, TlsError);
  assertEquals(expired.reason, "expired");
});

test("the words of the platform are shown without what our message says already", () => {
  const rows: readonly (readonly [cause: Error, shown: string])[] = [
    [worded("client error (Connect): dns error: x"), ": dns error: x"],
    [worded("something "), "fetch failed: something"],
    [new TypeError("error sending request for http://h.example/: z"), "fetch failed: z"],
    [new Error(" "), "fetch failed"],
    [new TypeError("error sending request from 1.2.3.4:5 for http://h/ (1.2.3.4:80): y"), ": y"],
    [new Error("no fetch failed", { cause: new Error("z") }), ": no fetch failed: z"],
    [new Error("Fetch failed"), ": Fetch failed"],
    [new Error("Fetch failed", { cause: new Error("z") }), "fetch failed: z"],
    [Object.assign(new Error("coded"), { code: 5 }), "fetch failed: coded"],
  ];
  for (const [cause, shown] of rows) {
    const { message } = toSendError(cause, {});
    assert(message.endsWith(shown), message);
  }
});

test("what cannot be reached through a proxy is the proxy, unless there was a connection", () => {
  const rows: readonly (readonly [words: string, brief: string])[] = [
    ["client error (Connect): tcp connect error", "ERR_PROXY connect"],
    ["client error (Connect): dns error", "ERR_PROXY connect"],
    ["client error (Connect): invalid peer certificate: UnknownIssuer", "ERR_TLS connect"],
    ["client error (SendRequest): broken", "ERR_READ read"],
    ["Requires net access to x", "ERR_CONNECT connect"],
  ];
  for (const [words, brief] of rows) {
    const cause = worded(words);
    const error = toProxyError(cause, { elapsed: 3 });
    assertEquals([briefOf(error), error.elapsed], [brief, 3], words);
    assertStrictEquals(error.cause, cause);
  }
});

test("a connection that TLS did not end is told from others", () => {
  const cause = worded(
    "client error (SendRequest): peer closed connection without sending TLS close_notify",
  );
  assertEquals(isUnannouncedClose(new ReadError("x", { phase: "read", cause })), true);
  for (const phase of ["connect", undefined] as const) {
    assertEquals(isUnannouncedClose(new ReadError("x", { phase, cause })), false);
  }
  assertEquals(isUnannouncedClose(new NetworkError("x", { phase: "read", cause })), false);
  assertEquals(isUnannouncedClose(new ReadError("x", { phase: "read" })), false);
});

const OF_CODING = [
  ...["Z_DATA_ERROR", "ERR__ERROR_FORMAT_PADDING_1", "ERR_BROTLI_X", "ERR_ZSTD_X"],
  ...["ZSTD_error_x", "ZlibError", "BrotliDecompressionError", "ZstdDecompressionError"],
];

test("a body that is not what its coding says is told from a connection that broke", () => {
  const brief = (cause: unknown, encoded = true) => briefOf(toReadError(cause, encoded, {}));
  for (const code of OF_CODING) {
    assertEquals(brief(coded(code)), "ERR_CONTENT_DECODING decode", code);
    assertEquals(brief(coded(code), false), "ERR_READ read", code);
    for (const other of [`X${code}`, `${code}!`]) {
      assertEquals(brief(coded(other)), "ERR_READ read", other);
    }
  }
  const reading = "error reading a body from connection";
  assertEquals(brief(new TypeError("corrupt deflate stream")), "ERR_CONTENT_DECODING decode");
  assertEquals(brief(new TypeError(`no ${reading}`)), "ERR_CONTENT_DECODING decode");
  assertEquals(brief(new TypeError(`${reading}: x`)), "ERR_READ read");
  assertEquals(brief(new Error("x")), "ERR_READ read");
  for (const words of ["unexpected end of file", "reached unexpected EOF"]) {
    assertEquals(isWithoutStart(new TypeError(words)), true);
    for (
      const other of [new Error(words), new TypeError(`${words}!`), new TypeError(`x${words}`)]
    ) {
      assertEquals(isWithoutStart(other), false);
    }
  }
});

test("only what begins so tells of a connection that was closed without a word", () => {
  const closed = "peer closed connection without sending TLS close_notify";
  const found = ["", "client error (SendRequest): ", "a ", "a client error (SendRequest): "]
    .map((start) =>
      isUnannouncedClose(new ReadError("x", { phase: "read", cause: new Error(start + closed) }))
    );
  assertEquals(found, [true, true, false, false]);
});

test("only what says nothing of its own is left out of the words", () => {
  const rows = [
    [new TypeError("fetch failed", { cause: new Error("below") }), "fetch failed: below"],
    [new TypeError("fetch failed badly", { cause: new Error("below") }), "badly: below"],
    [worded("odd"), "fetch failed: odd"],
    [
      new TypeError(`no ${worded("odd").message}`),
      "fetch failed: no error sending request for url",
    ],
  ] as const;
  for (const [cause, words] of rows) {
    const { message } = toSendError(cause, {});
    assert(message.includes(words), message);
  }
});
