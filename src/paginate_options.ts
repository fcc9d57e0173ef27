/**
 * What may be said of pages, checked before the first of them is asked for.
 *
 * @module
 */

import type { RequestOptions } from "./options.ts";
import type { HttpResponse } from "./response/response.ts";

/** Where the next page is; nothing if there is none. */
export type NextPage = (
  response: HttpResponse,
) => string | URL | null | undefined | Promise<string | URL | null | undefined>;

/** What a page holds. */
export type PageItems<T> = (
  response: HttpResponse,
) => Iterable<T> | AsyncIterable<T> | Promise<Iterable<T> | AsyncIterable<T>>;

/** What can be said of pages, beside what can be said of any request. */
export interface PaginateOptions extends RequestOptions {
  /** The method. Default GET. */
  readonly method?: string | undefined;
  /** Gives the URL of the next page, which may be relative. Default: the link of the type `next`. */
  readonly next?: NextPage | undefined;
  /** The most pages. Default: no limit. */
  readonly maxPages?: number | undefined;
}

/** What can be said of pages whose items are wanted. */
export interface PaginateItemsOptions<T> extends PaginateOptions {
  /** Gives what a page holds. */
  readonly items: PageItems<T>;
}

/**
 * Checks the options of pages.
 *
 * @throws {TypeError} If one is of the wrong type.
 * @throws {RangeError} If there can be no page.
 */
export function checkPaginate(
  { next, maxPages, items }: Partial<PaginateItemsOptions<unknown>>,
): void {
  for (const [name, value] of Object.entries({ next, items })) {
    if (value === undefined || typeof value === "function") continue;
    throw new TypeError(`Cannot use a ${typeof value} as ${name}: give a function`);
  }
  if (maxPages === undefined || maxPages === Infinity) return;
  if (!Number.isInteger(maxPages) || maxPages < 1) {
    throw new RangeError(`Cannot use ${maxPages} as maxPages: give a whole number from 1`);
  }
}
