/**
 * What callers may say of a client and of a request.
 *
 * @module
 */

import type { AuthInput } from "./auth/resolve.ts";
import type { DataInput, RequestBody } from "./request/body.ts";
import type { FilesInput } from "./request/file_input.ts";
import type { CookieJar } from "./cookies/jar.ts";
import type { DefaultEncoding } from "./decode/charset.ts";
import type { HeadersInput } from "./headers.ts";
import type { Logger } from "./observe/logger.ts";
import type { HooksOptions } from "./hooks.ts";
import type { CircuitBreakerOptions } from "./circuit.ts";
import type { ProgressCallback } from "./bytes/progress.ts";
import type { RateLimitOptions } from "./rate_limit.ts";
import type { Recorder } from "./recording.ts";
import type { Retries } from "./retry/retry.ts";
import type { Stage } from "./stage.ts";
import type { ThrowOnError } from "./throw_on_error.ts";
import type { Timeout } from "./timeout.ts";
import type { Trace } from "./observe/trace.ts";
import type { TraceContextInput } from "./observe/trace_context.ts";
import type { LimitsOptions } from "./limits.ts";
import type { PrivateNetworks } from "./network/private_networks.ts";
import type { Lookup } from "./transports/lookup.ts";
import type { Proxy } from "./transports/proxy_options.ts";
import type { ClientCertificate, Verify } from "./transports/tls_options.ts";
import type { MountOptions } from "./transports/mounts.ts";
import type { Transport } from "./transports/transport.ts";
import type { ParamsInput } from "./params_input.ts";

/**
 * Cookies as a caller gives them: names and values, or a jar with rules of its own.
 *
 * @example A jar that two clients share
 * ```ts
 * import { Client, CookieJar, type CookiesInput, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const cookies: CookiesInput = new CookieJar({ theme: "dark" });
 * const transport = new HandlerTransport(({ headers }) => new Response(headers.get("cookie")));
 * using one = new Client({ transport, cookies });
 * using two = new Client({ transport, cookies });
 * one.cookies.set("lang", "fi");
 * assertEquals(await (await two.get("http://example.org/")).text(), "theme=dark; lang=fi");
 * ```
 */
export type CookiesInput =
  | CookieJar
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string>>;

/** What can be said of a client and of one request. */
export type SharedOptions = Pick<RequestOptions, keyof RequestOptions & keyof ClientOptions>;

/**
 * What can be said of one request.
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
 */
