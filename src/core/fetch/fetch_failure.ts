/**
 * What the platform's `fetch` says when it fails, in the terms of the tree of errors.
 *
 * Node and Bun give codes. Deno gives none: its words are in the message of the cause, before 2.9.2 in its own, and
 * begin with the stage in which it failed. Browsers and workers say no more than that it failed. Words are asked only
 * within a stage, and no name of a host stands among them: what is taken for "nothing was sent" is sent again.
 *
 * @module
 */

import {
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  DnsError,
  type HttpErrorOptions,
  NetworkError,
  type Phase,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  TlsError,
  type TransportError,
  WriteError,
} from "../errors.ts";
import { FORBIDDEN } from "../errors/retryability.ts";
import { explainTlsFailure, toTlsError } from "./tls_failure.ts";

type Failure = new (reason: string, options: HttpErrorOptions) => TransportError;

interface Row {
  /** What is looked for: in a code, a system call or the words of a stage. */
  readonly sign: RegExp;
  readonly error: Failure;
  readonly phase: Phase;
  readonly reason: string;
}

const NO_CONNECTION = {
  error: ConnectError,
  phase: "connect",
  reason: "no connection could be made",
} as const;
const NO_NAME = {
  error: DnsError,
  phase: "connect",
  reason: "the host name could not be resolved",
} as const;
const TLS = { error: TlsError, phase: "connect", reason: "" } as const;
const NO_HTTP = { error: ProtocolError, phase: "read", reason: "the answer is not HTTP" } as const;
const BROKEN = {
  error: ReadError,
  phase: "read",
  reason: "the connection broke before the answer was complete",
} as const;

/** The codes of Node and Bun, whose failure is known whatever the system call was. */
const CODES: readonly Row[] = [
  { sign: /^(?:ENOTFOUND|EAI_\w+|ENODATA)$/, ...NO_NAME },
  {
    sign:
      /^(?:ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ConnectionRefused|FailedToOpenSocket)$/,
    ...NO_CONNECTION,
  },
  {
    sign: /^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_HANDSHAKE_TIMEOUT)$/,
    error: ConnectTimeoutError,
    phase: "connect",
    reason: "no connection within the time limit of the runtime",
  },
  {
    sign: /^UND_ERR_HEADERS_TIMEOUT$/,
    error: ReadTimeoutError,
    phase: "read",
    reason: "no response within the time limit of the runtime",
  },
  { sign: /^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT)\w*$/, ...TLS },
  {
    sign:
      /^(?:HPE_\w+|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_\w+|InvalidHTTPResponse|Malformed_HTTP_Response|InvalidContentLength)$/,
    ...NO_HTTP,
  },
  {
    sign: /^UND_ERR_PRX_TLS$/,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy could not be used",
  },
  { sign: /^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/, ...BROKEN },
];

/** The system calls that Node names, for what their code leaves open. */
const CALLS: readonly Row[] = [
  { sign: /^getaddrinfo$/, ...NO_NAME },
  { sign: /^connect$/, ...NO_CONNECTION },
  { sign: /^read$/, ...BROKEN },
  {
    sign: /^write$/,
    error: WriteError,
    phase: "write",
    reason: "the connection broke while the request was sent",
  },
];

/** What Deno says while it connects: nothing was sent. */
const CONNECTING: readonly Row[] = [
  { sign: /^dns error/, ...NO_NAME },
  { sign: /^tcp /, ...NO_CONNECTION },
  {
    sign: /^proxy authentication required/i,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy refused, it wants other credentials (give them in proxy)",
  },
  {
    sign: /^unsuccessful tunnel/,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy refused, it will not connect",
  },
  {
    sign: /^(?:proxy |socks|tunnel|unexpected eof while tunneling)/i,
    error: ProxyError,
    phase: "connect",
    reason: "the proxy could not be used",
  },
  {
    // A connection of TCP that fails says so: what else breaks or is refused is TLS.
    sign:
      /^(?:tls |received |invalid |peer |cannot decrypt|handshake |presented |unexpected |connection reset|broken pipe)/i,
    ...TLS,
  },
  { sign: /(?:)/, ...NO_CONNECTION },
];

/** What Deno says once there was a connection: the server may have seen all of the request. */
const SENDING: readonly Row[] = [
  // TLS 1.3 lets a server refuse the client's certificate after the handshake; it reads nothing then.
  { sign: /^received fatal alert: (?:\w*Certificate\w*|UnknownCA|AccessDenied)$/, ...TLS },
  { sign: /\bparsed$|^message head is too large|^unexpected message/, ...NO_HTTP },
  { sign: /(?:)/, ...BROKEN },
];

/** What Deno says without a stage, of a connection that was there. */
const BARE =
  /^(?:peer closed connection|received fatal alert|connection (?:reset|closed|aborted|error)|broken pipe|stream (?:error|closed)|http2 error)/i;

