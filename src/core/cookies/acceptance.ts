/** Which cookies of a server are let in (RFC 6265bis section 5.7, as far as no other cookie matters). */

import type { Cookie, ParsedCookie } from "./cookie.ts";
import { type CookieTarget, isDomainMatch, isIpAddress, toDefaultPath } from "./matching.ts";

/** What the decision depends on beside the cookie and where it came from. */
export interface AcceptanceRules {
  /** Tells whether nobody may set a cookie for a whole domain; `undefined` to let all of them. */
  readonly isPublicSuffix: ((domain: string) => boolean) | undefined;
  readonly now: number;
  readonly maxAge: number;
}

/**
 * Makes a cookie of what a server said, if it may say so.
 *
 * @returns The cookie, already expired where the server wants it gone; `undefined` if it is refused.
 */
export function acceptCookie(
  parsed: ParsedCookie,
  target: CookieTarget,
  rules: AcceptanceRules,
): Cookie | undefined {
  const { secure } = parsed;
  if (secure && !target.secure) return undefined;
  const scope = resolveScope(parsed.domain ?? "", target.host, rules);
  if (!scope) return undefined;
  const { path, name, value } = parsed;
  const { domain, hostOnly } = scope;
  if (findPrefixFault({ name, value, path, secure, hostOnly }) !== undefined) return undefined;
  return {
    name,
    value,
    domain,
    hostOnly,
    path: path ?? toDefaultPath(target.path),
    expires: resolveExpiry(parsed, rules),
    secure,
    httpOnly: parsed.httpOnly,
    sameSite: parsed.sameSite,
    creation: rules.now,
  };
}

interface Scope {
  readonly domain: string;
  readonly hostOnly: boolean;
}

/** Steps 9 and 10 of the storage model: a domain that is the host's own public suffix means the host alone. */
function resolveScope(domain: string, host: string, rules: AcceptanceRules): Scope | undefined {
  if (domain === "") return { domain: host, hostOnly: true };
  if (isIpAddress(host)) {
    const isOwn = domain === host || `[${domain}]` === host;
    return isOwn ? { domain: host, hostOnly: true } : undefined;
  }
  if (!isDomainMatch(host, domain)) return undefined;
  if (!rules.isPublicSuffix?.(domain)) return { domain, hostOnly: false };
  return domain === host ? { domain, hostOnly: true } : undefined;
}

/** What the prefix of a name makes promises of. */
export interface PrefixedCookie extends Pick<Cookie, "name" | "value" | "secure" | "hostOnly"> {
  /** As it was given: a default is no promise. */
  readonly path: string | undefined;
}

/**
 * Says which promise of its name a cookie breaks (RFC 6265bis section 4.1.3): `__Secure-` promises `Secure`, `__Host-`
 * also a host alone and the path "/". Who sets a cookie without https cannot make them.
 *
 * @returns The reason, or `undefined` if it breaks none.
 */
export function findPrefixFault(cookie: PrefixedCookie): string | undefined {
  const { name, secure } = cookie;
  if (name !== "" && name.charCodeAt(0) !== UNDERSCORE) return undefined;
  // A cookie without a name would look like one with that prefix when it is sent.
  const prefix = prefixOf(name || cookie.value);
  if (prefix === undefined) return undefined;
  if (name === "") return "it has no name, and a value that looks like one with a prefix";
  if (!secure) return "its name promises that it is Secure";
  const isHeld = prefix === "__secure-" || (cookie.hostOnly && cookie.path === "/");
  return isHeld ? undefined : 'its name promises a host alone and the path "/"';
}

/** Gives the prefix of a name that is a promise, in lower case. */
export function prefixOf(name: string): string | undefined {
  return PREFIX.exec(name)?.[0].toLowerCase();
}

const UNDERSCORE = 0x5f;
const PREFIX = /^__(?:Host|Secure)-/i;

/** Max-Age goes before Expires, and neither lasts longer than allowed. */
function resolveExpiry(
  { maxAge, expires }: ParsedCookie,
  { now, maxAge: limit }: AcceptanceRules,
): number | undefined {
  if (maxAge !== undefined) return now + Math.min(maxAge * 1000, limit, FOREVER - now);
  return expires === undefined ? undefined : Math.min(expires, now + limit);
}

/** The last moment that a `Date` can name, in milliseconds since 1970. */
const FOREVER = 8.64e15;
