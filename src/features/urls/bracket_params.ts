/**
 * Nested params in the style of PHP, Rails and qs.
 *
 * @module
 */

import { nameOf } from "../../core/options/checks.ts";
import { isObjectWithKeys, toScalarText } from "../../core/request/form.ts";

/**
 * Writes params with brackets: `a[b]=1` for objects in them, `a[]=1` for the items of a list, and `a[0][b]=1` where
 * these are no single values. Keys and values are form-encoded, the brackets as well; `null` and `undefined` are left
 * out, a `Date` goes out as ISO 8601 in UTC.
 *
 * @param params The params, an object at any depth.
 * @returns The query; `new URLSearchParams(bracketParams(…))` makes `data` of it.
 * @throws {TypeError} If a value is none of a parameter, or leads back to itself.
 *
 * @example A filter
 * ```ts
 * import { bracketParams, Client } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * using client = new Client({ serializeParams: bracketParams });
 * const params = { filter: { tag: ["a", "b"], state: "open" } };
 * const { url } = client.buildRequest("GET", "http://api.example/", { params });
 * assertEquals(
 *   decodeURIComponent(url),
 *   "http://api.example/?filter[tag][]=a&filter[tag][]=b&filter[state]=open",
 * );
 * ```
 * @category Bodies
 */
export function bracketParams(params: object): string {
  const pairs = Object.entries(params).flatMap(([key, value]) => toPairs(key, value, []));
  return new URLSearchParams(pairs.map(([key, value]) => [key, value])).toString();
}

/** The values on the way to this one tell of one that leads back to itself. */
function toPairs(
  key: string,
  value: unknown,
  parents: readonly unknown[],
): (readonly [string, string])[] {
  if (value === null || value === undefined) return [];
  const text = toScalarText(value);
  if (text !== undefined) return [[key, text]];
  const isList = Array.isArray(value);
  if (value instanceof Date || parents.includes(value) || (!isList && !isObjectWithKeys(value))) {
    throw new TypeError(`Cannot use params.${key}: ${nameOf(value)} is no value of a parameter`);
  }
  const isFlat = isList && !value.some(isNested);
  const path = [...parents, value];
  return Object.entries(value).flatMap(([part, item]) =>
    toPairs(`${key}[${isFlat ? "" : part}]`, item, path)
  );
}

function isNested(item: unknown): boolean {
  return typeof item === "object" && item !== null && !(item instanceof Date);
}
