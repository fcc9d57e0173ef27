/**
 * What a jar is made of and how it decides.
 *
 * @module
 */

import type { Cookie } from "./cookie.ts";
import type { CookieLimits } from "./limits.ts";

/**
 * Cookies to begin with: names with values, cookies, or the cookies of another jar.
 *
 * @example Cookies from a list, or of another jar
 * ```ts
 * import { CookieJar, type CookieJarInit } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const init: CookieJarInit = [["theme", "dark"], ["lang", "fi"]];
 * const jar = new CookieJar(init);
 * const copy = new CookieJar(jar);
 * assertEquals(copy.toObject(), { theme: "dark", lang: "fi" });
 * ```
 */
export type CookieJarInit =
  | Readonly<Record<string, string>>
  | Iterable<Cookie | readonly [name: string, value: string]>;

/**
 * How a jar decides.
 *
 * @example Nobody may set a cookie for all of a public suffix
 * ```ts
 * import { CookieJar, type CookieJarOptions } from "@ferry/http";
 * import { isPublicSuffix } from "@ferry/http/cookies/psl";
 * import { assertEquals } from "@std/assert";
 *
 * const options: CookieJarOptions = { isPublicSuffix, limits: { maxPerDomain: 50 } };
 * const jar = new CookieJar(undefined, options);
 * assertEquals(jar.setCookie("a=1; Domain=github.io", "https://me.github.io/"), undefined);
 * ```
 */
export interface CookieJarOptions {
  /**
   * Tells whether a domain is one under which anybody may register, so that no cookie may be set for
   * all of it; `null` to let all of them. Unless told, a small table of the best known decides.
   */
  readonly isPublicSuffix?: ((domain: string) => boolean) | null | undefined;
  /** How many cookies are kept and how long; `null` for no limits. */
  readonly limits?: CookieLimits | null | undefined;
}

/**
 * Which cookies go with a request.
 *
 * @example Without the cookies that belong nowhere
 * ```ts
 * import { type CookieHeaderOptions, CookieJar } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: CookieHeaderOptions = { unscoped: false };
 * const jar = new CookieJar({ everywhere: "1" });
 * jar.setCookie("sid=31d4", "https://app.example/");
 * assertEquals(jar.cookieHeader("https://app.example/", options), "sid=31d4");
 * ```
 */
export interface CookieHeaderOptions {
  /** Whether cookies that belong to no domain are among them; they are unless told. */
  readonly unscoped?: boolean | undefined;
}

/**
 * A response whose cookies can be taken: a web `Response`.
 *
 * @example Cookies of a response that fetch gave
 * ```ts
 * import { CookieJar, type CookieSource } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const source: CookieSource = {
 *   url: "https://app.example/login",
 *   headers: new Headers({ "set-cookie": "sid=31d4" }),
 * };
 * const jar = new CookieJar();
 * assertEquals(jar.extract(source).map(({ domain }) => domain), ["app.example"]);
 * ```
 */
export interface CookieSource {
  /** The headers, with any number of `Set-Cookie` in them. */
  readonly headers: Headers;
  /** Where the response came from. */
  readonly url: string;
}
