/**
 * A copy of a URL with other parts.
 *
 * @module
 */

import { checkParts } from "../../core/options/checks.ts";
import { toShown } from "../../core/request/url.ts";

/**
 * The parts of a URL that {@link copyUrl} can replace.
 *
 * @example Another host and nothing of the query
 * ```ts
 * import { copyUrl } from "@ferry/http";
 * import type { UrlParts } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const parts: UrlParts = { host: "two.example:8080", search: "" };
 * assertEquals(copyUrl("http://one.example/a?b", parts).href, "http://two.example:8080/a");
 * ```
 * @category Requests
 */
export type UrlParts = Partial<
  Pick<
    URL,
    | "protocol"
    | "username"
    | "password"
    | "host"
    | "hostname"
    | "port"
    | "pathname"
    | "search"
    | "hash"
  >
>;

/**
 * Gives a copy of a URL with some parts replaced.
 *
 * @param url The URL; it is not changed.
 * @param parts What to replace, by the names of `URL`.
 * @throws {TypeError} If the URL cannot be parsed, or a part is unknown.
 *
 * @example Another path of the same server
 * ```ts
 * import { copyUrl } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const url = copyUrl("https://example.org/a?b=c", { pathname: "/d", search: "" });
 * assertEquals(url.href, "https://example.org/d");
 * ```
 * @category Requests
 */
export function copyUrl(url: string | URL, parts: UrlParts): URL {
  checkParts("the parts of copyUrl", parts, PARTS);
  const copy = URL.parse(String(url));
  if (copy) return Object.assign(copy, parts);
  const shown = JSON.stringify(toShown(String(url)));
  throw new TypeError(`Cannot copy ${shown}: it is no URL`);
}

const PARTS: readonly string[] = [
  ...["protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"],
];
