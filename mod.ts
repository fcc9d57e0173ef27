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
export type {
  NextPage,
  PageItems,
  PaginateItemsOptions,
  PaginateOptions,
} from "./src/paginate_options.ts";
export type {
  EventSourceOptions,
  TypedEvent,
  TypedEventsOptions,
} from "./src/event_source_options.ts";
export type { Download, DownloadOptions } from "./src/download/options.ts";
export type { DigestAlgorithm, DigestInput } from "./src/download/digest.ts";
export { type ContentDisposition, parseContentDisposition } from "./src/content_disposition.ts";
export type { Send, Stage, StageClient, StageContext } from "./src/stage.ts";
export type { SendOptions } from "./src/request/send_options.ts";
export type {
  AllowUrl,
  ClientOptions,
  CookiesInput,
  InformationalCallback,
  RequestOptions,
  SharedOptions,
} from "./src/options.ts";
export type { PrivateNetworks, PrivateNetworksOptions } from "./src/network/private_networks.ts";
export type { AdmissionStats } from "./src/admission.ts";

export type { ResponsePromise } from "./src/response/response_promise.ts";
export { HttpResponse, type ResponseParts } from "./src/response/response.ts";
export { BodyResponse } from "./src/response/response_body.ts";
export type { BodyParts } from "./src/response/body_parts.ts";
export type { ChunkOptions } from "./src/response/body_parts.ts";
export {
  type ItemOptions,
  ItemsResponse,
  type LineOptions,
} from "./src/response/response_items.ts";
export type { ByteWriter } from "./src/bytes/body_copy.ts";
export type {
  HttpVersion,
  RawResponse,
  ResponseTimings,
  TlsFacts,
} from "./src/response/raw_response.ts";
export type { BodyState } from "./src/response/body_state.ts";
export type { Incoming, IncomingOptions } from "./src/response/incoming.ts";
export type { ByteSource } from "./src/response/byte_source.ts";
export type { Chunks } from "./src/decode/chunks.ts";
export {
  type BodyContent,
  type BodySource,
  type HeaderRecord,
  type PreparedChanges,
  PreparedRequest,
} from "./src/prepared.ts";
export type { Home } from "./src/origin.ts";
export * from "./src/errors.ts";
export { codeName, type Codes, codes, reasonPhrase, statusNames } from "./src/status.ts";

export type { BodyInput, BodyOptions, DataInput, RequestBody } from "./src/request/body.ts";
export type { FieldsInput, FieldValue } from "./src/request/form.ts";
export type {
  FileContent,
  FileInput,
  FilePart,
  FilesInput,
  FileTuple,
  PartHeaders,
} from "./src/request/file_input.ts";
export type { ReadableSource } from "./src/content.ts";
export type { Progress, ProgressCallback } from "./src/bytes/progress.ts";
export type { HeadersInput } from "./src/headers.ts";
export { copyUrl, type UrlParts } from "./src/url.ts";
export type { MaybeValue, ParamsInput, ParamValue } from "./src/params_input.ts";
export type { ResolvedTimeout, Timeout, TimeoutOptions } from "./src/timeout.ts";
export type { LimitsOptions } from "./src/limits.ts";
export type {
  BackoffOptions,
  Retries,
  RetryBudgetOptions,
  RetryContext,
  RetryOptions,
} from "./src/retry/retry.ts";
export type { RateLimitOptions } from "./src/rate_limit.ts";
export type { CircuitBreakerOptions } from "./src/circuit.ts";
export type { LogEntry, LogFunction, Logger } from "./src/observe/logger.ts";
export type {
  StageEvent,
  Trace,
  TraceEvent,
  TraceMoment,
  TraceStep,
  TransportEvent,
} from "./src/observe/trace.ts";
export { toCurl, type ToCurlOptions } from "./src/curl/to_curl.ts";
export type { TraceContextInput, TraceHeaders, TraceSource } from "./src/observe/trace_context.ts";
export type { Hooks, HooksOptions, RequestHook, ResponseHook } from "./src/hooks.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./src/schema.ts";
export type { Link } from "./src/links.ts";
export type { ServerSentEvent } from "./src/decode/events.ts";
export {
  type DefaultEncoding,
  encodingFromHeaders,
  type EncodingHints,
  normalizeEncoding,
} from "./src/decode/charset.ts";
export type { MediaType } from "./src/media_type.ts";
export { encodingsFromContent } from "./src/decode/prescan.ts";

