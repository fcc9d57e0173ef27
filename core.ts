/**
 * The thin core of Ferry: a client over the runtime's `fetch`, wherever there is one.
 *
 * It has what every request needs: helpers, limits, redirects with history, a cookie jar, timeouts, hooks, stages,
 * typed errors, status codes, and bodies as text, bytes, JSON and forms. `@ferry/http` is this and every feature; its
 * classes are these, or extend them.
 *
 * @example JSON from an API
 * ```ts
 * import { Client } from "@ferry/http/core";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   () => Response.json({ name: "Ferry" }),
 * );
 * using client = new Client();
 * const found = await client.get(`http://127.0.0.1:${server.addr.port}/`).json();
 * assertEquals(found, { name: "Ferry" });
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
} from "./src/core/api.ts";
export { Client } from "./src/core/client.ts";
export type { ClientStats } from "./src/core/limits/request_queue.ts";
export type { ClientOptions } from "./src/core/options/client_options.ts";
export type { CookiesInput, RequestOptions } from "./src/core/options/request_options.ts";
export type { ResolvedTimeout, Timeout, TimeoutOptions } from "./src/core/options/timeout.ts";
export type { LimitsOptions } from "./src/core/limits/connection_limits.ts";
export type { SendOptions } from "./src/core/request/send_options.ts";
export type { Send, Stage, StageClient, StageContext } from "./src/core/stage.ts";
export type { StageEvent } from "./src/core/call_events.ts";
export type { Hooks, HooksOptions, RequestHook, ResponseHook } from "./src/core/hooks.ts";

export type { ResponsePromise } from "./src/core/response/response_promise.ts";
export type { ThrowOnError } from "./src/core/options/throw_on_error.ts";
export { HttpResponse } from "./src/core/response/response.ts";
export type { AnswerBody, AnswerChanges, AnswerInit } from "./src/core/response/web_parts.ts";
export type { ChunkOptions, ItemOptions, LineOptions } from "./src/core/response/item_options.ts";
export type { HttpVersion, ResponseTimings, TlsFacts } from "./src/core/response/raw_response.ts";
export type { CacheStatus } from "./src/core/fields/cache_status.ts";
export type { Link } from "./src/core/fields/links.ts";
export type { Chunks } from "./src/core/text/chunk_size.ts";
export type { ByteWriter } from "./src/core/bytes/body_copy.ts";
export type { DefaultEncoding } from "./src/core/text/charset.ts";
export type { ServerSentEvent } from "./src/core/text/events.ts";
export type { SchemaIssue, SchemaResult, StandardSchema } from "./src/core/schema.ts";
export { type PreparedChanges, PreparedRequest } from "./src/core/request/prepared.ts";
export type { BodyContent, BodySource, HeaderRecord } from "./src/core/request/prepared.ts";
export type { BodyInput, DataInput, RequestBody } from "./src/core/request/body.ts";
export type { ReadableSource, ReopenableSource } from "./src/core/request/content.ts";
export type { FieldsInput, FieldValue } from "./src/core/request/form.ts";
export type { HeadersInput } from "./src/core/request/headers.ts";
export type {
  MaybeValue,
  ParamsInput,
  ParamValue,
  SerializeParams,
} from "./src/core/request/params_input.ts";

export * from "./src/core/errors.ts";
export { codeName, type Codes, codes, reasonPhrase, statusNames } from "./src/core/status.ts";

export type { Auth, AuthFlow } from "./src/core/auth/auth.ts";
export { BasicAuth } from "./src/core/auth/basic.ts";
export type { AuthFunction, AuthInput } from "./src/core/auth/resolve.ts";
export { CookieJar } from "./src/core/cookies/jar.ts";
export type { Cookie, SameSite } from "./src/core/cookies/cookie.ts";
export type { CookieAttributes } from "./src/core/cookies/attributes.ts";
export type {
  CookieFilter,
  CookieHeaderOptions,
  CookieJarInit,
  CookieJarOptions,
  CookieScope,
  CookieSource,
} from "./src/core/cookies/jar_options.ts";
export type { CookieLimits } from "./src/core/cookies/jar_limits.ts";
export type { SerializedCookie, SerializedCookieJar } from "./src/core/cookies/serialized_jar.ts";

export { type FetchOptions, FetchTransport } from "./src/core/fetch/fetch.ts";
export type { Transport, TransportContext } from "./src/core/fetch/transport.ts";
