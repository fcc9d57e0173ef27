/**
 * What carries a request to a server and brings the answer: the interface, its light form for the
 * transports that are built in, and what neither must do.
 */

import type { Cancellation } from "../time/cancellation.ts";
import type { Deadlines } from "../time/deadlines.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import type { RawResponse } from "../response/raw_response.ts";
import type { ResolvedTimeout } from "../options/timeout.ts";

/**
 * What a transport may know beside the request.
 *
 * @example A transport that keeps to the limits
 * ```ts
 * import type { Transport, TransportContext } from "@ferry/http";
 *
 * export const transport: Transport = {
 *   send(request, { signal, timeout }: TransportContext) {
 *     const limit = AbortSignal.timeout(timeout.read);
 *     return fetch(request, { signal: AbortSignal.any([signal, limit]) });
 *   },
 * };
 * ```
 * @category Transports
 */
export interface TransportContext {
  /** Aborted when the caller gives up or the total timeout is over. */
  readonly signal: AbortSignal;
  /** The limits in milliseconds; `Infinity` where there is none. */
  readonly timeout: ResolvedTimeout;
}

/**
 * Carries one request to a server and brings the answer.
 *
 * A transport does not follow redirects, keep cookies, retry, add credentials or decide by the status:
 * the client does. It never sends a request twice, rejects with an error rather than answering with one,
 * and leaves nothing open when it rejects or when the body was read or cancelled.
 *
 * @example A transport that answers by itself
 * ```ts
 * import { Client, type Transport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const teapot: Transport = { send: () => Promise.resolve(new Response("short", { status: 418 })) };
 * using client = new Client({ transport: teapot });
 * assertEquals((await client.get("http://teapot.example/")).status, 418);
 * ```
 * @category Transports
 */
export interface Transport {
  /**
   * Sends one request.
   *
   * @param request What to send; its `redirect` mode is "manual".
   */
  send(request: Request, context: TransportContext): Promise<Response>;
  /** Gives up what is held open for later requests. */
  close?(): void | Promise<void>;
}

/** What a built-in transport may know beside the request. */
export interface SendContext extends TransportContext {
  /** The cheap form of `signal`. */
  readonly cancellation: Cancellation;
  /** The timers of the client. */
  readonly deadlines: Deadlines;
  /** When the request was handed over, by `performance.now()`; now, where nothing is said. */
  readonly startedAt?: number | undefined;
  /** Told of every chunk of the request body that was handed over: its size in bytes. */
  readonly onSent: ((bytes: number) => void) | undefined;
  /** Told of every 1xx answer before the last one, where the transport sees them. */
  readonly onInformational?: ((status: number, headers: Headers) => void) | undefined;
  /** Told of what the transport sees, which is its own affair, if somebody wants to know; never throws. */
  readonly onEvent?: ((event: never) => void) | undefined;
  /** For how many milliseconds the request waited because of the client's limits, if it had to. */
  readonly queued?: number | undefined;
  /** The headers that are secrets by the client's word, in lower case. */
  readonly sensitiveHeaders?: readonly string[];
  /** Whether the client follows redirects, and needs to see none of their URLs before. Default `false`. */
  readonly followsRedirects?: boolean;
}

/** A transport that takes the light form, so that no web `Request` need be made. */
export interface LightTransport extends Transport {
  /** Sends one request in the light form; maps the platform's failures to the tree of errors. */
  sendPrepared(request: PreparedRequest, context: SendContext): Promise<RawResponse>;
}

/** Tells whether a transport takes the light form. */
export function isLight(transport: Transport): transport is LightTransport {
  return "sendPrepared" in transport;
}
