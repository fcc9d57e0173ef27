/**
 * What callers may say of a client and of a request.
 *
 * @module
 */

import type { Compress } from "./features/compress/coding.ts";
import type { ThrowOnError } from "./core/options/throw_on_error.ts";
import type { AuthInput } from "./core/auth/resolve.ts";
import type { DataInput, RequestBody } from "./core/request/body.ts";
import type { FilesInput } from "./features/multipart/file_input.ts";
import type { CookiesInput } from "./core/options/request_options.ts";
import type { DefaultEncoding } from "./core/text/charset.ts";
import type { HeadersInput } from "./core/request/headers.ts";
import type { Logger } from "./features/observe/logger.ts";
import type { HooksOptions } from "./core/hooks.ts";
import type { CircuitBreakerOptions } from "./features/circuit_breaker/circuit.ts";
import type { ProgressCallback } from "./features/progress/progress.ts";
import type { RateLimitOptions } from "./features/rate_limit/rate_limit.ts";
import type { Recorder } from "./features/recorder/recording.ts";
import type { Retries } from "./features/retry/retry.ts";
import type { AllowUrl } from "./features/url_guard/allow_url.ts";
import type { InformationalCallback } from "./features/informational/callback.ts";
import type { Stage } from "./core/stage.ts";
import type { Timeout } from "./core/options/timeout.ts";
import type { Trace } from "./features/observe/trace.ts";
import type { TraceContextInput } from "./features/observe/trace_context.ts";
import type { LimitsOptions } from "./core/limits/connection_limits.ts";
import type { PrivateNetworks } from "./features/url_guard/private_networks.ts";
import type { Lookup } from "./features/connection/lookup.ts";
import type { Proxy } from "./features/connection/proxy_options.ts";
import type { ClientCertificate, Verify } from "./features/connection/tls_options.ts";
import type { MountOptions } from "./features/connection/mounts.ts";
import type { Transport } from "./core/fetch/transport.ts";
import type { ParamsInput, SerializeParams } from "./core/request/params_input.ts";

/**
 * What can be said of one request. What is left out is as the client has it; the default of each option holds where
 * the client says nothing of it either.
 *
 * @example A search, given up when the caller goes away
 * ```ts
 * import { Client, HandlerTransport, type RequestOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const { signal } = new AbortController();
 * const options: RequestOptions = {
 *   params: { q: "ferry", page: 2 },
 *   headers: { accept: "application/json" },
 *   timeout: { total: 2_000 },
 *   signal,
 * };
 * const transport = new HandlerTransport(({ url }) => new Response(url));
 * using client = new Client({ transport });
 * const response = await client.get("http://api.example/search", options);
 * assertEquals(await response.text(), "http://api.example/search?q=ferry&page=2");
 * ```
 * @category Client
 */
export interface RequestOptions {
  /** Query parameters; they are appended to those in the URL. Default: none. */
  readonly params?: ParamsInput | null | undefined;
  /**
   * Writes `params` that are an object or pairs in another style, such as `bracketParams`. Default: `name=value`, a
   * list as one pair for each value.
   */
  readonly serializeParams?: SerializeParams | null | undefined;
  /**
   * Headers, in the place of the client's of the same name; a `null` value removes one, `null` itself all of them.
   * Default: the client's.
   */
  readonly headers?: HeadersInput | null | undefined;
  /**
   * Cookies for this request, beside those of the client's jar; `false` or `null`: nothing is sent, and nothing kept.
   * Default: none.
   */
  readonly cookies?: CookiesInput | false | null | undefined;
  /**
   * Credentials: `["user", "password"]`, a function or an `Auth`; `null` for none. Default: those of the URL, else
   * those of a netrc file where `trustEnv` holds.
   */
  readonly auth?: AuthInput | undefined;
  /**
   * Time limits in milliseconds. Default: 5,000 each to connect, to read and to write, and none for `pool` and `total`.
   */
  readonly timeout?: Timeout | undefined;
  /** Whether redirects are followed. Default: for all methods but HEAD; `null` is `false`. */
  readonly followRedirects?: boolean | null | undefined;
  /** The most redirects to follow. Default 20; `null` for no limit. */
  readonly maxRedirects?: number | null | undefined;
  /** When a request is sent again; a number is how many times. Default 0. */
  readonly retries?: Retries | undefined;
  /**
   * Whether POST and other requests that are not idempotent get an `idempotency-key` header, and so may be retried.
   * Default `false`.
   */
  readonly idempotencyKey?: boolean | undefined;
  /**
   * Whether a final answer of 4xx or 5xx is a `StatusError`: `true` for all, a function for those of which it says
   * `true`. Default `false`; `null` is `false`.
   */
  readonly throwOnError?: ThrowOnError | undefined;
  /** Parses JSON. Default: `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option. Default: `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** The coding by which bodies are compressed; the server has to know it. Default: none. */
  readonly compress?: Compress | null | undefined;
  /** Functions that see every request and response. Default: none. */
  readonly hooks?: HooksOptions | null | undefined;
  /**
   * Gets one line for everything that was sent: a function, or anything with `info()`, such as `console`. Default:
   * none.
   */
  readonly logger?: Logger | null | undefined;
  /** Told of every step on the way. Default: none. */
  readonly trace?: Trace | null | undefined;
  /**
   * The trace that requests go on with by `traceparent` (W3C Trace Context): an incoming request, or `true` for a new
   * one. Default: none.
   */
  readonly traceContext?: TraceContextInput | null | undefined;
  /** Whether a request with credentials follows a redirect from https to http, without them. Default `false`. */
  readonly allowInsecureRedirects?: boolean | undefined;
  /** The most bytes of a decoded body. Default: no limit. */
  readonly maxResponseBytes?: number | null | undefined;
  /**
   * How many times larger a decoded body may be than what came over the wire, once it is larger than 64 MiB. Default
   * 200; `null` for no limit.
   */
  readonly maxDecompressionRatio?: number | null | undefined;
  /** The body itself; `null` for none. Default: none. */
  readonly body?: RequestBody | null | undefined;
  /** The fields of a form, or what goes out as it is. Default: none. */
  readonly data?: DataInput | null | undefined;
  /** The files of a form, which is then `multipart/form-data`. Default: none. */
  readonly files?: FilesInput | null | undefined;
  /** A value that is sent as JSON; `null` too is a value. Default: none. */
  readonly json?: unknown;
  /**
   * How a cache among the client's `stages` may answer, as `fetch` names it: `default`, `no-store`, `reload`,
   * `no-cache`, `force-cache` or `only-if-cached`. Without a cache it changes nothing. Default: `default`.
   */
  readonly cache?: RequestCache | undefined;
  /** Aborts the request at any point, with its own reason. Default: none. */
  readonly signal?: AbortSignal | null | undefined;
  /** Told how much of the body was sent. Default: none. */
  readonly onUploadProgress?: ProgressCallback | null | undefined;
  /** Told how much of the response came. Default: none. */
  readonly onDownloadProgress?: ProgressCallback | null | undefined;
  /** Told of every 1xx answer before the last one, such as 103 Early Hints; only over sockets. Default: none. */
  readonly onInformational?: InformationalCallback | null | undefined;
}

