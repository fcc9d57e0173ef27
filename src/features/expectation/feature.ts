/**
 * Does without `Expect` where a server does not know it (RFC 9110 section 10.1.1).
 *
 * @module
 */

import type { Feature } from "../../core/feature.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Send, Stage } from "../../core/stage.ts";

/** Goes on without `Expect` where a server refuses it. */
export const expectation: Feature = { install: () => ({ inner: withExpectation() }) };

/**
 * Sends a request with `Expect` once more without it after a 417, which says that nothing was done.
 *
 * It stands inside of retries: that is no new try, and whether this answer is thrown away is known first here.
 */
function withExpectation(): Stage {
  return (next) => (request, context) =>
    request.headers["expect"] === undefined
      ? next(request, context)
      : sendExpecting(next, request, HopContext.of(context));
}

async function sendExpecting(
  next: Send,
  request: PreparedRequest,
  hop: HopContext,
): Promise<HttpResponse> {
  const isRefused = ({ status }: Pick<Response, "status">) =>
    status === 417 && request.body?.replayable !== false;
  const response = await next(
    request,
    hop.with({ isRepeated: (answer) => isRefused(answer) || (hop.isRepeated?.(answer) ?? false) }),
  );
  if (!isRefused(response)) return response;
  await response.discard();
  hop.call.cancellation.throwIfCancelled();
  const { expect: _, ...headers } = request.headers;
  return await next(request.with({ headers }), hop);
}
