/**
 * Whether the requests of a client go over sockets or over `fetch`: all of them the same way.
 *
 * @module
 */

import { resolvePrivateNetworks } from "../url_guard/private_networks.ts";
import type { ClientOptions } from "../../options.ts";
import type { FetchTransportOptions } from "./fetch_transport.ts";
import { type Lookup, resolveLookup } from "./lookup.ts";
import { type Proxy, resolveProxy } from "./proxy_options.ts";
import { hasHttpClients, hasSockets } from "../../core/fetch/runtime.ts";
import { isFetchReplaced } from "./replaced_fetch.ts";
import type { EnvironmentFacts } from "./environment_facts.ts";
import { resolveTls } from "./tls_options.ts";

/** How a client connects that was given no transport. */
export type OwnOptions = Pick<
  ClientOptions,
  | "limits"
  | "proxy"
  | "verify"
  | "cert"
  | "http1"
  | "http2"
  | "trustEnv"
  | "unix"
  | "localAddress"
  | "lookup"
  | "blockPrivateNetworks"
>;

/** What both transports are given. */
type Common = Pick<OwnOptions, "limits" | "verify" | "cert">;

/** What the transport over sockets is given beside a proxy. */
interface ForSockets extends Common, Pick<OwnOptions, "blockPrivateNetworks"> {
  readonly unix: string | undefined;
  readonly localAddress: string | undefined;
  readonly lookup: Lookup | undefined;
}

/** Decides for one client, once. */
export class OwnPlan {
  readonly #options: OwnOptions;
  readonly #environment: EnvironmentFacts;
  readonly #common: Common;
  readonly #mayChange: boolean;
  /** Over what all requests go. */
  readonly path: "sockets" | "fetch";

  /**
   * Checks options before anything is sent.
   *
   * @throws {TypeError} If one is of the wrong type, or needs sockets where there are none.
   */
  static check(options: OwnOptions): void {
    const { localAddress, lookup, proxy, unix } = options;
    checkText("unix", unix);
    checkText("localAddress", localAddress);
    const other = Object.entries({
      "a proxy": Boolean(proxy),
      blockPrivateNetworks: resolvePrivateNetworks(options.blockPrivateNetworks) !== undefined,
      lookup: resolveLookup(lookup) !== undefined,
    }).find(([, isSaid]) => isSaid)?.[0];
    if (unix && other) throw new TypeError(`Cannot use unix together with ${other}`);
    const name = findNeed(options);
    const why = name && findLastingReason(options);
    if (why) throw new TypeError(`Cannot use ${name}: it needs sockets, and ${why}`);
  }

