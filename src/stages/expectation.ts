/**
 * Does without `Expect` where a server does not know it (RFC 9110 section 10.1.1).
 *
 * @module
 */

import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import type { Send, Stage, Trip } from "../send.ts";

/** Sends a request with `Expect` once more without it after a 417, which says that nothing was done. */
export function withExpectation(): Stage {
  return (next) => (request, trip) =>
    request.headers["expect"] === undefined
      ? next(request, trip)
      : sendExpecting(next, request, trip);
}

async function sendExpecting(
  next: Send,
  request: PreparedRequest,
  trip: Trip,
): Promise<HttpResponse> {
  const response = await next(request, trip);
  if (response.status !== 417 || request.body?.replayable === false) return response;
  await response.discard();
  trip.call.cancellation.throwIfCancelled();
  const { expect: _, ...headers } = request.headers;
  return await next(request.with({ headers }), trip);
}
