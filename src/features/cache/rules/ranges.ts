/**
 * Ranges of bytes: RFC 9110 section 14, RFC 9111 section 3.3.
 *
 * @module
 */

import type { CacheEntry, CacheRange } from "../entry.ts";
import { matchesTag } from "./validators.ts";

/** A range as a request wants it: from a byte, up to one, or the last so many. */
export interface WantedRange {
  /** The first byte; `undefined` for the last `last` bytes. */
  readonly first: number | undefined;
  /** The last byte; `undefined` for all to the end. */
  readonly last: number | undefined;
}

/** Reads a Range header of one range of bytes; `undefined` for all else. */
export function parseRange(value: string | undefined): WantedRange | undefined {
  if (value === undefined) return undefined;
  const [, first = "", last = ""] = /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(value) ?? [];
  if (first === "" && last === "") return undefined;
  const range = {
    first: first === "" ? undefined : Number(first),
    last: last === "" ? undefined : Number(last),
  };
  return range.first !== undefined && range.last !== undefined && range.last < range.first
    ? undefined
    : range;
}

/** Reads a Content-Range header. */
export function parseContentRange(value: string | null): CacheRange | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+|\*)$/i.exec(value ?? "") ?? [];
  if (first === undefined || last === undefined) return undefined;
  const range = {
    first: Number(first),
    last: Number(last),
    total: total === "*" ? undefined : Number(total),
  };
  const isValid = range.first <= range.last &&
    (range.total === undefined || range.last < range.total);
  return isValid ? range : undefined;
}

/**
 * Finds the bytes that a request wants among those that are stored.
 *
 * @returns Which bytes of the whole; `"unsatisfiable"` if the whole has none of them; `undefined` if some are missing.
 */
export function findRange(
  wanted: WantedRange,
  entry: CacheEntry,
): CacheRange | "unsatisfiable" | undefined {
  const there = entry.range ?? { first: 0, last: entry.size - 1, total: entry.size };
  const { total } = there;
  const first = wanted.first ??
    (total === undefined ? NaN : Math.max(0, total - (wanted.last ?? 0)));
  const end = wanted.first === undefined ? undefined : wanted.last;
  if (
    total !== undefined && (first >= total || (wanted.first === undefined && wanted.last === 0))
  ) {
    return "unsatisfiable";
  }
  const last = Math.min(end ?? Infinity, (total ?? Infinity) - 1);
  return first >= there.first && last <= there.last ? { first, last, total } : undefined;
}

/** Tells whether an If-Range allows what is stored to be cut: RFC 9110 section 13.1.5. */
export function allowsRange(ifRange: string | undefined, stored: Headers): boolean {
  if (ifRange === undefined) return true;
  const tag = stored.get("etag");
  if (/^(?:W\/)?"/.test(ifRange)) return tag !== null && matchesTag(ifRange, tag, true);
  return ifRange === stored.get("last-modified");
}
