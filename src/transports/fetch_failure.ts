/**
 * What the platform's `fetch` says when it fails, in the terms of the tree of errors.
 *
 * Deno gives a `TypeError` without a code: its words are in the message of the cause, before 2.9.2 in its
 * own. Node and Bun give codes in the cause.
 *
 * @module
 */

import {
  ConnectError,
  ContentDecodingError,
  DnsError,
  type HttpErrorOptions,
  type Phase,
  ProtocolError,
  ProxyError,
  ReadError,
  TlsError,
  TransportError,
} from "../errors.ts";
import { FORBIDDEN } from "../errors/prospect.ts";
import { toTlsError } from "./tls_failure.ts";

type Failure = new (
  reason: string,
  options: HttpErrorOptions,
) => TransportError;

interface Row {
  readonly words: RegExp;
  readonly error: Failure;
  readonly phase: Phase;
  readonly reason: string;
}

/** The first row whose words are found says what happened. */
const SENDING: readonly Row[] = [
  {
    words: /requires net access|NotCapable|PermissionDenied/i,
    error: ConnectError,
    phase: "connect",
    reason: "the program may not use the network there: run it with --allow-net",
  },
  {
    words: /requests to port \d+ are blocked/i,
    error: ConnectError,
    phase: "connect",
    reason: "fetch blocks this port (Fetch standard, bad port), which sockets do not",
  },
  {
    words: /proxy authentication required/i,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy refused, it wants other credentials (give them in proxy)",
  },
  {
    words: /unsuccessful tunnel/i,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy refused, it will not connect",
  },
  {
    words: /proxy|tunnel|socks/i,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy could not be used",
  },
  {
    words: /dns error|failed to lookup address|ENOTFOUND|EAI_AGAIN/i,
    error: DnsError,
    phase: "connect",
    reason: "the host name could not be resolved",
  },
  {
    // Only within TLS a connection that was made is not there yet; that of TCP says so.
    words: /client error \(Connect\): (?:connection reset|broken pipe)/i,
    error: TlsError,
    phase: "connect",
    reason: "",
  },
  {
    words: /certificate|received corrupt message|fatal alert|handshake|\btls\b|\bssl\b|ERR_TLS/i,
    error: TlsError,
    phase: "connect",
    reason: "",
  },
  {
    words: /client error \(Connect\)|tcp connect error|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH/i,
    error: ConnectError,
    phase: "connect",
    reason: "no connection could be made",
  },
  {
    words: /parsed|message head is too large|HPE_|unexpected message|UnexpectedMessage/i,
    error: ProtocolError,
    phase: "read",
    reason: "the answer is not HTTP",
  },
  {
    words: /connection closed|connection reset|SendRequest|ECONNRESET|UND_ERR_SOCKET|broken pipe/i,
    error: ReadError,
    phase: "read",
    reason: "the connection broke before the answer was complete",
  },
];

/** Gives the error for a `fetch` that rejected. */
export function toSendError(
  cause: unknown,
  evidence: HttpErrorOptions,
): TransportError {
  const words = toWords(cause);
  const row = SENDING.find(({ words: pattern }) => pattern.test(words));
  const shown = words.replace(/^client error \(\w+\): /, "");
  const details = shown && `: ${shown}`;
  if (!row) {
    return new TransportError(`fetch failed${details}`, { ...evidence, cause });
  }
  const { error, phase, reason } = row;
  if (error === TlsError) return toTlsError(shown, { ...evidence, cause });
  return new error(`${reason}${details}`, { ...evidence, phase, cause });
}

/** Gives the error for a `fetch` through a proxy that rejected: what could not be reached is the proxy. */
export function toProxyError(cause: unknown, evidence: HttpErrorOptions): TransportError {
  const error = toSendError(cause, evidence);
  const words = toWords(cause);
  const isReached = !(error instanceof ConnectError) || error instanceof TlsError;
  if (isReached || FORBIDDEN.test(words)) return error;
  return new ProxyError(`the proxy could not be reached: ${words}`, {
    ...evidence,
    phase: "connect",
    cause,
  });
}

/** Gives the error for a body that could not be read. */
export function toReadError(
  cause: unknown,
  encoded: boolean,
  evidence: HttpErrorOptions,
): ReadError | ContentDecodingError {
  const words = toWords(cause);
  const options = { ...evidence, cause };
  if (!encoded || /connection/i.test(words)) {
    return new ReadError(`the connection broke within the body: ${words}`, {
      ...options,
      phase: "read",
    });
  }
  return new ContentDecodingError(
    `the body is not what its Content-Encoding says, or is cut short: ${words}`,
    { ...options, phase: "decode" },
  );
}

/** The URL in the platform's words stands in our message already. */
function toWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const below = error.cause instanceof Error ? toWords(error.cause) : "";
  const code = "code" in error && typeof error.code === "string" ? `${error.code} ` : "";
  const own = /^fetch failed$/i.test(error.message) && below ? "" : error.message;
  return [code + own, below].filter(Boolean).join(": ").replace(
    /^error sending request (from \S+ )?for (url )?\(?\S+?\)?( \([^)]*\))?: /,
    "",
  ).trim();
}
