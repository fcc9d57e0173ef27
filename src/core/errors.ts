/**
 * The errors of the core, one tree:
 *
 * ```text
 * HttpError
 * ├─ InvalidUrlError           ├─ UnsupportedProtocolError
 * ├─ TransportError
 * │  ├─ NetworkError           ─ ConnectError (─ DnsError, TlsError) · ReadError · WriteError
 * │  ├─ TimeoutError           ─ ConnectTimeoutError · ReadTimeoutError · WriteTimeoutError
 * │  │                           · PoolTimeoutError · TotalTimeoutError
 * │  ├─ ProtocolError          the peer broke HTTP
 * │  └─ ProxyError
 * ├─ BlockedUrlError           ├─ TooManyRedirectsError
 * ├─ StatusError               from raiseForStatus()
 * ├─ DecodeError               ─ JsonDecodeError · ContentDecodingError · SchemaError
 * ├─ StreamError               ─ BodyUsedError · StreamClosedError · ResponseNotReadError
 * ├─ ResponseTooLargeError
 * └─ CookieConflictError
 * ```
 */

export type * from "./errors/facts.ts";
export * from "./errors/http_error.ts";
export * from "./errors/request_error.ts";
export * from "./errors/transport_error.ts";
export type * from "./errors/tls_reason.ts";
export * from "./errors/timeout_error.ts";
export * from "./errors/status_error.ts";
export * from "./errors/body_error.ts";
