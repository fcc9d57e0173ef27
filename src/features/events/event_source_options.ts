/**
 * What may be said of an event stream, settled once.
 *
 * @module
 */

import type { ServerSentEvent } from "../../core/text/events.ts";
import type { RequestOptions } from "../../options.ts";
import type { StandardSchema } from "../../core/schema.ts";
import {
  type HeadersLimit,
  type ResolvedTimeout,
  resolveTimeout,
  untilHeaders,
} from "../../core/options/timeout.ts";

/**
 * An event whose data was JSON and passed a schema.
 *
 * @example Events whose data is checked
 * ```ts
 * import type { TypedEvent } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const isCheap = ({ data }: TypedEvent<{ price: number }>) => data.price < 5;
 * const event = { event: "price", id: "7", data: { price: 3.5 } };
 * assertEquals(isCheap(event), true);
 * ```
 * @category Streaming
 */
export interface TypedEvent<T> extends Omit<ServerSentEvent, "data"> {
  /** What the schema made of the data. */
  readonly data: T;
}

/**
 * What can be said of an event stream, beside what can be said of any request.
 *
 * @example Until the server says that it is done
 * ```ts
 * import { Client, type EventSourceOptions, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: EventSourceOptions = { until: ({ data }) => data === "[DONE]", maxReconnects: 3 };
 * const headers = { "content-type": "text/event-stream" };
 * const text = "data: one\n\ndata: [DONE]\n\n";
 * const transport = new HandlerTransport(() => new Response(text, { headers }));
 * using client = new Client({ transport });
 * const events = await Array.fromAsync(client.events("http://ai.example/", options));
 * assertEquals(events.map(({ data }) => data), ["one"]);
 * ```
 * @category Streaming
 */
export interface EventSourceOptions extends RequestOptions {
  /** The method. Default GET, or POST with a body. */
  readonly method?: string | undefined;
  /** The id to go on from. Default: none. */
  readonly lastEventId?: string | undefined;
  /**
   * Whether to connect again when the stream ends or breaks off. Default: for GET; another request is
   * not sent twice unless you say so.
   */
  readonly reconnect?: boolean | undefined;
  /** Milliseconds until then, unless the server says otherwise; 100 at least. Default 3,000. */
  readonly retry?: number | undefined;
  /** The most milliseconds, when that doubles with every failure and when the server says more. Default 30,000. */
  readonly maxRetry?: number | undefined;
  /** The most connections one after the other that bring no event. Default: no limit. */
  readonly maxReconnects?: number | undefined;
  /** Says which event is the end; it is not given itself. Some servers send `[DONE]`. Default: none is. */
  readonly until?: ((event: ServerSentEvent) => boolean) | undefined;
  /** The most UTF-16 units in a line, and in the data of an event. Default 16,777,216. */
  readonly maxLineLength?: number | undefined;
}

/**
 * What can be said of an event stream whose data is JSON.
 *
 * @example JSON in every event
 * ```ts
 * import {
 *   Client,
 *   HandlerTransport,
 *   type StandardSchema,
 *   type TypedEventsOptions,
 * } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const schema: StandardSchema<unknown, number> = {
 *   "~standard": {
 *     version: 1,
 *     vendor: "example",
 *     validate: (value) => ({ value: Number(value) }),
 *   },
 * };
 * const options: TypedEventsOptions<number> = { schema, reconnect: false };
 * const headers = { "content-type": "text/event-stream" };
 * const transport = new HandlerTransport(() => new Response("data: 3.5\n\n", { headers }));
 * using client = new Client({ transport });
 * const events = await Array.fromAsync(client.events("http://shop.example/", options));
 * assertEquals(events.map(({ data }) => data), [3.5]);
 * ```
 * @category Streaming
 */
export interface TypedEventsOptions<T> extends EventSourceOptions {
  /** What the data of every event must pass, parsed as JSON. */
  readonly schema: StandardSchema<unknown, T>;
}

/** The options of an event stream, settled. */
export interface EventSourcePlan {
  /** The id to go on from, empty for none. */
  readonly lastEventId: string;
  /** Milliseconds until a reconnection, where the caller said. */
  readonly retry: number | undefined;
  /** The method in capitals. */
  readonly method: string;
  /** Whether to connect again. */
  readonly reconnect: boolean;
  /** The most milliseconds between two connections. */
  readonly maxRetry: number;
  /** The most connections one after the other that bring no event. */
  readonly maxReconnects: number;
  /** Says which event is the end. */
  readonly until: (event: ServerSentEvent) => boolean;
  /** The most UTF-16 units in a line. */
  readonly maxLineLength: number | undefined;
  /** What is said of each request. */
  readonly request: RequestOptions;
  /** The most milliseconds until the headers, beside what the request says. */
  readonly headerLimit: HeadersLimit;
}

/** What only an event stream takes. */
export const EVENT_OPTIONS: readonly string[] = [
  "method",
  "lastEventId",
  "reconnect",
  "retry",
  "maxRetry",
  "maxReconnects",
  "until",
  "maxLineLength",
  "schema",
];

/**
 * Settles the options of an event stream.
 *
 * @param options What the caller said.
 * @param timeout The client's time limits.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveEventSource(
  options: EventSourceOptions,
  timeout: ResolvedTimeout,
): EventSourcePlan {
  const { method, lastEventId, reconnect, retry, until, ...rest } = options;
  const { maxRetry = 30_000, maxReconnects = Infinity, maxLineLength, ...request } = rest;
  const hasBody = [request.body, request.data, request.files, request.json]
    .some((body) => body !== undefined);
  const settled = (method ?? (hasBody ? "POST" : "GET")).toUpperCase();
  for (const [name, ms] of Object.entries({ retry, maxRetry, maxReconnects })) {
    if (ms !== undefined && !(ms >= 0)) {
      throw new RangeError(`Cannot use ${ms} as ${name}: give a number from 0`);
    }
  }
  if (lastEventId !== undefined && /[\0\r\n]/.test(lastEventId)) {
    throw new TypeError("Cannot use this lastEventId: it has a line break or a NUL");
  }
  return {
    lastEventId: lastEventId ?? "",
    retry,
    method: settled,
    reconnect: reconnect ?? settled === "GET",
    maxRetry,
    maxReconnects,
    until: until ?? (() => false),
    maxLineLength,
    ...resolveWaiting(request, timeout),
  };
}

/** Where the caller sets no limit for silence there is none, but for the headers. */
function resolveWaiting(
  request: RequestOptions,
  timeout: ResolvedTimeout,
): Pick<EventSourcePlan, "request" | "headerLimit"> {
  const { timeout: given } = request;
  const isObject = typeof given === "object" && given !== null;
  if (given !== undefined && !(isObject && given.read === undefined)) {
    return { request, headerLimit: { ms: Infinity, name: "timeout" } };
  }
  return {
    request: { ...request, timeout: { ...(isObject && given), read: null } },
    headerLimit: untilHeaders(resolveTimeout(given, timeout)),
  };
}
