/**
 * What goes wrong with a proxy, until the request is known.
 *
 * @module
 */

/** The proxy could not be reached, or refused; a `ProxyError` is made of it. */
export class ProxyFailure extends Error {}