  /**
   * Decides.
   *
   * @param options What the caller said, checked.
   * @param environment What the environment says.
   * @throws {TypeError} If everything has to go over `fetch`, which cannot do something that the caller said.
   */
  constructor(options: OwnOptions, environment: EnvironmentFacts) {
    const { verify = true, trustEnv } = options;
    this.#options = options;
    this.#environment = environment;
    const reason = findLastingReason(options) ?? findReason(options, environment);
    const need = findNeed(options);
    this.path = reason === undefined ? "sockets" : "fetch";
    if (reason !== undefined) refuseNeed(need ?? findBroken(options, environment), reason);
    this.#mayChange = need === undefined && options.http2 !== false &&
      findBroken(options, environment) === undefined;
    // Where nobody has asked for them, no certificates are a reason to refuse.
    const takesCerts = this.path === "sockets" || hasHttpClients();
    const caCerts = takesCerts && verify === true && trustEnv !== false
      ? environment.caCerts
      : undefined;
    this.#common = {
      limits: options.limits,
      verify: caCerts === undefined ? verify : { caCerts },
      cert: options.cert,
    };
  }

  /** Tells whether a request that sockets could not carry may go over `fetch`, through this proxy. */
  mayFetchThrough(proxy: Proxy | undefined): boolean {
    return this.#mayChange &&
      (proxy === undefined || resolveProxy(proxy).credentials === undefined);
  }

  /** Gives the proxy for a URL. */
  proxyFor(url: URL): Proxy | undefined {
    const { proxy, unix } = this.#options;
    if (unix) return undefined;
    if (!usesEnvironment(this.#options)) return proxy ?? undefined;
    // No other runtime's fetch can be told of one.
    return this.path === "sockets" || hasHttpClients()
      ? this.#environment.proxyFor(url)
      : undefined;
  }

  /** The options for the transport over `fetch`, but for the proxy. */
  get forFetch(): FetchTransportOptions {
    const { http1, http2 } = this.#options;
    const { verify, ...rest } = this.#common;
    const ofVerify = verify === true || verify === false ? undefined : verify;
    return { ...rest, http1, http2, verify: ofVerify };
  }

  /** The options for the transport over sockets, but for the proxy. */
  get forSockets(): ForSockets {
    const { blockPrivateNetworks, localAddress, lookup, unix } = this.#options;
    return {
      ...this.#common,
      blockPrivateNetworks,
      localAddress: localAddress ?? undefined,
      lookup: lookup ?? undefined,
      unix: unix ?? undefined,
    };
  }
}

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
  const isBare = !hasHttpClients();
  const needs = {
    "blockPrivateNetworks": resolvePrivateNetworks(options.blockPrivateNetworks) !== undefined,
    "unix": Boolean(unix),
    "localAddress": Boolean(localAddress),
    "lookup": resolveLookup(options.lookup) !== undefined,
    "verify: false": !tls.verify,
    "verify.fingerprint256": tls.fingerprint256 !== undefined,
    "cert.passphrase": tls.cert?.passphrase !== undefined,
    "credentials or caCerts of an https proxy": isSecured,
    "proxy": isBare && settings !== undefined,
    "verify": isBare && tls.caCerts.length > 0,
    "cert": isBare && tls.cert !== undefined,
  };
  return Object.entries(needs).find(([, isNeeded]) => isNeeded)?.[0];
}

/** Says why everything goes over `fetch`, as far as that can be told at once. */
function findLastingReason({ http1, http2 }: OwnOptions): string | undefined {
  if (!hasSockets()) return "this runtime has no sockets";
  if (http1 === false) {
    return "http1: false leaves nothing that is spoken over them (only HTTP/1.1)";
  }
  return http2 === true
    ? "http2: true asks for what is not spoken over them (only HTTP/1.1)"
    : undefined;
}

/** Says why everything goes over `fetch` here and now. */
function findReason(options: OwnOptions, environment: EnvironmentFacts): string | undefined {
  if (isFetchReplaced()) {
    return "the global fetch is not the runtime's own, so that everything goes over it";
  }
  if (environment.isTraced) {
    return "the runtime traces its fetch (OTEL_DENO), so that everything goes over it";
  }
  return usesEnvironment(options) && environment.hasProxies === undefined
    ? "nobody may tell whether the environment has a proxy, so that everything goes over fetch, which knows " +
      "(allow reading the environment, or say proxy or trustEnv: false)"
    : undefined;
}

function refuseNeed(need: string | undefined, reason: string): void {
  if (need === undefined) return;
  throw new TypeError(`Cannot use ${need}: it needs sockets, and ${reason}`);
}

function usesEnvironment({ proxy, trustEnv, unix }: OwnOptions): boolean {
  return proxy === undefined && trustEnv !== false && !unix;
}

/**
 * Names what `fetch` would not hold to: it uses the environment's proxies whatever it is told, and their exceptions for
 * any proxy. A function in its place may do as it likes, as long as nobody knows better.
 */
function findBroken(options: OwnOptions, environment: EnvironmentFacts): string | undefined {
  const doubted = !isFetchReplaced();
  const { hasExceptions = doubted, hasProxies = doubted } = environment;
  if (options.proxy) return hasExceptions ? "proxy where NO_PROXY may be set" : undefined;
  if (usesEnvironment(options) || !hasProxies) return undefined;
  const name = options.proxy === null ? "proxy: null" : "trustEnv: false";
  return `${name} where the environment may name a proxy`;
}
