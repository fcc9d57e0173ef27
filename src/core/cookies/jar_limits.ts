/** How many cookies a jar keeps, and how long. */

import { checkNumber, checkParts } from "../options/checks.ts";

/**
 * How many cookies a jar keeps, and how long.
 *
 * @example A small jar
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { CookieLimits } from "@ferry/http/cookies";
 *
 * const limits: CookieLimits = { maxPerDomain: 2, maxTotal: 100, maxAge: 86_400_000 };
 * const jar = new CookieJar(undefined, { limits });
 * console.log(jar.size); // 0
 * ```
 * @category Cookies
 */
export interface CookieLimits {
  /** The most cookies of one domain, 180 unless told; `Infinity` for any number. */
  readonly maxPerDomain?: number | undefined;
  /** The most cookies in all, 100,000 unless told; `Infinity` for any number. */
  readonly maxTotal?: number | undefined;
  /** The most milliseconds that a server's cookie may last, 400 days unless told (RFC 6265bis section 5.5). */
  readonly maxAge?: number | undefined;
}

/** Limits with nothing left open. */
export type ResolvedCookieLimits = { readonly [Name in keyof CookieLimits]-?: number };

const DEFAULTS: ResolvedCookieLimits = {
  maxPerDomain: 180,
  maxTotal: 100_000,
  maxAge: 400 * 24 * 60 * 60 * 1000,
};

const UNLIMITED: ResolvedCookieLimits = {
  maxPerDomain: Infinity,
  maxTotal: Infinity,
  maxAge: Infinity,
};

/**
 * Settles the limits of a jar.
 *
 * @throws {TypeError} If there is one that is unknown or no number.
 * @throws {RangeError} If one is below 0, or a number of cookies below 1.
 */
export function resolveCookieLimits(limits: CookieLimits | null | undefined): ResolvedCookieLimits {
  if (limits === null) return UNLIMITED;
  if (limits !== undefined) checkParts("limits", limits, Object.keys(DEFAULTS));
  const pick = (name: keyof CookieLimits, least: number) =>
    checkNumber(`limits.${name}`, limits?.[name] ?? DEFAULTS[name], { least, endless: true });
  return {
    maxPerDomain: pick("maxPerDomain", 1),
    maxTotal: pick("maxTotal", 1),
    maxAge: pick("maxAge", 0),
  };
}