export type { Auth, AuthFlow, SimpleAuth } from "./src/auth/auth.ts";
export type { AuthInput } from "./src/auth/resolve.ts";
export { BasicAuth, ProxyAuth } from "./src/auth/basic.ts";
export { BearerAuth, type BearerToken } from "./src/auth/bearer.ts";
export { type AuthFunction, FunctionAuth } from "./src/auth/function.ts";
export { DigestAuth } from "./src/auth/digest.ts";
export { NetrcAuth } from "./src/auth/netrc.ts";
export { OAuth2ClientCredentials } from "./src/auth/oauth2.ts";
export type { OAuth2ClientCredentialsOptions } from "./src/auth/oauth2_request.ts";
export { CookieJar } from "./src/cookies/jar.ts";
export type {
  CookieHeaderOptions,
  CookieJarInit,
  CookieJarOptions,
  CookieSource,
} from "./src/cookies/jar_options.ts";
export {
  type Cookie,
  type ParsedCookie,
  parseSetCookie,
  type SameSite,
} from "./src/cookies/cookie.ts";
export { parseCookieDate } from "./src/cookies/date.ts";
export type { CookieAttributes } from "./src/cookies/attributes.ts";
export type { CookieLimits } from "./src/cookies/limits.ts";
export { type CookieFilter, CookieMapping, type CookieScope } from "./src/cookies/mapping.ts";
export type { SerializedCookie, SerializedCookieJar } from "./src/cookies/json.ts";
export { type CookieStore, FileCookieStore } from "./src/cookies/store.ts";
export type { FileCookieStoreOptions } from "./src/cookies/store.ts";
export { type CookieKv, KvCookieStore, type KvCookieStoreOptions } from "./src/cookies/kv_store.ts";
export type { KvKeyPart } from "./src/cookies/kv_store.ts";

export type {
  LightTransport,
  SendContext,
  Transport,
  TransportContext,
} from "./src/transports/transport.ts";
export type { Cancellation } from "./src/time/cancellation.ts";
export type { Deadlines, Watch } from "./src/time/deadlines.ts";
export type {
  RecordedAnswer,
  RecordedEnd,
  RecordedExchange,
  RecordedRequest,
  Recorder,
} from "./src/recording.ts";
export { HarRecorder, type HarRecorderOptions } from "./src/har/recorder.ts";
export type {
  Har,
  HarContent,
  HarCookie,
  HarCreator,
  HarEntry,
  HarLog,
  HarPair,
  HarParam,
  HarPostData,
  HarRequest,
  HarResponse,
  HarTimings,
} from "./src/har/har.ts";
export type { Lookup } from "./src/transports/lookup.ts";
export type { MountOptions } from "./src/transports/mounts.ts";
export type { Proxy, ProxyOptions } from "./src/transports/proxy_options.ts";
export type { ClientCertificate, Verify, VerifyOptions } from "./src/transports/tls_options.ts";
export type { OwnOptions } from "./src/transports/own_plan.ts";
export { FetchTransport, type FetchTransportOptions } from "./src/transports/fetch.ts";
export { type Handler, type HandlerInfo, HandlerTransport } from "./src/transports/handler.ts";
export type { HandlerTransportOptions } from "./src/transports/handler.ts";
export {
  decodeLocation,
  redirectHeaders,
  redirectMethod,
  redirectRequest,
  redirectTarget,
} from "./src/redirect.ts";
