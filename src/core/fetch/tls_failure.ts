/**
 * Says why a TLS handshake failed, and what can be done about it.
 *
 * @module
 */

import { type HttpErrorOptions, TlsError, type TlsReason } from "../errors.ts";

/** A server's word on the protocols that it was offered (RFC 7301 section 3.2). */
const ALPN_REFUSAL = /no[_ ]?application[_ ]?protocol|alert number 120\b/i;

interface Meaning {
  /** What the runtimes say: rustls in Deno, OpenSSL in Node. */
  readonly words: RegExp;
  readonly reason: TlsReason;
  /** What it means, and the way out. */
  readonly says: string;
  /** The same of a proxy, if another way leads out. */
  readonly ofProxy?: string;
}

/** The first row whose words are found counts. */
const MEANINGS: readonly Meaning[] = [
  {
    // An alert is the server's word on our certificate, and must come before our words on its own.
    words:
      /alert:? ?(?:number (?:4[2-6]|48|116)\b|certificate ?\w+|bad ?certificate|unsupported ?certificate|unknown ?ca\b)|ALERT_(?:\w*CERTIFICATE|UNKNOWN_CA)/i,
    reason: "certificate required",
    says: "the server wants a certificate of the client, or another one: give it as cert",
    ofProxy: "the proxy wants a certificate of the client, which it cannot have",
  },
  {
    words:
      /alert:? ?(?:protocol ?version|insufficient ?security)|alert number 7[01]\b|ALERT_PROTOCOL_VERSION|PeerIncompatible|UNSUPPORTED_PROTOCOL/i,
    reason: "no common version",
    says: "the server speaks no version of TLS that is spoken here (1.2 and 1.3)",
  },
  {
    words: ALPN_REFUSAL,
    reason: "handshake",
    says: "the server does not speak HTTP/1.1: ask it over fetch, with http2: true",
  },
  {
    words: /\balert\b/i,
    reason: "handshake",
    says: "the server refused it with an alert",
  },
  {
    words: /InvalidContentType|WRONG_VERSION_NUMBER|wrong version number|corrupt message/i,
    reason: "not tls",
    says:
      "the server does not speak TLS on this port: ask for it by plain http, or use another port",
    ofProxy: "the proxy does not speak TLS on this port: give its URL with http:, or another port",
  },
  {
    // Deno's node:tls has no other code for one that has expired.
    words: /UNABLE_TO_VERIFY_LEAF/,
    reason: "unknown issuer",
    says: "the issuer is unknown, or the server's certificate has expired: " +
      "give its authority as verify: { caCerts } if you trust it",
    ofProxy: "the issuer is unknown, or the proxy's certificate has expired: " +
      "give its authority as proxy: { caCerts } if you trust it",
  },
  {
    words:
      /UnknownIssuer|CaUsedAsEndEntity|UNABLE_TO_GET|SELF_SIGNED|unable to get|self[- ]signed/i,
    reason: "unknown issuer",
    says: "the issuer is unknown: give its authority as verify: { caCerts } if you trust it",
    ofProxy: "the issuer is unknown: give its authority as proxy: { caCerts } if you trust it",
  },
  {
    words: /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME|altnames/i,
    reason: "wrong host",
    says: "the server's certificate is for another name: ask for a name that it has",
  },
  {
    words: /\bExpired\b|certificate expired|CERT_HAS_EXPIRED|has expired/i,
    reason: "expired",
    says: "the server's certificate has expired, or the clock of this machine is wrong",
  },
  {
    words: /NotValidYet|not valid yet|CERT_NOT_YET_VALID/i,
    reason: "not yet valid",
    says: "the server's certificate is not valid yet, or the clock of this machine is wrong",
  },
  {
    words: /\bRevoked\b|CERT_REVOKED/i,
    reason: "revoked",
    says: "the server's certificate was revoked",
  },
  {
    words: /fingerprint/i,
    reason: "fingerprint",
    says: "the server's certificate is not the one of verify.fingerprint256",
  },
  {
    words: /certificate|\bCERT_/i,
    reason: "bad certificate",
    says: "the server's certificate cannot be used",
  },
  {
    words: /eof|end of file|reset|disconnected|closed|broken pipe/i,
    reason: "handshake",
    says: "the connection broke",
  },
];

/** The names of hosts in the words of rustls and of Node, which say nothing of the failure. */
const NAMES = /"[^"]*"|\b(?:Host|IP): [^ ]+|\b(?:DNS|IP Address):[^ ,]+/g;

/** Why a handshake failed. */
export interface TlsFailure {
  /** In one word or two. */
  readonly reason: TlsReason;
  /** In a sentence, with the way out and the runtime's own words. */
  readonly words: string;
}

/** Explains a failed handshake. */
export function explainTlsFailure(words: string, peer: "server" | "proxy" = "server"): TlsFailure {
  const own = words.replace(NAMES, "");
  const meaning = MEANINGS.find((row) => row.words.test(own));
  const says = meaning ? `${toAdvice(meaning, peer)}: ` : "";
  return {
    reason: meaning?.reason ?? "handshake",
    words: `the TLS handshake failed: ${says}${words}`,
  };
}

function toAdvice({ says, ofProxy }: Meaning, peer: "server" | "proxy"): string {
  return peer === "server" ? says : ofProxy ?? says.replace("the server", "the proxy");
}

/** Gives the error for a failed handshake. */
export function toTlsError(words: string, evidence: HttpErrorOptions): TlsError {
  const { reason, words: message } = explainTlsFailure(words);
  return new TlsError(message, { ...evidence, phase: "connect", reason });
}

/** Gives the runtime's words for a failure, with its code where they do not have it. */
export function toWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.message.includes(code) ? error.message : `${error.message} (${code})`;
}

/** Tells whether a server refused every protocol that it was offered over TLS (RFC 7301 section 3.2). */
export function isAlpnRefusal(error: unknown): boolean {
  return ALPN_REFUSAL.test(toWords(error));
}
