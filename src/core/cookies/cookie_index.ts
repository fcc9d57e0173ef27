/** The cookies of a jar by domain, so that finding those for a URL costs the same however many there are. */

import type { Cookie } from "./cookie.ts";
import type { ResolvedCookieLimits } from "./jar_limits.ts";
import { type CookieTarget, isIpAddress, isPathMatch } from "./matching.ts";
import { SecureNames } from "./secure_names.ts";

/** A cookie in its place, with what the jar notes about it. */
export interface Entry {
  /** The cookie; another one takes its place when it is set again. */
  cookie: Cookie;
  /** `name=value` as it goes into a header. */
  pair: string;
  /** Milliseconds since 1970 when it was last set or sent. */
  lastAccess: number;
  /** The place in the order of creation, the same for as long as the cookie is replaced and not removed. */
  readonly order: number;
}

/** What tells a cookie from all others. */
export type CookieIdentity = Pick<Cookie, "name" | "domain" | "path" | "hostOnly">;

/** The cookies of a jar by domain. */
export class CookieIndex {
  /** Those of a domain in the order in which they are sent; a domain without any is not there. */
  readonly #domains: Map<string, Entry[]> = new Map();
  readonly #secureNames: SecureNames = new SecureNames();
  readonly #limits: ResolvedCookieLimits;
  #count = 0;
  #created = 0;
  /** No cookie ends before this time, so nothing need be looked for until then. */
  #nextExpiry = Infinity;
  /** The cookies that go next when there are too many, the first of them at the end. */
  #longestUnused: { readonly entry: Entry; readonly lastAccess: number }[] = [];

  constructor(limits: ResolvedCookieLimits) {
    this.#limits = limits;
  }

  /** How many cookies there are, some of which may have expired. */
  get count(): number {
    return this.#count;
  }

