/**
 * HTTP/1.1 (RFC 9112) on the runtime's own sockets: what `fetch` cannot do, and faster.
 *
 * @module
 */

import { NetworkError, PoolTimeoutError } from "../../core/errors.ts";
import { checkParts } from "../../core/options/checks.ts";
import { type LimitsOptions, resolveLimits } from "../../core/limits/connection_limits.ts";
import { isIdempotent } from "../../core/request/methods.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import type { RawResponse } from "../../core/response/raw_response.ts";
import { sendLight } from "../../core/fetch/light.ts";
import type { Lookup } from "../../features/connection/lookup.ts";
import type { PrivateNetworks } from "../../features/url_guard/private_networks.ts";
import type { Proxy } from "../../features/connection/proxy_options.ts";
import type { ClientCertificate, Verify } from "../../features/connection/tls_options.ts";
import type { Transport, TransportContext } from "../../core/fetch/transport.ts";
import type { SocketContext } from "./context.ts";
import { SocketAnswer } from "./message/answer.ts";
import type { Channel } from "./channel.ts";
import { connect, type Steps } from "./connect/connect.ts";
import { ConnectQueue } from "./connect/connect_queue.ts";
import { Exchange } from "./exchange.ts";
import { type HeadLimits, resolveHeadLimits } from "./message/fields.ts";
import { type Admission, Pool } from "./pool.ts";
import { type Route, Routes } from "./connect/route.ts";
import { Timings } from "./timings.ts";
import { Connector } from "./connect/connector.ts";

/**
 * How a {@link SocketTransport} works; everything may be left out.
 *
 * @example Two connections at most, from one address
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type SocketOptions, SocketTransport } from "@ferry/http/socket";
 * import { assertEquals } from "@std/assert";
 *
 * const options: SocketOptions = { limits: { maxConnections: 2 }, localAddress: "127.0.0.1" };
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   (_request, { remoteAddr }) => new Response(remoteAddr.hostname),
 * );
 * using client = new Client({ transport: new SocketTransport(options) });
 * const response = await client.get(`http://127.0.0.1:${server.addr.port}/`);
 * assertEquals(await response.text(), "127.0.0.1");
 * ```
 * @category Transports
 */
export interface SocketOptions {
  /**
   * Connections: how many, and how long they are kept. Default: 100 in all, any number to one host, and 20 idle ones
   * for 5,000 ms.
   */
  readonly limits?: LimitsOptions | null | undefined;
  /** The most bytes and fields of an answer's head. Default: 65,536 and 256. */
  readonly headLimits?: Partial<HeadLimits> | undefined;
  /** The path of a Unix socket to use for every request, instead of the URL's host and port. Default: none. */
  readonly unix?: string | undefined;
  /** The address to connect from. Default: the system chooses one. */
  readonly localAddress?: string | undefined;
  /** Resolves the names that are connected to, that of a proxy included. Default: the system does. */
  readonly lookup?: Lookup | null | undefined;
  /** How the server's certificate is checked: `true`, `false`, PEM text of another root, or more. Default `true`. */
  readonly verify?: Verify | undefined;
  /** The client's own certificate. Default: none. */
  readonly cert?: ClientCertificate | null | undefined;
  /** The proxy through which every request goes: http, https, socks5 or socks5h. Default: none. */
  readonly proxy?: Proxy | null | undefined;
  /**
   * Whether hosts whose address is not public are refused; a proxy resolves names where that cannot be seen. Default
   * `false`.
   */
  readonly blockPrivateNetworks?: PrivateNetworks | null | undefined;
}

const PARTS = [
  "limits",
  "headLimits",
  "unix",
  "localAddress",
  "lookup",
  "verify",
  "cert",
  "proxy",
  "blockPrivateNetworks",
] as const;

/** One call on its way. */
interface Call {
  readonly request: PreparedRequest;
  readonly context: SocketContext;
  readonly timings: Timings;
  readonly route: Route;
}

/**
 * Carries requests over sockets. It sends none twice but an idempotent one, once, whose kept connection turned out to
 * be dead before a byte of an answer came.
 *
 * @example Connections of its own for a local service behind a Unix socket
 * ```ts
 * import { SocketTransport } from "@ferry/http/socket";
 *
 * const transport = new SocketTransport({
 *   unix: "/run/service.sock",
 *   limits: { maxConnections: 4 },
 * });
 * transport.close();
 * ```
 * @category Transports
 */
export class SocketTransport implements Transport, Disposable {
  readonly #pool: Pool;
  readonly #limits: HeadLimits;
  readonly #routes: Routes;
  readonly #steps: Steps;
  readonly #connects = new ConnectQueue();
  #closed = false;

