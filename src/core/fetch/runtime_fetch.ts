/** The `fetch` that requests go over: the global one, called late, and never one of ours that stands in its place. */

/** The type of `fetch`. */
export type Fetch = typeof globalThis.fetch;

/** The global `fetch` as it was when this module was loaded. */
export const KEPT: Fetch = globalThis.fetch;

/** The `fetch` of each client; one may be put in the place of the global one. */
const clients = new WeakSet<Fetch>();

/** Marks what requests of ours give to `fetch`; a copy of it is marked as well. */
const MARK = Symbol("ferry");

/** Notes the `fetch` of a client, so that none calls itself by way of the global one. */
export function noteClientFetch(fetch: Fetch): void {
  clients.add(fetch);
}

/** Sends over the global `fetch` as it is now. */
export function callFetch(url: string, init: RequestInit): Promise<Response> {
  return globalFetch()(url, Object.assign(init, { [MARK]: true }));
}

/** Tells whether the global `fetch` leads back to a client of ours with what {@link callFetch} gave to it. */
export function isOwnCall(init: RequestInit): boolean {
  return MARK in init;
}

/** Sends over the `fetch` that was there when this module was loaded. */
export function callKeptFetch(input: string | URL | Request, init: RequestInit): Promise<Response> {
  return KEPT(input, init);
}

/** Gives the global `fetch` as it is now; one of ours that stands in its place does not count. */
export function globalFetch(): Fetch {
  const { fetch } = globalThis;
  return clients.has(fetch) ? KEPT : fetch;
}
