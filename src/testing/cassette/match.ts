/**
 * Which entry of a cassette answers a request, and why none does.
 *
 * @module
 */

import { fromBodyText, toByteString } from "../../features/har/body_text.ts";
import type { HarPostData, HarRequest } from "../../features/har/har.ts";
import { parseMediaType } from "../../core/fields/media_type.ts";
import { countCommon, findNearest } from "../mock/nearest.ts";

/**
 * Tells whether a recorded request stands for one that is sent; both are without secrets.
 *
 * @param request What is sent.
 * @param recorded What was sent when the cassette was recorded.
 *
 * @example By the path alone, whatever the query says
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { HarRecorder } from "@ferry/http/har";
 * import { type CassetteMatcher, CassetteTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const byPath: CassetteMatcher = (request, recorded) =>
 *   new URL(request.url).pathname === new URL(recorded.url).pathname;
 *
 * const recorder = new HarRecorder();
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using live = new Client({ transport, recorder });
 * await live.get("http://example.org/a?time=1");
 *
 * const cassette = new CassetteTransport(recorder.toJSON(), { match: byPath });
 * using client = new Client({ transport: cassette });
 * assertEquals(await (await client.get("http://example.org/a?time=2")).text(), "hello");
 * ```
 * @category Testing
 */
export type CassetteMatcher = (request: HarRequest, recorded: HarRequest) => boolean;

/** One thing in which requests differ, in words; `undefined` if they do not. */
type Difference = (request: HarRequest, recorded: HarRequest) => string | undefined;

/** What is compared, first to last. */
export interface Comparison {
  /** Tells in what two requests differ. */
  readonly findDifference: Difference;
  /** Whether entries are played in the order of the file, each once. */
  readonly isOrdered: boolean;
}

/**
 * Settles how requests are compared.
 *
 * @param match What the caller said.
 * @param headers Headers to compare, too.
 * @throws {TypeError} If it is none of what there is.
 */
export function resolveMatch(
  match: "strict" | "loose" | CassetteMatcher,
  headers: readonly string[],
): Comparison {
  const byHeaders = headers.map(differInHeader);
  if (typeof match === "function") {
    const byFunction: Difference = (request, recorded) =>
      match(request, recorded) ? undefined : "it does not match by the function";
    return { findDifference: firstOf([byFunction, ...byHeaders]), isOrdered: false };
  }
  if (match === "loose") {
    const findDifference = firstOf([differInMethod, differInPlace, differInQuery, ...byHeaders]);
    return { findDifference, isOrdered: false };
  }
  if (match === "strict") {
    const parts = [differInMethod, differInPlace, differInQuery, differInUrl];
    return { findDifference: firstOf([...parts, ...byHeaders, differInBody]), isOrdered: true };
  }
  throw new TypeError('Cannot use this as match: give "strict", "loose" or a function');
}

function firstOf(differences: readonly Difference[]): Difference {
  return (request, recorded) => {
    for (const differ of differences) {
      const difference = differ(request, recorded);
      if (difference !== undefined) return difference;
    }
    return undefined;
  };
}

function differInMethod(request: HarRequest, recorded: HarRequest): string | undefined {
  return compare("the method", request.method, recorded.method);
}

function differInPlace(request: HarRequest, recorded: HarRequest): string | undefined {
  return compare("the URL", withoutQuery(request.url), withoutQuery(recorded.url));
}

function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/, "");
}

/** The order of parameters does not count. */
function differInQuery(request: HarRequest, recorded: HarRequest): string | undefined {
  const [sent, kept] = [listQuery(request), listQuery(recorded)];
  return compare("the query", takeOut(sent, kept), takeOut(kept, sent));
}

function listQuery({ url }: HarRequest): string[] {
  return Array.from(new URL(url).searchParams, ([name, value]) => `${name}=${value}`);
}

/** Gives those items of a list that the other one does not have. */
function takeOut(list: readonly string[], others: readonly string[]): string {
  const left = [...others];
  return list.filter((item) => {
    const index = left.indexOf(item);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  }).join("&");
}

function differInUrl(request: HarRequest, recorded: HarRequest): string | undefined {
  return compare("the URL", request.url, recorded.url);
}

function differInHeader(name: string): Difference {
  const valueOf = ({ headers }: HarRequest) =>
    headers.filter((header) => header.name.toLowerCase() === name)
      .map(({ value }) => value).join(", ");
  return (request, recorded) => compare(`header "${name}"`, valueOf(request), valueOf(recorded));
}

function compare(what: string, sent: string, kept: string): string | undefined {
  return sent === kept ? undefined : `${what} is ${quote(sent)} and not ${quote(kept)}`;
}

function quote(text: string): string {
  return text === "" ? "empty" : JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}

function differInBody(request: HarRequest, recorded: HarRequest): string | undefined {
  const sent = toKey(request.postData);
  const kept = toKey(recorded.postData);
  if (recorded.postData?._incomplete ? sent.startsWith(kept) : sent === kept) return undefined;
  let at = 0;
  while (at < sent.length && sent[at] === kept[at]) at++;
  const start = Math.max(0, at - 10);
  return compare("the body", sent.slice(start, at + 30), kept.slice(start, at + 30));
}

/** Tells whether two requests have the same body; the random boundary of a form does not count. */
export function hasSameBody(request: HarRequest, recorded: HarRequest): boolean {
  return differInBody(request, recorded) === undefined;
}

function toKey(body: HarPostData | undefined): string {
  if (!body) return "";
  const { text, mimeType, params = [] } = body;
  if (text === undefined) {
    return new URLSearchParams(params.map(({ name, value = "" }) => [name, value])).toString();
  }
  const key = toByteString(fromBodyText({ text, isBase64: body._encoding === "base64" }, mimeType));
  const boundary = parseMediaType(mimeType)?.parameters.get("boundary");
  return boundary ? key.replaceAll(`--${boundary}`, "--boundary") : key;
}

/** Says why no entry answers a request: the nearest one, and what differs. */
export function explainMiss(
  request: HarRequest,
  recorded: readonly HarRequest[],
  { findDifference }: Comparison,
): string {
  const name = `${request.method} ${request.url}`;
  const nearest = findNearest(recorded, (one) => countCommon(name, `${one.method} ${one.url}`));
  if (!nearest) return "it has no entries that were not played";
  const difference = findDifference(request, nearest) ?? "it was played before";
  return `the nearest is ${nearest.method} ${nearest.url}: ${difference}`;
}
