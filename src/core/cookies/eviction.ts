/**
 * Which cookies go when there are too many: the longest unused (RFC 6265bis section 5.7).
 *
 * @module
 */

import type { Bucket, Entry } from "./bucket.ts";

/**
 * Chooses the cookie of a domain that goes: an expired one, else the longest unused without `Secure`,
 * else the longest unused.
 *
 * @param bucket The cookies of the domain, at least one.
 * @param now Milliseconds since 1970.
 */
export function toVictim(bucket: Bucket, now: number): Entry {
  return bucket.sorted.reduce((victim, entry) => {
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

/**
 * The cookies of a whole jar that go next.
 *
 * Sorting all of them for each new one would take long, so a tenth is chosen at once. Who was used
 * since is passed over, and nobody else can have become older than those in the queue.
 */
export class EvictionQueue {
  /** The next one is the last. */
  #chosen: { readonly entry: Entry; readonly lastAccess: number }[] = [];

  /** Whether none is chosen at the moment. */
  get isEmpty(): boolean {
    return this.#chosen.length === 0;
  }

  /** Gives the longest unused cookie; it may have been removed since it was chosen. */
  next(buckets: Iterable<Bucket>): Entry {
    for (;;) {
      const next = this.#chosen.pop() ?? this.#choose(buckets);
      if (next.entry.lastAccess === next.lastAccess) return next.entry;
    }
  }

  #choose(buckets: Iterable<Bucket>): { entry: Entry; lastAccess: number } {
    const all = [...buckets].flatMap((bucket) => bucket.sorted);
    const [first, ...others] = all.sort(compareUse)
      .slice(0, Math.ceil(all.length / 10))
      .map((entry) => ({ entry, lastAccess: entry.lastAccess }));
    if (!first) throw new RangeError("Cannot evict cookies: there are none");
    this.#chosen = others.reverse();
    return first;
  }
}
