import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { Client, ProxyError, TlsError } from "../../mod.ts";
import type { TlsReason } from "../../src/core/errors.ts";
import { SocketTransport } from "../../src/transports/socket/mod.ts";
import { explainTlsFailure, toTlsError, toWords } from "../../src/core/fetch/tls_failure.ts";
import { explainProxyTlsFailure } from "../../src/transports/socket/connect/proxy_failure.ts";
import { test } from "../checked.ts";
import { CA, World } from "../errors/world.ts";
import { readPem } from "../wire/over_sockets.ts";

/** The words of rustls, of OpenSSL and of Node. */
const WORDS: readonly (readonly [words: string, reason: TlsReason])[] = [
  ["invalid peer certificate: UnknownIssuer", "unknown issuer"],
  ["invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))", "unknown issuer"],
  ["self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)", "unknown issuer"],
  ["self-signed certificate in certificate chain (SELF_SIGNED_CERT_IN_CHAIN)", "unknown issuer"],
  ["self-signed certificate", "unknown issuer"],
  ["self signed certificate", "unknown issuer"],
  ["unable to get local issuer certificate", "unknown issuer"],
  ["unable to verify the first certificate (UNABLE_TO_VERIFY_LEAF_SIGNATURE)", "unknown issuer"],
  ["invalid peer certificate: Expired", "expired"],
  ['certificate not valid for name "alert.expired.example"; only for DnsName("a")', "wrong host"],
  [
    "Hostname/IP does not match certificate's altnames: Host: alert.example. is not in the cert's altnames: DNS:reset.example, IP Address:1.2.3.4 (ERR_TLS_CERT_ALTNAME_INVALID)",
    "wrong host",
  ],
  ["certificate has expired (CERT_HAS_EXPIRED)", "expired"],
  ["invalid peer certificate: NotValidYet", "not yet valid"],
  ["certificate is not yet valid (CERT_NOT_YET_VALID)", "not yet valid"],
  ["invalid peer certificate: NotValidForName", "wrong host"],
  ["Hostname/IP does not match certificate's altnames: x", "wrong host"],
  ["invalid peer certificate: Revoked", "revoked"],
  ["certificate revoked (CERT_REVOKED)", "revoked"],
  ["invalid peer certificate: BadEncoding", "bad certificate"],
  ["certificate rejected (CERT_REJECTED)", "bad certificate"],
  ["fingerprint mismatch: the certificate has AB", "fingerprint"],
  ["received fatal alert: CertificateRequired", "certificate required"],
  ["received fatal alert: CertificateExpired", "certificate required"],
  ["received fatal alert: UnknownCA", "certificate required"],
  [
    "ssl3_read_bytes:tlsv13 alert certificate required: SSL alert number 116",
    "certificate required",
  ],
  ["sslv3 alert bad certificate (ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE)", "certificate required"],
  ["received fatal alert: ProtocolVersion", "no common version"],
  ["tlsv1 alert protocol version: SSL alert number 70", "no common version"],
  ["unsupported protocol (ERR_SSL_UNSUPPORTED_PROTOCOL)", "no common version"],
  ["received fatal alert: HandshakeFailure", "handshake"],
  ["received fatal alert: InternalError", "handshake"],
  ["received corrupt message of type InvalidContentType", "not tls"],
  ["wrong version number (ERR_SSL_WRONG_VERSION_NUMBER)", "not tls"],
  ["tls handshake eof", "handshake"],
  ["Client network socket disconnected before secure TLS connection was established", "handshake"],
  ["something new", "handshake"],
  ...[
    "Host: my.fingerprint.example.",
    "IP: my.fingerprint",
    "DNS:my.fingerprint, IP Address:fingerprint",
  ]
    .map((names) => [`something new of ${names}`, "handshake"] as const),
];

test("the words of each runtime tell the reason, and stay in the message", () => {
  for (const [words, reason] of WORDS) {
    assertEquals(explainTlsFailure(words).reason, reason, words);
    const { message } = toTlsError(words, {});
    assertStringIncludes(message, "the TLS handshake failed: ");
    assertStringIncludes(message, words);
  }
});

test("who trusts the certificate already is not told to trust it", () => {
  const { advice } = explainTlsFailure("invalid peer certificate: Other(CaUsedAsEndEntity)");
  assertMatch(advice, /CA:TRUE.*fingerprint256/);
  assert(!advice.includes("the issuer is unknown"), advice);
});

test("a code that the words do not have is added", () => {
  const error = Object.assign(new Error("odd"), { code: "ERR_ODD" });
  assertEquals(toWords(error), "odd (ERR_ODD)");
  assertEquals(
    toWords(Object.assign(new Error("ERR_ODD odd"), { code: "ERR_ODD" })),
    "ERR_ODD odd",
  );
  assertEquals(toWords("text"), "text");
});

