/**
 * What happens on the way of a call, step by step: the events that `trace` is told of.
 *
 * @module
 */

import type { HttpVersion } from "../response/raw_response.ts";

/**
 * What only the transport sees; `SocketTransport` tells of it, `fetch` cannot.
 *
 * @example How often a new connection was made
 * ```ts
 * import { Client, type TransportEvent } from "@ferry/http";
 * import { SocketTransport } from "@ferry/http/socket";
 * import { assertEquals } from "@std/assert";
 *
 * const hosts: string[] = [];
 * const note = (event: TransportEvent) => event.type === "connect.start" && hosts.push(event.host);
 * await using server = Deno.serve(
 *   { hostname: "127.0.0.1", port: 0, onListen() {} },
 *   () => new Response("hello"),
 * );
 * using transport = new SocketTransport();
 * using client = new Client({ transport, trace: (event) => event.type === "connect.start" && note(event) });
 * await client.get(`http://127.0.0.1:${server.addr.port}/`);
 * assertEquals(hosts, ["127.0.0.1"]);
 * ```
 */
export type TransportEvent =
  | {
    /** It waits for a connection or a place for one: the client's limits, or the transport's own. */
    readonly type: "pool.wait";
    /** Whose limits are reached. */
    readonly pool: "client" | "transport";
  }
  | {
    /** The wait is over; of the client's limits it is told even if there was none. */
    readonly type: "pool.acquired";
    /** Whose limits. */
    readonly pool: "client" | "transport";
    /** For how many milliseconds it waited. */
    readonly waited: number;
  }
  | {
    /** A new connection is made, which resolves the name first. */
    readonly type: "connect.start";
    /** The host of the URL. */
    readonly host: string;
    /** The port. */
    readonly port: number;
    /** Kept connections need no connecting. */
    readonly reused: false;
  }
  | {
    /** It is connected, the tunnel of a proxy included. */
    readonly type: "connect.end";
    /** The address and port that answered. */
    readonly remoteAddress: string | undefined;
    /** Kept connections need no connecting. */
    readonly reused: false;
  }
  | {
    /** Hands are shaken over TLS. */
    readonly type: "tls.start";
    /** The name that the certificate must have. */
    readonly host: string;
    /** Kept connections need no handshake. */
    readonly reused: false;
  }
  | {
    /** TLS is spoken. */
    readonly type: "tls.end";
    /** The protocol agreed on by ALPN, if any. */
    readonly alpnProtocol: string | undefined;
    /** Kept connections need no handshake. */
    readonly reused: false;
  }
  | {
    /** The request has a connection. */
    readonly type: "connection";
    /** Whether it was there already. */
    readonly reused: boolean;
    /** The address and port of the server or the proxy. */
    readonly remoteAddress: string | undefined;
  }
  | {
    /** The request was handed to the system, all of it. */
    readonly type: "request.sent";
    /** How many bytes, head and body. */
    readonly bytes: number;
  }
  | {
    /** A 1xx answer came. */
    readonly type: "informational";
    /** Its status. */
    readonly status: number;
  };

/**
 * What a stage tells those who watch a client with `trace`: a type that begins with `stage.`, and facts.
 *
 * @example A stage that says what it does
 * ```ts
 * import { Client, HandlerTransport, type Stage, type StageEvent } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const event: StageEvent = { type: "stage.signed", key: "k1" };
 * const sign: Stage = (next) => (request, context) => {
 *   context.tell(event);
 *   return next(request.withHeader("x-signature", "5f1d"), context);
 * };
 * const types: string[] = [];
 * using client = new Client({
 *   transport: new HandlerTransport(() => new Response("hello")),
 *   stages: [sign],
 *   trace: ({ type }) => types.push(type),
 * });
 * await client.get("http://example.org/");
 * assertEquals(types.includes("stage.signed"), true);
 * ```
 */
export interface StageEvent {
  /** What happened. */
  readonly type: `stage.${string}`;
  /** What belongs to it; never a secret. */
  readonly [fact: string]: unknown;
}

/**
 * What happens, without when and to which request.
 *
 * @example What a step says, in a few words
 * ```ts
 * import type { TraceStep } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * function describe(step: TraceStep): string {
 *   if (step.type === "retry") return `again after ${step.wait} ms: ${step.reason}`;
 *   return step.type === "redirect" ? `on to ${step.location}` : step.type;
 * }
 * assertEquals(describe({ type: "retry", wait: 300, reason: "503" }), "again after 300 ms: 503");
 * ```
 */
export type TraceStep =
  | TransportEvent
  | StageEvent
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
    /** The jar kept cookies of the answer. */
    readonly type: "cookies.stored";
    /** How many. */
    readonly count: number;
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
    /** A redirect is followed. */
    readonly type: "redirect";
    /** Its status. */
    readonly status: number;
    /** Where it leads, secrets left out as in a log line. */
    readonly location: string;
  }
  | {
    /** The credentials are sent that the answer asked for. */
    readonly type: "auth.challenge";
    /** 401 or 407. */
    readonly status: number;
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
 * import { Client, type TraceEvent, type TraceMoment } from "@ferry/http";
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
 */
export type Trace = (event: TraceEvent) => void;
