/** Finds the `Secure` cookies that a cookie over http would get in the way of (RFC 6265bis section 5.7). */

import type { Cookie } from "./cookie.ts";
import { isDomainMatch, isPathMatch } from "./matching.ts";

/** A cookie in its place; one that replaces it comes there. */
interface Holder {
  readonly cookie: Cookie;
}

/** The `Secure` cookies by name and by the end of their domain. */
export class SecureNames {
  readonly #groups: Map<string, Set<Holder>> = new Map();

  add(holder: Holder): void {
    if (!holder.cookie.secure) return;
    const key = toGroup(holder.cookie);
    const group = this.#groups.get(key);
    if (group) group.add(holder);
    else this.#groups.set(key, new Set([holder]));
  }

  remove(holder: Holder): void {
    if (!holder.cookie.secure) return;
    const key = toGroup(holder.cookie);
    const group = this.#groups.get(key);
    group?.delete(holder);
    if (group?.size === 0) this.#groups.delete(key);
  }

  /** Tells whether a `Secure` cookie of the same name and a matching path is at the domain, above or below it. */
  isShadowedBy(cookie: Cookie, now: number): boolean {
    for (const { cookie: other } of this.#groups.get(toGroup(cookie)) ?? []) {
      if ((other.expires ?? Infinity) <= now) continue;
      const isRelated = isDomainMatch(cookie.domain, other.domain) ||
        isDomainMatch(other.domain, cookie.domain);
      if (isRelated && isPathMatch(cookie.path, other.path)) return true;
    }
    return false;
  }
}

/** Domains above and below one another end in the same two labels; a single label has none below it that count. */
function toGroup({ name, domain }: Cookie): string {
  const last = domain.lastIndexOf(".");
  const start = last > 0 ? domain.lastIndexOf(".", last - 1) + 1 : 0;
  return `${name};${domain.slice(start)}`;
}
