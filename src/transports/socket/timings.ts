/**
 * How long each phase of a request took.
 *
 * @module
 */

import type { HttpErrorOptions, Phase } from "../../core/errors.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { ResponseTimings } from "../../core/response/raw_response.ts";

/** What is known of a request when its transport gets it. */
export interface TimingsContext {
  /** When it was sent, by `performance.now()`; now if left out. */
  readonly startedAt?: number | undefined;
  /** For how many milliseconds it had waited before, if it had to. */
  readonly queued?: number | undefined;
}

/** Notes when each phase ended. */
export class Timings implements ResponseTimings {
  /** When the request was handed to the transport, by `performance.now()`. */
  readonly start: number;
  #ready: number | undefined;
  #sent: number | undefined;
  #answer: number | undefined;
  #end: number | undefined;
  /** Waited for a place. */
  queue: number | undefined;
  /** Connected. */
  connect: number | undefined = undefined;
  /** Shook hands. */
  tls: number | undefined = undefined;

  /**
   * Begins.
   *
   * @param context When the request was sent, and for how many milliseconds it had waited before, if it had to.
   */
  constructor({ startedAt = performance.now(), queued }: TimingsContext = {}) {
    this.start = startedAt;
    this.queue = queued;
  }

  /** Milliseconds since the request was handed to the transport. */
  get elapsed(): number {
    return performance.now() - this.start;
  }

  /** What an error that is made now is to carry. */
  evidence(request: PreparedRequest, phase: Phase): HttpErrorOptions {
    return { request, phase, elapsed: this.elapsed };
  }

  /** Sent the request. */
  get send(): number | undefined {
    return span(this.#ready ?? this.start, this.#sent);
  }

  /** Waited for the answer. */
  get wait(): number | undefined {
    return this.#sent === undefined ? undefined : span(this.#sent, this.#answer);
  }

  /** Received the answer. */
  get receive(): number | undefined {
    return this.#answer === undefined ? undefined : span(this.#answer, this.#end);
  }

  /** A new connection is there. */
  markReady(): void {
    this.#ready = performance.now();
  }

  /** The request was sent. */
  markSent(): void {
    this.#sent = performance.now();
  }

  /** The first byte came. */
  markAnswer(): void {
    this.#answer = performance.now();
  }

  /** The last byte came: when, by `performance.now()`. */
  markEnd(): number {
    return this.#end = performance.now();
  }
}

/** An answer may come before the request was sent. */
function span(from: number, to: number | undefined): number | undefined {
  return to === undefined ? undefined : Math.max(0, to - from);
}
