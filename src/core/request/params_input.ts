/** What may be said of the parameters of a query. */

/**
 * A value of a parameter; a `Date` goes out as ISO 8601 in UTC.
 *
 * @example A value of the query
 * ```ts
 * import { Client, type ParamValue } from "@ferry/http";
 *
 * const from: ParamValue = new Date(0);
 * using client = new Client({ params: { from } });
 * console.log(client.params.get("from")); // "1970-01-01T00:00:00.000Z"
 * ```
 * @category Requests
 */
export type ParamValue = string | number | boolean | bigint | Date;

/**
 * A value of a parameter, or none.
 *
 * @example A value that may be missing
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { MaybeValue } from "@ferry/http/types";
 *
 * const page: MaybeValue = undefined;
 * using client = new Client({ params: { q: "a", page } });
 * console.log(`${client.params}`); // "q=a"
 * ```
 * @category Requests
 */
export type MaybeValue = ParamValue | null | undefined;

/**
 * Query parameters as a caller gives them: a text as it is, pairs in their order, or any object, of which each own key
 * is a parameter. A list repeats its key. A key that is `undefined` takes the
 * client's, `null` removes it; in a list both are left out.
 *
 * @example A list repeats its key
 * ```ts
 * import { Client, type ParamsInput } from "@ferry/http";
 *
 * const params: ParamsInput = { tag: ["a", "b"], page: 2 };
 * using client = new Client({ params });
 * console.log(`${client.params}`); // "tag=a&tag=b&page=2"
 * ```
 * @category Requests
 */
export type ParamsInput =
  | string
  | URLSearchParams
  | Iterable<readonly [string, MaybeValue]>
  | Readonly<Record<string, MaybeValue | readonly MaybeValue[]>>
  | object;

/**
 * Writes params in another style: gets those that are not `null` or `undefined`, lists for keys that repeat, and gives
 * a query, which goes out as it is. `Date` values are as they were given.
 *
 * @example Lists with commas
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { SerializeParams } from "@ferry/http/types";
 *
 * const serializeParams: SerializeParams = (params) =>
 *   Object.entries(params).map(([key, value]) => `${key}=${[value].flat().join(",")}`).join("&");
 * using client = new Client({ serializeParams, params: { id: [1, 2] } });
 * console.log(client.buildRequest("GET", "http://api.example/").url); // "http://api.example/?id=1,2"
 * ```
 * @category Requests
 */
export type SerializeParams = (params: Readonly<Record<string, unknown>>) => string;
