/** What a jar is made of and how it decides. */

import type { Cookie } from "./cookie.ts";
import type { CookieLimits } from "./jar_limits.ts";

/**
 * Cookies to begin with: names with values, cookies, or the cookies of another jar.
 *
 * @example Cookies from a list, or of another jar
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieJarInit } from "@ferry/http/cookies";
 *
 * const init: CookieJarInit = [["theme", "dark"], ["lang", "fi"]];
 * const copy = new CookieJar(new CookieJar(init));
 * console.log(copy.size); // 2
 * ```
 * @category Cookies
 */
export type CookieJarInit =
  | Readonly<Record<string, string>>
  | Iterable<Cookie | readonly [name: string, value: string]>;

/**
 * How a jar decides.
 *
 * @example Nobody may set a cookie for all of a public suffix
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieJarOptions } from "@ferry/http/cookies";
 * import { isPublicSuffix } from "@ferry/http/cookies/psl";
 *
 * const options: CookieJarOptions = { isPublicSuffix, limits: { maxPerDomain: 50 } };
 * const jar = new CookieJar(undefined, options);
 * console.log(jar.setCookie("a=1; Domain=github.io", "https://me.github.io/")); // undefined
 * ```
 * @category Cookies
 */
export interface CookieJarOptions {
  /**
   * Tells whether a domain is one under which anybody may register, so that no cookie may be set for all of it; `null`
   * to let all of them. Default: a small table of the best known decides.
   */
  readonly isPublicSuffix?: ((domain: string) => boolean) | null | undefined;
  /**
   * How many cookies are kept and how long; `null` for no limits. Default: 180 of one domain and 100,000 in all, for
   * 400 days.
   */
  readonly limits?: CookieLimits | null | undefined;
}

/**
 * Which cookies go with a request.
 *
 * @example Without the cookies that belong nowhere
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieHeaderOptions } from "@ferry/http/cookies";
 *
 * const options: CookieHeaderOptions = { unscoped: false };
 * console.log(new CookieJar({ everywhere: "1" }).cookieHeader("https://app.example/", options)); // ""
 * ```
 * @category Cookies
 */
export interface CookieHeaderOptions {
  /** Whether cookies that belong to no domain are among them. Default `true`. */
  readonly unscoped?: boolean | undefined;
}

/**
 * A response whose cookies can be taken: a web `Response`.
 *
 * @example Cookies of a response that fetch gave
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieSource } from "@ferry/http/cookies";
 *
 * const headers = new Headers({ "set-cookie": "sid=31d4" });
 * const source: CookieSource = { url: "https://app.example/login", headers };
 * console.log(new CookieJar().extract(source).length); // 1
 * ```
 * @category Cookies
 */
export interface CookieSource {
  /** The headers, with any number of `Set-Cookie` in them. */
  readonly headers: Headers;
  /** Where the response came from. */
  readonly url: string;
}

/**
 * Which of several cookies of a name are meant.
 *
 * @example The one of an admin's pages
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieScope } from "@ferry/http/cookies";
 *
 * const scope: CookieScope = { domain: "app.example", path: "/admin" };
 * const jar = new CookieJar();
 * jar.set("sid", "2", scope);
 * console.log(jar.get("sid", scope)); // "2"
 * ```
 * @category Cookies
 */
export interface CookieScope {
  /** Only those of exactly this domain; `""` for those that go anywhere. */
  readonly domain?: string | undefined;
  /** Only those of exactly this path. */
  readonly path?: string | undefined;
}

/**
 * Which cookies are meant; what is left out does not matter.
 *
 * @example Sign out of one site
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieFilter } from "@ferry/http/cookies";
 *
 * const filter: CookieFilter = { domain: "app.example", name: "sid" };
 * const jar = new CookieJar();
 * jar.setCookie("sid=1", "https://app.example/");
 * console.log(jar.clear(filter)); // 1
 * ```
 * @category Cookies
 */
export interface CookieFilter extends CookieScope {
  /** Only those of this name. */
  readonly name?: string | undefined;
}
