/**
 * Ferry, the HTTP client for Deno: sessions, cookies, redirects with history, authentication, multipart,
 * streaming, time limits, connection limits, typed errors and status codes over web standards.
 *
 * @example Get something
 * ```ts
 * import { get, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => Response.json({ hello: "world" }));
 * const response = await get("http://example.org/", { transport });
 * assertEquals(await response.raiseForStatus().json(), { hello: "world" });
 * ```
 *
 * @module
 */

export {
  del,
  del as delete,
  get,
  head,
  type HelperOptions,
  options,
  patch,
  post,
  put,
  request,
  stream,
} from "./src/api.ts";
export { Client } from "./src/client.ts";
export type { ClientStats } from "./src/core/limits/request_queue.ts";
export type {
  PaginateItemsOptions,
  PaginateOptions,
} from "./src/features/pages/paginate_options.ts";
export type {
  EventSourceOptions,
  TypedEvent,
  TypedEventsOptions,
} from "./src/features/events/event_source_options.ts";
export type { Download, DownloadOptions } from "./src/features/download/options.ts";
export {
  type ContentDisposition,
  parseContentDisposition,
} from "./src/features/download/content_disposition.ts";
export type { Send, Stage, StageClient, StageContext } from "./src/core/stage.ts";
export type { ClientOptions, RequestOptions, SendOptions } from "./src/options.ts";
export type { CookiesInput } from "./src/core/options/request_options.ts";
export type { AllowUrl } from "./src/features/url_guard/allow_url.ts";

export type { ResponsePromise } from "./src/core/response/response_promise.ts";
export { HttpResponse } from "./src/core/response/response.ts";
export type { ChunkOptions, ItemOptions, LineOptions } from "./src/core/response/item_options.ts";
export type { HttpVersion } from "./src/core/response/raw_response.ts";
export type { Chunks } from "./src/core/text/chunk_size.ts";
export { PreparedRequest } from "./src/core/request/prepared.ts";
export type { Attempt, Phase } from "./src/core/errors/facts.ts";
export {
  BlockedUrlError,
  BodyUsedError,
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  CookieConflictError,
  DecodeError,
  DnsError,
  FileError,
  HttpError,
  IntegrityError,
  InvalidUrlError,
  JsonDecodeError,
  NetworkError,
  PoolTimeoutError,
  ProtocolError,
  ProxyError,
  ReadError,
  ReadTimeoutError,
  ResponseNotReadError,
  ResponseTooLargeError,
  SchemaError,
  StatusError,
  StreamClosedError,
  StreamError,
  TimeoutError,
  TlsError,
  TooManyRedirectsError,
  TotalTimeoutError,
  TransportError,
  UnsupportedProtocolError,
  WriteError,
  WriteTimeoutError,
} from "./src/errors.ts";
export type { Problem } from "./src/core/errors/status_error.ts";
export { codeName, codes, reasonPhrase, statusNames } from "./src/core/status.ts";

export type { BodyInput, DataInput, RequestBody } from "./src/core/request/body.ts";
export type { FieldsInput } from "./src/core/request/form.ts";
export type { FileInput, FilesInput } from "./src/features/multipart/file_input.ts";
export type { Progress, ProgressCallback } from "./src/features/progress/progress.ts";
export type { HeadersInput } from "./src/core/request/headers.ts";
export { cachedLookup } from "./src/features/connection/dns_cache.ts";
export { bracketParams } from "./src/features/urls/bracket_params.ts";
export { copyUrl } from "./src/features/urls/copy_url.ts";
export type { ParamsInput, ParamValue } from "./src/core/request/params_input.ts";
export type { ResolvedTimeout, Timeout, TimeoutOptions } from "./src/core/options/timeout.ts";
export type { LimitsOptions } from "./src/core/limits/connection_limits.ts";
export type { Retries, RetryContext, RetryOptions } from "./src/features/retry/retry.ts";
export type { RateLimitOptions } from "./src/features/rate_limit/rate_limit.ts";
export type { CircuitBreakerOptions } from "./src/features/circuit_breaker/circuit.ts";
export type { LogEntry, Logger } from "./src/features/observe/logger.ts";
export type { StageEvent } from "./src/core/call_events.ts";
export type { Trace, TraceEvent } from "./src/features/observe/trace.ts";
export { toCurl, type ToCurlOptions } from "./src/features/curl/to_curl.ts";
export type { Hooks, HooksOptions, RequestHook, ResponseHook } from "./src/core/hooks.ts";
export type { SchemaIssue, StandardSchema } from "./src/core/schema.ts";
export type { Link } from "./src/core/fields/links.ts";
export type { ServerSentEvent } from "./src/core/text/events.ts";
export { type DefaultEncoding } from "./src/core/text/charset.ts";

export type { Auth, AuthFlow } from "./src/core/auth/auth.ts";
export { BasicAuth } from "./src/core/auth/basic.ts";
export { ProxyAuth } from "./src/features/connection/proxy_auth.ts";
export { BearerAuth, type BearerOptions } from "./src/features/oauth2/bearer.ts";
export { DigestAuth } from "./src/features/digest/digest.ts";
export { NetrcAuth } from "./src/features/netrc/netrc.ts";
export { OAuth2ClientCredentials } from "./src/features/oauth2/oauth2.ts";
export { OAuth2RefreshToken } from "./src/features/oauth2/refresh_token.ts";
export { CookieJar } from "./src/core/cookies/jar.ts";
export { type Cookie, type SameSite } from "./src/core/cookies/cookie.ts";
export type { CookieAttributes } from "./src/core/cookies/attributes.ts";

export type { Transport, TransportContext } from "./src/core/fetch/transport.ts";
export type { Lookup } from "./src/features/connection/lookup.ts";
export type { Proxy, ProxyOptions } from "./src/features/connection/proxy_options.ts";
export type {
  ClientCertificate,
  Verify,
  VerifyOptions,
} from "./src/features/connection/tls_options.ts";
export {
  FetchTransport,
  type FetchTransportOptions,
} from "./src/features/connection/fetch_transport.ts";
export { type Handler, HandlerTransport } from "./src/transports/handler.ts";
