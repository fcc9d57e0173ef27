/**
 * What a route of a mock looks at.
 *
 * @module
 */

import type { UrlMatcher } from "./url_matcher.ts";

/**
 * Which requests a route answers; a part left out matches everything.
 *
 * @example By what was sent, not only where
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport, type RouteMatcher } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const matcher: RouteMatcher = {
 *   method: "POST",
 *   url: "/login",
 *   headers: { accept: /json/ },
 *   json: { name: "Ada" },
 * };
 * const mock = new MockTransport().route(matcher, 204).route({}, 401);
 * using client = new Client({ transport: mock, headers: { accept: "application/json" } });
 * const login = (name: string) => client.post("http://a.example/login", { json: { name } });
 * assertEquals([(await login("Ada")).status, (await login("Eve")).status], [204, 401]);
 * ```
 * @category Testing
 */
export interface RouteMatcher {
  /** The method, or several; `"*"` for all. */
  readonly method?: string | readonly string[] | undefined;
  /** Where the request goes. */
  readonly url?: UrlMatcher | undefined;
  /** Parameters that have to be in the query, besides others. */
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Headers that have to be there, besides others: the whole value, or a pattern. */
  readonly headers?: Readonly<Record<string, string | RegExp>> | undefined;
  /** The whole body as text or bytes, a pattern over its text, or a function of its bytes. */
  readonly body?:
    | string
    | Uint8Array
    | RegExp
    | ((body: Uint8Array<ArrayBuffer>) => boolean)
    | undefined;
  /** The value of the JSON body; the order of keys does not count. */
  readonly json?: unknown;
}
