/**
 * What happens on the way of a call, step by step: the events that `trace` is told of.
 *
 * @module
 */

import type { HttpVersion } from "../../core/response/raw_response.ts";
import type { CallEvent } from "./transport_event.ts";

/**
 * What happens, without when and to which request.
 *
 * @example What a step says, in a few words
 * ```ts
 * import type { TraceStep } from "@ferry/http/trace";
 * import { assertEquals } from "@std/assert";
 *
 * function describe(step: TraceStep): string {
 *   if (step.type === "retry") return `again after ${step.wait} ms: ${step.reason}`;
 *   return step.type === "redirect" ? `on to ${step.location}` : step.type;
 * }
 * assertEquals(describe({ type: "retry", wait: 300, reason: "503" }), "again after 300 ms: 503");
 * ```
 * @category Observability
 */
export type TraceStep =
  | CallEvent
  | {
    /** The caller asks for something. */
    readonly type: "call.start";
    /** The method. */
    readonly method: string;
    /** The URL, secrets left out as in a log line. */
    readonly url: string;
  }
  | {
    /** A request is ready to be sent, with its credentials and cookies and after the hooks. */
    readonly type: "hop.start";
    /** The method. */
    readonly method: string;
    /** The URL, secrets left out as in a log line. */
    readonly url: string;
  }
  | {
    /** The headers of the answer are there. */
    readonly type: "response.head";
    /** The status. */
    readonly status: number;
    /** The reason phrase. */
    readonly statusText: string;
    /** How many headers came. */
    readonly headers: number;
    /** The HTTP version, where the transport can see it. */
    readonly httpVersion: HttpVersion | undefined;
  }
  | {
    /** The body of the answer came to its end, or was let go of. A failure is an `error` instead. */
    readonly type: "response.body.end";
    /** How many bytes came. */
    readonly bytes: number;
    /** Whether all of it came. */
    readonly complete: boolean;
  }
  | {
    /** The same request will be sent again. */
    readonly type: "retry";
    /** After how many milliseconds. */
    readonly wait: number;
    /** The status or the code of the error that led to it, such as `"503"` or `"ERR_CONNECT"`. */
    readonly reason: string;
  }
  | {
    /** Something failed; a retry may follow. */
    readonly type: "error";
    /** The error, or the caller's own reason. */
    readonly error: unknown;
  }
  | {
    /** The call is over: its last body has ended, or it failed. */
    readonly type: "call.end";
    /** The status of its response; `undefined` if it failed before there was one. */
    readonly status: number | undefined;
  };

/**
 * When something happened, and to which request.
 *
 * @example Where in a call something happened
 * ```ts
 * import { Client, type TraceEvent } from "@ferry/http";
 * import type { TraceMoment } from "@ferry/http/trace";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const place = ({ hop, attempt }: TraceMoment) => `${hop}.${attempt}`;
 * const places: string[] = [];
 * const transport = new MockTransport().get("*", 503, 204);
 * const trace = (event: TraceEvent) => {
 *   if (event.type === "response.head") places.push(place(event));
 * };
 * using client = new Client({ transport, trace, retries: { total: 1, backoff: { base: 1 } } });
 * await client.get("http://example.org/");
 * assertEquals(places, ["1.1", "1.2"]);
 * ```
 * @category Observability
 */
export interface TraceMoment {
  /** Milliseconds since the call. */
  readonly time: number;
  /** Which call: a random id. */
  readonly call: string;
  /**
   * The number of the request within the call, from 1; 0 before the first. Redirects and answers to challenges count.
   */
  readonly hop: number;
  /** The number of the try of that request, from 1. */
  readonly attempt: number;
  /** The trace that the request belongs to, with `traceContext`. */
  readonly traceId?: string | undefined;
  /** The span that the request is in that trace. */
  readonly spanId?: string | undefined;
}

/**
 * One thing that happened on the way of a call; `type` tells what.
 *
 * @example What happens on the way, in its order
 * ```ts
 * import { Client, type TraceEvent } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const types: string[] = [];
 * const trace = ({ type }: TraceEvent) => void types.push(type);
 * using client = new Client({ transport: new MockTransport({ "*": 204 }), trace });
 * await client.get("http://example.org/");
 * assertEquals([types[0], types.at(-1)], ["call.start", "call.end"]);
 * ```
 * @category Observability
 */
export type TraceEvent = TraceMoment & TraceStep;

/**
 * Told of everything that happens on the way of a call, at once: what it throws goes to `console.error` and harms
 * nothing.
 *
 * @param event What happened; `type` tells which members it has.
 *
 * @example How often was a connection there already?
 * ```ts
 * import { Client, type Trace } from "@ferry/http";
 * import { SocketTransport } from "@ferry/http/socket";
 * import { assertEquals } from "@std/assert";
 *
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   () => new Response("hello"),
 * );
 * const reused: boolean[] = [];
 * const trace: Trace = (event) => {
 *   if (event.type === "connection") reused.push(event.reused);
 * };
 * using client = new Client({ transport: new SocketTransport(), trace });
 * await client.get(`http://127.0.0.1:${server.addr.port}/`);
 * await client.get(`http://127.0.0.1:${server.addr.port}/`);
 * assertEquals(reused, [false, true]);
 * ```
 * @category Observability
 */
export type Trace = (event: TraceEvent) => void;
