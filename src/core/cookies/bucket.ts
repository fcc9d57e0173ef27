/**
 * The cookies of one domain, in the order in which they are sent.
 *
 * @module
 */

import type { Cookie } from "./cookie.ts";

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

/** What tells a cookie from the others of its domain. */
export type CookieIdentity = Pick<Cookie, "name" | "path" | "hostOnly">;

/** The cookies of one domain: longer paths first, then the older ones (RFC 6265bis section 5.8.3). */
export class Bucket {
  /** The domain that all of them have. */
  readonly domain: string;
  /** All of them, in the order in which they are sent. */
  readonly sorted: Entry[] = [];
  readonly #byName: Map<string, Entry[]> = new Map();

  /** Makes an empty one. */
  constructor(domain: string) {
    this.domain = domain;
  }

  /** How many there are, expired ones included. */
  get size(): number {
    return this.sorted.length;
  }

  /** Looks for the one that a cookie would replace: of its name, its path, and for the host alone or not as it is. */
  find({ name, path, hostOnly }: CookieIdentity): Entry | undefined {
    // A name has hardly ever more than one or two.
    for (const entry of this.#byName.get(name) ?? []) {
      const { cookie } = entry;
      if (cookie.hostOnly === hostOnly && cookie.path === path) return entry;
    }
    return undefined;
  }

  /** Puts one in its place; there must be none that it would replace. */
  add(entry: Entry): void {
    const { name } = entry.cookie;
    const named = this.#byName.get(name);
    if (named) named.push(entry);
    else this.#byName.set(name, [entry]);
    this.sorted.splice(this.#placeOf(entry), 0, entry);
  }

  /** Takes one out, which must be in it. */
  remove(entry: Entry): void {
    const { name } = entry.cookie;
    const named = this.#byName.get(name) ?? [];
    if (named.length > 1) named.splice(named.indexOf(entry), 1);
    else this.#byName.delete(name);
    this.sorted.splice(this.#placeOf(entry), 1);
  }

  /** Halves the range until the first one is found that does not go before it. */
  #placeOf(entry: Entry): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.sorted[middle];
      if (other && compareEntries(other, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Orders cookies as they are sent: longer paths first, then the older ones. */
export function compareEntries(a: Entry, b: Entry): number {
  return b.cookie.path.length - a.cookie.path.length || a.order - b.order;
}
