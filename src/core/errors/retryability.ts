/** What sending again can do about an error: the one table for retries, downloads, event streams and `retryable`. */

import { isIdempotent } from "../request/methods.ts";
import type { RequestFacts } from "./facts.ts";
import { kindsOf } from "./kinds.ts";

/**
 * `unsent`: the server has seen nothing. `broken`: it may have, and the next try may go better. `later`: not at once,
 * but by and by. `status`: its status says. `none`: the same would come of it.
 */
export type Retryability = "unsent" | "broken" | "later" | "status" | "none";

/** The nearest class that stands here counts. */
const RETRYABILITIES: Readonly<Record<string, Retryability>> = {
  ConnectError: "unsent",
  ConnectTimeoutError: "unsent",
  ReadError: "broken",
  ReadTimeoutError: "broken",
  WriteError: "broken",
  WriteTimeoutError: "broken",
  ProxyError: "broken",
  // A failure of which nothing else is known may be anything.
  TransportError: "broken",
  // An open circuit, which has no cause; one that has may be anything, too.
  NetworkError: "later",
  // Limits of the caller's own, and what the peer does each time.
  TimeoutError: "none",
  ProtocolError: "none",
  StatusError: "status",
};

/** The statuses after which the next try may go better. */
export const RETRIED_STATUSES: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** Tells what sending again can do about an error. */
export function retryabilityOf(error: Error): Retryability {
  const kinds = kindsOf(error);
  if (isForbidden(error.cause) || isRefusedCertificate(error, kinds)) return "none";
  const known = kinds.find((kind) => Object.hasOwn(RETRYABILITIES, kind));
  if (known === "NetworkError" && error.cause !== undefined) return "broken";
  return known === undefined ? "none" : RETRYABILITIES[known] ?? "none";
}

/** What the program may not do, a permission that it does not have or a port that `fetch` blocks, stays so. */
function isForbidden(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return ["NotCapable", "PermissionDenied"].includes(cause.name) || FORBIDDEN.test(cause.message) ||
    isForbidden(cause.cause);
}

/** The runtime's words where `fetch` or `node:net` say no more than that they failed; no host name is in capitals. */
export const FORBIDDEN: RegExp =
  /\bRequires net access\b|\bNotCapable\b|\bPermissionDenied\b|^getaddrinfo EPERM\b|\bports? \d+ are blocked|^bad port$/;

/** What the peer shows or speaks is the same each time; a handshake may also just have broken off. */
function isRefusedCertificate(error: Error, kinds: readonly string[]): boolean {
  return kinds.includes("TlsError") && "reason" in error && error.reason !== "handshake";
}

/** The header by which a server knows a request that comes again. */
export const IDEMPOTENCY_KEY: string = "idempotency-key";

/** Tells whether a request may be sent again as it is, by the rules that retries have by default. */
export function mayRepeat(
  retryability: Retryability,
  { request, status }: {
    readonly request?: RequestFacts | undefined;
    readonly status?: number | undefined;
  },
): boolean {
  if (request?.body?.replayable === false) return false;
  if (retryability === "unsent") return true;
  if (
    !request || !(isIdempotent(request.method) || Object.hasOwn(request.headers, IDEMPOTENCY_KEY))
  ) {
    return false;
  }
  return retryability === "broken" ||
    (retryability === "status" && status !== undefined && RETRIED_STATUSES.includes(status));
}
