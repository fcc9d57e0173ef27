/**
 * What the platform's `fetch` says when it fails, in the terms of the tree of errors.
 *
 * Node and Bun give codes. Deno gives none: its words are in the message of the cause, before 2.9.2 in its own, and
 * begin with the stage in which it failed. Browsers and workers say no more than that it failed. Words are asked only
 * within a stage, and no name of a host stands among them: what is taken for "nothing was sent" is sent again.
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

/** What a failure is. */
interface Meaning {
  readonly error: new (reason: string, options: HttpErrorOptions) => TransportError;
  readonly phase: Phase;
  readonly reason: string;
}

/** What is looked for, in a code, a system call or the words of a stage, and what it means. */
type Row = readonly [sign: RegExp, meaning: Meaning];

const CONNECT = { error: ConnectError, phase: "connect" } as const;
const PROXY = { error: ProxyError, phase: "connect" } as const;
const NO_CONNECTION: Meaning = { ...CONNECT, reason: "no connection could be made" };
const NO_PROXY: Meaning = { ...PROXY, reason: "the proxy could not be used" };
const TLS: Meaning = { error: TlsError, phase: "connect", reason: "" };
const NO_NAME: Meaning = {
  error: DnsError,
  phase: "connect",
  reason: "the host name could not be resolved",
};
const NO_HTTP: Meaning = { error: ProtocolError, phase: "read", reason: "the answer is not HTTP" };
const BROKEN: Meaning = {
  error: ReadError,
  phase: "read",
  reason: "the connection broke before the answer was complete",
};
const UNSENT: Meaning = {
  error: WriteError,
  phase: "write",
  reason: "the connection broke while the request was sent",
};

/** The codes of Node and Bun, whose failure is known whatever the system call was. */
const CODES: readonly Row[] = [
  [/^(?:ENOTFOUND|EAI_\w+|ENODATA)$/, NO_NAME],
  [
    /^(?:ECONNREFUSED|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|EADDRNOTAVAIL|ConnectionRefused|FailedToOpenSocket)$/,
    NO_CONNECTION,
  ],
  [/^(?:UND_ERR_CONNECT_TIMEOUT|ERR_TLS_HANDSHAKE_TIMEOUT)$/, {
    error: ConnectTimeoutError,
    phase: "connect",
    reason: "no connection within the time limit of the runtime",
  }],
  [/^UND_ERR_HEADERS_TIMEOUT$/, {
    error: ReadTimeoutError,
    phase: "read",
    reason: "no response within the time limit of the runtime",
  }],
  [/^(?:CERT_|ERR_TLS_CERT|UNABLE_TO_|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT)\w*$/, TLS],
  [
    /^(?:HPE_\w+|HTTPParserError|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_\w+|InvalidHTTPResponse|Malformed_HTTP_Response|InvalidContentLength)$/,
    NO_HTTP,
  ],
  [/^UND_ERR_PRX_TLS$/, NO_PROXY],
  [/^(?:ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|ConnectionClosed)$/, BROKEN],
];

/** The system calls that Node names, for what their code leaves open. */
const CALLS: readonly Row[] = [
  [/^getaddrinfo$/, NO_NAME],
  [/^connect$/, NO_CONNECTION],
  [/^read$/, BROKEN],
  [/^write$/, UNSENT],
];

/** What Deno says while it connects: nothing was sent. */
const CONNECTING: readonly Row[] = [
  [/^dns error/, NO_NAME],
  [/^proxy authentication required/i, {
    ...PROXY,
    reason: "the proxy refused, it wants credentials that it accepts (give them in proxy)",
  }],
  [/^unsuccessful tunnel/, { ...PROXY, reason: "the proxy refused, it will not connect" }],
  [/^(?:proxy |socks|tunnel|unexpected eof while tunneling)/i, NO_PROXY],
  [
    // A connection of TCP that fails says so: what else breaks or is refused is TLS.
    /^(?:tls |received |invalid |peer |cannot decrypt|handshake |presented |unexpected |connection reset|broken pipe)/i,
    TLS,
  ],
  [/(?:)/, NO_CONNECTION],
];

/** What Deno says once there was a connection: the server may have seen all of the request. */
const SENDING: readonly Row[] = [
  // TLS 1.3 lets a server refuse the client's certificate after the handshake; it reads nothing then.
  [/^received fatal alert: (?:\w*Certificate\w*|UnknownCA|AccessDenied)$/, TLS],
  [/\bparsed$|^message head is too large|^unexpected message/, NO_HTTP],
  [/(?:)/, BROKEN],
];

/** What Deno says without a stage, of a connection that was there. */
const BARE =
  /^(?:peer closed connection|received fatal alert|connection (?:reset|closed|aborted|error)|broken pipe|stream (?:error|closed)|http2 error)/i;

/** What else is known of what was refused before anything was tried. */
const REFUSED: readonly Row[] = [
  [/\bport\b/, {
    ...CONNECT,
    reason: "fetch blocks this port (Fetch standard, bad port), which sockets do not",
  }],
  [/(?:)/, {
    ...CONNECT,
    reason: "the program may not use the network there: run it with --allow-net",
  }],
];

/** Gives the error for a `fetch` that rejected. */
export function toSendError(cause: unknown, evidence: HttpErrorOptions): TransportError {
  const words = toWords(cause);
  const shown = words.replace(STAGE, "");
  const meaning = findMeaning(cause, words);
  if (!meaning) {
    const { phase: _, ...rest } = evidence;
    return new NetworkError(withDetails("fetch failed", shown), { ...rest, cause });
  }
  const { error, phase, reason } = meaning;
  if (error === TlsError) return toTlsError(shown, { ...evidence, cause });
  return new error(withDetails(reason, shown), { ...evidence, phase, cause });
}

function withDetails(reason: string, details: string): string {
  return details ? `${reason}: ${details}` : reason;
}

function findMeaning(cause: unknown, words: string): Meaning | undefined {
  if (FORBIDDEN.test(words)) return find(REFUSED, words);
  const { code, syscall } = factsOf(cause);
  if (code !== undefined) return findByCode(code, { syscall, words });
  const [start = "", stage] = STAGE.exec(words) ?? [];
  const rest = words.slice(start.length);
  if (stage === "Connect") return find(CONNECTING, rest);
  return stage !== undefined || BARE.test(words) ? find(SENDING, rest) : undefined;
}

/** The stage in which Deno's client failed. */
const STAGE = /^client error \((\w+)\)(?:: )?/;

function find(rows: readonly Row[], text: string): Meaning | undefined {
  return rows.find(([sign]) => sign.test(text))?.[1];
}

/** Whether TLS failed while the handshake was on, or after it, OpenSSL tells for certificates and versions alone. */
function findByCode(
  code: string,
  { syscall, words }: { readonly syscall: string | undefined; readonly words: string },
): Meaning | undefined {
  if (/^(?:ERR_SSL_|EPROTO$)/.test(code)) {
    return explainTlsFailure(words).reason === "handshake" ? undefined : TLS;
  }
  if (code === "ECONNRESET" && /before secure TLS connection was established/.test(words)) {
    return TLS;
  }
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
  return typeof Deno === "object" && cause instanceof TypeError && !BROKEN_BODY.test(cause.message);
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
