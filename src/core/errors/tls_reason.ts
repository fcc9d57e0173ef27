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
 *
 * const words: Partial<Record<TlsReason, string>> = { "not yet valid": "is our clock right?" };
 * console.log(words[new TlsError("TLS failed", { reason: "not yet valid" }).reason]);
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
 * import { TlsError } from "@ferry/http";
 * import type { TlsErrorOptions } from "@ferry/http/errors";
 *
 * const options: TlsErrorOptions = { reason: "expired" };
 * console.log(new TlsError("certificate has expired", options).retryable); // false
 * ```
 * @category Errors
 */
export interface TlsErrorOptions extends HttpErrorOptions {
  /** Why TLS failed. Default `handshake`: nothing more is known. */
  readonly reason?: TlsReason | undefined;
}
