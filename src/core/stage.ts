/** Stages of a user's own: what stands between a request and its answer, hop by hop. */

import type { RequestOptions } from "./options/request_options.ts";
import type { StageEvent } from "./events.ts";
import type { PreparedRequest } from "./request/prepared.ts";
import type { HttpResponse } from "./response/response.ts";

/**
 * Sends a request and gives its response: what a stage gets as `next`, and what it gives in turn.
 *
 * @example A stage in its longest form
 * ```ts
 * import { Client, HandlerTransport, type Send, type Stage } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const stage: Stage = (next: Send): Send => (request, context) => next(request, context);
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, stages: [stage] });
 * assertEquals(await (await client.get("http://example.org/")).text(), "hello");
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
 * import { Client, HandlerTransport, type Stage } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const hosts: string[] = [];
 * const measure: Stage = (next) => async (request, context) => {
 *   const response = await next(request, context);
 *   hosts.push(`${request.url.host} ${response.status}`);
 *   return response;
 * };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, stages: [measure] });
 * await client.get("http://example.org/");
 * assertEquals(hosts, ["example.org 200"]);
 * ```
 * @category Hooks and stages
 */
export type Stage = (next: Send) => Send;

/**
 * What a stage may know beside the request.
 *
 * @example Only the first hop of a call
 * ```ts
 * import { Client, HandlerTransport, type Stage, type StageContext } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const isFirst = ({ hop }: StageContext) => hop === 1;
 * const mark: Stage = (next) => (request, context) =>
 *   next(isFirst(context) ? request.withHeader("x-first", "1") : request, context);
 * const transport = new HandlerTransport(({ headers }) => new Response(headers.get("x-first")));
 * using client = new Client({ transport, stages: [mark] });
 * assertEquals(await (await client.get("http://example.org/")).text(), "1");
 * ```
 * @category Hooks and stages
 */
export interface StageContext {
  /** Which hop of the call this is, from 1: a redirect and an answered challenge add one. */
  readonly hop: number;
  /** Which try of the hop this is, from 1. */
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
 * import { Client, HandlerTransport, type Stage, type StageClient } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const clients = new Set<StageClient>();
 * const watch: Stage = (next) => (request, context) => {
 *   clients.add(context.client);
 *   return next(request, context);
 * };
 * const client = new Client({
 *   transport: new HandlerTransport(() => new Response("hello")),
 *   stages: [watch],
 * });
 * await client.get("http://example.org/");
 * client.close();
 * assertEquals([...clients].map(({ closed }) => closed.aborted), [true]);
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
