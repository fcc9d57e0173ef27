/**
 * Answers made of what is stored, and answers of the server with a word on what the cache did.
 *
 * @module
 */

import { contentLengthOf } from "../../core/fields/content_length.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { contentOf, toByteSource, toResponse } from "./answer.ts";
import { CACHE_NAME, type CacheStatus, formatCacheStatus } from "../../core/fields/cache_status.ts";
import { type CacheEntry, headersOf } from "./entry.ts";
import { isDecoded } from "./storing.ts";
import type { Question } from "./question.ts";
import { allowsRange, findRange } from "./rules/ranges.ts";
import type { Shelf } from "./shelf.ts";
import { isNotModified } from "./rules/validators.ts";

/** What the cache did, for Cache-Status. */
export type Word = Partial<Omit<CacheStatus, "cache">>;

/** What is given of an entry. */
export interface Giving {
  readonly entry: CacheEntry;
  /** Seconds. */
  readonly age: number;
  readonly word: Word;
}

/** Tells whether all that a question wants of an entry is there. */
export function isServable(entry: CacheEntry, { range, request, context }: Question): boolean {
  if (entry.size > (context.options.maxResponseBytes ?? Infinity)) return false;
  if (range === undefined) return entry.range === undefined;
  if (entry.decoded || entry.status !== 200) return false;
  if (!allowsRange(request.headers["if-range"], headersOf(entry))) return entry.range === undefined;
  return findRange(range, entry) !== undefined;
}

/** Gives an answer; `undefined` if the entry is gone, or has not what is wanted. */
export async function give(
  shelf: Shelf,
  question: Question,
  { entry, age, word }: Giving,
): Promise<HttpResponse | undefined> {
  const { request, context } = question;
  const headers = headersOf(entry);
  headers.set("age", String(Math.floor(age)));
  addWord(headers, word);
  const isSuccess = entry.status >= 200 && entry.status < 300;
  if (isSuccess && isNotModified(request.headers, headers, entry.responseTime)) {
    for (const name of ["content-length", "content-encoding"]) headers.delete(name);
    return toResponse({ request, context, status: 304, headers, body: undefined });
  }
  const { status, reasonPhrase } = entry;
  if (request.method === "HEAD") {
    return toResponse({ request, context, status, reasonPhrase, headers, body: undefined });
  }
  return await giveBytes(shelf, question, { entry, headers });
}

/** Adds what the cache did. */
export function addWord(headers: Headers, word: Word): void {
  headers.append("cache-status", formatCacheStatus({ cache: CACHE_NAME, hit: false, ...word }));
}

interface Bytes {
  readonly entry: CacheEntry;
  readonly headers: Headers;
}

async function giveBytes(
  shelf: Shelf,
  question: Question,
  { entry, headers }: Bytes,
): Promise<HttpResponse | undefined> {
  const { request, context } = question;
  const isCut = question.range !== undefined && allowsRange(request.headers["if-range"], headers);
  const found = isCut && question.range ? findRange(question.range, entry) : undefined;
  if (found === "unsatisfiable") {
    headers.set("content-range", `bytes */${entry.range?.total ?? entry.size}`);
    headers.delete("content-length");
    return toResponse({ request, context, status: 416, headers, body: undefined });
  }
  const body = await shelf.body(entry);
  if (!body) return undefined;
  const { first, last } = found ?? { first: 0, last: entry.size - 1 };
  const { status, reasonPhrase } = found ? { status: 206, reasonPhrase: "Partial Content" } : entry;
  if (found) {
    headers.set("content-range", `bytes ${first}-${last}/${found.total ?? "*"}`);
    headers.set("content-length", String(last - first + 1));
  }
  const offset = entry.range?.first ?? 0;
  const piece = { first: first - offset, last: last - offset };
  const cut = body instanceof Uint8Array
    ? body.subarray(piece.first, piece.last + 1)
    : toByteSource(body, piece);
  return toResponse({ request, context, status, reasonPhrase, headers, body: cut });
}

/** Gives the response of the server with other headers; its body goes through. */
export function rewrap(response: HttpResponse, question: Question, word: Word): HttpResponse {
  const content = contentOf(response);
  // The start of the body of an error belongs to its StatusError, which nobody else can make.
  if (!content && response.status >= 400) return response;
  const headers = new Headers(response.headers);
  addWord(headers, { forwardStatus: response.status, ...word });
  return passOn(response, question, { headers, body: content ?? toSource(response) });
}

/** What the response of the server is given with. */
export interface Passing {
  readonly headers: Headers;
  readonly body: Uint8Array<ArrayBuffer> | ByteSource;
}

/** Gives the response of the server with another body. */
export function passOn(
  response: HttpResponse,
  { sent: request, context }: Question,
  { headers, body }: Passing,
): HttpResponse {
  const { status, reasonPhrase } = response;
  const decoded = isDecoded(headers);
  return toResponse({
    request,
    context,
    status,
    reasonPhrase,
    headers,
    body,
    decoded,
    origin: response,
  });
}

/** Reads an unread response as a source. */
export function toSource(response: HttpResponse): ByteSource {
  const chunks = response.iterBytes();
  return {
    size: sizeOf(response),
    async read() {
      const { value, done } = await chunks.next();
      return done ? undefined : value;
    },
    abort: () => response.close(),
  };
}

/** How many bytes the body will have, where the headers say so. */
export function sizeOf({ headers }: HttpResponse): number | undefined {
  return isDecoded(headers) ? undefined : contentLengthOf(headers);
}
