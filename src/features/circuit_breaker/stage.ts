/**
 * Leaves servers alone that fail again and again.
 *
 * @module
 */

import { CircuitBreaker, type Outcome, type ResolvedCircuitBreaker } from "./circuit.ts";
import {
  NetworkError,
  PoolTimeoutError,
  TotalTimeoutError,
  TransportError,
} from "../../core/errors.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Stage } from "../../core/stage.ts";

/**
 * Refuses requests to an origin whose circuit is open, and watches what comes of the others.
 *
 * It stands inside of retries, each of which counts, and outside of the rate limit: who is refused takes no token.
 *
 * @param settings When a circuit opens, and for how long.
 */
export function withCircuitBreaker(settings: ResolvedCircuitBreaker): Stage {
  const breaker = new CircuitBreaker(settings);
  return (next) => async (request, context) => {
    const hop = HopContext.of(context);
    const { origin } = request.url;
    const left = breaker.enter(origin);
    if (left !== undefined) throw toOpenError(left, request, hop);
    let outcome: Outcome = "unknown";
    try {
      const response = await next(request, hop);
      outcome = settings.statuses.includes(response.status) ? "failure" : "success";
      return response;
    } catch (error) {
      outcome = toOutcome(error, hop);
      throw error;
    } finally {
      breaker.settle(origin, outcome);
    }
  };
}

/** A queue of ours that is long, or a call that has no time left, says nothing of the server. */
function toOutcome(error: unknown, { call }: HopContext): Outcome {
  if (call.cancellation.cancelled || !(error instanceof TransportError)) return "unknown";
  return error instanceof PoolTimeoutError || error instanceof TotalTimeoutError
    ? "unknown"
    : "failure";
}

function toOpenError(left: number, request: PreparedRequest, { call }: HopContext): NetworkError {
  const until = left > 0
    ? `it is tried again in ${Math.ceil(left)} ms`
    : "another request tries whether it is back";
  return new NetworkError(
    `nothing was sent, since ${request.url.origin} failed again and again (circuitBreaker): ${until}`,
    call.evidence(request, "connect"),
  );
}