  /**
   * Makes a transport; nothing is opened before the first request.
   *
   * @param options How it works.
   * @throws {TypeError} If an option is not of a known form, or two contradict each other.
   * @throws {RangeError} If a limit is too small.
   */
  constructor(options: SocketOptions = {}) {
    checkParts("the options of a SocketTransport", options, PARTS);
    this.#limits = resolveHeadLimits(options.headLimits);
    this.#pool = new Pool(resolveLimits(options.limits), this.#limits);
    const way = new Connector(options);
    this.#steps = way;
    this.#routes = new Routes({
      isForwarded: (secure) => way.isForwarded(secure),
      proxyAuthorization: way.proxy?.authorization,
    });
  }

  /** How many connections there are, and how many requests wait for one. */
  get stats(): {
    readonly open: number;
    readonly idle: number;
    readonly waiting: number;
  } {
    return this.#pool.stats;
  }

  /**
   * Sends one request in the light form.
   *
   * @param request What to send.
   * @param context The limits of this call.
   * @returns The answer, its body unread.
   *
   * @internal
   */
  async sendPrepared(
    request: PreparedRequest,
    context: SocketContext,
  ): Promise<RawResponse> {
    context.cancellation.throwIfCancelled();
    const call: Call = {
      request,
      context,
      timings: new Timings(context),
      route: this.#routes.of(request.url),
    };
    const { route, timings } = call;
    if (!isIdempotent(request.method) && this.#pool.isStale(route.key)) {
      await turn();
    }
    let channel = this.#pool.takeIdle(route.key, timings.start);
    for (;;) {
      channel ??= await this.#open(call);
      const options = {
        route,
        pool: this.#pool,
        limits: this.#limits,
        timings,
      };
      const { reused, connection: { remoteAddress } } = channel;
      context.onEvent?.({ type: "connection", reused, remoteAddress });
      const exchange = new Exchange(request, context, channel, options);
      try {
        const answer = await exchange.run();
        return new SocketAnswer(answer, { request, channel, timings, reused });
      } catch (error) {
        if (!exchange.mayRepeat) throw error;
        channel = undefined;
      }
    }
  }

  /** Makes a connection, or gets one that came free while there was no place. */
  async #open(call: Call): Promise<Channel> {
    const pool = this.#pool;
    const { route, context: { cancellation } } = call;
    if (this.#closed) {
      throw toClosedError(call);
    }
    if (!pool.takePlace(route.key)) {
      const admission = await this.#wait(call);
      if (admission !== "place") {
        if (cancellation.cancelled) pool.release(admission);
        cancellation.throwIfCancelled();
        return admission;
      }
    }
    try {
      cancellation.throwIfCancelled();
      using _begun = this.#connects.tryBegin() ?? await this.#waitToConnect(call);
      const connection = await connect(this.#steps, route, call);
      return pool.add(route.key, connection, call.context.deadlines);
    } catch (error) {
      pool.giveBack(route.key);
      throw error;
    }
  }

  /** `timeout.connect` counts from when the connection is begun. */
  async #waitToConnect({ context: { cancellation }, timings }: Call): Promise<Disposable> {
    const askedAt = performance.now();
    try {
      return await this.#connects.wait(cancellation);
    } finally {
      timings.queue = (timings.queue ?? 0) + performance.now() - askedAt;
    }
  }

  async #wait(call: Call): Promise<Channel | "place"> {
    const { request, context, timings, route } = call;
    const { cancellation, deadlines, timeout } = context;
    const { promise, resolve, reject } = Promise.withResolvers<Admission>();
    const leave = this.#pool.wait(route.key, resolve);
    const watch = deadlines.watch(timeout.pool, () => {
      leave();
      const reason = `no connection was free within timeout.pool (${timeout.pool} ms)`;
      reject(
        new PoolTimeoutError(reason, {
          request,
          phase: "pool",
          elapsed: timings.elapsed,
        }),
      );
    });
    const giveUp = (reason: unknown) => {
      leave();
      reject(reason);
    };
    cancellation.add(giveUp);
    context.onEvent?.({ type: "pool.wait", pool: "transport" });
    const askedAt = performance.now();
    try {
      const admission = await promise;
      const waited = performance.now() - askedAt;
      timings.queue = (timings.queue ?? 0) + waited;
      context.onEvent?.({ type: "pool.acquired", pool: "transport", waited });
      if (admission === "closed") {
        throw toClosedError(call);
      }
      return admission;
    } finally {
      watch.stop();
      cancellation.delete(giveUp);
    }
  }

  /**
   * Sends one request.
   *
   * @param request What to send.
   * @param context The signal and the limits of this call.
   * @returns The answer, its body unread and decoded while it is read.
   */
  send(request: Request, context: TransportContext): Promise<Response> {
    return sendLight(this, PreparedRequest.from(request), context);
  }

  /** Drops idle connections and refuses new requests; what is under way comes to its end, then its connection too. */
  close(): void {
    this.#closed = true;
    this.#pool.close();
  }

  /** Closes the transport. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** Nothing was sent, and nothing will be: no `ConnectError`, which is for what may go better. */
function toClosedError({ request, timings }: Call): NetworkError {
  return new NetworkError("the transport was closed", timings.evidence(request, "connect"));
}

/** Lets the runtime tell which connections ended: it may have had no time to. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
