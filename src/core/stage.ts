/** Stages of a user's own: what stands between a request and its answer, hop by hop. */

import type { RequestOptions } from "./options/request_options.ts";
import type { StageEvent } from "./call_events.ts";
import type { PreparedRequest } from "./request/prepared.ts";
import type { HttpResponse } from "./response/response.ts";

/**
 * Sends a request and gives its response: what a stage gets as `next`, and what it gives in turn.
 *
 * @example A stage in its longest form
 * ```ts
 * import type { Send, Stage } from "@ferry/http";
 *
 * export const stage: Stage = (next: Send): Send => (request, context) => next(request, context);
 * ```
 * @category Hooks and stages
 */
export type Send = (request: PreparedRequest, context: StageContext) => Promise<HttpResponse>;

/**
 * Adds one thing to the way of a request: it gets what comes after it, and gives the same with the thing added.
 *
 * It is called once for a client, so what it keeps stands in its closure. What it gives is called for every hop: inside
 * of redirects, auth, cookies and hooks, outside of retries, the rate limit and the connection limits. It may change
 * the request or the answer, send more than once, or answer by itself with {@link HttpResponse.from}. It hands on the
 * context that it got. An answer that it drops it must read or close.
 *
 * @example How long each host takes
 * ```ts
 * import type { Stage } from "@ferry/http";
 *
 * export const measure: Stage = (next) => async (request, context) => {
 *   const startedAt = performance.now();
 *   const response = await next(request, context);
 *   console.log(request.url.host, response.status, performance.now() - startedAt);
 *   return response;
 * };
 * ```
 * @category Hooks and stages
 */
export type Stage = (next: Send) => Send;

/**
 * What a stage may know beside the request.
 *
 * @example Only the first hop of a call
 * ```ts
 * import type { Stage, StageContext } from "@ferry/http";
 *
 * const isFirst = ({ hop }: StageContext) => hop === 1;
 * export const mark: Stage = (next) => (request, context) =>
 *   next(isFirst(context) ? request.withHeader("x-first", "1") : request, context);
 * ```
 * @category Hooks and stages
 */
export interface StageContext {
  /** Which hop of the call this is, from 1: a redirect and an answered challenge add one. */
  readonly hop: number;
  /** Which try of the hop this is; 1 in a stage of yours, since retries run inside of it: see `response.attempts`. */
  readonly attempt: number;
  /** The response that led here. */
  readonly previous: HttpResponse | undefined;
  /** Aborted when the caller gives up or the total timeout is over. */
  readonly signal: AbortSignal;
  /** Milliseconds that are left of `timeout.total`; `Infinity` where there is none. */
  readonly left: number;
  /** Whether the caller wants the body unread, as with `client.stream()`. */
  readonly stream: boolean;
  /** What the caller said of this request, as it was said. */
  readonly options: RequestOptions;
  /** Facts of the client. */
  readonly client: StageClient;
  /**
   * Tells `trace` of something; nothing happens where nobody watches.
   *
   * @throws {TypeError} If the type does not begin with `stage.`.
   */
  tell(event: StageEvent): void;
  /**
   * Gives a context for one request that outlives the call: it is off the caller's signal and clock, has the call's
   * time limits anew (`total`, in milliseconds, takes the place of `timeout.total`), leaves the body unread, and ends
   * when the client is closed.
   *
   * @param signal Ends it as well.
   */
  detach(signal?: AbortSignal, options?: { readonly total?: number | undefined }): StageContext;
}

/**
 * What a stage may know of its client.
 *
 * @example A stage that ends what it does in the background with its client
 * ```ts
 * import type { Stage, StageClient } from "@ferry/http";
 *
 * const clients = new Set<StageClient>();
 * export const watch: Stage = (next) => (request, context) => {
 *   clients.add(context.client);
 *   context.client.closed.onabort = () => clients.delete(context.client);
 *   return next(request, context);
 * };
 * ```
 * @category Hooks and stages
 */
export interface StageClient {
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
  /** The names of the headers that are secrets by the client's word, in lower case. */
  readonly sensitiveHeaders: readonly string[];
}

/** Folds stages into one function, the outermost first. */
export function compose(stages: readonly Stage[], last: Send): Send {
  return stages.reduceRight((next, stage) => stage(next), last);
}
