/** Says why a TLS handshake failed, and what can be done about it. */

import { type HttpErrorOptions, TlsError, type TlsReason } from "../errors.ts";

/** A server's word on the protocols that it was offered (RFC 7301 section 3.2). */
export const ALPN_REFUSAL: RegExp = /no[_ ]?application[_ ]?protocol|alert number 120\b/i;

/**
 * What the runtimes say (rustls in Deno, OpenSSL in Node), and what it means, with the way out. The first row whose
 * words are found counts.
 */
const MEANINGS: readonly (readonly [words: RegExp, reason: TlsReason, advice: string])[] = [
  // An alert is the server's word on our certificate, and must come before our words on its own.
  [
    /alert:? ?(?:number (?:4[2-6]|48|116)\b|certificate ?\w+|bad ?certificate|unsupported ?certificate|unknown ?ca\b)|ALERT_(?:\w*CERTIFICATE|UNKNOWN_CA)/i,
    "certificate required",
    "the server wants a certificate of the client, or another one: give it as cert",
  ],
  [
    /alert:? ?(?:protocol ?version|insufficient ?security)|alert number 7[01]\b|ALERT_PROTOCOL_VERSION|PeerIncompatible|UNSUPPORTED_PROTOCOL/i,
    "no common version",
    "the server speaks no version of TLS that is spoken here (1.2 and 1.3)",
  ],
  [
    ALPN_REFUSAL,
    "handshake",
    "the server does not speak HTTP/1.1: ask it over fetch, with http2: true",
  ],
  [/\balert\b/i, "handshake", "the server refused it with an alert"],
  [
    /InvalidContentType|WRONG_VERSION_NUMBER|wrong version number|corrupt message/i,
    "not tls",
    "the server does not speak TLS on this port: ask for it by plain http, or use another port",
  ],
  // Deno's node:tls has no other code for one that has expired.
  [
    /UNABLE_TO_VERIFY_LEAF/,
    "unknown issuer",
    "the issuer is unknown, or the server's certificate has expired: " +
    "give its authority as verify: { caCerts } if you trust it",
  ],
  // What openssl req -x509 makes without more is such a certificate, and rustls refuses it also where it is trusted.
  [
    /CaUsedAsEndEntity/,
    "unknown issuer",
    "the server's certificate is that of an authority (CA:TRUE), which caCerts cannot make good: " +
    "give the server one with CA:FALSE, or accept this one by verify: { fingerprint256 }",
  ],
  [
    /UnknownIssuer|UNABLE_TO_GET|SELF_SIGNED|unable to get|self[- ]signed/i,
    "unknown issuer",
    "the issuer is unknown: give its authority as verify: { caCerts } if you trust it",
  ],
  [
    /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME|altnames/i,
    "wrong host",
    "the server's certificate is for another name: ask for a name that it has",
  ],
  [
    /\bExpired\b|certificate expired|CERT_HAS_EXPIRED|has expired/i,
    "expired",
    "the server's certificate has expired, or the clock of this machine is wrong",
  ],
  [
    /NotValidYet|not valid yet|CERT_NOT_YET_VALID/i,
    "not yet valid",
    "the server's certificate is not valid yet, or the clock of this machine is wrong",
  ],
  [/\bRevoked\b|CERT_REVOKED/i, "revoked", "the server's certificate was revoked"],
  [
    /fingerprint/i,
    "fingerprint",
    "the server's certificate is not the one of verify.fingerprint256",
  ],
  [/certificate|\bCERT_/i, "bad certificate", "the server's certificate cannot be used"],
  [/eof|end of file|reset|disconnected|closed|broken pipe/i, "handshake", "the connection broke"],
];

/** The names of hosts in the words of rustls and of Node, which say nothing of the failure. */
const NAMES = /"[^"]*"|\b(?:Host|IP): [^ ]+|\b(?:DNS|IP Address):[^ ,]+/g;

/** Why a handshake failed. */
interface TlsFailure {
  /** In one word or two. */
  readonly reason: TlsReason;
  /** What it means, and the way out; empty where nothing is known. */
  readonly advice: string;
}

/** Explains a failed handshake by what the runtime says. */
export function explainTlsFailure(words: string): TlsFailure {
  const own = words.replace(NAMES, "");
  const [, reason, advice] = MEANINGS.find(([words]) => words.test(own)) ?? [];
  return { reason: reason ?? "handshake", advice: advice ?? "" };
}

/** Gives the error for a failed handshake. */
export function toTlsError(words: string, evidence: HttpErrorOptions): TlsError {
  const { reason, advice } = explainTlsFailure(words);
  const message = ["the TLS handshake failed", advice, words].filter(Boolean).join(": ");
  return new TlsError(message, { ...evidence, phase: "connect", reason });
}

/** Gives the runtime's words for a failure, with its code where they do not have it. */
export function toWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.message.includes(code) ? error.message : `${error.message} (${code})`;
}
