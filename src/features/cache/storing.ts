/**
 * What of a response may be stored: RFC 9111 section 3.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import type { CacheEntry, CacheRange } from "./entry.ts";
import { type CacheKind, HEURISTIC, Policy, purgeTimeOf } from "./rules/freshness.ts";
import type { CacheRequest } from "./cache_request.ts";
import { parseContentRange } from "./rules/ranges.ts";
import { isDecoded } from "./serving.ts";
import { toStoredHeaders, updateHeaders } from "./rules/validators.ts";
import { varyNames } from "./rules/vary.ts";

/** When a response was asked for and came, in milliseconds since 1970, and for whom it is stored. */
export interface Arrived {
  readonly kind: CacheKind;
  readonly requestTime: number;
  readonly responseTime: number;
}

/** Statuses that only this very request can have. */
const NEVER: readonly number[] = [101, 304, 401, 407, 412, 416];

/** Makes an entry of a response; `undefined` if it may not be stored, or nobody could ever use it. */
export function toEntry(
  cacheRequest: CacheRequest,
  response: HttpResponse,
  { kind, requestTime, responseTime }: Arrived,
): CacheEntry | undefined {
  const { headers, status } = response;
  const policy = new Policy(headers, status, kind);
  const names = varyNames(headers.get("vary"));
  if (!names || !isStorable(cacheRequest, response, { policy, kind })) return undefined;
  const range = status === 206 ? parseContentRange(headers.get("content-range")) : undefined;
  const decoded = isDecoded(response);
  if (status === 206 && (!range || headers.has("content-encoding"))) return undefined;
  if (policy.lifetime(responseTime) <= 0 && !policy.hasValidator) return undefined;
  const entry = {
    id: crypto.randomUUID(),
    url: cacheRequest.key,
    status: status === 206 ? 200 : status,
    reasonPhrase: status === 206 ? "OK" : response.reasonPhrase,
    headers: toStoredHeaders(headers, [
      ...unstoredNames(policy, kind),
      ...(decoded ? ["content-encoding", "content-length"] : []),
      ...(range ? ["content-range", "content-length"] : []),
    ]),
    varies: variesOf(names, cacheRequest),
    owner: kind.shared ? "" : cacheRequest.credentials,
    requestTime,
    responseTime,
    deadAt: 0,
    size: 0,
    decoded,
    ...(range && { range }),
  };
  return { ...entry, deadAt: purgeTimeOf(entry, kind) };
}

function variesOf(
  names: readonly string[],
  cacheRequest: CacheRequest,
): Readonly<Record<string, string | null>> {
  return Object.fromEntries(names.map((name) => [name, cacheRequest.field(name)]));
}

/** Fields that may not be given again without a word of the server. */
function unstoredNames({ directives }: Policy, { shared }: CacheKind): readonly string[] {
  return [...directives.fields("no-cache"), ...(shared ? directives.fields("private") : [])];
}

interface Rules {
  readonly policy: Policy;
  readonly kind: CacheKind;
}

function isStorable(
  cacheRequest: CacheRequest,
  response: HttpResponse,
  { policy, kind }: Rules,
): boolean {
  const { directives, isExplicit } = policy;
  const { status, headers } = response;
  if (status < 200 || NEVER.includes(status)) return false;
  if (/^text\/event-stream\b/i.test(headers.get("content-type") ?? "")) return false;
  // RFC 9111 section 5.2.2.3: who understands the status may pass over no-store.
  const isUnderstood = HEURISTIC.includes(status) || UNDERSTOOD.includes(status);
  if (directives.has("must-understand") ? !isUnderstood : directives.has("no-store")) return false;
  if (kind.shared && !isForAll(cacheRequest, response, policy)) return false;
  return isExplicit || directives.has("public") || (!kind.shared && directives.has("private")) ||
    HEURISTIC.includes(status);
}

/** Statuses beside the heuristic ones that mean the same to a cache as to anybody. */
const UNDERSTOOD: readonly number[] = [302, 303, 307, 400, 403, 409, 429, 500, 502, 503, 504];

/** Section 3.5; what sets or was asked for with cookies is shared only if the server says for how long. */
function isForAll(
  { request }: CacheRequest,
  { headers }: HttpResponse,
  { directives, isExplicit }: Policy,
): boolean {
  if (directives.isWhole("private")) return false;
  const isPublic = directives.has("public") || directives.has("s-maxage");
  if (
    request.headers.authorization !== undefined && !isPublic && !directives.has("must-revalidate")
  ) {
    return false;
  }
  const hasCookies = request.headers.cookie !== undefined || headers.has("set-cookie");
  return !hasCookies || isExplicit || isPublic;
}

/** Gives an entry renewed by a 304 or by a HEAD: RFC 9111 sections 3.2 and 4.3.4. */
export function renew(
  entry: CacheEntry,
  { cacheRequest, headers }: { readonly cacheRequest: CacheRequest; readonly headers: Headers },
  { kind, requestTime, responseTime }: Arrived,
): CacheEntry | undefined {
  const policy = new Policy(headers, entry.status, kind);
  const update = toStoredHeaders(headers, unstoredNames(policy, kind));
  const renewed = {
    ...entry,
    headers: updateHeaders(entry.headers, update),
    requestTime,
    responseTime,
  };
  const names = varyNames(
    new Headers(renewed.headers.map(([n, v]): [string, string] => [n, v])).get("vary"),
  );
  if (!names || policy.directives.has("no-store")) return undefined;
  return { ...renewed, varies: variesOf(names, cacheRequest), deadAt: purgeTimeOf(renewed, kind) };
}

/** Gives the entry that two parts of one body make, if they belong together: RFC 9111 section 3.4. */
export function joinRanges(entry: CacheEntry, answer: HttpResponse): CacheRange | undefined {
  const range = answer.status === 206
    ? parseContentRange(answer.headers.get("content-range"))
    : undefined;
  const tag = answer.headers.get("etag");
  const own = entry.headers.find(([name]) => name === "etag")?.[1];
  const isSame = tag !== null && tag === own && !tag.startsWith("W/");
  const { range: there } = entry;
  if (!range || !there || !isSame || range.first !== there.last + 1) return undefined;
  return range.total !== undefined && range.last === range.total - 1 ? range : undefined;
}