  /** Gives all cookies that have not expired, or those of a domain, in the order of creation. */
  entries(domain?: string): Entry[] {
    this.removeExpired(Date.now());
    const found = domain === undefined
      ? [...this.#domains.values()].flat()
      : [...this.#domains.get(domain) ?? []];
    return found.sort((a, b) => a.order - b.order);
  }

  domains(): string[] {
    this.removeExpired(Date.now());
    return [...this.#domains.keys()];
  }

  /** Looks for the cookie that another one would replace. */
  find({ name, domain, path, hostOnly }: CookieIdentity): Entry | undefined {
    for (const entry of this.#domains.get(domain) ?? []) {
      const { cookie } = entry;
      if (cookie.name === name && cookie.path === path && cookie.hostOnly === hostOnly) {
        return entry;
      }
    }
    return undefined;
  }

  /** Tells whether a cookie over http would get in the way of one that was set over https. */
  shadowsSecure(cookie: Cookie): boolean {
    return this.#secureNames.isShadowedBy(cookie, Date.now());
  }

  /**
   * Puts a cookie in, in the place of the one that it replaces; one that has expired only removes that one.
   *
   * @param lastAccess Milliseconds since 1970 when it was last used.
   * @returns The cookie as it is kept, or `undefined` if it is not.
   */
  put(cookie: Cookie, lastAccess: number, now: number = Date.now()): Cookie | undefined {
    const { expires = Infinity } = cookie;
    const old = this.find(cookie);
    if (expires <= now) {
      if (old) this.remove(old);
      return undefined;
    }
    this.#nextExpiry = Math.min(this.#nextExpiry, expires);
    if (old) return this.#replace(old, cookie, lastAccess);
    const entry = { cookie, pair: toPair(cookie), lastAccess, order: this.#created++ };
    this.#insert(entry);
    this.#secureNames.add(entry);
    this.#evict(cookie.domain);
    return this.find(cookie) && cookie;
  }

  /** Longer paths go first, then the older ones (RFC 6265bis section 5.8.3). */
  #insert(entry: Entry): void {
    const { domain, path } = entry.cookie;
    const entries = this.#domains.get(domain) ?? [];
    const before = entries.findLastIndex(({ cookie }) => cookie.path.length >= path.length);
    entries.splice(before + 1, 0, entry);
    this.#domains.set(domain, entries);
    this.#count++;
  }

  /** The new cookie takes over the age of the old one, and with it its place. */
  #replace(old: Entry, cookie: Cookie, lastAccess: number): Cookie {
    const isOther = old.cookie.secure !== cookie.secure;
    if (isOther) this.#secureNames.remove(old);
    old.cookie = withCreation(cookie, old.cookie.creation);
    old.pair = toPair(cookie);
    old.lastAccess = lastAccess;
    if (isOther) this.#secureNames.add(old);
    return old.cookie;
  }

  remove(entry: Entry): void {
    const { domain } = entry.cookie;
    const entries = this.#domains.get(domain) ?? [];
    const at = entries.indexOf(entry);
    if (at < 0) return;
    entries.splice(at, 1);
    if (entries.length === 0) this.#domains.delete(domain);
    this.#count--;
    this.#secureNames.remove(entry);
  }

  /** Takes out what has expired. */
  removeExpired(now: number): number {
    if (now < this.#nextExpiry) return 0;
    const before = this.#count;
    this.#nextExpiry = Infinity;
    for (const entry of [...this.#domains.values()].flat()) {
      const { expires = Infinity } = entry.cookie;
      if (expires <= now) this.remove(entry);
      else this.#nextExpiry = Math.min(this.#nextExpiry, expires);
    }
    return before - this.#count;
  }

  /**
   * Finds the cookies for a request, in the order in which they are sent, and notes that they are; those of no domain
   * are among them if they are wanted.
   */
  match(target: CookieTarget, unscoped: boolean): Entry[] {
    const found: Entry[] = [];
    const now = Date.now();
    const { host } = target;
    let sources = 0;
    for (const domain of domainsFor(host, unscoped)) {
      const entries = this.#domains.get(domain);
      if (entries && collect(entries, { target, now, isOwnHost: domain === host }, found)) {
        sources++;
      }
    }
    return sources > 1 ? found.sort(compareEntries) : found;
  }

  /** Keeps the limits: of a domain first, then of the whole jar (RFC 6265bis section 5.7). */
  #evict(domain: string): void {
    const { maxPerDomain, maxTotal } = this.#limits;
    const entries = this.#domains.get(domain) ?? [];
    const now = Date.now();
    if (entries.length > maxPerDomain && domain !== "") this.remove(toVictim(entries, now));
    if (this.#count > maxTotal && this.#longestUnused.length === 0) this.removeExpired(now);
    while (this.#count > maxTotal) {
      const victim = this.#takeLongestUnused();
      if (victim) this.remove(victim);
    }
  }

  /**
   * Sorting all of them for each new one would take long, so a tenth is chosen at once. Who was used since is passed
   * over, and nobody else can have become older than those.
   */
  #takeLongestUnused(): Entry | undefined {
    if (this.#longestUnused.length === 0) {
      this.#longestUnused = [...this.#domains.values()].flat().sort(compareUse)
        .slice(0, Math.ceil(this.#count / 10))
        .map((entry) => ({ entry, lastAccess: entry.lastAccess })).reverse();
    }
    const chosen = this.#longestUnused.pop();
    return chosen?.entry.lastAccess === chosen?.lastAccess ? chosen?.entry : undefined;
  }
}

/** Written out, since a spread object has another shape than the cookies that a server sets: 3 % of `setCookie()`. */
function withCreation(cookie: Cookie, creation: number): Cookie {
  const { name, value, domain, hostOnly, path, expires, secure, httpOnly, sameSite } = cookie;
  return { name, value, domain, hostOnly, path, expires, secure, httpOnly, sameSite, creation };
}

function toPair({ name, value }: Cookie): string {
  return name === "" ? value : `${name}=${value}`;
}

/** The host and the domains above it; a name above 253 characters is none and would take long. */
function domainsFor(host: string, unscoped: boolean): string[] {
  const domains = [host];
  if (host.length <= 253 && !isIpAddress(host)) {
    for (let dot = host.indexOf("."); dot !== -1; dot = host.indexOf(".", dot + 1)) {
      domains.push(host.slice(dot + 1));
    }
  }
  if (unscoped) domains.push("");
  return domains;
}

interface Query {
  readonly target: CookieTarget;
  readonly now: number;
  readonly isOwnHost: boolean;
}

/** Adds those that match and tells whether there were any. */
function collect(entries: readonly Entry[], query: Query, found: Entry[]): boolean {
  const { target, now, isOwnHost } = query;
  const before = found.length;
  for (const entry of entries) {
    const { cookie } = entry;
    if (
      (cookie.hostOnly && !isOwnHost) || (cookie.secure && !target.secure) ||
      (cookie.expires ?? Infinity) <= now ||
      !isPathMatch(target.path, cookie.path)
    ) continue;
    entry.lastAccess = now;
    found.push(entry);
  }
  return found.length > before;
}

/** Orders cookies as they are sent: longer paths first, then the older ones. */
function compareEntries(a: Entry, b: Entry): number {
  return b.cookie.path.length - a.cookie.path.length || a.order - b.order;
}

/** Chooses who goes: an expired one, else the longest unused without `Secure`, else the longest unused. */
function toVictim(entries: readonly Entry[], now: number): Entry {
  return entries.reduce((victim, entry) => {
    const byRank = toRank(victim, now) - toRank(entry, now);
    return (byRank || compareUse(victim, entry)) > 0 ? entry : victim;
  });
}

function toRank({ cookie }: Entry, now: number): number {
  if ((cookie.expires ?? Infinity) <= now) return 0;
  return cookie.secure ? 2 : 1;
}

/** The longest unused first; of those used in the same millisecond, the oldest. */
function compareUse(a: Entry, b: Entry): number {
  return a.lastAccess - b.lastAccess || a.order - b.order;
}
