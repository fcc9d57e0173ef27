/**
 * Lets only so many requests use the network at once.
 *
 * @module
 */

import type { Admission, Waiting } from "../admission.ts";
import { PoolTimeoutError } from "../errors.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { Stage, Trip } from "../send.ts";

/** Takes a permit for each hop; the transport gives it back when the body has ended. */
export function withLimits(admission: Admission): Stage {
  return (next) => async (request, trip) => {
    const { cancellation } = trip.call;
    cancellation.throwIfCancelled();
    const entry = admission.acquire(request.url.host, waitingOf(request, trip));
    const permit = "then" in entry ? await entry : entry;
    try {
      cancellation.throwIfCancelled();
      const { waited: queued } = permit;
      trip.observer?.onEvent?.({ type: "pool.acquired", pool: "client", waited: queued ?? 0 });
      return await next(request, { ...trip, permit, queued });
    } catch (error) {
      permit[Symbol.dispose]();
      throw error;
    }
  };
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
