/**
 * What the runtime can do for transports.
 *
 * @module
 */

/** Tells whether `fetch` takes a client of Deno's. */
export function hasHttpClients(): boolean {
  return typeof Deno === "object" && "createHttpClient" in Deno;
}

/** Tells whether there are sockets: Deno's, or those of `node:net`. */
export function hasSockets(): boolean {
  if (typeof Deno === "object") return "connect" in Deno;
  return typeof navigator === "object" && /^(?:Node\.js|Bun)\//.test(navigator.userAgent);
}
