/**
 * The whole public suffix list, for jars that shall know every domain under which anybody may register.
 *
 * It comes with a package of some 200 KB, which is loaded by this module only.
 *
 * @example A jar with the whole list
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import { isPublicSuffix } from "@ferry/http/cookies/psl";
 * import { assertEquals } from "@std/assert";
 *
 * const jar = new CookieJar(undefined, { isPublicSuffix });
 * assertEquals(jar.setCookie("a=1; Domain=kobe.jp", "https://x.kobe.jp/"), undefined);
 * ```
 *
 * @module
 */

import { getDomain, getPublicSuffix } from "npm:tldts@7.5.4";
import { isIpAddress, toCanonicalDomain } from "../../core/cookies/matching.ts";

/** Both parts of the list count: what registries list, and what platforms do. */
const OPTIONS = { allowPrivateDomains: true, extractHostname: false } as const;

/**
 * Tells whether a domain is a public suffix, so that no cookie may be set for all of it.
 *
 * @param host A host name, also in Unicode; an IP address counts as one.
 * @returns Whether it is; what is no host name is none.
 *
 * @example Who may set cookies for all
 * ```ts
 * import { isPublicSuffix } from "@ferry/http/cookies/psl";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals([isPublicSuffix("co.uk"), isPublicSuffix("example.co.uk")], [true, false]);
 * ```
 * @category Cookies
 */
export function isPublicSuffix(host: string): boolean {
  const domain = toHostname(host);
  if (domain === undefined) return false;
  return isIpAddress(domain) || getPublicSuffix(domain, OPTIONS) === domain;
}

/**
 * Gives the part of a host name that somebody registered: one label more than its public suffix.
 *
 * @param host A host name, also in Unicode.
 * @returns The domain in lower case and, beyond ASCII, in punycode; `undefined` for a public suffix, an IP address
 * and what is no host name.
 *
 * @example The domain of a host
 * ```ts
 * import { registrableDomain } from "@ferry/http/cookies/psl";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(registrableDomain("www.shop.example.co.uk"), "example.co.uk");
 * ```
 * @category Cookies
 */
export function registrableDomain(host: string): string | undefined {
  const domain = toHostname(host);
  return domain === undefined ? undefined : getDomain(domain, OPTIONS) ?? undefined;
}

function toHostname(host: string): string | undefined {
  // A dot in front belongs to cookies, not to the names of the list.
  if (host.startsWith(".")) return undefined;
  try {
    return toCanonicalDomain(host);
  } catch {
    return undefined;
  }
}
