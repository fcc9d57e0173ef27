/**
 * The headers that a caller does not want to be sent, kept beside the request: what is added by default is left out.
 */

import type { HeadersInput } from "./headers.ts";

const known = new WeakMap<object, readonly string[]>();

const NONE: readonly string[] = [];

/** Keeps the names of the headers whose value is `null`. */
export function markLeftOut(request: object, headers: HeadersInput | undefined | null): void {
  if (!headers || headers instanceof Headers || Symbol.iterator in headers) return;
  let names: string[] | undefined;
  for (const name in headers) {
    if (headers[name] === null) (names ??= []).push(name.toLowerCase());
  }
  if (names) known.set(request, names);
}

/** Keeps the names of one request with another one that is made of it. */
export function copyLeftOut(from: object, to: object): void {
  const names = known.get(from);
  if (names) known.set(to, names);
}

/** Gives the names in lower case. */
export function leftOutOf(request: object): readonly string[] {
  return known.get(request) ?? NONE;
}
