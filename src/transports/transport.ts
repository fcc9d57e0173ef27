/**
 * What carries a request to a server and brings the answer: the interface, its light form for the
 * transports that are built in, and what neither must do.
 *
 * @module
 */

import type { Cancellation } from "../cancellation.ts";
import type { Deadlines } from "../deadlines.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { ResolvedTimeout } from "../timeout.ts";

/** What a transport may know beside the request. */
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
 * const teapot: Transport = {
 *   send: () => Promise.resolve(new Response("short and stout", { status: 418 })),
 * };
 * using client = new Client({ transport: teapot });
 * const response = await client.get("http://teapot.example/");
 * assertEquals(response.status, 418);
 * ```
 */
export interface Transport {
  /**
   * Sends one request.
   *
   * @param request What to send; its `redirect` mode is "manual".
   * @param context The signal and the limits of this call.
   * @returns The answer, its body unread.
   */
  send(request: Request, context: TransportContext): Promise<Response>;
  /** Gives up what is held open for later requests. */
  close?(): void | Promise<void>;
}

/** The HTTP version of an answer, where the transport can see it. */
export type HttpVersion = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";

/** The bytes of an answer, pulled one chunk after the other by one reader. */
export interface ByteSource {
  /** How many bytes `read()` will give in all, where known. */
  readonly size: number | undefined;
  /** How many bytes came over the wire so far, where the transport knows better than its reader. */
  readonly wireBytes?: number;
  /** Gives the next chunk, never an empty one, and `undefined` at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the whole rest at once; only where that is faster than `read()` to the end. `touch` is to be called whenever bytes came. */
  readAll?(touch: () => void): Promise<Uint8Array<ArrayBuffer>>;
  /** Gives the next chunk as it came over the wire, undecoded, where the transport can. */
  readRaw?(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Drops the connection at once; a read under way rejects with `reason`. Safe to call more than once, never throws. */
  abort(reason: unknown): void;
}

/** An answer in the light form, before it becomes an `HttpResponse`. */
export interface RawResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase that the server sent, where the transport can see it, else the registry's. */
  readonly reasonPhrase: string;
  /** The headers. */
  readonly headers: Headers;
  /** The body; `undefined` where the answer has none. */
  readonly source: ByteSource | undefined;
  /** The HTTP version, where known. */
  readonly httpVersion?: HttpVersion | undefined;
  /** The web response below, where it can be handed on untouched. */
  readonly response?: Response | undefined;
}

/** What a built-in transport may know beside the request. */
export interface SendContext extends TransportContext {
  /** The cheap form of `signal`. */
  readonly cancellation: Cancellation;
  /** The timers of the client. */
  readonly deadlines: Deadlines;
  /** Told of every chunk of the request body that was handed over: its size in bytes. */
  readonly onSent: ((bytes: number) => void) | undefined;
}

/** A transport that takes the light form, so that no web `Request` need be made. */
export interface LightTransport extends Transport {
  /** Sends one request in the light form; maps the platform's failures to the tree of errors. */
  sendPrepared(
    request: PreparedRequest,
    context: SendContext,
  ): Promise<RawResponse>;
}

/** Tells whether a transport takes the light form. */
export function isLight(transport: Transport): transport is LightTransport {
  return "sendPrepared" in transport;
}
