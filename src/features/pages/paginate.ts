/**
 * Page after page of what is too long for one response.
 *
 * @module
 */

import { HttpError } from "../../core/errors.ts";
import { nameOf } from "../../core/options/checks.ts";
import type { RedirectChain } from "../../core/origin.ts";
import type { PageItems, PaginateOptions } from "./paginate_options.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { Following } from "./following.ts";
import type { HttpResponse } from "../../core/response/response.ts";

/** Sends the first request, or one to which a page led. */
export type AskPage = (page: Following) => Promise<HttpResponse>;

/**
 * Gives page after page, each read whole.
 *
 * @param ask Sends a request.
 * @param url The first page.
 * @param options What holds for the requests.
 * @throws {StatusError} If the status of a page is 4xx or 5xx.
 * @throws {HttpError} If a page leads to one that was there already, or to no URL.
 */
export async function* paginate(
  ask: AskPage,
  url: string | URL,
  { method = "GET", next = nextLink, maxPages = Infinity, ...options }: PaginateOptions,
): AsyncGenerator<HttpResponse, undefined, undefined> {
  const seen = new Set<string>();
  let page: Following = { method, url, options, chain: undefined };
  for (let count = 1; count <= maxPages; count++) {
    const response = (await ask(page)).raiseForStatus();
    seen.add(firstUrl(response)).add(response.url);
    yield response;
    const target = count < maxPages ? toUrl(await next(response), response) : undefined;
    if (!target) return;
    if (seen.has(target.href)) throw toError("the next page was there already", response);
    page = { method, url: target, options, chain: chainAfter(page, response) };
  }
}

function nextLink({ links }: HttpResponse): string | undefined {
  return links["next"]?.url;
}

/** As it was asked for, before any redirect. */
function firstUrl(response: HttpResponse): string {
  return (response.history[0] ?? response).url;
}

/** However many pages there are, the credentials are for the origin of the first one. */
function chainAfter({ chain }: Following, response: HttpResponse): RedirectChain {
  const hops = [...response.history, response];
  return {
    url: chain?.url ?? new URL(firstUrl(response)),
    isSecure: chain?.isSecure || hops.some(({ url }) => url.startsWith("https:")),
  };
}

/** A fragment makes no other page; userinfo that a server made up is of no use. */
function toUrl(
  next: string | URL | null | undefined,
  response: HttpResponse,
): URL | undefined {
  if (next === undefined || next === null) return undefined;
  const url = URL.parse(String(next), response.url);
  if (!url) throw toError("the URL of the next page cannot be parsed", response);
  url.hash = url.username = url.password = "";
  return url;
}

function toError(reason: string, response: HttpResponse): HttpError {
  const request = PreparedRequest.from(response.request);
  return new HttpError(reason, { request, response, phase: "redirect" });
}

/** Gives the items of page after page. */
export async function* paginateItems<T>(
  pages: AsyncIterable<HttpResponse>,
  items: PageItems<T>,
): AsyncGenerator<T, undefined, undefined> {
  for await (const page of pages) yield* toItems(await items(page));
}

/** A text could be iterated, but only by mistake. */
function toItems<Found>(found: Found): Found {
  const isList = typeof found === "object" && found !== null &&
    (Symbol.iterator in found || Symbol.asyncIterator in found);
  if (isList) return found;
  throw new TypeError(`Cannot use ${nameOf(found)} as the items of a page: give a list`);
}
