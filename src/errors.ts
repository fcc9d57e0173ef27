/**
 * The errors of Ferry, one tree:
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
 * ├─ ResponseTooLargeError     ├─ IntegrityError            ├─ FileError
 * └─ CookieConflictError
 * ```
 *
 * @module
 */

export * from "./core/errors.ts";
export * from "./features/download/errors.ts";
