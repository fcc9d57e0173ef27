/**
 * How long a stored response is fresh, and how old it is: RFC 9111 section 4.2.
 *
 * @module
 */

import { parseHttpDate } from "../../../fields/dates.ts";
import { Directives, parseTargeted } from "./directives.ts";
import { type CacheEntry, readHeaders } from "../entry.ts";

/** What a cache is: one user's or shared, and the targeted fields that it obeys, in their order. */
export interface CacheKind {
  /** Whether it is shared by several users. */
  readonly shared: boolean;
  /** The targeted fields of RFC 9213, in lower case. */
  readonly targets: readonly string[];
  /** Seconds for which a stale answer stands in where the server cannot be reached; 0 for never. */
  readonly staleIfDisconnected: number;
}

/** Statuses that are cacheable without a word of the server, RFC 9110 section 15.1. */
export const HEURISTIC: readonly number[] = [
  200,
  203,
  204,
  206,
  300,
  301,
  308,
  404,
  405,
  410,
  414,
  501,
];

const DAY = 86_400;

/** Entries do not change, and most are read more than once. */
const policies = new WeakMap<CacheEntry, Policy>();

/** What the headers of a response say of caching. */
export class Policy {
  readonly #headers: Headers;
  readonly #kind: CacheKind;
  readonly #isTargeted: boolean;
  #lifetime: { readonly responseTime: number; readonly seconds: number } | undefined;
  /** The directives that hold. */
  readonly directives: Directives;

  /** Reads the headers. */
  constructor(headers: Headers, readonly status: number, kind: CacheKind) {
    this.#headers = headers;
    this.#kind = kind;
    const targeted = kind.shared
      ? kind.targets.map((name) => parseTargeted(headers.get(name))).find(Boolean)
      : undefined;
    this.#isTargeted = targeted !== undefined;
    this.directives = targeted ?? Directives.parse(headers.get("cache-control"));
  }

  /** Reads what is stored. */
  static of(entry: CacheEntry, kind: CacheKind): Policy {
    const known = policies.get(entry);
    if (known && known.#kind === kind) return known;
    const policy = new Policy(readHeaders(entry), entry.status, kind);
    policies.set(entry, policy);
    return policy;
  }

  /** Whether the server said how long the response is fresh. */
  get isExplicit(): boolean {
    return this.#lifetimeDirective !== undefined || this.#expires !== null;
  }

  get #expires(): string | null {
    return this.#isTargeted ? null : this.#headers.get("expires");
  }

  get #lifetimeDirective(): number | undefined {
    const shared = this.#kind.shared ? this.directives.seconds("s-maxage") : undefined;
    return shared ?? this.directives.seconds("max-age");
  }

  /**
   * Gives how long it is fresh; a value that cannot be read is stale.
   *
   * @param responseTime When it came, for one without a Date.
   * @returns Seconds.
   */
  lifetime(responseTime: number): number {
    if (this.#lifetime?.responseTime === responseTime) return this.#lifetime.seconds;
    const seconds = this.#lifetimeFrom(responseTime);
    this.#lifetime = { responseTime, seconds };
    return seconds;
  }

  #lifetimeFrom(responseTime: number): number {
    const said = this.#lifetimeDirective;
    if (said !== undefined) return said || 0;
    const date = this.date(responseTime);
    const expires = this.#expires;
    if (expires === null) return this.#heuristic(date);
    const until = parseHttpDate(firstDate(expires));
    return until === undefined ? 0 : Math.max(0, (until - date) / 1_000);
  }

  /** Section 4.2.2: a tenth of the time since it changed, up to a week; a day for what is said to be permanent. */
  #heuristic(date: number): number {
    if (!HEURISTIC.includes(this.status) && !this.directives.has("public")) return 0;
    const modified = parseHttpDate(this.#headers.get("last-modified") ?? "");
    if (modified === undefined) return this.#isPermanentRedirect ? DAY : 0;
    return Math.min(Math.max(0, (date - modified) / 10_000), 7 * DAY);
  }

  get #isPermanentRedirect(): boolean {
    return (this.status === 301 || this.status === 308) && this.#headers.has("location");
  }

  /** When the server made it, in milliseconds since 1970. */
  date(responseTime: number): number {
    return parseHttpDate(this.#headers.get("date") ?? "") ?? responseTime;
  }

  /** Whether nobody may have it without a word of the server. */
  get isValidatedAlways(): boolean {
    return this.directives.isWhole("no-cache");
  }

  /** Whether it must never be given stale: RFC 9111 sections 4.2.4, 5.2.2.2, 5.2.2.8 and 5.2.2.10. */
  get isNeverStale(): boolean {
    const { directives } = this;
    const shared = this.#kind.shared &&
      (directives.has("proxy-revalidate") || directives.has("s-maxage"));
    return shared || directives.has("must-revalidate") || directives.has("no-cache");
  }

  /** Whether a cache can ask whether it is still the same. */
  get hasValidator(): boolean {
    return this.#headers.has("etag") || this.#headers.has("last-modified");
  }
}

/** The first of several; the comma within a date counts for none. */
function firstDate(value: string): string {
  return /^(.*? GMT), /i.exec(value)?.[1] ?? value;
}

/**
 * Gives how old a stored response is: RFC 9111 section 4.2.3.
 *
 * @param now In milliseconds since 1970; a clock that was set back counts as standing still.
 * @returns Seconds.
 */
export function currentAge(entry: CacheEntry, now: number): number {
  const initial = ages.get(entry) ?? initialAge(entry);
  return (initial + Math.max(0, now - entry.responseTime)) / 1_000;
}

/** How old entries were when they came, in milliseconds. */
const ages = new WeakMap<CacheEntry, number>();

function initialAge(entry: CacheEntry): number {
  const { requestTime, responseTime } = entry;
  const headers = readHeaders(entry);
  const date = parseHttpDate(headers.get("date") ?? "") ?? responseTime;
  const apparent = Math.max(0, responseTime - date);
  const corrected = parseAge(headers.get("age")) * 1_000 + Math.max(0, responseTime - requestTime);
  const age = Math.max(apparent, corrected);
  ages.set(entry, age);
  return age;
}

/** RFC 9111 section 5.1: the first of a list; what is no number of seconds is passed over. */
export function parseAge(value: string | null): number {
  const [first = ""] = (value ?? "").split(",");
  return /^\d+$/.test(first.trim()) ? Math.min(Number(first), 2_147_483_648) : 0;
}

/** Gives when an entry is of no use to anybody, in milliseconds since 1970. */
export function purgeTimeOf(entry: CacheEntry, kind: CacheKind): number {
  const policy = Policy.of(entry, kind);
  const { directives } = policy;
  const spare = Math.max(
    directives.seconds("stale-while-revalidate") || 0,
    directives.seconds("stale-if-error") || 0,
    policy.hasValidator ? 30 * DAY : 0,
  );
  const left = policy.lifetime(entry.responseTime) - currentAge(entry, entry.responseTime);
  return entry.responseTime + Math.max(0, left + spare) * 1_000;
}