/** What node's sockets, which client certificates and `localAddress` need, tell of each certificate. */
const OVER_NODE: readonly (readonly [name: string, trusted: boolean, reason: TlsReason])[] = [
  ["localhost", false, "unknown issuer"],
  ["self", false, "unknown issuer"],
  ["other", true, "wrong host"],
  // The runtime has one code for both; the message names both.
  ["expired", true, "unknown issuer"],
];

test("node's sockets tell the same reasons", async () => {
  for (const [name, trusted, reason] of OVER_NODE) {
    await using world = new World("sockets");
    const url = `https://localhost:${world.secure(name)}/`;
    using transport = new SocketTransport({
      localAddress: "127.0.0.1",
      ...(trusted && { verify: CA }),
    });
    using client = new Client({ transport });
    const error: unknown = await client.get(url).catch((error) => error);
    assertEquals(TlsError.is(error) && error.reason, reason, `${name}: ${error}`);
    if (name === "expired") assertStringIncludes(String(error), "has expired");
  }
});

test("a TlsError that nobody explained is of the handshake", () => {
  assertEquals(new TlsError("Cannot").reason, "handshake");
});

test("the advice for a proxy names the options of a proxy", () => {
  const rows: Readonly<Record<string, RegExp>> = {
    "invalid peer certificate: UnknownIssuer": /proxy: \{ caCerts \}/,
    "received corrupt message of type InvalidContentType": /the proxy does not speak TLS.*http:/,
    "received fatal alert: CertificateRequired": /the proxy wants a certificate of the client/,
    "invalid peer certificate: Expired": /the proxy's certificate has expired/,
    "received fatal alert: HandshakeFailure": /the proxy refused it/,
  };
  for (const [words, says] of Object.entries(rows)) {
    const ofProxy = explainProxyTlsFailure(words);
    assertMatch(ofProxy, says);
    assert(!/the server|verify|as cert\b/.test(ofProxy), ofProxy);
  }
});

test("over the wire, too", async () => {
  await using proxy = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: readPem("localhost.pem"),
    key: readPem("localhost.key"),
    onListen() {},
  }, () => new Response("ok"));
  using client = new Client({ proxy: `https://localhost:${proxy.addr.port}` });
  const error = await assertRejects(() => client.get("https://a.test/"), ProxyError);
  assertMatch(error.message, /proxy: \{ caCerts \}/);
});

const REFUSED = "certificate required";
const VERSION = "no common version";

/** The alerts of a server in all spellings, and what they mean. */
const ALERTS: readonly (readonly [words: string, reason: TlsReason])[] = [
  ...[42, 43, 44, 45, 46, 48, 116].map((at) => [`SSL alert number ${at}`, REFUSED] as const),
  ...[40, 41, 47, 49, 117, 481].map((at) => [`SSL alert number ${at}`, "handshake"] as const),
  ...[70, 71].map((at) => [`SSL alert number ${at}`, VERSION] as const),
  ["SSL alert number 72", "handshake"],
  ...["bad certificate", "unsupported certificate", "unknown ca", "certificate unknown"].flatMap(
    (name) => {
      const joined = name.replace(/ (.)/g, (_, letter: string) => letter.toUpperCase());
      return [`alert ${name}`, `alert: ${joined}`, `alert:${joined}`, `alert${joined}`]
        .map((words) => [words, REFUSED] as const);
    },
  ),
  ...["ALERT_BAD_CERTIFICATE", "ALERT_CERTIFICATE", "ALERT_UNKNOWN_CA"].map((words) =>
    [words, REFUSED] as const
  ),
  ["alert: unknown cart", "handshake"],
  ...["protocol version", "ProtocolVersion", "insufficient security", "InsufficientSecurity"]
    .flatMap((name) => [`alert ${name}`, `alert: ${name}`, `alert${name}`])
    .map((words) => [words, VERSION] as const),
  ["ALERT_PROTOCOL_VERSION", VERSION],
  ["PeerIncompatible", VERSION],
];

test("an alert means the same however it is spelled", () => {
  for (const [words, reason] of ALERTS) {
    assertEquals(explainTlsFailure(words).reason, reason, words);
  }
  const spellings = ["no application protocol", "no_application_protocol", "NoApplicationProtocol"];
  for (const words of [...spellings, "alert number 120"]) {
    const { reason, advice } = explainTlsFailure(words);
    assertEquals([reason, advice.includes("HTTP/1.1")], ["handshake", true], words);
  }
  assertEquals(explainTlsFailure("alert number 1200").advice.includes("HTTP/1.1"), false);
});

test("what is said of a handshake has no empty parts", () => {
  const prefix = "Cannot complete the request: the TLS handshake failed";
  assertEquals(toTlsError("something new", {}).message, `${prefix}: something new`);
  assertEquals(toTlsError("", {}).message, prefix);
  const words = [new Error("x"), Object.assign(new Error("x"), { code: 5 })].map(toWords);
  assertEquals(words, ["x", "x"]);
  const coded = (message: string) => toWords(Object.assign(new Error(message), { code: "C" }));
  assertEquals([coded("x"), coded("x C"), toWords("text")], ["x (C)", "x C", "text"]);
});
