/** What HTTP says of methods (RFC 9110 section 9). */

import { nameOf } from "../options/checks.ts";
import { isToken } from "./headers.ts";

/** Method names are case-sensitive; these are written in capitals whatever the caller wrote. */
const STANDARD: readonly string[] = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Fetch refuses these: the first opens a tunnel, the others give credentials back. */
const FORBIDDEN: readonly string[] = ["CONNECT", "TRACE", "TRACK"];

/** Sending these twice has the effect of sending them once (RFC 9110 section 9.2.2, and the registry of methods). */
export const IDEMPOTENT: readonly string[] = [
  "GET",
  "HEAD",
  "OPTIONS",
  "PUT",
  "DELETE",
  "QUERY",
  "PROPFIND",
  "REPORT",
  "SEARCH",
];

/** Settles a method. @throws {TypeError} If it is no token, or must not be sent. */
export function resolveMethod(method: string): string {
  if (STANDARD.includes(method)) return method;
  if (typeof method !== "string" || !isToken(method)) {
    throw new TypeError(
      `Cannot use ${
        typeof method === "string" ? JSON.stringify(method) : nameOf(method)
      } as method: it is no token`,
    );
  }
  const capitals = method.toUpperCase();
  if (FORBIDDEN.includes(capitals)) {
    throw new TypeError(`Cannot use ${capitals} as method: Fetch forbids it`);
  }
  return STANDARD.includes(capitals) ? capitals : method;
}

/** Tells whether a request may be sent twice without harm. */
export function isIdempotent(method: string): boolean {
  return IDEMPOTENT.includes(method);
}