/** What else is known of what was refused before anything was tried. */
const REFUSED: readonly Row[] = [
  {
    sign: /\bport\b/,
    error: ConnectError,
    phase: "connect",
    reason: "fetch blocks this port (Fetch standard, bad port), which sockets do not",
  },
  {
    sign: /(?:)/,
    error: ConnectError,
    phase: "connect",
    reason: "the program may not use the network there: run it with --allow-net",
  },
];

/** Gives the error for a `fetch` that rejected. */
export function toSendError(cause: unknown, evidence: HttpErrorOptions): TransportError {
  const words = toWords(cause);
  const shown = words.replace(STAGE, "");
  const row = findRow(cause, words);
  if (!row) {
    const { phase: _, ...rest } = evidence;
    return new NetworkError(withDetails("fetch failed", shown), { ...rest, cause });
  }
  const { error, phase, reason } = row;
  if (error === TlsError) return toTlsError(shown, { ...evidence, cause });
  return new error(withDetails(reason, shown), { ...evidence, phase, cause });
}

function withDetails(reason: string, details: string): string {
  return details ? `${reason}: ${details}` : reason;
}

function findRow(cause: unknown, words: string): Row | undefined {
  if (FORBIDDEN.test(words)) return find(REFUSED, words);
  const { code, syscall } = factsOf(cause);
  if (code !== undefined) return findByCode(code, { syscall, words });
  const [start, stage] = STAGE.exec(words) ?? [];
  if (stage === "Connect") return find(CONNECTING, words.slice(start?.length));
  if (start !== undefined || BARE.test(words)) {
    return find(SENDING, words.slice(start?.length ?? 0));
  }
  return undefined;
}

/** The stage in which Deno's client failed. */
const STAGE = /^client error \((\w+)\)(?:: )?/;

function find(rows: readonly Row[], text: string): Row | undefined {
  return rows.find(({ sign }) => sign.test(text));
}

/** Whether TLS failed while the handshake was on, or after it, OpenSSL tells for certificates and versions alone. */
function findByCode(
  code: string,
  { syscall, words }: { readonly syscall: string | undefined; readonly words: string },
): Row | undefined {
  if (/^(?:ERR_SSL_|EPROTO$)/.test(code)) {
    return explainTlsFailure(words).reason === "handshake" ? undefined : { sign: /(?:)/, ...TLS };
  }
  if (code === "ECONNRESET" && /before secure TLS connection was established/.test(words)) {
    return { sign: /(?:)/, ...TLS };
  }
  if (code === "ETIMEDOUT") return find(CALLS, syscall ?? "");
  return find(CODES, code) ?? find(CALLS, syscall ?? "");
}

/** What the innermost error that has a code says of itself. */
function factsOf(error: unknown): { readonly code?: string; readonly syscall?: string } {
  if (!(error instanceof Error)) return {};
  const below = factsOf(error.cause);
  if (below.code !== undefined) return below;
  const syscall: unknown = Reflect.get(error, "syscall");
  // The parser of Node 24 has a name, but not always a code.
  const code: unknown = Reflect.get(error, "code") ??
    (error.name === "HTTPParserError" ? error.name : undefined);
  return {
    ...(typeof code === "string" && { code }),
    ...(typeof syscall === "string" && { syscall }),
  };
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

/**
 * Tells whether a connection was closed over TLS without a closure alert before there was an answer. The runtime sends
 * again what may be on a kept connection that is closed, but not then.
 */
export function isUnannouncedClose(error: unknown): boolean {
  return error instanceof ReadError && error.phase === "read" &&
    /^(?:client error \(\w+\): )?peer closed connection without sending TLS close_notify/
      .test(toWords(error.cause));
}

/** The codes of Node and Bun for a body that is not what its coding says. */
const CODING =
  /^(?:Z_\w+|ERR_(?:_ERROR_FORMAT_|BROTLI_|ZSTD_)\w*|ZSTD_\w+|Zlib\w*|Brotli\w*|Zstd\w*)$/;

/** What Deno says of a body whose connection broke; of a coding it says what the decoder does. */
const BROKEN_BODY = /^error reading a body from connection/;

/** Gives the error for a body that could not be read. */
export function toReadError(
  cause: unknown,
  encoded: boolean,
  evidence: HttpErrorOptions,
): ReadError | ContentDecodingError {
  const words = toWords(cause);
  const options = { ...evidence, cause };
  if (!encoded || !isOfCoding(cause)) {
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

function isOfCoding(cause: unknown): boolean {
  const { code } = factsOf(cause);
  if (code !== undefined) return CODING.test(code);
  return typeof Deno === "object" && cause instanceof TypeError &&
    !BROKEN_BODY.test(cause.message);
}

/**
 * Tells whether Deno's decoder missed the start of a body: one that is empty has none, and servers send such with any
 * coding.
 */
export function isWithoutStart(cause: unknown): boolean {
  return cause instanceof TypeError &&
    /^(?:unexpected end of file|reached unexpected EOF)$/.test(cause.message);
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
