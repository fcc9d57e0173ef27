/** The connections of a `FetchTransport`: Deno's HTTP clients, where there are some. */

import {
  type LimitsOptions,
  type ResolvedLimits,
  resolveLimits,
} from "../limits/connection_limits.ts";
import { hasHttpClients, isDeno } from "./runtime.ts";

/** Makes Deno's clients when they are first needed. */
export class FetchClients {
  readonly #options: Deno.CreateHttpClientOptions | undefined;
  #keeping: Deno.HttpClient | undefined;
  #fresh: Deno.HttpClient | undefined;

  constructor(limits: LimitsOptions | null | undefined, more: Deno.CreateHttpClientOptions = {}) {
    this.#options = hasHttpClients() ? { ...toPool(limits), ...more } : undefined;
  }

  /**
   * Whether the runtime sends a request again by itself when a kept connection turns out to be closed
   * (denoland/deno#35610), which only an idempotent one may stand. It does so with bytes and without a body; not with a
   * Blob or a stream, nor on a connection that is not kept.
   */
  get resends(): boolean {
    return isDeno();
  }

  /** Whether a request may have a connection that is not kept. */
  get hasFresh(): boolean {
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

function toPool(given: LimitsOptions | null | undefined): Deno.CreateHttpClientOptions {
  const limits = resolveLimits(given);
  return {
    allowHost: true,
    poolMaxIdlePerHost: Math.min(toIdleCount(given, limits), 2 ** 31),
    poolIdleTimeout: limits.keepaliveExpiry === Infinity ? false : limits.keepaliveExpiry,
  };
}

/**
 * A busy client has more idle connections for a moment than it keeps for long, and the runtime closes what is
 * over its number at once: unless the caller gave one, it is that of the connections.
 */
function toIdleCount(given: LimitsOptions | null | undefined, limits: ResolvedLimits): number {
  return given?.maxKeepaliveConnections === undefined
    ? Math.max(limits.maxConnections, limits.maxKeepaliveConnections)
    : limits.maxKeepaliveConnections;
}
