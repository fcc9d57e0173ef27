/**
 * What all caches over one store know of each other.
 *
 * @module
 */

import type { CollapsedRequest } from "./collapsed_request.ts";
import type { CacheStore } from "./stores/store.ts";
import { UrlVariations } from "./rules/url_variations.ts";

/** Says that something is going to be stored, until the URL is changed by somebody. */
export interface PendingWrite {
  readonly key: string;
  isValid: boolean;
}

/** Clients that were given the same store send equal requests once, and see what the others change. */
export class StoreState {
  /** What is going to be stored, by key. */
  readonly pending: Map<string, Set<PendingWrite>> = new Map();
  /** Requests under way. */
  readonly underWay: Map<string, CollapsedRequest> = new Map();
  /** The entries that are validated in the background. */
  readonly refreshing: Set<string> = new Set();
  /** What was said of the queries of paths. */
  readonly variations: UrlVariations = new UrlVariations();

  /** Tells whether what changes one URL changes the other: the server may have said that both have one answer. */
  isChangedWith(url: string, changed: string): boolean {
    if (url === changed) return true;
    const key = this.variations.keyFor(changed);
    return key !== undefined && key === this.variations.keyFor(url);
  }

  /** Gives the one of a store. */
  static of(store: CacheStore): StoreState {
    const known = states.get(store);
    if (known) return known;
    const state = new StoreState();
    states.set(store, state);
    return state;
  }
}

const states = new WeakMap<CacheStore, StoreState>();