/**
 * What can be said of a client.
 *
 * @example A client for one API, careful with a server that has trouble
 * ```ts
 * import { Client, type ClientOptions, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: ClientOptions = {
 *   baseUrl: "https://api.example/v1",
 *   auth: ["ada", "s3cret"],
 *   retries: 3,
 *   rateLimit: { requests: 10, per: 1_000 },
 *   maxResponseBytes: 10 * 2 ** 20,
 *   transport: new HandlerTransport(({ url }) => new Response(url)),
 * };
 * using client = new Client(options);
 * assertEquals(await (await client.get("users")).text(), "https://api.example/v1/users");
 * ```
 * @category Client
 */
export interface ClientOptions {
  /** Query parameters; they are appended to those in the URL. Default: none. */
  readonly params?: ParamsInput | null | undefined;
  /**
   * Writes `params` that are an object or pairs in another style, such as `bracketParams`. Default: `name=value`, a
   * list as one pair for each value.
   */
  readonly serializeParams?: SerializeParams | null | undefined;
  /**
   * Headers; a `null` value removes a default, `null` itself all of them. Default: `accept` for every type, and Ferry's
   * `user-agent`.
   */
  readonly headers?: HeadersInput | null | undefined;
  /**
   * Cookies to begin with, or a jar; `false` or `null` for no jar at all. Default: an empty jar of the client's own.
   */
  readonly cookies?: CookiesInput | false | null | undefined;
  /**
   * Credentials: `["user", "password"]`, a function or an `Auth`; `null` for none. Default: those of the URL, else
   * those of a netrc file where `trustEnv` holds.
   */
  readonly auth?: AuthInput | undefined;
  /**
   * Time limits in milliseconds. Default: 5,000 each to connect, to read and to write, and none for `pool` and `total`.
   */
  readonly timeout?: Timeout | undefined;
  /** Whether redirects are followed. Default: for all methods but HEAD; `null` is `false`. */
  readonly followRedirects?: boolean | null | undefined;
  /** The most redirects to follow. Default 20; `null` for no limit. */
  readonly maxRedirects?: number | null | undefined;
  /** When a request is sent again; a number is how many times. Default 0. */
  readonly retries?: Retries | undefined;
  /**
   * Whether POST and other requests that are not idempotent get an `idempotency-key` header, and so may be retried.
   * Default `false`.
   */
  readonly idempotencyKey?: boolean | undefined;
  /**
   * Whether a final answer of 4xx or 5xx is a `StatusError`: `true` for all, a function for those of which it says
   * `true`. Default `false`; `null` is `false`.
   */
  readonly throwOnError?: ThrowOnError | undefined;
  /** Parses JSON. Default: `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option. Default: `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** The coding by which bodies are compressed; the server has to know it. Default: none. */
  readonly compress?: Compress | null | undefined;
  /** Functions that see every request and response. Default: none. */
  readonly hooks?: HooksOptions | null | undefined;
  /**
   * Gets one line for everything that was sent: a function, or anything with `info()`, such as `console`. Default:
   * none.
   */
  readonly logger?: Logger | null | undefined;
  /** Told of every step on the way. Default: none. */
  readonly trace?: Trace | null | undefined;
  /**
   * The trace that requests go on with by `traceparent` (W3C Trace Context): an incoming request, or `true` for a new
   * one. Default: none.
   */
  readonly traceContext?: TraceContextInput | null | undefined;
  /** Whether a request with credentials follows a redirect from https to http, without them. Default `false`. */
  readonly allowInsecureRedirects?: boolean | undefined;
  /** The most bytes of a decoded body. Default: no limit. */
  readonly maxResponseBytes?: number | null | undefined;
  /**
   * How many times larger a decoded body may be than what came over the wire, once it is larger than 64 MiB. Default
   * 200; `null` for no limit.
   */
  readonly maxDecompressionRatio?: number | null | undefined;
  /**
   * How many connections there may be, and how long idle ones are kept; `null` for no limits. Default: 100 in all, any
   * number to one host, idle ones for 5,000 ms.
   */
  readonly limits?: LimitsOptions | null | undefined;
  /** The proxy for every request: http, https, socks5 or socks5h; `null` for none. Default: the environment's. */
  readonly proxy?: Proxy | null | undefined;
  /**
   * How the server's certificate is checked: `true`, `false`, PEM text of more authorities, or more. Default `true`.
   */
  readonly verify?: Verify | undefined;
  /** The certificate with which the client shows itself, PEM. Default: none. */
  readonly cert?: ClientCertificate | null | undefined;
  /** Whether HTTP/1.1 may be spoken. Default `true`; `false` sends everything over `fetch`. */
  readonly http1?: boolean | undefined;
  /** Whether HTTP/2 may be spoken; `true` sends everything over `fetch`. Default: where `fetch` is used. */
  readonly http2?: boolean | undefined;
  /** Whether netrc, the environment's proxies and `SSL_CERT_FILE` are used. Default `true`. */
  readonly trustEnv?: boolean | undefined;
  /** The path of a Unix socket to connect to, whatever the URL says. Default: none. */
  readonly unix?: string | null | undefined;
  /** The address to connect from. Default: the system chooses one. */
  readonly localAddress?: string | null | undefined;
  /** Resolves the names that are connected to, that of a proxy included. Default: the system does. */
  readonly lookup?: Lookup | null | undefined;
  /**
   * Whether hosts are refused whose address is not of the public internet, on every hop; needs sockets, which check the
   * address that they connect to. Of a `transport` of yours only the URL is checked, not what its host resolves to.
   * Default `false`.
   */
  readonly blockPrivateNetworks?: PrivateNetworks | null | undefined;
  /** To what a URL without a scheme is appended. Default: none, and every URL has to have one. */
  readonly baseUrl?: string | URL | null | undefined;
  /** How many requests may be sent in what time. Default: no limit. */
  readonly rateLimit?: RateLimitOptions | null | undefined;
  /**
   * When requests to an origin that fails again and again are no longer sent; a number is the `failures`. Default:
   * never.
   */
  readonly circuitBreaker?: number | CircuitBreakerOptions | null | undefined;
  /**
   * Asked before each hop, redirects included, whether it may be sent; `false` is a `BlockedUrlError`. Default: every
   * URL may be asked.
   */
  readonly allowUrl?: AllowUrl | null | undefined;
  /** Stages of your own, the outermost first: they see every hop, behind hooks and before retries. Default: none. */
  readonly stages?: readonly Stage[] | null | undefined;
  /** What carries the requests. Default, and with `null`: the client's own. */
  readonly transport?: Transport | null | undefined;
  /** Transports for some URLs; in the place of one `null` means the client's own. Default: none. */
  readonly mounts?: MountOptions | null | undefined;
  /** Sees every exchange with a server, such as a `HarRecorder`. Default: none. */
  readonly recorder?: Recorder | null | undefined;
  /** The charset of a text that does not say, or a function of its bytes. Default utf-8. */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /**
   * Headers that only the origin may see to which they were first sent, beside `authorization`, `proxy-authorization`
   * and `cookie`. Default: none.
   */
  readonly sensitiveHeaders?: readonly string[] | null | undefined;
}

/**
 * What can be said when a request is sent that was built before.
 *
 * @example A request that was built before, sent as a stream
 * ```ts
 * import { Client, HandlerTransport, type SendOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: SendOptions = { stream: true, timeout: 2_000 };
 * const transport = new HandlerTransport(() => new Response("one\ntwo\n"));
 * using client = new Client({ transport });
 * const request = client.buildRequest("GET", "http://example.org/");
 * await using response = await client.send(request, options);
 * assertEquals(await Array.fromAsync(response.iterLines()), ["one", "two"]);
 * ```
 * @category Client
 */
export interface SendOptions extends
  Omit<
    RequestOptions,
    "params" | "serializeParams" | "headers" | "body" | "data" | "files" | "json" | "stringifyJson"
  > {
  /** Whether the body of the response is left unread. Default `false`. */
  readonly stream?: boolean | undefined;
}
