/**
 * Gives requests that are not idempotent a key by which a server knows one that comes again
 * (draft-ietf-httpapi-idempotency-key-header).
 *
 * @module
 */

import { IDEMPOTENCY_KEY } from "../errors/prospect.ts";
import { isIdempotent } from "../methods.ts";
import { isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { Stage, Trip } from "../send.ts";

/**
 * Adds the key of the call to the requests that it is for.
 *
 * It stands inside of redirects, which thus take no key of ours elsewhere, and outside of auth and hooks, which may
 * sign it.
 */
export function withIdempotencyKey(): Stage {
  return (next) => (request, trip) =>
    wantsKey(request, trip)
      ? next(request.withHeader(IDEMPOTENCY_KEY, trip.call.idempotencyKey), trip)
      : next(request, trip);
}

/** A key of the caller's stays. */
function wantsKey({ method, url, headers }: PreparedRequest, { call }: Trip): boolean {
  return call.settings.idempotencyKey && !isIdempotent(method) &&
    headers[IDEMPOTENCY_KEY] === undefined && isSameOrigin(call.origin, url);
}
