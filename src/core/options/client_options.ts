/** What can be said of a client, and the table of all options of the core. */

import type { DefaultEncoding } from "../text/charset.ts";
import type { LimitsOptions } from "../limits/connection_limits.ts";
import type { OptionScope } from "./option.ts";
import type { RequestOptions } from "./request_options.ts";
import type { Stage } from "../stage.ts";
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
export interface ClientOptions extends Omit<RequestOptions, "body" | "data" | "json" | "signal"> {
  /** To what a URL without a scheme is appended. Default: none, and every URL has to have one. */
  readonly baseUrl?: string | URL | null | undefined;
  /**
   * How many connections there may be, and how long idle ones are kept; `null` for no limits. Default: 100 in all, any
   * number to one host, idle ones for 5,000 ms.
   */
  readonly limits?: LimitsOptions | null | undefined;
  /** Stages of your own, the outermost first: they see every hop, behind hooks and before retries. Default: none. */
  readonly stages?: readonly Stage[] | null | undefined;
  /** What carries the requests. Default, and with `null`: the client's own. */
  readonly transport?: Transport | null | undefined;
  /** The charset of a text that does not say, or a function of its bytes. Default utf-8. */
  readonly defaultEncoding?: DefaultEncoding | null | undefined;
  /**
   * Headers that only the origin may see to which they were first sent, beside `authorization`, `proxy-authorization`
   * and `cookie`. Default: none.
   */
  readonly sensitiveHeaders?: readonly string[] | null | undefined;
}

/** Every option of the core, and who may say it. */
export const CORE_OPTIONS: Readonly<Record<keyof (ClientOptions & RequestOptions), OptionScope>> = {
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
  baseUrl: "client",
  limits: "client",
  stages: "client",
  transport: "client",
  defaultEncoding: "client",
  sensitiveHeaders: "client",
};
