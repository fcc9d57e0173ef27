/**
 * What a jar is made of and how it decides.
 *
 * @module
 */

import type { Cookie } from "./cookie.ts";
import type { CookieLimits } from "./limits.ts";

/** Cookies to begin with: names with values, cookies, or the cookies of another jar. */
export type CookieJarInit =
  | Readonly<Record<string, string>>
  | Iterable<Cookie | readonly [name: string, value: string]>;

/** How a jar decides. */
export interface CookieJarOptions {
  /**
   * Tells whether a domain is one under which anybody may register, so that no cookie may be set for
   * all of it; `null` to let all of them. Unless told, a small table of the best known decides.
   */
  readonly isPublicSuffix?: ((domain: string) => boolean) | null | undefined;
  /** How many cookies are kept and how long; `null` for no limits. */
  readonly limits?: CookieLimits | null | undefined;
}

/** Which cookies go with a request. */
export interface CookieHeaderOptions {
  /** Whether cookies that belong to no domain are among them; they are unless told. */
  readonly unscoped?: boolean | undefined;
}

/** A response whose cookies can be taken: a web `Response`. */
export interface CookieSource {
  /** The headers, with any number of `Set-Cookie` in them. */
  readonly headers: Headers;
  /** Where the response came from. */
  readonly url: string;
}
