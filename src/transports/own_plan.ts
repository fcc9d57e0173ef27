/**
 * Which requests of a client go over sockets, and which over `fetch`.
 *
 * @module
 */

import type { LimitsOptions } from "../limits.ts";
import { isIdempotent } from "../methods.ts";
import { type PrivateNetworks, resolvePrivateNetworks } from "../network/private_networks.ts";
import type { FetchTransportOptions } from "./fetch_clients.ts";
import { type Proxy, resolveProxy } from "./proxy_options.ts";
import type { Surroundings } from "./surroundings.ts";
import { type ClientCertificate, resolveTls, type Verify } from "./tls_options.ts";

/**
 * How a client connects that was given no transport.
 *
 * @example Over a Unix socket, whatever the environment says
 * ```ts
 * import { Client, type OwnOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: OwnOptions = { unix: "/run/docker.sock", trustEnv: false };
 * using docker = new Client({ baseUrl: "http://docker/v1.43", ...options });
 * assertEquals(docker.buildRequest("GET", "info").url, "http://docker/v1.43/info");
 * ```
 */
export interface OwnOptions {
  /** How many connections there may be, and how long idle ones are kept; `null` for no limits. */
  readonly limits?: LimitsOptions | null | undefined;
  /** The proxy for every request: http, https, socks5 or socks5h; `null` for none. By default the environment's. */
  readonly proxy?: Proxy | null | undefined;
  /** How the server's certificate is checked: `true`, `false`, PEM text of more authorities, or more. */
  readonly verify?: Verify | undefined;
  /** The certificate with which the client shows itself, PEM. */
  readonly cert?: ClientCertificate | null | undefined;
  /** Whether HTTP/1.1 may be spoken. Default `true`. */
  readonly http1?: boolean | undefined;
  /**
   * Whether HTTP/2 may be spoken. By default it may where `fetch` is used; `true` prefers `fetch` where it can do the
   * rest.
   */
  readonly http2?: boolean | undefined;
  /** Whether netrc, the environment's proxies and `SSL_CERT_FILE` are used. Default `true`. */
  readonly trustEnv?: boolean | undefined;
  /** The path of a Unix socket to connect to, whatever the URL says. */
  readonly unix?: string | null | undefined;
  /** The address to connect from. */
  readonly localAddress?: string | null | undefined;
  /**
   * Whether hosts are refused whose address is not of the public internet, on every hop; needs sockets, which check the
   * address that they connect to. Of a `transport` of yours only the URL is checked, not what its host resolves to.
   */
  readonly blockPrivateNetworks?: PrivateNetworks | null | undefined;
}

/** What both transports are given. */
type Common = Pick<OwnOptions, "limits" | "verify" | "cert">;

/** What the transport over sockets is given beside a proxy. */
interface ForSockets extends Common, Pick<OwnOptions, "blockPrivateNetworks"> {
  readonly unix: string | undefined;
  readonly localAddress: string | undefined;
}

/** Decides for one client. */
export class OwnPlan {
  readonly #options: OwnOptions;
  readonly #surroundings: Surroundings;
  readonly #always: boolean;
  readonly #writes: boolean;
  readonly #common: Common;

  /**
   * Checks options before anything is sent.
   *
   * @throws {TypeError} If one is of the wrong type, or needs sockets where there are none.
   */
  static check(options: OwnOptions): void {
    const { http1, localAddress, proxy, unix } = options;
    checkText("unix", unix);
    checkText("localAddress", localAddress);
    if (unix && proxy) {
      throw new TypeError("Cannot use unix together with a proxy");
    }
    if (unix && resolvePrivateNetworks(options.blockPrivateNetworks)) {
      throw new TypeError("Cannot use unix together with blockPrivateNetworks");
    }
    const name = findNeed(options);
    if (name === undefined) return;
    if (!hasSockets()) {
      throw new TypeError(
        `Cannot use ${name}: fetch cannot do it here, and this runtime has no sockets`,
      );
    }
    if (http1 === false) throw new TypeError(`Cannot use ${name} with http1: false: ${ONLY_HTTP1}`);
  }

