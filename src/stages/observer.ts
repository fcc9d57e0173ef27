/**
 * Lets the caller's `logger` and `trace` see what happens, and sends the trace context on.
 *
 * @module
 */

import type { CallObserver } from "../observer.ts";
import type { Settings } from "../settings.ts";
import { maySeeCredentials } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import type { Call, Send, Stage, Trip } from "../send.ts";

/**
 * Follows each try of each hop.
 *
 * It stands inside of hooks and auth, so that it sees what is sent and a signature does not depend on the span, inside
 * of retries, each of which is a span and a line of its own, and outside of everything that a request may wait for.
 */
export function withObserver(): Stage {
  return (next) => (request, trip) =>
    trip.call.observer
      ? follow(next, { request, trip, observer: trip.call.observer })
      : next(request, trip);
}

interface Start {
  readonly request: PreparedRequest;
  readonly trip: Trip;
  readonly observer: CallObserver;
}

async function follow(next: Send, { request, trip, observer }: Start): Promise<HttpResponse> {
  const attempt = observer.begin(request, (trip.attempts?.length ?? 0) + 1);
  try {
    return await next(attempt.sign(request, isForeign(request, trip)), {
      ...trip,
      observer: attempt,
    });
  } catch (error) {
    attempt.fail(error);
    throw error;
  }
}

/** What tracing systems say to each other is for those whom the caller asked. */
function isForeign({ url }: PreparedRequest, { call, hop }: Trip): boolean {
  return !maySeeCredentials(hop.home?.url ?? call.origin, url);
}

/** Tells whether somebody wants to know of a call. */
export function isObserved({ logger, trace, traceContext }: Settings): boolean {
  return logger !== undefined || trace !== undefined || traceContext !== undefined;
}

/** Begins to follow calls; what it needs is loaded for the first of them. */
export class Observation {
  #observers: typeof import("../observer.ts") | undefined;

  /**
   * Begins to follow a call.
   *
   * @param call The call.
   * @param request What is asked first.
   */
  async begin(call: Call, request: PreparedRequest): Promise<void> {
    this.#observers ??= await import("../observer.ts");
    const { logger, trace, traceContext } = call.settings;
    const observer = this.#observers.startObserver({
      logger,
      trace,
      traceContext: call.context.traceContext ?? traceContext,
      elapsed: () => call.elapsed,
    });
    call.observer = observer;
    observer.start(request);
  }
}
