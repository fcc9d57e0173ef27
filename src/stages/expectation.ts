/**
 * Does without `Expect` where a server does not know it (RFC 9110 section 10.1.1).
 *
 * @module
 */

import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import type { Send, Stage, Trip } from "../send.ts";

/**
 * Sends a request with `Expect` once more without it after a 417, which says that nothing was done.
 *
 * It stands inside of retries: that is no new try, and whether this answer is thrown away is known first here.
 */
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
  const isRefused = ({ status }: Pick<Response, "status">) =>
    status === 417 && request.body?.replayable !== false;
  const response = await next(request, {
    ...trip,
    isRetried: (answer) => isRefused(answer) || (trip.isRetried?.(answer) ?? false),
  });
  if (!isRefused(response)) return response;
  await response.discard();
  trip.call.cancellation.throwIfCancelled();
  const { expect: _, ...headers } = request.headers;
  return await next(request.with({ headers }), trip);
}
