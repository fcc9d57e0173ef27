/**
 * What may be said of pages, checked before the first of them is asked for.
 *
 * @module
 */

import { checkKeyed, nameOf } from "../../core/options/checks.ts";
import type { RequestOptions } from "../../options.ts";
import type { HttpResponse } from "../../core/response/response.ts";

/**
 * Where the next page is; nothing if there is none.
 *
 * @example A cursor in the body
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { NextPage } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const next: NextPage = async (response) => (await response.json<{ next?: string }>()).next;
 * const transport = new HandlerTransport(({ url }) =>
 *   Response.json(url.endsWith("after=7") ? {} : { next: "/?after=7" })
 * );
 * using client = new Client({ transport });
 * const pages = await Array.fromAsync(client.paginate("http://api.example/", { next }));
 * assertEquals(pages.map(({ url }) => new URL(url).search), ["", "?after=7"]);
 * ```
 * @category Downloads and pages
 */
export type NextPage = (
  response: HttpResponse,
) => string | URL | null | undefined | Promise<string | URL | null | undefined>;

/**
 * What a page holds.
 *
 * @example What a page holds, and where
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { PageItems } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const items: PageItems<string> = async (response) =>
 *   (await response.json<{ names: string[] }>()).names;
 * const transport = new HandlerTransport(() => Response.json({ names: ["Ada", "Alan"] }));
 * using client = new Client({ transport });
 * const names = await Array.fromAsync(client.paginate("http://api.example/", { items }));
 * assertEquals(names, ["Ada", "Alan"]);
 * ```
 * @category Downloads and pages
 */
export type PageItems<T> = (
  response: HttpResponse,
) => Iterable<T> | AsyncIterable<T> | Promise<Iterable<T> | AsyncIterable<T>>;

/**
 * What can be said of pages, beside what can be said of any request.
 *
 * @example Page after page by number, ten at most
 * ```ts
 * import { Client, HandlerTransport, type PaginateOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: PaginateOptions = {
 *   next: ({ url }) => `?page=${Number(new URL(url).searchParams.get("page") ?? 1) + 1}`,
 *   maxPages: 10,
 * };
 * const transport = new HandlerTransport(() => Response.json([]));
 * using client = new Client({ transport });
 * const pages = await Array.fromAsync(client.paginate("http://api.example/", options));
 * assertEquals(pages.at(-1)?.url, "http://api.example/?page=10");
 * ```
 * @category Downloads and pages
 */
export interface PaginateOptions extends RequestOptions {
  /** The method. Default GET. */
  readonly method?: string | undefined;
  /** Gives the URL of the next page, which may be relative. Default: the link of the type `next`. */
  readonly next?: NextPage | undefined;
  /** The most pages. Default: no limit. */
  readonly maxPages?: number | undefined;
}

/**
 * What can be said of pages whose items are wanted.
 *
 * @example Search by POST, the hits of the first two pages
 * ```ts
 * import { Client, HandlerTransport, type PaginateItemsOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: PaginateItemsOptions<number> = {
 *   method: "POST",
 *   json: { q: "ferry" },
 *   items: (response) => response.json<number[]>(),
 *   next: ({ url }) => url + "1",
 *   maxPages: 2,
 * };
 * const transport = new HandlerTransport(() => Response.json([1, 2]));
 * using client = new Client({ transport });
 * const hits = await Array.fromAsync(client.paginate("http://api.example/search?page=", options));
 * assertEquals(hits, [1, 2, 1, 2]);
 * ```
 * @category Downloads and pages
 */
export interface PaginateItemsOptions<T> extends PaginateOptions {
  /** Gives what a page holds. */
  readonly items: PageItems<T>;
}

/** What only pages take. */
export const PAGE_OPTIONS: readonly string[] = ["method", "next", "maxPages", "items"];

/**
 * Checks the options of pages.
 *
 * @throws {TypeError} If one is of the wrong type.
 * @throws {RangeError} If there can be no page.
 */
export function checkPaginate(options: Partial<PaginateItemsOptions<unknown>>): void {
  checkKeyed(options);
  const { next, maxPages, items } = options;
  for (const [name, value] of Object.entries({ next, items })) {
    if (value === undefined || typeof value === "function") continue;
    throw new TypeError(`Cannot use ${nameOf(value)} as ${name}: give a function`);
  }
  if (maxPages === undefined || maxPages === Infinity) return;
  if (!Number.isInteger(maxPages) || maxPages < 1) {
    throw new RangeError(`Cannot use ${maxPages} as maxPages: give a whole number from 1`);
  }
}
