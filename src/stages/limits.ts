/**
 * Lets only so many requests use the network at once.
 *
 * @module
 */

import type { Admission, Permit, Waiting } from "../admission.ts";
import { PoolTimeoutError } from "../errors.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import type { Send, Stage, Trip } from "../send.ts";

/** Takes a permit for each hop; what comes next gives it back, when it failed or when the body has ended. */
export function withLimits(admission: Admission): Stage {
  return (next) => (request, trip) => {
    trip.call.cancellation.throwIfCancelled();
    const permit = admission.tryAcquire();
    return permit
      ? next(request, withPermit(trip, permit))
      : wait(next, { request, trip, admission });
  };
}

/** Named one by one: a spread of objects of several shapes is slow. */
function withPermit(trip: Trip, permit: Permit): Trip {
  const { call, previous, hop, attempts, observer, isRetried, flow, jarCookies } = trip;
  const { waited: queued } = permit;
  observer?.onEvent?.({ type: "pool.acquired", pool: "client", waited: queued ?? 0 });
  return {
    ...{ call, previous, hop, attempts, permit, queued, observer, isRetried, flow, jarCookies },
  };
}

interface Start {
  readonly request: PreparedRequest;
  readonly trip: Trip;
  readonly admission: Admission;
}

async function wait(next: Send, { request, trip, admission }: Start): Promise<HttpResponse> {
  const permit = await admission.acquire(request.url.host, waitingOf(request, trip));
  try {
    trip.call.cancellation.throwIfCancelled();
  } catch (error) {
    permit[Symbol.dispose]();
    throw error;
  }
  return await next(request, withPermit(trip, permit));
}

function waitingOf(request: PreparedRequest, { call, observer }: Trip): Waiting {
  const limit = call.settings.timeout.pool;
  return {
    cancellation: call.cancellation,
    deadlines: call.deadlines,
    limit,
    onWait: observer && (() => observer.onEvent?.({ type: "pool.wait", pool: "client" })),
    onTimeout: () =>
      new PoolTimeoutError(
        `no connection was free within timeout.pool (${limit} ms)`,
        call.evidence(request, "pool"),
      ),
  };
}
