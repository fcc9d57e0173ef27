/**
 * Headers as callers give them, before they are merged: looked at, added to, left out.
 *
 * @module
 */

import type { HeadersInput } from "../core/request/headers.ts";

/**
 * Tells whether a caller says anything of some headers, be it that they are removed.
 *
 * @param headers What the caller gave.
 * @param wanted Names in lower case.
 */
export function mentions(
  headers: HeadersInput | null | undefined,
  wanted: readonly string[],
): boolean {
  if (headers === undefined || headers === null) return false;
  const pairs = isIterable(headers) ? [...headers] : Object.entries(headers);
  return pairs.some(([name]) => isAmong(name, wanted));
}

/**
 * Leaves headers out.
 *
 * @param headers What the caller gave.
 * @param left Those that are left out, in lower case.
 */
export function withoutNames(headers: HeadersInput, left: readonly string[]): HeadersInput {
  const stays = ([name]: readonly [string, unknown]) => !isAmong(name, left);
  return isIterable(headers)
    ? [...headers].filter(stays)
    : Object.fromEntries(Object.entries(headers).filter(stays));
}

function isAmong(name: unknown, wanted: readonly string[]): boolean {
  return typeof name === "string" && wanted.includes(name.toLowerCase());
}

/**
 * Adds headers of which the caller says nothing.
 *
 * @param headers What the caller gave.
 * @param added Names in lower case, and values.
 */
export function withMissing(
  headers: HeadersInput | null | undefined,
  added: Readonly<Record<string, string>>,
): HeadersInput {
  const missing = Object.entries(added).filter(([name]) => !mentions(headers, [name]));
  if (headers === undefined || headers === null) return missing;
  if (isIterable(headers)) return [...headers, ...missing];
  return { ...headers, ...Object.fromEntries(missing) };
}

function isIterable(headers: HeadersInput): headers is Iterable<readonly [string, string]> {
  return typeof headers === "object" && Symbol.iterator in headers;
}
