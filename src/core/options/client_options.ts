/** What can be said of a client, and the table of all options of the core. */

import type { ThrowOnError } from "./throw_on_error.ts";
import type { AuthInput } from "../auth/resolve.ts";
import type { DefaultEncoding } from "../text/charset.ts";
import type { HeadersInput } from "../request/headers.ts";
import type { HooksOptions } from "../hooks.ts";
import type { LimitsOptions } from "../limits/limits.ts";
import type { Speaker } from "./option.ts";
import type { ParamsInput, SerializeParams } from "../request/params_input.ts";
import type { CookiesInput, RequestOptions } from "./request_options.ts";
import type { Stage } from "../stage.ts";
import type { Timeout } from "./timeout.ts";
import type { Transport } from "../fetch/transport.ts";

/**
 * What can be said of a client.
 *
 * @example A client for one API
 * ```ts
 * import { Client, type ClientOptions } from "@ferry/http/core";
 * import { assertEquals } from "@std/assert";
 *
 * const options: ClientOptions = { baseUrl: "https://api.example/v1", auth: ["ada", "s3cret"] };
 * using client = new Client(options);
 * assertEquals(client.buildRequest("GET", "users").url, "https://api.example/v1/users");
 * ```
 * @category Client
 */
export interface ClientOptions {
  /** Query parameters; they are appended to those in the URL. */
  readonly params?: ParamsInput | null | undefined;
  /** Writes `params` that are an object or pairs in another style, such as `bracketParams`. */
  readonly serializeParams?: SerializeParams | null | undefined;
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
  /**
   * Whether a final answer of 4xx or 5xx is a `StatusError`: `true` for all, a function for those of which it says
   * `true`. Default `false`; `null` is `false`.
   */
  readonly throwOnError?: ThrowOnError | undefined;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option in the place of `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** Functions that see every request and response. */
  readonly hooks?: HooksOptions | null | undefined;
  /** Whether a request with credentials follows a redirect from https to http, without them. Default `false`. */
  readonly allowInsecureRedirects?: boolean | undefined;
  /** The most bytes of a decoded body. Default: no limit. */
  readonly maxResponseBytes?: number | null | undefined;
  /**
   * How many times larger a decoded body may be than what came over the wire, once it is larger than 64 MiB. Default
   * 200; `null` for no limit.
   */
  readonly maxDecompressionRatio?: number | null | undefined;
  /** To what a URL without a scheme is appended. */
  readonly baseUrl?: string | URL | null | undefined;
  /** How many connections there may be, and how long idle ones are kept; `null` for no limits. */
  readonly limits?: LimitsOptions | null | undefined;
  /** Stages of your own, the outermost first: they see every hop, behind hooks and before retries. */
  readonly stages?: readonly Stage[] | null | undefined;
  /** What carries the requests; by default, and with `null`, the client's own. */
  readonly transport?: Transport | null | undefined;
  /** The charset of a text that does not say, or a function of its bytes. Default utf-8. */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /** Headers that only the origin may see to which they were first sent. */
  readonly sensitiveHeaders?: readonly string[] | null | undefined;
}

/** Every option of the core, and who may say it. */
export const CORE_OPTIONS: Readonly<Record<keyof (ClientOptions & RequestOptions), Speaker>> = {
  params: "both",
  serializeParams: "both",
  headers: "both",
  cookies: "both",
  auth: "both",
  timeout: "both",
  followRedirects: "both",
  maxRedirects: "both",
  throwOnError: "both",
  parseJson: "both",
  stringifyJson: "both",
  hooks: "both",
  allowInsecureRedirects: "both",
  maxResponseBytes: "both",
  maxDecompressionRatio: "both",
  body: "request",
  data: "request",
  json: "request",
  signal: "request",
  onUploadProgress: "request",
  onDownloadProgress: "request",
  baseUrl: "client",
  limits: "client",
  stages: "client",
  transport: "client",
  defaultEncoding: "client",
  sensitiveHeaders: "client",
};