  /**
   * Decides.
   *
   * @param options What the caller said, checked.
   * @param surroundings What the environment says.
   * @throws {TypeError} If the environment makes sockets necessary, but HTTP/1.1 may not be spoken.
   */
  constructor(options: OwnOptions, surroundings: Surroundings) {
    const { http1, verify = true, trustEnv } = options;
    this.#options = options;
    this.#surroundings = surroundings;
    const isWrong = isFetchWrong(options, surroundings);
    if (isWrong && http1 === false) {
      throw new TypeError(
        `Cannot use http1: false with the proxies of this environment: ${ONLY_HTTP1}`,
      );
    }
    const mayBeSockets = isDeno() && hasSockets() && !prefersFetch(options);
    const hint = mayBeSockets && isFetchDoubtful(options, surroundings);
    this.#always = findNeed(options) !== undefined || isWrong || hint;
    this.#writes = mayBeSockets &&
      !(usesEnvironment(options) && surroundings.hasProxies === undefined);
    const caCerts = verify === true && trustEnv !== false ? surroundings.caCerts : undefined;
    this.#common = {
      limits: options.limits,
      verify: caCerts === undefined ? verify : { caCerts },
      cert: options.cert,
    };
  }

  /**
   * Tells whether a request goes over sockets.
   *
   * `fetch` refuses a body with GET, and cannot send a stream with a Content-Length. On Deno it sends a request again
   * by itself when a kept connection turns out to be closed (denoland/deno#35610), which only an idempotent one may
   * stand.
   */
  usesSockets(method: string, hasBody: boolean): boolean {
    if (this.#always) return true;
    if (hasBody && method === "GET") return hasSockets() && this.#options.http1 !== false;
    return this.#writes && (hasBody || !isIdempotent(method));
  }

  /** Gives the proxy for a URL over sockets. */
  proxyFor(url: URL): Proxy | undefined {
    const { proxy, unix } = this.#options;
    if (unix) return undefined;
    return usesEnvironment(this.#options) ? this.#surroundings.proxyFor(url) : proxy ?? undefined;
  }

  /** The options for the transport over `fetch`. */
  get forFetch(): FetchTransportOptions {
    const { http1, http2, proxy } = this.#options;
    const { verify, ...rest } = this.#common;
    return { ...rest, http1, http2, proxy: proxy ?? undefined, verify: verify || undefined };
  }

  /** The options for the transport over sockets, but for the proxy. */
  get forSockets(): ForSockets {
    const { blockPrivateNetworks, localAddress, unix } = this.#options;
    return {
      ...this.#common,
      blockPrivateNetworks,
      localAddress: localAddress ?? undefined,
      unix: unix ?? undefined,
    };
  }
}

const ONLY_HTTP1 = "it needs sockets, over which only HTTP/1.1 is spoken";

function checkText(name: string, value: unknown): void {
  if (value === undefined || value === null || (typeof value === "string" && value !== "")) return;
  throw new TypeError(`Cannot use ${String(value) || "an empty text"} as ${name}: give a text`);
}

/** Names the first option that `fetch` cannot do in this runtime. */
function findNeed(options: OwnOptions): string | undefined {
  const { cert, localAddress, proxy, unix, verify } = options;
  const tls = resolveTls(verify, cert);
  const settings = proxy === undefined || proxy === null ? undefined : resolveProxy(proxy);
  const isSecured = settings?.scheme === "https" &&
    Boolean(settings.authorization ?? settings.caCerts);
  const needs = {
    "blockPrivateNetworks": resolvePrivateNetworks(options.blockPrivateNetworks) !== undefined,
    "unix": Boolean(unix),
    "localAddress": Boolean(localAddress),
    "verify: false": !tls.verify,
    "verify.fingerprint256": tls.fingerprint256 !== undefined,
    "cert.passphrase": tls.cert?.passphrase !== undefined,
    "credentials or caCerts of an https proxy": isSecured,
    "proxy": !isDeno() && settings !== undefined,
    "verify": !isDeno() && tls.caCerts.length > 0,
    "cert": !isDeno() && tls.cert !== undefined,
  };
  return Object.entries(needs).find(([, isNeeded]) => isNeeded)?.[0];
}

function usesEnvironment({ proxy, trustEnv, unix }: OwnOptions): boolean {
  return proxy === undefined && trustEnv !== false && !unix;
}

/** The runtime uses the environment's proxies whatever it is told, and its exceptions for any proxy. */
function isFetchWrong(options: OwnOptions, surroundings: Surroundings): boolean {
  if (!isDeno()) return false;
  if (options.proxy) return surroundings.hasExceptions === true;
  return !usesEnvironment(options) && surroundings.hasProxies === true;
}

/** It may do so where we cannot look; and it reads the environment, and speaks to other proxies, in ways of its own. */
function isFetchDoubtful(options: OwnOptions, surroundings: Surroundings): boolean {
  const { hasExceptions, hasProxies } = surroundings;
  if (options.proxy) {
    return hasExceptions === undefined || resolveProxy(options.proxy).scheme !== "http";
  }
  return usesEnvironment(options) ? hasProxies === true : hasProxies === undefined;
}

function prefersFetch({ http1, http2 }: OwnOptions): boolean {
  return http1 === false || http2 === true;
}

function isDeno(): boolean {
  return typeof Deno === "object" && "createHttpClient" in Deno;
}

function hasSockets(): boolean {
  if (typeof Deno === "object") return "connect" in Deno;
  return typeof navigator === "object" && /^(?:Node\.js|Bun)\//.test(navigator.userAgent);
}
