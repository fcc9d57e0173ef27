/** Why TLS failed. */

import type { HttpErrorOptions } from "./facts.ts";

/**
 * Why TLS failed: the certificate has expired, is not valid yet, comes from nobody known (which includes one that
 * signs itself), is for another name, was revoked, is not the pinned one, or is not usable; the server wants one of
 * the client's; it speaks no TLS, or no version or cipher of ours; anything else.
 *
 * @example Tell whose fault it is
 * ```ts
 * import { TlsError } from "@ferry/http";
 * import type { TlsReason } from "@ferry/http/errors";
 * import { assertEquals } from "@std/assert";
 *
 * const words: Partial<Record<TlsReason, string>> = {
 *   expired: "their certificate has expired",
 *   "not yet valid": "is our clock right?",
 *   "certificate required": "they want a certificate of ours",
 * };
 * const error = new TlsError("the TLS handshake failed", { reason: "not yet valid" });
 * assertEquals(words[error.reason], "is our clock right?");
 * ```
 * @category Errors
 */
export type TlsReason =
  | "expired"
  | "not yet valid"
  | "unknown issuer"
  | "wrong host"
  | "revoked"
  | "fingerprint"
  | "bad certificate"
  | "certificate required"
  | "not tls"
  | "no common version"
  | "handshake";

/**
 * What a {@link TlsError} carries.
 *
 * @example A certificate that has expired, for a test
 * ```ts
 * import { Client, TlsError } from "@ferry/http";
 * import type { TlsErrorOptions } from "@ferry/http/errors";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const options: TlsErrorOptions = { reason: "expired" };
 * const expired = new TlsError("the TLS handshake failed: certificate has expired", options);
 * using client = new Client({ transport: new MockTransport({ "*": expired }) });
 * const error: unknown = await client.get("https://old.example/").catch((error) => error);
 * assert(TlsError.is(error));
 * assertEquals([error.reason, error.retryable], ["expired", false]);
 * ```
 * @category Errors
 */
export interface TlsErrorOptions extends HttpErrorOptions {
  /** Why TLS failed. Default `handshake`: nothing more is known. */
  readonly reason?: TlsReason | undefined;
}
