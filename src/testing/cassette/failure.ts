/**
 * The failures that HAR files tell of, as errors.
 *
 * @module
 */

import {
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  DnsError,
  type HttpError,
  type HttpErrorOptions,
  NetworkError,
  type Phase,
  PoolTimeoutError,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  TlsError,
  TotalTimeoutError,
  TransportError,
  WriteError,
  WriteTimeoutError,
} from "../../core/errors.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";

type ErrorClass = new (reason: string, options: HttpErrorOptions) => HttpError;

/** By our codes, then by the names that Chrome and Firefox use; the first that fits counts. */
const CLASSES: readonly (readonly [RegExp, ErrorClass, Phase])[] = [
  [/^ERR_CONNECT$/, ConnectError, "connect"],
  [/^ERR_DNS$|NAME_NOT_RESOLVED|NAME_RESOLUTION|UNKNOWN_HOST/, DnsError, "connect"],
  [/^ERR_TLS$|ERR_CERT|ERR_SSL|SEC_ERROR|SSL_ERROR/, TlsError, "connect"],
  [/^ERR_READ$/, ReadError, "read"],
  [/^ERR_WRITE$/, WriteError, "write"],
  [/^ERR_CONNECT_TIMEOUT$|CONNECTION_TIMED_OUT/, ConnectTimeoutError, "connect"],
  [/^ERR_WRITE_TIMEOUT$/, WriteTimeoutError, "write"],
  [/^ERR_POOL_TIMEOUT$/, PoolTimeoutError, "pool"],
  [/^ERR_TOTAL_TIMEOUT$/, TotalTimeoutError, "total"],
  [/^ERR_READ_TIMEOUT$|TIMED_OUT|NET_TIMEOUT/, ReadTimeoutError, "read"],
  [/^ERR_PROXY$|ERR_PROXY_|TUNNEL|PROXY_CONNECTION/, ProxyError, "connect"],
  [/^ERR_CONTENT_DECODING$|CONTENT_DECODING/, ContentDecodingError, "read"],
  [/^ERR_PROTOCOL$|INVALID_HTTP|PROTOCOL_ERROR|EMPTY_RESPONSE/, ProtocolError, "read"],
  [/^ERR_NETWORK$/, NetworkError, "connect"],
  [/^ERR_TRANSPORT$/, TransportError, "connect"],
  [/CONNECTION_REFUSED|CONNECTION_FAILED|UNREACHABLE|DISCONNECTED/, ConnectError, "connect"],
];

/** What belongs to a failure. */
export interface FailureOptions {
  /** What failed. */
  readonly request: PreparedRequest;
  /** Why, in words. */
  readonly comment: string | undefined;
}

/**
 * Makes the error again.
 *
 * @param code What stands in the file; anything unknown, and nothing at all, is a {@link ReadError}.
 * @param options What belongs to it.
 */
export function toRecordedError(
  code: string | undefined,
  { request, comment }: FailureOptions,
): HttpError {
  const found = CLASSES.find(([name]) => name.test(code ?? ""));
  const [, Class, phase] = found ?? [undefined, ReadError, "read" as const];
  const reason = comment || (code ? `it failed with ${code} when it was recorded` : UNKNOWN);
  return new Class(reason, { request, phase });
}

const UNKNOWN = "it failed when it was recorded";
