/**
 * Where a request goes, settled once for every URL that comes again.
 *
 * @module
 */

import { toRequestTarget } from "../../../request_target.ts";

/** Where a request goes. */
export interface Route {
  /** Which connections it may use. */
  readonly key: string;
  /** Whether it goes over TLS. */
  readonly secure: boolean;
  /** The host to connect to, an IPv6 address without brackets. */
  readonly hostname: string;
  /** The port to connect to. */
  readonly port: number;
  /** What stands between the method and the version in the request line (RFC 9112 section 3.2). */
  readonly target: string;
  /** The value of the Host field. */
  readonly host: string;
  /** Whether a proxy reads the request: only it may see Proxy-Authorization. */
  readonly isForwarded: boolean;
  /** The value of Proxy-Authorization for that proxy. */
  readonly proxyAuthorization: string | undefined;
}

/** What routes depend on beside the URL. */
export interface RouteOptions {
  /** Tells whether a proxy gets the requests of a scheme whole. */
  readonly isForwarded: (secure: boolean) => boolean;
  /** The value of Proxy-Authorization for that proxy. */
  readonly proxyAuthorization: string | undefined;
}

/** How many URLs are remembered. */
const CAPACITY = 512;

/** Finds the route of a URL. */
export class Routes {
  readonly #known = new Map<string, Route>();
  readonly #options: RouteOptions;

  /** Makes an empty table. */
  constructor(options: RouteOptions) {
    this.#options = options;
  }

  /** Gives the route. */
  of(url: URL): Route {
    const { href } = url;
    let route = this.#known.get(href);
    if (!route) {
      route = this.#settle(url);
      if (this.#known.size >= CAPACITY) this.#known.clear();
      this.#known.set(href, route);
    }
    return route;
  }

  #settle(url: URL): Route {
    const secure = url.protocol === "https:";
    const isForwarded = this.#options.isForwarded(secure);
    const path = toRequestTarget(url);
    return {
      key: isForwarded ? "proxy" : `${url.protocol}//${url.host}`,
      secure,
      hostname: url.hostname.replace(/^\[|\]$/g, ""),
      port: Number(url.port) || (secure ? 443 : 80),
      target: isForwarded ? `${url.protocol}//${url.host}${path}` : path,
      host: url.host,
      isForwarded,
      proxyAuthorization: isForwarded ? this.#options.proxyAuthorization : undefined,
    };
  }
}
