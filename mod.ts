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
export { Client, type ClientStats } from "./src/client.ts";
export type { PaginateItemsOptions, PaginateOptions } from "./src/paginate_options.ts";
export type {
  EventSourceOptions,
  TypedEvent,
  TypedEventsOptions,
} from "./src/event_source_options.ts";
export type { Download, DownloadOptions } from "./src/download/options.ts";
export { type ContentDisposition, parseContentDisposition } from "./src/content_disposition.ts";
export type { Send, Stage, StageClient, StageContext } from "./src/stage.ts";
export type { SendOptions } from "./src/request/send_options.ts";
export type { AllowUrl, ClientOptions, CookiesInput, RequestOptions } from "./src/options.ts";

export type { ResponsePromise } from "./src/response/response_promise.ts";
export { HttpResponse } from "./src/response/response.ts";
export type { ChunkOptions, ItemOptions, LineOptions } from "./src/response/item_options.ts";
export type { HttpVersion } from "./src/response/raw_response.ts";
export type { Chunks } from "./src/decode/chunks.ts";
export { PreparedRequest } from "./src/prepared.ts";
export type { Attempt, Phase } from "./src/errors/facts.ts";
export {
  BlockedUrlError,
  BodyUsedError,
  ConnectError,
  ConnectTimeoutError,
  ContentDecodingError,
  CookieConflictError,
  DecodeError,
  DnsError,
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
export type { Problem } from "./src/errors/status_error.ts";
export { codeName, codes, reasonPhrase, statusNames } from "./src/status.ts";

export type { BodyInput, DataInput, RequestBody } from "./src/request/body.ts";
export type { FieldsInput } from "./src/request/form.ts";
export type { FileInput, FilesInput } from "./src/request/file_input.ts";
export type { Progress, ProgressCallback } from "./src/bytes/progress.ts";
export type { HeadersInput } from "./src/headers.ts";
export { copyUrl } from "./src/url.ts";
export type { ParamsInput, ParamValue } from "./src/params_input.ts";
export type { ResolvedTimeout, Timeout, TimeoutOptions } from "./src/timeout.ts";
export type { LimitsOptions } from "./src/limits.ts";
export type { Retries, RetryContext, RetryOptions } from "./src/retry/retry.ts";
export type { RateLimitOptions } from "./src/rate_limit.ts";
export type { CircuitBreakerOptions } from "./src/circuit.ts";
export type { LogEntry, Logger } from "./src/observe/logger.ts";
export type { StageEvent, Trace, TraceEvent } from "./src/observe/trace.ts";
export { toCurl, type ToCurlOptions } from "./src/curl/to_curl.ts";
export type { Hooks, HooksOptions, RequestHook, ResponseHook } from "./src/hooks.ts";
export type { SchemaIssue, StandardSchema } from "./src/schema.ts";
export type { Link } from "./src/links.ts";
export type { ServerSentEvent } from "./src/decode/events.ts";
export { type DefaultEncoding } from "./src/decode/charset.ts";

export type { Auth, AuthFlow } from "./src/auth/auth.ts";
export { BasicAuth, ProxyAuth } from "./src/auth/basic.ts";
export { BearerAuth } from "./src/auth/bearer.ts";
export { DigestAuth } from "./src/auth/digest.ts";
export { NetrcAuth } from "./src/auth/netrc.ts";
export { OAuth2ClientCredentials } from "./src/auth/oauth2.ts";
export { CookieJar } from "./src/cookies/jar.ts";
export { type Cookie, type SameSite } from "./src/cookies/cookie.ts";
export type { CookieAttributes } from "./src/cookies/attributes.ts";

export type { Transport, TransportContext } from "./src/transports/transport.ts";
export type { Lookup } from "./src/transports/lookup.ts";
export type { Proxy, ProxyOptions } from "./src/transports/proxy_options.ts";
export type { ClientCertificate, Verify, VerifyOptions } from "./src/transports/tls_options.ts";
export { FetchTransport, type FetchTransportOptions } from "./src/transports/fetch.ts";
export { type Handler, HandlerTransport } from "./src/transports/handler.ts";
