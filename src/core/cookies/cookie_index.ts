/**
 * The cookies of a jar by domain, so that finding those for a URL costs the same however many there are.
 *
 * @module
 */

import { Bucket, compareEntries, type CookieIdentity, type Entry } from "./bucket.ts";
import type { Cookie } from "./cookie.ts";
import { EvictionQueue, toVictim } from "./eviction.ts";
import type { ResolvedCookieLimits } from "./limits.ts";
import { type CookieTarget, isIpAddress, isPathMatch } from "./matching.ts";
import { SecureNames } from "./secure_names.ts";

/** The cookies of a jar by domain. */
export class CookieIndex {
  readonly #buckets: Map<string, Bucket> = new Map();
  readonly #secureNames: SecureNames = new SecureNames();
  readonly #queue: EvictionQueue = new EvictionQueue();
  readonly #limits: ResolvedCookieLimits;
  #count = 0;
  #created = 0;
  /** No cookie ends before this time, so nothing need be looked for until then. */
  #nextExpiry = Infinity;

  /** Makes an empty one. */
  constructor(limits: ResolvedCookieLimits) {
    this.#limits = limits;
  }

  /** How many cookies there are, some of which may have expired. */
  get count(): number {
    return this.#count;
  }

  /** Gives all cookies that have not expired, in the order of creation. */
  entries(domain?: string): Entry[] {
    this.removeExpired(Date.now());
    const found = domain === undefined
      ? [...this.#buckets.values()].flatMap((bucket) => bucket.sorted)
      : [...this.#buckets.get(domain)?.sorted ?? []];
    return found.sort((a, b) => a.order - b.order);
  }

  /** Gives the domains of all cookies that have not expired. */
  domains(): string[] {
    this.removeExpired(Date.now());
    return [...this.#buckets.keys()];
  }

  /** Looks for the cookie that another one would replace. */
  find(
    cookie: CookieIdentity & { readonly domain: string },
  ): Entry | undefined {
    return this.#buckets.get(cookie.domain)?.find(cookie);
  }

  /** Tells whether a cookie over http would get in the way of one that was set over https. */
  shadowsSecure(cookie: Cookie): boolean {
    return this.#secureNames.isShadowedBy(cookie, Date.now());
  }

  /**
   * Puts a cookie in, in the place of the one that it replaces; one that has expired only removes that one.
   *
   * @param cookie The cookie.
   * @param lastAccess Milliseconds since 1970 when it was last used.
   * @returns The cookie as it is kept, or `undefined` if it is not.
   */
  put(cookie: Cookie, lastAccess: number): Cookie | undefined {
    const { domain, expires } = cookie;
    const bucket = this.#buckets.get(domain) ?? new Bucket(domain);
    const old = bucket.find(cookie);
    if (expires !== undefined && expires <= Date.now()) {
      if (old) this.remove(old);
      return undefined;
    }
    if (expires !== undefined && expires < this.#nextExpiry) {
      this.#nextExpiry = expires;
    }
    if (old) return this.#replace(old, cookie, lastAccess);
    const entry: Entry = {
      cookie,
      pair: toPair(cookie),
      lastAccess,
      order: this.#created++,
    };
    if (bucket.size === 0) this.#buckets.set(domain, bucket);
    bucket.add(entry);
    this.#count++;
    this.#secureNames.add(entry);
    this.#evict(bucket);
    return bucket.find(cookie) && cookie;
  }

  /** The new cookie takes over the age of the old one, and with it its place. */
  #replace(old: Entry, cookie: Cookie, lastAccess: number): Cookie {
    const wasSecure = old.cookie.secure;
    if (wasSecure && !cookie.secure) this.#secureNames.remove(old);
    old.cookie = { ...cookie, creation: old.cookie.creation };
    old.pair = toPair(cookie);
    old.lastAccess = lastAccess;
    if (!wasSecure) this.#secureNames.add(old);
    return old.cookie;
  }

  /** Takes a cookie out. */
  remove(entry: Entry): void {
    const bucket = this.#buckets.get(entry.cookie.domain);
    if (!bucket) return;
    bucket.remove(entry);
    this.#count--;
    this.#secureNames.remove(entry);
    if (bucket.size === 0) this.#buckets.delete(bucket.domain);
  }

  /**
   * Takes out what has expired.
   *
   * @param now Milliseconds since 1970.
   * @returns How many there were.
   */
  removeExpired(now: number): number {
    if (now < this.#nextExpiry) return 0;
    const before = this.#count;
    this.#nextExpiry = Infinity;
    for (const bucket of this.#buckets.values()) {
      for (const entry of [...bucket.sorted]) {
        const { expires = Infinity } = entry.cookie;
        if (expires <= now) this.remove(entry);
        else this.#nextExpiry = Math.min(this.#nextExpiry, expires);
      }
    }
    return before - this.#count;
  }

  /** Finds the cookies for a request, in the order in which they are sent, and notes that they are. */
  match(target: CookieTarget, unscoped: boolean): Entry[] {
    const found: Entry[] = [];
    const now = Date.now();
    const own = this.#buckets.get(target.host);
    if (own) collect(own, { target, now, isOwnHost: true }, found);
    let sources = found.length > 0 ? 1 : 0;
    for (const bucket of this.#parents(target.host)) {
      const before = found.length;
      collect(bucket, { target, now, isOwnHost: false }, found);
      if (found.length > before) sources++;
    }
    const anywhere = unscoped && this.#buckets.get("");
    if (
      anywhere && collect(anywhere, { target, now, isOwnHost: false }, found)
    ) sources++;
    return sources > 1 ? found.sort(compareEntries) : found;
  }

  /** The domains above a host that have cookies; a name above 253 characters is none and would take long. */
  #parents(host: string): Bucket[] {
    const found: Bucket[] = [];
    let dot = host.indexOf(".");
    if (dot === -1 || host.length > 253 || isIpAddress(host)) return found;
    for (; dot !== -1; dot = host.indexOf(".", dot + 1)) {
      const bucket = this.#buckets.get(host.slice(dot + 1));
      if (bucket) found.push(bucket);
    }
    return found;
  }

  /** Keeps the limits: of a domain first, then of the whole jar (RFC 6265bis section 5.7). */
  #evict(bucket: Bucket): void {
    const { maxPerDomain, maxTotal } = this.#limits;
    const isFull = bucket.size > maxPerDomain && bucket.domain !== "";
    if (!isFull && this.#count <= maxTotal) return;
    const now = Date.now();
    if (isFull) {
      this.remove(toVictim(bucket, now));
    }
    if (this.#count > maxTotal && this.#queue.isEmpty) this.removeExpired(now);
    while (this.#count > maxTotal) {
      const victim = this.#queue.next(this.#buckets.values());
      if (this.find(victim.cookie) === victim) this.remove(victim);
    }
  }
}

function toPair({ name, value }: Cookie): string {
  return name === "" ? value : `${name}=${value}`;
}

interface Query {
  readonly target: CookieTarget;
  readonly now: number;
  readonly isOwnHost: boolean;
}

/** Adds those that match and tells whether there were any. */
function collect(bucket: Bucket, query: Query, found: Entry[]): boolean {
  const { target, now, isOwnHost } = query;
  const before = found.length;
  for (const entry of bucket.sorted) {
    const { cookie } = entry;
    if (
      (cookie.hostOnly && !isOwnHost) || (cookie.secure && !target.secure) ||
      (cookie.expires !== undefined && cookie.expires <= now) ||
      !isPathMatch(target.path, cookie.path)
    ) continue;
    entry.lastAccess = now;
    found.push(entry);
  }
  return found.length > before;
}
