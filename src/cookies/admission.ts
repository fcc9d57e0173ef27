/**
 * Which cookies of a server are let in (RFC 6265bis section 5.7, as far as no other cookie matters).
 *
 * @module
 */

import type { Cookie, ParsedCookie } from "./cookie.ts";
import { type CookieTarget, isDomainMatch, isIpAddress, toDefaultPath } from "./matching.ts";

/** What the decision depends on beside the cookie and where it came from. */
export interface AdmissionRules {
  /** Tells whether nobody may set a cookie for a whole domain; `undefined` to let all of them. */
  readonly isPublicSuffix: ((domain: string) => boolean) | undefined;
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** The most milliseconds that a cookie may last. */
  readonly maxAge: number;
}

/**
 * Makes a cookie of what a server said, if it may say so.
 *
 * @param parsed What the header says.
 * @param target Where the response came from.
 * @param rules What the decision depends on.
 * @returns The cookie, already expired where the server wants it gone; `undefined` if it is refused.
 */
export function admitCookie(
  parsed: ParsedCookie,
  target: CookieTarget,
  rules: AdmissionRules,
): Cookie | undefined {
  const { secure } = parsed;
  if (secure && !target.secure) return undefined;
  const scope = resolveScope(parsed.domain ?? "", target.host, rules);
  if (!scope || !isPrefixKept(parsed, scope.hostOnly)) return undefined;
  return {
    name: parsed.name,
    value: parsed.value,
    domain: scope.domain,
    hostOnly: scope.hostOnly,
    path: parsed.path ?? toDefaultPath(target.path),
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
function resolveScope(
  domain: string,
  host: string,
  rules: AdmissionRules,
): Scope | undefined {
  if (domain === "") return { domain: host, hostOnly: true };
  if (isIpAddress(host)) {
    const isOwn = domain === host || `[${domain}]` === host;
    return isOwn ? { domain: host, hostOnly: true } : undefined;
  }
  if (!isDomainMatch(host, domain)) return undefined;
  if (!rules.isPublicSuffix?.(domain)) return { domain, hostOnly: false };
  return domain === host ? { domain, hostOnly: true } : undefined;
}

/** The prefixes are promises of the name, which a server without https cannot make (RFC 6265bis section 4.1.3). */
function isPrefixKept(cookie: ParsedCookie, hostOnly: boolean): boolean {
  const { name, secure } = cookie;
  if (name !== "" && name.charCodeAt(0) !== UNDERSCORE) return true;
  // A cookie without a name would look like one with that prefix when it is sent.
  if (name === "") return !PREFIX.test(cookie.value);
  const prefix = PREFIX.exec(name)?.[0].toLowerCase();
  if (prefix === undefined) return true;
  return secure &&
    (prefix === "__secure-" || (hostOnly && cookie.path === "/"));
}

const UNDERSCORE = 0x5f;
const PREFIX = /^__(?:Host|Secure)-/i;

/** Max-Age goes before Expires, and neither lasts longer than allowed. */
function resolveExpiry(
  { maxAge, expires }: ParsedCookie,
  { now, maxAge: limit }: AdmissionRules,
): number | undefined {
  if (maxAge !== undefined) {
    return maxAge <= 0 ? 0 : now + Math.min(maxAge * 1000, limit, FOREVER - now);
  }
  return expires === undefined ? undefined : Math.min(expires, now + limit);
}

/** The last moment that a `Date` can name, in milliseconds since 1970. */
const FOREVER = 8.64e15;
