/**
 * What goes wrong with a proxy, until the request is known.
 *
 * @module
 */

import type { TlsReason } from "../../../core/errors.ts";
import { explainTlsFailure } from "../../../core/fetch/tls_failure.ts";

/** The proxy could not be reached, or refused; a `ProxyError` is made of it. */
export class ProxyFailure extends Error {}

/** Where another way leads out than with a server. */
const ADVICE: Partial<Record<TlsReason, string>> = {
  "certificate required": "the proxy wants a certificate of the client, which it cannot have",
  "not tls": "the proxy does not speak TLS on this port: give its URL with http:, or another port",
};

/** Explains a failed handshake with a proxy by what the runtime says. */
export function explainProxyTlsFailure(words: string): string {
  const { reason, advice } = explainTlsFailure(words);
  const ofProxy = ADVICE[reason] ??
    advice.replace("the server", "the proxy").replace("as verify:", "as proxy:");
  return ["the TLS handshake failed", ofProxy, words].filter(Boolean).join(": ");
}
