/**
 * The transport over `fetch`, with a proxy, certificates and every coding.
 *
 * @module
 */

import { checkVersions } from "./versions.ts";
import { checkParts } from "../../core/options/checks.ts";
import { FetchTransport as CoreFetchTransport } from "../../core/fetch/fetch.ts";
import { hasHttpClients } from "../../core/fetch/runtime.ts";
import type { SendContext, TransportContext } from "../../core/fetch/transport.ts";
import type { LimitsOptions } from "../../core/limits/connection_limits.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import type { DecodedFor } from "../codings/decoded_body.ts";
import { type Proxy, type ProxySettings, resolveProxy } from "./proxy_options.ts";
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
 * @category Transports
 */
export interface FetchTransportOptions {
  /** How many idle connections are kept, and for how long. Default: 100 for each host, for 5,000 ms. */
  readonly limits?: LimitsOptions | null | undefined;
  /** A proxy for every request. Default: the environment's. */
  readonly proxy?: Proxy | undefined;
  /** PEM text of the certificate authorities to trust beside the system's; `true` for these alone. Default `true`. */
  readonly verify?: Exclude<Verify, false> | undefined;
  /** The certificate with which the client shows itself. Default: none. */
  readonly cert?: ClientCertificate | null | undefined;
  /** Whether HTTP/1.1 may be spoken. Default `true`. */
  readonly http1?: boolean | undefined;
  /** Whether HTTP/2 may be spoken. Default `true`. */
  readonly http2?: boolean | undefined;
}

/**
 * Sends requests with the platform's `fetch`: the global one as it is at that time.
 *
 * `fetch` does not tell connecting from waiting: the headers must come within connect + read, or within the number that
 * was given as `timeout`, counted from when the body was handed over. It cannot keep the credentials for a proxy from
 * an https server, so that requests with both are refused, nor leave out `user-agent` and `accept`: those that were
 * removed go out empty. `proxy-authorization` goes to an http proxy that is named here, and to nobody else.
 *
 * A runtime decodes some codings by itself, Deno gzip and br: of gzip with several members (RFC 1952 section 2.2) it
 * gives the first one and does not say so. Ask for `accept-encoding: identity`, or use the `SocketTransport`, where a
 * server may send such.
 *
 * @example Use it by name
 * ```ts
 * import { Client, FetchTransport } from "@ferry/http";
 *
 * using transport = new FetchTransport({ limits: { maxKeepaliveConnections: 5 } });
 * using client = new Client({ transport });
 * ```
 * @category Transports
 */
export class FetchTransport extends CoreFetchTransport {
  readonly #proxy: ProxySettings | undefined;

  /**
   * Makes a transport with connections of its own.
   *
   * @param options Proxy, TLS and keep-alive.
   * @throws {TypeError} If an option cannot be had with `fetch`.
   */
  constructor(options: FetchTransportOptions = {}) {
    const client = toClientOptions(options);
    const proxy = options.proxy === undefined ? undefined : resolveProxy(options.proxy);
    super({ limits: options.limits }, {
      client,
      decode: decodeLate,
      isProxied: proxy !== undefined,
      isForwarded: proxy?.scheme.startsWith("http"),
    });
    this.#proxy = proxy;
  }

  /** Sends a web request. */
  override send(request: Request, context: TransportContext): Promise<Response> {
    return super.send(request, context);
  }

  /**
   * Sends a request in the light form.
   *
   * @internal
   */
  override async sendPrepared(
    request: PreparedRequest,
    context: SendContext,
  ): Promise<RawResponse> {
    refuseProxyCredentials(request, this.#proxy);
    return await super.sendPrepared(request, context);
  }

  /** Closes idle connections. */
  override close(): void {
    super.close();
  }

  /** Closes idle connections. */
  override [Symbol.dispose](): void {
    super.close();
  }
}

/** Most answers are not coded, or the runtime decodes them. */
async function decodeLate(
  source: ByteSource,
  coding: string,
  asked: DecodedFor,
): Promise<ByteSource | undefined> {
  const { decodeBody } = await import("../codings/decoded_body.ts");
  return decodeBody(source, coding, asked);
}

/** The runtime shows them to the server, too. */
function refuseProxyCredentials({ url }: PreparedRequest, proxy: ProxySettings | undefined): void {
  if (url.protocol !== "https:" || !proxy?.credentials) return;
  throw new TypeError(
    "Cannot send the credentials of a proxy over fetch: it shows them to the https server, too; use sockets",
  );
}

const PARTS = ["limits", "proxy", "verify", "cert", "http1", "http2"] as const;

function toClientOptions(options: FetchTransportOptions): Deno.CreateHttpClientOptions {
  checkParts("the options of a FetchTransport", options, PARTS);
  if (!hasHttpClients()) {
    refuseOnOtherRuntimes(options);
    return {};
  }
  checkVersions(options);
  const { http1, http2 } = options;
  const { caCerts, cert } = resolveForFetch(options);
  return {
    ...toProxy(options.proxy),
    ...(caCerts.length > 0 && { caCerts: [...caCerts] }),
    ...(cert && { cert: cert.cert, key: cert.key }),
    ...(http1 !== undefined && { http1 }),
    ...(http2 !== undefined && { http2 }),
  };
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
