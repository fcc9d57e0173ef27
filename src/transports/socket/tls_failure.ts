/**
 * Says in words why a TLS handshake failed.
 *
 * @module
 */

/** What the runtimes say (rustls in Deno, OpenSSL in Node), and what it means. */
const MEANINGS: readonly (readonly [RegExp, string])[] = [
  [
    /UnknownIssuer|UNABLE_TO_(GET|VERIFY)|unable to (get|verify)/i,
    "the issuer is unknown",
  ],
  [
    /NotValidForName|not valid for name|ERR_TLS_CERT_ALTNAME|altnames/i,
    "it is for another name",
  ],
  [
    /\bExpired\b|certificate expired|CERT_HAS_EXPIRED|has expired/i,
    "it has expired",
  ],
  [/NotValidYet|not valid yet|CERT_NOT_YET_VALID/i, "it is not valid yet"],
  [/CaUsedAsEndEntity|SELF_SIGNED|self[- ]signed/i, "it is self-signed"],
  [/\bRevoked\b|CERT_REVOKED/i, "it was revoked"],
  [/fingerprint/i, "its fingerprint is not the one expected"],
];

/**
 * Explains a failed handshake.
 *
 * @param error What the runtime threw.
 * @returns Why: unknown issuer, wrong name, expired, self-signed, an alert by the server, or the runtime's own words.
 */
export function explainTlsFailure(error: unknown): string {
  const text = toText(error);
  const alert = /fatal alert:? ?(\w+)|alert (?:number \d+|[a-z ]+)/i.exec(text);
  if (alert) {
    return `the server refused the TLS handshake with an alert: ${text}`;
  }
  const meaning = MEANINGS.find(([pattern]) => pattern.test(text))?.[1];
  if (meaning) {
    return `the server's certificate was refused, ${meaning}: ${text}`;
  }
  return `the TLS handshake failed: ${text}`;
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return error.message.includes(code) ? error.message : `${error.message} (${code})`;
}
