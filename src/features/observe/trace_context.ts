/**
 * The trace that requests go on with, in its loose shapes.
 *
 * @module
 */

/**
 * The headers of W3C Trace Context.
 *
 * @example Go on with a trace that came in a message
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { TraceHeaders } from "@ferry/http/trace";
 * import { assertEquals } from "@std/assert";
 *
 * const traceContext: TraceHeaders = {
 *   traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
 *   tracestate: "vendor=1",
 * };
 * const transport = new HandlerTransport(({ headers }) => new Response(headers.get("tracestate")));
 * using client = new Client({ transport });
 * const response = await client.get("http://b.example/", { traceContext });
 * assertEquals(await response.text(), "vendor=1");
 * ```
 * @category Observability
 */
export interface TraceHeaders {
  /** Version, trace, parent and flags. */
  readonly traceparent: string;
  /** What tracing systems say to each other. */
  readonly tracestate?: string | undefined;
}

/**
 * Where a trace comes from: an incoming request or its headers, a `traceparent`; `true` begins one for each call.
 *
 * @example A trace of its own for every call
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { TraceSource } from "@ferry/http/trace";
 * import { assertEquals } from "@std/assert";
 *
 * const traceContext: TraceSource = true;
 * const transport = new HandlerTransport(({ headers }) =>
 *   new Response(headers.get("traceparent"))
 * );
 * using client = new Client({ transport, traceContext });
 * const traces = [await client.get("http://b.example/"), await client.get("http://b.example/")];
 * assertEquals(new Set(await Promise.all(traces.map((response) => response.text()))).size, 2);
 * ```
 * @category Observability
 */
export type TraceSource = true | string | Request | Headers | TraceHeaders;

/**
 * A trace, or a function that gives the one that a call belongs to, if any; it is asked once for each call.
 *
 * @example A handler passes on the trace of the request that it answers
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { TraceContextInput } from "@ferry/http/trace";
 * import { assertEquals } from "@std/assert";
 *
 * using client = new Client({
 *   transport: new HandlerTransport(({ headers }) => new Response(headers.get("traceparent"))),
 * });
 * const handler = async (traceContext: TraceContextInput) =>
 *   new Response((await client.get("http://b.example/", { traceContext })).body);
 * const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
 * const answer = await handler(new Request("http://a.example/", { headers: { traceparent } }));
 * assertEquals((await answer.text()).slice(0, 35), traceparent.slice(0, 35));
 * ```
 * @category Observability
 */
export type TraceContextInput = TraceSource | (() => TraceSource | null | undefined);

/**
 * Checks a loose trace context; what a `traceparent` says is read when a call begins.
 *
 * @throws {TypeError} If it is nothing that can have one.
 */
export function checkTraceContext(given: TraceContextInput): TraceContextInput {
  const isKnown = given === true || typeof given === "string" || typeof given === "function" ||
    given instanceof Request || given instanceof Headers || hasTraceparent(given);
  if (isKnown) return given;
  throw new TypeError(
    "Cannot use the traceContext: give true, a Request, Headers, a traceparent, " +
      "{ traceparent, tracestate } or a function that gives one of these",
  );
}

function hasTraceparent(given: unknown): boolean {
  if (typeof given !== "object" || given === null || !("traceparent" in given)) return false;
  const state = "tracestate" in given ? given.tracestate : undefined;
  return typeof given.traceparent === "string" &&
    (state === undefined || typeof state === "string");
}
