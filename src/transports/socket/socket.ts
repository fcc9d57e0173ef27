/**
 * HTTP/1.1 (RFC 9112) on the runtime's own sockets: what `fetch` cannot do, and faster.
 *
 * @module
 */

import { Cancellation } from "../../cancellation.ts";
import { Deadlines } from "../../deadlines.ts";
import { ConnectError, PoolTimeoutError } from "../../errors.ts";
import { type LimitsOptions, resolveLimits } from "../../limits.ts";
import { PreparedRequest } from "../../prepared.ts";
import type { RawResponse } from "../../raw_response.ts";
import type { LightTransport, SendContext, TransportContext } from "../transport.ts";
import { SocketAnswer, toWebResponse } from "./answer.ts";
import type { Channel } from "./channel.ts";
import { connect, type Steps } from "./connect.ts";
import type { ClientCertificate } from "./dialer.ts";
import { Exchange } from "./exchange.ts";
import { DEFAULT_HEAD_LIMITS, type HeadLimits } from "./fields.ts";
import { type Admission, Pool } from "./pool.ts";
import { type Route, Routes } from "./route.ts";
import { Timings } from "./timings.ts";
import type { Verify } from "./tls_options.ts";
import { Way } from "./way.ts";

/** How a {@link SocketTransport} works; everything may be left out. */
export interface SocketOptions {
  /** Connections: how many, and how long they are kept. */
  readonly limits?: LimitsOptions | undefined;
  /** The most bytes (65,536) and fields (256) of an answer's head. */
  readonly headLimits?: Partial<HeadLimits> | undefined;
  /** The path of a Unix socket to use for every request, instead of the URL's host and port. */
  readonly unix?: string | undefined;
  /** The address to connect from. */
  readonly localAddress?: string | undefined;
  /** How the server's certificate is checked: `true`, `false`, PEM text of another root, or more. */
  readonly verify?: Verify | undefined;
  /** The client's own certificate. */
  readonly cert?: ClientCertificate | null | undefined;
}

/** Carries requests over sockets. */
export class SocketTransport implements LightTransport {
  readonly #pool: Pool;
  readonly #limits: HeadLimits;
  readonly #routes: Routes;
  readonly #steps: Steps;
  #deadlines: Deadlines | undefined;
  #closed = false;

  /** Makes a transport; nothing is opened before the first request. */
  constructor(options: SocketOptions = {}) {
    this.#pool = new Pool(resolveLimits(options.limits));
    this.#limits = { ...DEFAULT_HEAD_LIMITS, ...options.headLimits };
    this.#routes = new Routes(() => false);
    this.#steps = new Way(options);
  }

  /** How many connections there are, and how many requests wait for one. */
  get stats(): { readonly open: number; readonly idle: number; readonly waiting: number } {
    return this.#pool.stats;
  }

  async sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse> {
    context.cancellation.throwIfCancelled();
    const route = this.#routes.of(request.url);
    const timings = new Timings();
    let channel = this.#pool.takeIdle(route.key);
    for (;;) {
      channel ??= await this.#open(route, { request, context, timings });
      const options = { route, pool: this.#pool, limits: this.#limits, timings };
      const exchange = new Exchange(request, context, channel, options);
      try {
        const answer = await exchange.run();
        return new SocketAnswer(answer, { request, channel, timings });
      } catch (error) {
        if (!exchange.mayRepeat) throw error;
        channel = undefined;
      }
    }
  }

  async #open(route: Route, options: { request: PreparedRequest; context: SendContext; timings: Timings }): Promise<Channel> {
    const pool = this.#pool;
    if (this.#closed) throw new ConnectError("the transport was closed", { request: options.request });
    if (!pool.takePlace(route.key)) {
      const admission = await this.#wait(route, options);
      if (admission !== "place") return admission;
    }
    try {
      const connection = await connect(this.#steps, route, options);
      return pool.add(route.key, connection);
    } catch (error) {
      pool.giveBack(route.key);
      throw error;
    }
  }

  async #wait(route: Route, { request, context, timings }: { request: PreparedRequest; context: SendContext; timings: Timings }): Promise<Channel | "place"> {
    const { cancellation, deadlines, timeout } = context;
    const { promise, resolve, reject } = Promise.withResolvers<Admission>();
    const leave = this.#pool.wait(route.key, resolve);
    const watch = deadlines.watch(timeout.pool, () => {
      const reason = `no connection was free within ${timeout.pool} ms`;
      reject(new PoolTimeoutError(reason, { request, phase: "pool", elapsed: timings.elapsed }));
    });
    cancellation.add(reject);
    try {
      const admission = await promise;
      timings.queue = timings.elapsed;
      if (admission === "closed") throw new ConnectError("the transport was closed", { request });
      return admission;
    } finally {
      leave();
      watch.stop();
      cancellation.delete(reject);
    }
  }

  async send(request: Request, context: TransportContext): Promise<Response> {
    this.#deadlines ??= new Deadlines();
    const cancellation = new Cancellation(context.signal);
    const raw = await this.sendPrepared(PreparedRequest.from(request), {
      ...context,
      cancellation,
      deadlines: this.#deadlines,
      onSent: undefined,
    });
    return toWebResponse(raw, cancellation);
  }

  close(): void {
    this.#closed = true;
    this.#pool.close();
  }
}
