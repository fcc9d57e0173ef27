/**
 * The connections of a `FetchTransport`: Deno's HTTP clients, where there are some.
 *
 * @module
 */

import { checkParts, checkVersions } from "../checks.ts";
import {
  DEFAULT_LIMITS,
  type LimitsOptions,
  type ResolvedLimits,
  resolveLimits,
} from "../limits.ts";
import { type Proxy, resolveProxy } from "./proxy_options.ts";
import { hasHttpClients } from "./runtime.ts";
import {
  type ClientCertificate,
  resolveTls,
  type TlsSettings,
  type Verify,
} from "./tls_options.ts";

/**
 * How a `FetchTransport` connects.
 *
 * @example HTTP/2 alone, and few idle connections
 * ```ts
 * import { Client, FetchTransport, type FetchTransportOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: FetchTransportOptions = { http1: false, limits: { maxKeepaliveConnections: 2 } };
 * using transport = new FetchTransport(options);
 * using client = new Client({ transport });
 * assertEquals(client.transportFor("https://example.org/"), transport);
 * ```
 */
export interface FetchTransportOptions {
  /** How many idle connections are kept, and for how long. */
  readonly limits?: LimitsOptions | null | undefined;
  /** A proxy for every request; by default the environment's. */
  readonly proxy?: Proxy | undefined;
  /** PEM text of the certificate authorities to trust beside the system's; `true` for these alone. */
  readonly verify?: Exclude<Verify, false> | undefined;
  /** The certificate with which the client shows itself. */
  readonly cert?: ClientCertificate | null | undefined;
  /** Whether HTTP/1.1 may be spoken. Default `true`. */
  readonly http1?: boolean | undefined;
  /** Whether HTTP/2 may be spoken. Default `true`. */
  readonly http2?: boolean | undefined;
}

/** Makes Deno's clients when they are first needed. */
export class FetchClients {
  readonly #options: Deno.CreateHttpClientOptions | undefined;
  #keeping: Deno.HttpClient | undefined;
  #fresh: Deno.HttpClient | undefined;

  /** Settles the options; throws a `TypeError` for those that the platform cannot have. */
  constructor(options: FetchTransportOptions) {
    this.#options = toClientOptions(options);
  }

  /**
   * Whether the runtime sends a request again by itself when a kept connection turns out to be closed
   * (denoland/deno#35610), which only an idempotent one may stand. It does so with bytes and without a body; not with a
   * Blob or a stream, nor on a connection that is not kept.
   */
  get resends(): boolean {
    return this.#options !== undefined;
  }

  /**
   * Gives the client for a request.
   *
   * @param kept Whether it may go over a connection that was kept.
   */
  pick(kept: boolean): Deno.HttpClient | undefined {
    if (!this.#options) return undefined;
    if (kept) {
      return this.#keeping ??= Deno.createHttpClient(this.#options);
    }
    return this.#fresh ??= Deno.createHttpClient({
      ...this.#options,
      poolMaxIdlePerHost: 0,
    });
  }

  /** Closes the clients and their idle connections; later ones are made anew. */
  close(): void {
    this.#keeping?.close();
    this.#fresh?.close();
    this.#keeping = this.#fresh = undefined;
  }
}

const PARTS = ["limits", "proxy", "verify", "cert", "http1", "http2"] as const;

function toClientOptions(
  options: FetchTransportOptions,
): Deno.CreateHttpClientOptions | undefined {
  checkParts("the options of a FetchTransport", options, PARTS);
  if (!hasHttpClients()) {
    refuseOnOtherRuntimes(options);
    return undefined;
  }
  checkVersions(options);
  const limits = resolveLimits(options.limits, DEFAULT_LIMITS);
  const { http1, http2 } = options;
  const { caCerts, cert } = resolveForFetch(options);
  return {
    allowHost: true,
    poolMaxIdlePerHost: Math.min(toIdleCount(options.limits, limits), 2 ** 31),
    poolIdleTimeout: limits.keepaliveExpiry === Infinity ? false : limits.keepaliveExpiry,
    ...toProxy(options.proxy),
    ...(caCerts.length > 0 && { caCerts: [...caCerts] }),
    ...(cert && { cert: cert.cert, key: cert.key }),
    ...(http1 !== undefined && { http1 }),
    ...(http2 !== undefined && { http2 }),
  };
}

/**
 * A busy client has more idle connections for a moment than it keeps for long, and the runtime closes what is
 * over its number at once: unless the caller gave one, it is that of the connections.
 */
function toIdleCount(given: FetchTransportOptions["limits"], limits: ResolvedLimits): number {
  return given?.maxKeepaliveConnections === undefined
    ? Math.max(limits.maxConnections, limits.maxKeepaliveConnections)
    : limits.maxKeepaliveConnections;
}

function refuseOnOtherRuntimes(
  { limits: _, ...rest }: FetchTransportOptions,
): void {
  const name = Object.entries(rest).find(([, value]) => value !== undefined)
    ?.[0];
  if (name) {
    throw new TypeError(
      `Cannot use the option ${name}: this runtime's fetch has no such`,
    );
  }
}

/** What the runtime's clients cannot do is refused, not left out. */
function resolveForFetch({ proxy, verify, cert }: FetchTransportOptions): TlsSettings {
  if (proxy === null) refuse("proxy: null");
  const tls = resolveTls(verify, cert);
  if (!tls.verify) refuse("verify: false");
  if (tls.fingerprint256 !== undefined) refuse("verify.fingerprint256");
  if (tls.cert?.passphrase !== undefined) refuse("cert.passphrase");
  return tls;
}

function toProxy(proxy: Proxy | undefined): Pick<Deno.CreateHttpClientOptions, "proxy"> {
  if (proxy === undefined) return {};
  const { scheme, hostname, port, credentials, caCerts } = resolveProxy(proxy);
  if (caCerts !== undefined) refuse("proxy.caCerts");
  const [username, password] = credentials ?? [];
  const host = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    proxy: {
      transport: "http",
      url: `${scheme}://${host}:${port}`,
      ...(username !== undefined && password !== undefined &&
        { basicAuth: { username, password } }),
    },
  };
}

function refuse(option: string): never {
  throw new TypeError(`Cannot use ${option}: fetch cannot do it, use the SocketTransport`);
}
