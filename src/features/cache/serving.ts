/**
 * Answers made of what is stored, and those of the server with a word on what the cache did.
 *
 * @module
 */

import { HttpResponse } from "../../core/response/response.ts";
import { CACHE_NAME, type CacheStatus } from "../../core/fields/cache_status.ts";
import { formatCacheStatus } from "./cache_status.ts";
import { type CacheEntry, type CacheRange, readHeaders } from "./entry.ts";
import type { CachedBody } from "./stores/store.ts";
import type { CacheRequest } from "./cache_request.ts";
import { allowsRange, findRange } from "./rules/ranges.ts";
import { follow, type GuardedStore, type MaybePromise } from "./guarded_store.ts";
import { isNotModified } from "./rules/validators.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What the cache did, for Cache-Status. */
export type StatusFacts = Partial<Omit<CacheStatus, "cache">>;

/** What is given of an entry. */
export interface Served {
  readonly entry: CacheEntry;
  /** Seconds. */
  readonly age: number;
  readonly facts: StatusFacts;
}

/** Tells whether all that a request wants of an entry is there. */
export function isServable(entry: CacheEntry, { range, request, context }: CacheRequest): boolean {
  if (entry.size > (context.options.maxResponseBytes ?? Infinity)) return false;
  if (range === undefined) return entry.range === undefined;
  if (entry.decoded || entry.status !== 200) return false;
  if (!allowsRange(request.headers["if-range"], readHeaders(entry))) {
    return entry.range === undefined;
  }
  return findRange(range, entry) !== undefined;
}

/** Gives an answer; `undefined` if the entry is gone, or has not what is wanted. */
export function serve(
  store: GuardedStore,
  cacheRequest: CacheRequest,
  { entry, age, facts }: Served,
): MaybePromise<HttpResponse | undefined> {
  const { request } = cacheRequest;
  const { status, reasonPhrase } = entry;
  const headers = [
    ["age", String(Math.floor(age))],
    ["cache-status", toStatus(facts)],
  ] as const;
  const isSuccess = status >= 200 && status < 300;
  if (isSuccess && isNotModified(request.headers, readHeaders(entry), entry.responseTime)) {
    return toStored(cacheRequest, null, {
      status: 304,
      headers: headersFor(entry, headers, SIZES),
    });
  }
  if (request.method === "HEAD") {
    return toStored(cacheRequest, null, {
      status,
      reasonPhrase,
      headers: headersFor(entry, headers),
    });
  }
  return serveBytes(store, cacheRequest, { entry, headers });
}

/** Refuses to answer out of what is stored: RFC 9111 sections 5.2.1.7 and 5.2.2.2. */
export function refuse(cacheRequest: CacheRequest, facts: StatusFacts): HttpResponse {
  return toStored(cacheRequest, null, {
    status: 504,
    headers: [["cache-status", toStatus(facts)]],
  });
}

type Pairs = readonly (readonly [name: string, value: string])[];

/** What says how many bytes there are, which a 304 has not. */
const SIZES: readonly string[] = ["content-length", "content-encoding"];

/** Gives the headers of an entry with some more; several of one name stay several. */
function headersFor({ headers }: CacheEntry, more: Pairs, left: readonly string[] = []): Pairs {
  const pairs = headers.filter(([name]) => name !== "age" && !left.includes(name));
  pairs.push(...more);
  return pairs;
}

/** Adds what the cache did. */
export function addStatus(headers: Headers, facts: StatusFacts): void {
  headers.append("cache-status", toStatus(facts));
}

function toStatus(facts: StatusFacts): string {
  const { hit = false, ttl } = facts;
  // Nearly every answer: what nothing else is known of is written at once.
  if (hit && ttl !== undefined) return `${CACHE_NAME}; hit; ttl=${ttl}`;
  return formatCacheStatus({ cache: CACHE_NAME, hit, ...facts });
}

interface Head {
  readonly status: number;
  readonly reasonPhrase?: string;
  readonly headers: Pairs;
}

