/** The body of an answer on its way in: what limits it, and what is done when it has ended. */

import type { Deadlines, Watch } from "../time/deadlines.ts";
import { HttpError, type HttpErrorOptions } from "../errors.ts";
import { Incoming, type IncomingOptions } from "./incoming.ts";
import type { ResponseTimings } from "./raw_response.ts";
import { HttpResponse, type ResponseParts } from "./response.ts";
import { toWeak, type Weak } from "./weak.ts";
import type { ByteCounter, HopContext } from "../hop_context.ts";

/** A body on its way in, and what is done when it has ended. */
export class BodyReceiver implements IncomingOptions {
  readonly #parts: ResponseParts;
  readonly #hop: HopContext;
  readonly #counter: ByteCounter | undefined;
  #incoming: Incoming | undefined;
  /** Held weakly: when nobody else has it any more, its body is let go of. */
  #response: Weak<HttpResponse> | undefined;
  readonly deadlines: Deadlines;
  readonly readTimeout: number;
  readonly maxBytes: number;
  readonly maxRatio: number;
  readonly onBytes: ((bytes: number) => void) | undefined;
  readonly handover: Watch | undefined;

  constructor(parts: ResponseParts, hop: HopContext) {
    const { call, countReceived } = hop;
    const { maxResponseBytes, maxDecompressionRatio, timeout } = call.settings;
    this.#parts = parts;
    this.#hop = hop;
    this.deadlines = call.deadlines;
    this.readTimeout = timeout.read;
    this.maxBytes = maxResponseBytes;
    this.maxRatio = maxDecompressionRatio;
    this.handover = parts.raw.watch;
    if (!countReceived) return;
    const counter = countReceived(parts.raw.source?.size);
    this.#counter = counter;
    this.onBytes = (bytes) => counter.add(bytes);
  }

  begin(): Incoming {
    const { source } = this.#parts.raw;
    if (!source) throw new HttpError("Cannot read a body that is not there");
    this.#hop.call.opened();
    return this.#incoming = new Incoming(source, this);
  }

  /**
   * Gives the response unread: its body fails when the call is over, be it read at that time or not. Where nobody has
   * asked for a stream, a small one is read ahead, so that it holds no connection; but hooks may want to see it coded.
   */
  release(response: HttpResponse): HttpResponse {
    const incoming = this.#incoming;
    this.#response = toWeak(response);
    incoming?.pause();
    const { stream, toFetchError } = this.#hop.call.settings;
    if (toFetchError || (!stream && !this.#parts.raw.decoded)) incoming?.readAhead();
    else incoming?.skipEmpty();
    if (!incoming?.ended) this.#hop.call.cancellation.add(this.#cancel);
    return response;
  }

  leave(response: HttpResponse): HttpResponse {
    this.#response = toWeak(response);
    this.#incoming?.pause();
    return response;
  }

  readonly #cancel = (reason: unknown): void => void this.#incoming?.fail(reason);

  #getResponse(): HttpResponse {
    return this.#response?.deref() ?? new HttpResponse(this.#parts);
  }

  evidence(): HttpErrorOptions {
    const response = this.#getResponse();
    return {
      ...this.#hop.call.evidence(this.#parts.request),
      response,
      attempts: response.attempts,
    };
  }

  onBegin(): void {
    this.#hop.call.awaited();
  }

  onEnd(complete: boolean, error?: unknown): void {
    const { call, permit, attempts, listener } = this.#hop;
    call.cancellation.delete(this.#cancel);
    if (error !== undefined) call.rememberResponse(error, () => this.#getResponse());
    const response = this.#response?.deref();
    if (attempts && response) call.remember(error, response.attempts);
    permit?.[Symbol.dispose]();
    endTimings(this.#parts);
    listener?.end({ complete, error, bytes: this.#incoming?.received ?? 0 });
    call.ended();
    if (complete) this.#counter?.finish();
  }
}

/** Gives the response to a body that was there with its head; the connection is free again. */
export function toArrived(parts: ResponseParts, { permit, listener }: HopContext): HttpResponse {
  permit?.[Symbol.dispose]();
  endTimings(parts);
  const bytes = parts.raw.source?.wireBytes ?? parts.content?.length ?? 0;
  listener?.end({ complete: true, bytes });
  return new HttpResponse(parts);
}

/** The phases as they can be told from outside of a transport, once the headers are there. */
export class OuterTimings implements ResponseTimings {
  readonly #headAt: number;
  readonly wait: number;
  readonly connect = undefined;
  readonly tls = undefined;
  readonly send = undefined;
  receive: number | undefined;

  constructor(readonly queue: number | undefined, { sentAt, headAt }: Moments) {
    this.#headAt = headAt;
    this.wait = headAt - sentAt;
  }

  end(): void {
    this.receive = performance.now() - this.#headAt;
  }
}

/** By `performance.now()`. */
interface Moments {
  readonly sentAt: number;
  readonly headAt: number;
}

function endTimings({ timings }: ResponseParts): void {
  if (timings instanceof OuterTimings) timings.end();
}
