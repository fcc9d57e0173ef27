/**
 * The way from here to a server: over which sockets, through which proxy, and how TLS is spoken.
 *
 * @module
 */

import { parseLooseAddress } from "../../../features/url_guard/addresses.ts";
import {
  type PrivateNetworks,
  resolvePrivateNetworks,
} from "../../../features/url_guard/private_networks.ts";
import {
  type Proxy,
  type ProxySettings,
  resolveProxy,
} from "../../../features/connection/proxy_options.ts";
import {
  type ClientCertificate,
  resolveTls,
  type TlsSettings,
  type Verify,
} from "../../../features/connection/tls_options.ts";
import { type Lookup, resolveLookup } from "../../../features/connection/lookup.ts";
import { CheckedDialer } from "./checked_dialer.ts";
import { toWords } from "../../../core/fetch/tls_failure.ts";
import type { Steps } from "./connect.ts";
import type { Connection } from "../connection.ts";
import { DenoDialer } from "./deno_dialer.ts";
import type { Dialer } from "./dialer.ts";
import { askLookup, LookupDialer } from "./lookup_dialer.ts";
import { NodeDialer } from "./node_dialer.ts";
import { explainProxyTlsFailure, ProxyFailure } from "./proxy_failure.ts";
import type { Route } from "./route.ts";
import { openSocks } from "./socks.ts";
import { openTunnel } from "./tunnel.ts";

/** What the way depends on. */
export interface ConnectorOptions {
  /** The path of a Unix socket instead of the URL's host and port. */
  readonly unix?: string | undefined;
  /** The address to connect from. */
  readonly localAddress?: string | undefined;
  /** Resolves names. */
  readonly lookup?: Lookup | null | undefined;
  /** How the server's certificate is checked. */
  readonly verify?: Verify | undefined;
  /** The client's own certificate. */
  readonly cert?: ClientCertificate | null | undefined;
  /** The proxy through which everything goes. */
  readonly proxy?: Proxy | null | undefined;
  /** Whether only public addresses are connected to. */
  readonly blockPrivateNetworks?: PrivateNetworks | null | undefined;
}

/** Goes to servers, directly or through a proxy. */
export class Connector implements Steps {
  readonly #unix: string | undefined;
  readonly #tls: TlsSettings;
  /** The proxy, if there is one. */
  readonly proxy: ProxySettings | undefined;
  readonly #proxyTls: TlsSettings;
  readonly #lookup: Lookup | undefined;
  readonly #dialer: Dialer;
  /** Connects where private networks are refused. */
  readonly #checked: CheckedDialer | undefined;
  /** For what the other one cannot do. */
  readonly #node: Dialer;

  /**
   * Settles the options.
   *
   * @param options What the caller said.
   * @throws {TypeError} If one is not of a known form, or two contradict each other.
   */
  constructor(options: ConnectorOptions) {
    this.#unix = options.unix;
    this.#tls = resolveTls(options.verify, options.cert);
    this.proxy = options.proxy ? resolveProxy(options.proxy) : undefined;
    if (this.proxy && this.#unix !== undefined) {
      throw new TypeError("Cannot use unix together with a proxy");
    }
    const allowed = resolvePrivateNetworks(options.blockPrivateNetworks);
    if (allowed && this.#unix !== undefined) {
      throw new TypeError("Cannot use unix together with blockPrivateNetworks");
    }
    const lookup = this.#lookup = resolveLookup(options.lookup);
    if (lookup && this.#unix !== undefined) {
      throw new TypeError("Cannot use unix together with lookup");
    }
    this.#checked = allowed && new CheckedDialer(allowed, lookup);
    const caCerts = this.proxy?.caCerts;
    this.#proxyTls = resolveTls(caCerts === undefined ? true : { caCerts });
    const needsNode = typeof Deno === "undefined" || options.localAddress !== undefined;
    const resolving = (dialer: Dialer) => lookup ? new LookupDialer(dialer, lookup) : dialer;
    this.#node = resolving(new NodeDialer(options.localAddress));
    this.#dialer = needsNode ? this.#node : resolving(new DenoDialer());
  }

