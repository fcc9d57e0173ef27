/**
 * What a cache keeps of a response.
 *
 * @module
 */

/**
 * A stored response without its body.
 *
 * @example How old entries are told apart
 * ```ts
 * import { type CacheEntry, MemoryCacheStore } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const store = new MemoryCacheStore();
 * const ages = (entries: readonly CacheEntry[]) => entries.map(({ responseTime }) => responseTime);
 * assertEquals(ages(store.get("http://example.org/")), []);
 * ```
 * @category Cache
 */
export interface CacheEntry {
  /** Names the entry among all of a store. */
  readonly id: string;
  /** The URL without its fragment. */
  readonly url: string;
  /** The status code. */
  readonly status: number;
  /** The reason phrase. */
  readonly reasonPhrase: string;
  /** The headers, a name as often as it came. */
  readonly headers: readonly (readonly [string, string])[];
  /** What the request said in the fields of Vary, normalised; `null` for a field that it did not have. */
  readonly varies: Readonly<Record<string, string | null>>;
  /** A digest of the credentials for which it is; empty for whoever asks. */
  readonly owner: string;
  /** When the request was sent, in milliseconds since 1970. */
  readonly requestTime: number;
  /** When the response came, in milliseconds since 1970. */
  readonly responseTime: number;
  /** When nobody can use it any more, in milliseconds since 1970. */
  readonly deadAt: number;
  /** Bytes of the body. */
  readonly size: number;
  /** Whether the stored bytes are those of a body whose codings were undone. */
  readonly decoded: boolean;
  /** Which bytes of the whole are there, where some are missing; `last` is among them. */
  readonly range?: CacheRange | undefined;
}

/**
 * Which bytes of a body are stored.
 *
 * @example How many bytes those are
 * ```ts
 * import type { CacheRange } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const sizeOf = ({ first, last }: CacheRange) => last - first + 1;
 * assertEquals(sizeOf({ first: 0, last: 99, total: 1_000 }), 100);
 * ```
 * @category Cache
 */
export interface CacheRange {
  /** The first byte, from 0. */
  readonly first: number;
  /** The last byte. */
  readonly last: number;
  /** Bytes of the whole; `undefined` where nobody said. */
  readonly total: number | undefined;
}

/** Entries do not change, and most are read more than once. */
const read = new WeakMap<CacheEntry, Headers>();

/** Gives the headers of an entry, which nobody may change. */
export function readHeaders(entry: CacheEntry): Headers {
  const known = read.get(entry);
  if (known) return known;
  const headers = headersOf(entry);
  read.set(entry, headers);
  return headers;
}

/** Tells whether what a store gave is an entry that can be an answer. */
export function isUsable(value: unknown): value is CacheEntry {
  if (!isEntry(value)) return false;
  if (read.has(value)) return true;
  try {
    return value.status >= 200 && value.status <= 599 && Boolean(readHeaders(value));
  } catch {
    return false;
  }
}

/** Gives the headers of an entry for an answer of its own. */
export function headersOf(entry: CacheEntry): Headers {
  const headers = new Headers();
  for (const [name, value] of entry.headers) headers.append(name, value);
  return headers;
}

/** Reads an entry from a text; `undefined` if it is none. */
export function parseEntry(text: string): CacheEntry | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const TEXTS = ["id", "url", "reasonPhrase", "owner"] as const;
const NUMBERS = ["status", "requestTime", "responseTime", "deadAt", "size"] as const;

/** Entries that were looked at already. */
const known = new WeakSet<object>();

function isEntry(value: unknown): value is CacheEntry {
  if (!isRecord(value)) return false;
  if (known.has(value)) return true;
  const isWhole = TEXTS.every((name) => typeof value[name] === "string") &&
    NUMBERS.every((name) => Number.isFinite(value[name])) &&
    Array.isArray(value.headers) && value.headers.every(isPair) &&
    isRecord(value.varies) && typeof value.decoded === "boolean" &&
    (value.range === undefined || isRange(value.range));
  if (isWhole) known.add(value);
  return isWhole;
}

function isPair(pair: unknown): boolean {
  return Array.isArray(pair) && pair.length === 2 && pair.every((text) => typeof text === "string");
}

function isRange(range: unknown): boolean {
  return isRecord(range) && Number.isInteger(range.first) && Number.isInteger(range.last);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
