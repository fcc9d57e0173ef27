/**
 * Leaves servers alone that fail again and again.
 *
 * @module
 */

import { CircuitBreaker, type ResolvedCircuitBreaker, type Verdict } from "../circuit.ts";
import { NetworkError, PoolTimeoutError, TotalTimeoutError, TransportError } from "../errors.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { Stage, Trip } from "../send.ts";

/**
 * Refuses requests to an origin whose circuit is open, and watches what comes of the others.
 *
 * It stands inside of retries, each of which counts, and outside of the rate limit: who is refused takes no token.
 *
 * @param settings When a circuit opens, and for how long.
 */
export function withCircuitBreaker(settings: ResolvedCircuitBreaker): Stage {
  const breaker = new CircuitBreaker(settings);
  return (next) => async (request, trip) => {
    const { origin } = request.url;
    const left = breaker.enter(origin);
    if (left !== undefined) throw toOpenError(left, request, trip);
    let verdict: Verdict = "unknown";
    try {
      const response = await next(request, trip);
      verdict = settings.statuses.includes(response.status) ? "failure" : "success";
      return response;
    } catch (error) {
      verdict = toVerdict(error, trip);
      throw error;
    } finally {
      breaker.settle(origin, verdict);
    }
  };
}

/** A queue of ours that is long, or a call that has no time left, says nothing of the server. */
function toVerdict(error: unknown, { call }: Trip): Verdict {
  if (call.cancellation.cancelled || !(error instanceof TransportError)) return "unknown";
  return error instanceof PoolTimeoutError || error instanceof TotalTimeoutError
    ? "unknown"
    : "failure";
}

function toOpenError(left: number, request: PreparedRequest, { call }: Trip): NetworkError {
  const until = left > 0
    ? `it is tried again in ${Math.ceil(left)} ms`
    : "another request tries whether it is back";
  return new NetworkError(
    `nothing was sent, since ${request.url.origin} failed again and again (circuitBreaker): ${until}`,
    call.evidence(request, "connect"),
  );
}
