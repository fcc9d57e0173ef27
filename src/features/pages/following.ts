/**
 * The request for the next page.
 *
 * @module
 */

import type { ClientDefaults } from "../../core/options/client_defaults.ts";
import type { RequestOptions } from "../../core/options/request_options.ts";
import { CREDENTIAL_HEADERS, mayCarryCredentials, type RedirectChain } from "../../core/origin.ts";
import { buildRequest, type Built } from "../../core/request/request.ts";
import { resolveUrl } from "../../core/request/url.ts";
import { withoutNames } from "../caller_headers.ts";

/** A request to which a page of a longer answer led, not by a redirect. */
export interface Following {
  /** The method. */
  readonly method: string;
  /** The URL. */
  readonly url: string | URL;
  /** What the caller said for the first page. */
  readonly options: RequestOptions;
  /** Where the chain began; `undefined` for the first page. */
  readonly chain: RedirectChain | undefined;
}

/**
 * Builds a request to which a page led: what a server links to gets credentials only if it is of the
 * origin for which they were given.
 *
 * Its query is the link's. Of the client's params, those that it leaves out are added, as a key to an
 * API may be; those of the first page are not, as its number may be.
 */
export function buildFollowing({ options, ...page }: Following, defaults: ClientDefaults): Built {
  const { chain } = page;
  if (!chain) return buildRequest({ ...page, options }, defaults);
  const { url } = resolveUrl(page.url, undefined);
  if (!mayCarryCredentials(chain, url)) {
    const names = ["host", ...CREDENTIAL_HEADERS, ...defaults.sensitiveHeaders];
    const headers = options.headers && withoutNames(options.headers, names);
    const auth = options.auth === null ? null : undefined;
    const cookies = options.cookies === null || options.cookies === false ? null : undefined;
    const rest = { ...options, headers, auth, cookies, params: null };
    return buildRequest({ ...page, options: rest }, defaults);
  }
  const linked = [...url.searchParams.keys()].map((key) => [key, null] as const);
  const params = Object.fromEntries(linked);
  return buildRequest({ ...page, options: { ...options, params } }, defaults);
}