export interface RequestOptions {
  /** Query parameters; they are appended to those in the URL. */
  readonly params?: ParamsInput | null | undefined;
  /** Headers; a `null` value removes a default, `null` itself all of them. */
  readonly headers?: HeadersInput | null | undefined;
  /** Cookies. `false` or `null`: on a client no jar at all, on a request nothing sent and nothing kept. */
  readonly cookies?: CookiesInput | false | null | undefined;
  /** Credentials: `["user", "password"]`, a function or an `Auth`. */
  readonly auth?: AuthInput | undefined;
  /** Time limits in milliseconds. */
  readonly timeout?: Timeout | undefined;
  /** Whether redirects are followed. Default: for all methods but HEAD; `null` is `false`. */
  readonly followRedirects?: boolean | null | undefined;
  /** The most redirects to follow. Default 20; `null` for no limit. */
  readonly maxRedirects?: number | null | undefined;
  /** When a request is sent again; a number is how many times. Default 0. */
  readonly retries?: Retries | undefined;
  /**
   * Whether a final answer of 4xx or 5xx is a `StatusError`: `true` for all, a function for those of which it says
   * `true`. Default `false`; `null` is `false`.
   */
  readonly throwOnError?: ThrowOnError | undefined;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option in the place of `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** Whether POST and other requests that are not idempotent get an `idempotency-key` header, and so may be retried. */
  readonly idempotencyKey?: boolean | undefined;
  /** Functions that see every request and response. */
  readonly hooks?: HooksOptions | null | undefined;
  /** Gets one line for everything that was sent: a function, or anything with `info()`, such as `console`. */
  readonly logger?: Logger | null | undefined;
  /** Told of every step on the way. */
  readonly trace?: Trace | null | undefined;
  /**
   * The trace that requests go on with by `traceparent` (W3C Trace Context): an incoming request, or `true` for a new
   * one.
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
  /** The body itself; `null` for none. */
  readonly body?: RequestBody | null | undefined;
  /** The fields of a form, or what goes out as it is. */
  readonly data?: DataInput | null | undefined;
  /** The files of a form, which is then `multipart/form-data`. */
  readonly files?: FilesInput | null | undefined;
  /** A value that is sent as JSON; `null` too is a value. */
  readonly json?: unknown;
  /**
   * How a cache among the client's `stages` may answer, as `fetch` names it: `default`, `no-store`, `reload`,
   * `no-cache`, `force-cache` or `only-if-cached`. Without a cache it changes nothing.
   */
  readonly cache?: RequestCache | undefined;
  /** Aborts the request at any point, with its own reason. */
  readonly signal?: AbortSignal | null | undefined;
  /** Told how much of the body was sent. */
  readonly onUploadProgress?: ProgressCallback | null | undefined;
  /** Told how much of the response came. */
  readonly onDownloadProgress?: ProgressCallback | null | undefined;
  /** Told of every 1xx answer before the last one, such as 103 Early Hints; only over sockets. */
  readonly onInformational?: InformationalCallback | null | undefined;
}

/**
 * Told of a 1xx answer (RFC 9110 section 15.2).
 *
 * @example Early hints
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { InformationalCallback } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const hints: (string | null)[] = [];
 * const onInformational: InformationalCallback = (status, headers) => {
 *   if (status === 103) hints.push(headers.get("link"));
 * };
 * using client = new Client({ transport: new MockTransport({ "*": 204 }) });
 * await client.get("http://example.org/", { onInformational });
 * assertEquals(hints, []); // only sockets tell of them
 * ```
 */
export type InformationalCallback = (status: number, headers: Headers) => void;

/**
 * Tells whether a URL may be asked; the URL is a copy.
 *
 * @example Only our own API
 * ```ts
 * import { type AllowUrl, BlockedUrlError, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const allowUrl: AllowUrl = ({ hostname }) => hostname.endsWith(".example");
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), allowUrl });
 * assertEquals((await client.get("https://api.example/")).status, 204);
 * const error: unknown = await client.get("https://elsewhere.test/").catch((error) => error);
 * assert(BlockedUrlError.is(error));
 * ```
 */
export type AllowUrl = (url: URL) => boolean | Promise<boolean>;

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
 */
export interface ClientOptions {
  /** Query parameters; they are appended to those in the URL. */
  readonly params?: ParamsInput | null | undefined;
  /** Headers; a `null` value removes a default, `null` itself all of them. */
  readonly headers?: HeadersInput | null | undefined;
  /** Cookies. `false` or `null`: on a client no jar at all, on a request nothing sent and nothing kept. */
  readonly cookies?: CookiesInput | false | null | undefined;
  /** Credentials: `["user", "password"]`, a function or an `Auth`. */
  readonly auth?: AuthInput | undefined;
  /** Time limits in milliseconds. */
  readonly timeout?: Timeout | undefined;
  /** Whether redirects are followed. Default: for all methods but HEAD; `null` is `false`. */
  readonly followRedirects?: boolean | null | undefined;
  /** The most redirects to follow. Default 20; `null` for no limit. */
  readonly maxRedirects?: number | null | undefined;
  /** When a request is sent again; a number is how many times. Default 0. */
  readonly retries?: Retries | undefined;
  /**
   * Whether a final answer of 4xx or 5xx is a `StatusError`: `true` for all, a function for those of which it says
   * `true`. Default `false`; `null` is `false`.
   */
  readonly throwOnError?: ThrowOnError | undefined;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option in the place of `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** Whether POST and other requests that are not idempotent get an `idempotency-key` header, and so may be retried. */
  readonly idempotencyKey?: boolean | undefined;
  /** Functions that see every request and response. */
  readonly hooks?: HooksOptions | null | undefined;
  /** Gets one line for everything that was sent: a function, or anything with `info()`, such as `console`. */
  readonly logger?: Logger | null | undefined;
  /** Told of every step on the way. */
  readonly trace?: Trace | null | undefined;
  /**
   * The trace that requests go on with by `traceparent` (W3C Trace Context): an incoming request, or `true` for a new
   * one.
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
  /** How many connections there may be, and how long idle ones are kept; `null` for no limits. */
  readonly limits?: LimitsOptions | null | undefined;
  /** The proxy for every request: http, https, socks5 or socks5h; `null` for none. By default the environment's. */
  readonly proxy?: Proxy | null | undefined;
  /** How the server's certificate is checked: `true`, `false`, PEM text of more authorities, or more. */
  readonly verify?: Verify | undefined;
  /** The certificate with which the client shows itself, PEM. */
  readonly cert?: ClientCertificate | null | undefined;
  /** Whether HTTP/1.1 may be spoken. Default `true`; `false` sends everything over `fetch`. */
  readonly http1?: boolean | undefined;
  /** Whether HTTP/2 may be spoken. By default it is where `fetch` is used; `true` sends everything over `fetch`. */
  readonly http2?: boolean | undefined;
  /** Whether netrc, the environment's proxies and `SSL_CERT_FILE` are used. Default `true`. */
  readonly trustEnv?: boolean | undefined;
  /** The path of a Unix socket to connect to, whatever the URL says. */
  readonly unix?: string | null | undefined;
  /** The address to connect from. */
  readonly localAddress?: string | null | undefined;
  /** Resolves the names that are connected to, that of a proxy included. By default the system does. */
  readonly lookup?: Lookup | null | undefined;
  /**
   * Whether hosts are refused whose address is not of the public internet, on every hop; needs sockets, which check the
   * address that they connect to. Of a `transport` of yours only the URL is checked, not what its host resolves to.
   */
  readonly blockPrivateNetworks?: PrivateNetworks | null | undefined;
  /** To what a URL without a scheme is appended. */
  readonly baseUrl?: string | URL | null | undefined;
  /** How many requests may be sent in what time. */
  readonly rateLimit?: RateLimitOptions | null | undefined;
  /** When requests to an origin that fails again and again are no longer sent; a number is the `failures`. */
  readonly circuitBreaker?: number | CircuitBreakerOptions | null | undefined;
  /** Asked before each hop, redirects included, whether it may be sent; `false` is a `BlockedUrlError`. */
  readonly allowUrl?: AllowUrl | null | undefined;
  /** Stages of your own, the outermost first: they see every hop, behind hooks and before retries. */
  readonly stages?: readonly Stage[] | null | undefined;
  /** What carries the requests; by default, and with `null`, the client's own. */
  readonly transport?: Transport | null | undefined;
  /** Transports for some URLs; in the place of one `null` means the client's own. */
  readonly mounts?: MountOptions | null | undefined;
  /** Sees every exchange with a server, such as a `HarRecorder`. */
  readonly recorder?: Recorder | null | undefined;
  /** The charset of a text that does not say, or a function of its bytes. Default utf-8. */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /** Headers that only the origin may see to which they were first sent. */
  readonly sensitiveHeaders?: readonly string[] | null | undefined;
}

/** The names of everything that can be said of both; a type error where one is missing. */
export const SHARED_OPTIONS: Readonly<Record<keyof SharedOptions, true>> = {
  params: true,
  headers: true,
  cookies: true,
  auth: true,
  timeout: true,
  followRedirects: true,
  maxRedirects: true,
  retries: true,
  throwOnError: true,
  parseJson: true,
  stringifyJson: true,
  idempotencyKey: true,
  hooks: true,
  logger: true,
  trace: true,
  traceContext: true,
  allowInsecureRedirects: true,
  maxResponseBytes: true,
  maxDecompressionRatio: true,
};

/** The names of everything that can be said of one request. */
export const REQUEST_OPTIONS: Readonly<Record<keyof RequestOptions, true>> = {
  ...SHARED_OPTIONS,
  cache: true,
  signal: true,
  body: true,
  data: true,
  files: true,
  json: true,
  onUploadProgress: true,
  onDownloadProgress: true,
  onInformational: true,
};

/** Nothing is said of a request. */
export const NO_OPTIONS: RequestOptions = {};
