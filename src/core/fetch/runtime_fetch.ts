/**
 * The `fetch` that requests go over: the global one, called late, and never one of ours that stands in its place.
 *
 * @module
 */

type Fetch = typeof globalThis.fetch;

/** The global `fetch` as it was when this module was loaded. */
const KEPT: Fetch = globalThis.fetch;

/** What native functions look like: those of Deno and Node are written in JavaScript, those of others are not. */
const NATIVE: readonly RegExp[] = [
  /^(?:async )?function fetch\([^]*\b(?:lazyFetch|op_fetch|requiredArguments)\b/,
  /^(?:async )?function fetch\([^]*\b(?:fetchImpl|lazyUndici)\b/,
  /^(?:async )?function fetch\(\) \{\s*\[native code\]\s*\}$/,
];

/** The `fetch` of each client; one may be put in the place of the global one. */
const clients = new WeakSet<Fetch>();

/** Marks what requests of ours give to `fetch`; a copy of it is marked as well. */
const MARK = Symbol("ferry");

/** Notes the `fetch` of a client, so that none calls itself by way of the global one. */
export function noteClientFetch(fetch: Fetch): void {
  clients.add(fetch);
}

/**
 * Tells whether the global `fetch` is not the runtime's own: a stub, a mock library or an instrumentation, which wants
 * to see what is sent. That of a client of ours does not count.
 */
export function isFetchReplaced(): boolean {
  const current = globalFetch();
  return !isNative(current) || (current !== KEPT && isNative(KEPT));
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

function globalFetch(): Fetch {
  const { fetch } = globalThis;
  return clients.has(fetch) ? KEPT : fetch;
}

/** In doubt it is none: over `fetch` everything works, if not as well. */
function isNative(fetch: Fetch): boolean {
  const text = Function.prototype.toString.call(fetch);
  return fetch.name === "fetch" && NATIVE.some((pattern) => pattern.test(text));
}