/** Cookies of a stored answer were kept when it came; they must not come back by it. */
export function toStored(
  { request }: CacheRequest,
  body: Bytes | AsyncIterable<Bytes> | null,
  { status, reasonPhrase, headers }: Head,
): HttpResponse {
  return HttpResponse.of(body, {
    status,
    statusText: reasonPhrase,
    headers,
    request,
    setsCookies: false,
  });
}

interface ServedBytes {
  readonly entry: CacheEntry;
  /** What is said beside what is stored. */
  readonly headers: Pairs;
}

function serveBytes(
  store: GuardedStore,
  cacheRequest: CacheRequest,
  { entry, headers }: ServedBytes,
): MaybePromise<HttpResponse | undefined> {
  const { request, range, context } = cacheRequest;
  const found = range && allowsRange(request.headers["if-range"], readHeaders(entry))
    ? findRange(range, entry)
    : undefined;
  if (found === "unsatisfiable") {
    const more = [...headers, [
      "content-range",
      `bytes */${entry.range?.total ?? entry.size}`,
    ]] as const;
    return toStored(cacheRequest, null, { status: 416, headers: headersFor(entry, more, PART) });
  }
  return follow(
    store.body(entry, !context.stream),
    (body) => body && toAnswer(cacheRequest, body, { entry, headers, found }),
  );
}

interface AnswerOf extends ServedBytes {
  readonly found: CacheRange | undefined;
}

function toAnswer(
  cacheRequest: CacheRequest,
  body: CachedBody,
  { entry, headers, found }: AnswerOf,
): HttpResponse {
  const { status, reasonPhrase } = entry;
  if (!found) {
    const whole = { first: 0, last: entry.size - 1 };
    return toStored(cacheRequest, cut(body, whole), {
      status,
      reasonPhrase,
      headers: headersFor(entry, headers),
    });
  }
  const { first, last, total = "*" } = found;
  const offset = entry.range?.first ?? 0;
  const part = [
    ...headers,
    ["content-range", `bytes ${first}-${last}/${total}`],
    ["content-length", String(last - first + 1)],
  ] as const;
  return toStored(cacheRequest, cut(body, { first: first - offset, last: last - offset }), {
    status: 206,
    reasonPhrase: "Partial Content",
    headers: headersFor(entry, part, PART),
  });
}

/** What a part says of itself. */
const PART: readonly string[] = ["content-range", "content-length"];

interface Piece {
  readonly first: number;
  readonly last: number;
}

function cut(body: CachedBody, piece: Piece): Bytes | AsyncIterable<Bytes> {
  if (!(body instanceof Uint8Array)) return toPieces(body, piece);
  return piece.first === 0 && piece.last === body.length - 1
    ? body
    : body.subarray(piece.first, piece.last + 1);
}

/** Gives the pieces of a stored body that lie between two places. */
async function* toPieces(
  body: AsyncIterable<Bytes>,
  { first, last }: Piece,
): AsyncGenerator<Bytes, void, undefined> {
  let place = 0;
  if (place > last) return;
  for await (const chunk of body) {
    const piece = chunk.subarray(Math.max(0, first - place), last + 1 - place);
    place += chunk.length;
    if (place > first && piece.length > 0) yield piece;
    if (place > last) return;
  }
  throw new TypeError("Cannot read a stored body: it is shorter than it was");
}

/** Gives the response of the server with what the cache did, as an answer to what the caller sent. */
export function withStatus(
  response: HttpResponse,
  { sent: request }: CacheRequest,
  facts: StatusFacts,
): HttpResponse {
  return response.with({ headers: headersWith(response, facts), request });
}

/** Copies the headers of the server's response, with what the cache did. */
export function headersWith({ headers, status }: HttpResponse, facts: StatusFacts): Headers {
  const copy = new Headers(headers);
  addStatus(copy, { forwardStatus: status, ...facts });
  return copy;
}

/** Whether the body of a response is given without the coding that it came with: a copy of its headers is without. */
export function isDecoded({ headers }: HttpResponse): boolean {
  return headers.has("content-encoding") && ![...headers.keys()].includes("content-encoding");
}
