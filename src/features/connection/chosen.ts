/**
 * The transport of a client that was given none: sockets, or `fetch` where those cannot be, or must not be.
 *
 * @module
 */

import { TlsError } from "../../core/errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import { FetchTransport } from "./fetch_transport.ts";
import { sendLight } from "../../core/fetch/light.ts";
import { type OwnOptions, OwnPlan } from "./own_plan.ts";
import type { Proxy } from "./proxy_options.ts";
import type { EnvironmentFacts } from "./environment_facts.ts";
import { ALPN_REFUSAL, toWords } from "../../core/fetch/tls_failure.ts";
import type { LightTransport, SendContext, TransportContext } from "../../core/fetch/transport.ts";

/** Sends over sockets or `fetch`; neither is made, and the environment not read, before the first request. */
export class ChosenTransport implements LightTransport {
  readonly #options: OwnOptions;
  readonly #look: () => EnvironmentFacts;
  #decided: OwnPlan | undefined;
  /** One for each proxy; the empty name is for none. */
  readonly #fetches = new Map<string, FetchTransport>();
  readonly #sockets = new Map<string, Promise<LightTransport>>();
  readonly #opened = new Map<string, LightTransport>();
  /** The origins whose servers do not speak HTTP/1.1. */
  readonly #refusing = new Set<string>();
  #closed = false;

  /**
   * Checks the options.
   *
   * @param options How to connect.
   * @param look Reads the environment.
   * @throws {TypeError} If an option is of the wrong type, or needs sockets where there are none.
   */
  constructor(options: OwnOptions, look: () => EnvironmentFacts) {
    OwnPlan.check(options);
    this.#options = options;
    this.#look = look;
  }

  /**
   * Over what all requests go, decided when it is first asked for.
   *
   * @throws {TypeError} If that cannot do something that the caller said.
   */
  get path(): "sockets" | "fetch" {
    return this.#plan.path;
  }

  get #plan(): OwnPlan {
    return this.#decided ??= new OwnPlan(this.#options, this.#look());
  }

  /** Sends a web request. */
  send(request: Request, context: TransportContext): Promise<Response> {
    return sendLight(this, PreparedRequest.from(request), context);
  }

  /** Sends a request in the light form. */
  async sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    const proxy = this.#plan.proxyFor(request.url);
    if (this.#plan.path === "fetch" || this.#refusing.has(request.url.origin)) {
      return await this.#fetchThrough(proxy).sendPrepared(request, context);
    }
    const sockets = this.#opened.get(nameOf(proxy)) ?? await this.#socketsThrough(proxy);
    try {
      return await sockets.sendPrepared(request, context);
    } catch (error) {
      if (!isAlpnRefused(error) || !this.#plan.mayFetchThrough(proxy)) throw error;
      this.#refusing.add(request.url.origin);
      return await this.#fetchThrough(proxy).sendPrepared(request, context);
    }
  }

  #fetchThrough(proxy: Proxy | undefined): FetchTransport {
    const name = nameOf(proxy);
    const known = this.#fetches.get(name);
    if (known) return known;
    const transport = new FetchTransport({ ...this.#plan.forFetch, proxy });
    this.#fetches.set(name, transport);
    return transport;
  }

  #socketsThrough(proxy: Proxy | undefined): Promise<LightTransport> {
    const name = nameOf(proxy);
    const known = this.#sockets.get(name);
    if (known) return known;
    const opening = this.#open(proxy);
    this.#sockets.set(name, opening);
    return opening;
  }

  async #open(proxy: Proxy | undefined): Promise<LightTransport> {
    const { SocketTransport } = await import("../../transports/socket/socket.ts");
    const transport = new SocketTransport({ ...this.#plan.forSockets, proxy });
    this.#opened.set(nameOf(proxy), transport);
    if (this.#closed) transport.close();
    return transport;
  }

  /** Closes idle connections; what is under way comes to its end. */
  close(): void {
    this.#closed = true;
    for (const transport of this.#fetches.values()) transport.close();
    for (const transport of this.#opened.values()) transport.close?.();
  }
}

/** Only the environment names more than one proxy, each by its URL. */
function nameOf(proxy: Proxy | undefined): string {
  return typeof proxy === "string" ? proxy : "";
}

/** The server refused every protocol that it was offered over TLS (RFC 7301 section 3.2). */
function isAlpnRefused(error: unknown): boolean {
  return error instanceof TlsError && ALPN_REFUSAL.test(toWords(error.cause));
}
