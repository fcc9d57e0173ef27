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

/** An option of the core. */
interface CoreOption {
  /** Who may say it. */
  readonly by: OptionScope;
  /** Whether a request is built by it, so that it comes too late for one that is. Default `false`. */
  readonly builds?: boolean;
}

/** Every option of the core. */
export const CORE_OPTIONS: Readonly<Record<keyof (ClientOptions & RequestOptions), CoreOption>> = {
  params: { by: "both", builds: true },
  serializeParams: { by: "both", builds: true },
  headers: { by: "both", builds: true },
  cookies: { by: "both" },
  auth: { by: "both" },
  timeout: { by: "both" },
  followRedirects: { by: "both" },
  maxRedirects: { by: "both" },
  throwOnError: { by: "both" },
  parseJson: { by: "both" },
  stringifyJson: { by: "both", builds: true },
  hooks: { by: "both" },
  allowInsecureRedirects: { by: "both" },
  maxResponseBytes: { by: "both" },
  maxDecompressionRatio: { by: "both" },
  body: { by: "request", builds: true },
  data: { by: "request", builds: true },
  json: { by: "request", builds: true },
  signal: { by: "request" },
  baseUrl: { by: "client" },
  limits: { by: "client" },
  stages: { by: "client" },
  transport: { by: "client" },
  defaultEncoding: { by: "client" },
  sensitiveHeaders: { by: "client" },
};