  /** Opens a connection that leads to the server, or to the proxy that gets its plain requests. */
  async open(route: Route, signal: AbortSignal): Promise<Connection> {
    const { hostname, port } = route;
    const dialer = this.#dialerFor(route);
    if (this.#unix !== undefined) return await dialer.connect({ path: this.#unix }, signal);
    if (this.proxy) {
      return await this.#openThrough(
        this.proxy,
        await this.#routeThrough(this.proxy, route),
        signal,
      );
    }
    return this.#checked
      ? await this.#checked.connect(dialer, { hostname, port }, signal)
      : await dialer.connect({ hostname, port }, signal);
  }

  /** Speaks TLS with the server. */
  secure(connection: Connection, route: Route): Promise<Connection> {
    return this.#dialerFor(route).secure(connection, route.hostname, this.#tls);
  }

  /** Whether a proxy gets the whole URL of requests to this scheme and answers them itself. */
  isForwarded(secure: boolean): boolean {
    return !secure && (this.proxy?.scheme === "http" || this.proxy?.scheme === "https");
  }

  /** A proxy resolves names where we cannot look, but for socks5, which gets an address. */
  async #routeThrough({ scheme }: ProxySettings, route: Route): Promise<Route> {
    this.#checked?.check(route.hostname);
    if (scheme !== "socks5") return route;
    const [hostname = route.hostname] = await this.#resolve(route.hostname);
    return { ...route, hostname };
  }

  /** A name that nobody here has to resolve stays as it is. */
  async #resolve(hostname: string): Promise<readonly string[]> {
    if (this.#checked) return await this.#checked.resolve(hostname);
    return this.#lookup && !parseLooseAddress(hostname)
      ? await askLookup(this.#lookup, hostname)
      : [];
  }

  async #openThrough(
    proxy: ProxySettings,
    route: Route,
    signal: AbortSignal,
  ): Promise<Connection> {
    const connection = await this.#reach(proxy, route, signal);
    const close = () => connection.close();
    signal.addEventListener("abort", close);
    try {
      if (proxy.scheme === "socks5" || proxy.scheme === "socks5h") {
        await openSocks(connection, route, proxy);
      } else if (!this.isForwarded(route.secure)) {
        await openTunnel(connection, route, proxy.authorization);
      }
      return connection;
    } catch (error) {
      connection.close();
      throw error instanceof ProxyFailure ? error : new ProxyFailure(
        `the connection to the proxy broke: ${toText(error)}`,
        { cause: error },
      );
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  async #reach(proxy: ProxySettings, route: Route, signal: AbortSignal): Promise<Connection> {
    const { hostname, port, scheme } = proxy;
    const dialer = this.#dialerFor(route);
    let connection: Connection | undefined;
    const close = () => connection?.close();
    signal.addEventListener("abort", close);
    try {
      connection = await dialer.connect({ hostname, port }, signal);
      if (scheme !== "https") return connection;
      return await dialer.secure(connection, hostname, this.#proxyTls);
    } catch (cause) {
      close();
      const why = connection ? explainProxyTlsFailure(toWords(cause)) : toText(cause);
      throw new ProxyFailure(`the proxy ${hostname}:${port} could not be reached: ${why}`, {
        cause,
      });
    } finally {
      signal.removeEventListener("abort", close);
    }
  }

  /** Deno's own TLS cannot do without a check, show a certificate, or go through TLS or a Unix socket. */
  #dialerFor({ secure }: Route): Dialer {
    if (!secure) return this.#dialer;
    const { verify, fingerprint256, cert } = this.#tls;
    const isPlainTls = verify && fingerprint256 === undefined && !cert;
    const isOverTcp = this.#unix === undefined && this.proxy?.scheme !== "https";
    return isPlainTls && isOverTcp ? this.#dialer : this.#node;
  }
}

function toText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
