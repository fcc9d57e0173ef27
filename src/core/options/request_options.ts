/** What can be said of one request. */

import type { ThrowOnError } from "./throw_on_error.ts";
import type { AuthInput } from "../auth/resolve.ts";
import type { CookieJar } from "../cookies/jar.ts";
import type { HeadersInput } from "../request/headers.ts";
import type { HooksOptions } from "../hooks.ts";
import type { ParamsInput, SerializeParams } from "../request/params_input.ts";
import type { DataInput, RequestBody } from "../request/body.ts";
import type { Timeout } from "./timeout.ts";

/**
 * Cookies as a caller gives them: names and values, or a jar with rules of its own.
 *
 * @example A jar that two clients share
 * ```ts
 * import { Client, CookieJar, type CookiesInput } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const cookies: CookiesInput = new CookieJar({ theme: "dark" });
 * using one = new Client({ cookies });
 * using two = new Client({ cookies });
 * one.cookies.set("lang", "fi");
 * assertEquals(two.cookies.get("lang"), "fi");
 * ```
 * @category Client
 */
export type CookiesInput =
  | CookieJar
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string>>;

/**
 * What can be said of one request. What is left out is as the client has it; the default of each option holds where
 * the client says nothing of it either.
 *
 * @example A search, given up when the caller goes away
 * ```ts
 * import { Client, type RequestOptions } from "@ferry/http/core";
 * import { assertEquals } from "@std/assert";
 *
 * const { signal } = new AbortController();
 * const options: RequestOptions = { params: { q: "ferry", page: 2 }, timeout: 2_000, signal };
 * using client = new Client({ baseUrl: "http://api.example" });
 * const request = client.buildRequest("GET", "search", options);
 * assertEquals(request.url, "http://api.example/search?q=ferry&page=2");
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
   * Headers; a `null` value removes a default, `null` itself all of them. Default: `accept` for every type, and Ferry's
   * `user-agent`.
   */
  readonly headers?: HeadersInput | null | undefined;
  /**
   * Cookies; `false` or `null`: on a client no jar at all, on a request nothing sent and nothing kept. Default: on a
   * client an empty jar, on a request none beside those of the client's jar.
   */
  readonly cookies?: CookiesInput | false | null | undefined;
  /** Credentials: `["user", "password"]`, a function or an `Auth`; `null` for none. Default: those of the URL. */
  readonly auth?: AuthInput | undefined;
  /**
   * Time limits in milliseconds. Default: 5,000 each to connect, to read and to write, and none for `pool` and `total`.
   */
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
  /** Parses JSON. Default: `JSON.parse`. */
  readonly parseJson?: ((text: string) => unknown) | null | undefined;
  /** Makes JSON of the `json` option. Default: `JSON.stringify`. */
  readonly stringifyJson?: ((value: unknown) => string) | null | undefined;
  /** Functions that see every request and response. Default: none. */
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
  /** The body itself; `null` for none. Default: none. */
  readonly body?: RequestBody | null | undefined;
  /** The fields of a form, or what goes out as it is. Default: none. */
  readonly data?: DataInput | null | undefined;
  /** A value that is sent as JSON; `null` too is a value. Default: none. */
  readonly json?: unknown;
  /** Aborts the request at any point, with its own reason. Default: none. */
  readonly signal?: AbortSignal | null | undefined;
}

/** Nothing is said of a request. */
export const NO_OPTIONS: RequestOptions = {};
