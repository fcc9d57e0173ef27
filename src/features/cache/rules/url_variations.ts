/**
 * Under which other URLs an answer may stand: what servers said in No-Vary-Search.
 *
 * @module
 */

import { type CacheEntry, readHeaders } from "../entry.ts";
import { parseNoVarySearch, significantQuery, type UrlVariation } from "./no_vary_search.ts";

/** The most paths that are remembered, the last ones. */
const MOST_PATHS = 10_000;

/** Knows for each path what was said last of its queries, as the draft proposes for large caches. */
export class UrlVariations {
  readonly #paths = new Map<string, UrlVariation>();

  /** Learns from an entry; tells whether it may answer other URLs than its own. */
  learn(entry: CacheEntry): boolean {
    const variation = variationOf(entry);
    if (!variation) return false;
    const path = pathOf(entry.url);
    this.#paths.delete(path);
    this.#paths.set(path, variation);
    const [oldest] = this.#paths.keys();
    if (this.#paths.size > MOST_PATHS && oldest !== undefined) this.#paths.delete(oldest);
    return true;
  }

  /**
   * Gives the key under which it stands which URL has the answer for all that are equivalent; `undefined` where every
   * query counts. No URL has such a key, since those have no fragment.
   */
  keyFor(url: string): string | undefined {
    const path = pathOf(url);
    const variation = this.#paths.get(path);
    return variation && `${path}#?${significantQuery(searchOf(url), variation)}`;
  }
}

/** Tells whether an entry answers another URL than its own. */
export function isEquivalent(entry: CacheEntry, url: string): boolean {
  const variation = variationOf(entry);
  return variation !== undefined && pathOf(entry.url) === pathOf(url) &&
    significantQuery(searchOf(entry.url), variation) ===
      significantQuery(searchOf(url), variation);
}

/** Entries do not change, and most are read more than once. */
const variations = new WeakMap<CacheEntry, { readonly variation: UrlVariation | undefined }>();

function variationOf(entry: CacheEntry): UrlVariation | undefined {
  const known = variations.get(entry);
  if (known) return known.variation;
  const variation = parseNoVarySearch(readHeaders(entry).get("no-vary-search"));
  variations.set(entry, { variation });
  return variation;
}

function pathOf(url: string): string {
  return url.split("?", 1)[0] ?? url;
}

function searchOf(url: string): string {
  return url.slice(pathOf(url).length + 1);
}
