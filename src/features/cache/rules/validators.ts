/**
 * Validators and conditions: RFC 9110 sections 8.8 and 13, RFC 9111 section 4.3.
 *
 * @module
 */

import { parseHttpDate } from "../../../fields/dates.ts";
import { splitList } from "../../../core/fields/cache_status.ts";

/** Compares two entity tags; a strong comparison wants both to be strong. */
export function matchesTag(one: string, other: string, strong = false): boolean {
  if (strong) return one === other && !one.startsWith("W/");
  return one.replace(/^W\//, "") === other.replace(/^W\//, "");
}

/** Headers with which a request asks for something only if. */
export const CONDITIONS: readonly string[] = [
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "if-range",
];

/**
 * Tells whether a caller who has something already has what is stored: RFC 9111 section 4.3.2.
 *
 * @param request The caller's headers.
 * @param stored The headers of the entry.
 * @param responseTime When the entry came, for one without a Date.
 */
export function isNotModified(
  request: Readonly<Record<string, string>>,
  stored: Headers,
  responseTime: number,
): boolean {
  const tags = request["if-none-match"];
  if (tags !== undefined) {
    const own = stored.get("etag");
    if (tags.trim() === "*") return true;
    return own !== null && splitList(tags).some((tag) => matchesTag(tag, own));
  }
  const asked = request["if-modified-since"];
  const since = asked === undefined ? undefined : parseHttpDate(asked);
  if (since === undefined) return false;
  const modified = parseHttpDate(stored.get("last-modified") ?? "") ??
    parseHttpDate(stored.get("date") ?? "") ?? responseTime;
  return modified <= since;
}

/**
 * Gives the conditions that ask whether an entry is still the same, added to those of the caller.
 *
 * @param stored The headers of the entry.
 * @param request The caller's headers.
 */
export function toConditions(
  stored: Headers,
  request: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const tag = stored.get("etag");
  const modified = stored.get("last-modified");
  const asked = request["if-none-match"];
  if (tag === null) return modified === null ? {} : { "if-modified-since": modified };
  const isListed = asked !== undefined && splitList(asked).includes(tag);
  return {
    "if-none-match": asked === undefined || asked.trim() === "*"
      ? tag
      : isListed
      ? asked
      : `${asked}, ${tag}`,
    ...(modified !== null && { "if-modified-since": modified }),
  };
}

/** Tells whether a 304 is about an entry: RFC 9111 section 4.3.4. */
export function confirms(answer: Headers, stored: Headers): boolean {
  const tag = answer.get("etag");
  const own = stored.get("etag");
  if (tag !== null) return own === null || matchesTag(tag, own, !tag.startsWith("W/"));
  const modified = answer.get("last-modified");
  const ownModified = stored.get("last-modified");
  return modified === null || ownModified === null || own !== null || modified === ownModified;
}

/** What an answer without a body says of its own form, and not of what is stored: RFC 9111 section 3.2. */
const KEPT: readonly string[] = ["content-encoding", "content-length", "content-range"];

/** What belongs to a connection and is never stored: RFC 9111 section 3.1. */
const CONNECTION: readonly string[] = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
];

/** Gives the headers that may be stored, but for those named. */
export function toStoredHeaders(
  headers: Headers,
  left: readonly string[],
): readonly (readonly [string, string])[] {
  const listed = (headers.get("connection") ?? "").toLowerCase().split(",").map((name) =>
    name.trim()
  );
  const out = new Set([...CONNECTION, ...listed, ...left]);
  return [...headers].filter(([name]) => !out.has(name));
}

/**
 * Renews stored headers by those of a 304, or of a HEAD.
 *
 * @param stored What is there.
 * @param update What came, with what may not be stored left out.
 */
export function updateHeaders(
  stored: readonly (readonly [string, string])[],
  update: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  const news = update.filter(([name]) => !KEPT.includes(name));
  const names = new Set([...news.map(([name]) => name), "age", "date"]);
  return [...stored.filter(([name]) => !names.has(name)), ...news];
}
