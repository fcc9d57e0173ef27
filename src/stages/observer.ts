/**
 * Lets the caller's `logger` and `trace` see what happens, and sends the trace context on.
 *
 * @module
 */

import type { CallObserver } from "../observer.ts";
import type { Settings } from "../options.ts";
import { maySeeCredentials } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response.ts";
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

/**
 * Begins to follow a call.
 *
 * @param call The call.
 * @param request What is asked first.
 */
export async function observe(call: Call, request: PreparedRequest): Promise<void> {
  const { CallObserver } = await import("../observer.ts");
  const { openTraceContext } = await import("../traceparent.ts");
  const { logger, trace, traceContext: given } = call.settings;
  const opened = given === undefined ? undefined : openTraceContext(given);
  const elapsed = () => call.elapsed;
  const traceContext = call.context.traceContext ?? opened;
  call.observer = new CallObserver({ logger, trace, traceContext, elapsed });
  call.observer.start(request);
}
