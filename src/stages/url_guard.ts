/**
 * Asks whether a request may go where it is about to go.
 *
 * @module
 */

import { BlockedUrlError } from "../errors.ts";
import type { NetworkGuard } from "../network/network_guard.ts";
import type { AllowUrl } from "../options.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { AllowedPlaces } from "../network/private_networks.ts";
import type { Stage, Trip } from "../send.ts";

/** Where requests may go. */
export interface UrlRules {
  /** The caller's own rule. */
  readonly allowUrl: AllowUrl | undefined;
  /** What is excepted from the private networks; `undefined` where those are not refused. */
  readonly allowed: AllowedPlaces | undefined;
}

/**
 * Refuses hops that the client is not to make.
 *
 * It stands inside of redirects, auth and hooks, which may each have another URL in mind, and outside of retries: the
 * answer holds for all tries of a hop.
 */
export function withUrlGuard({ allowUrl, allowed }: UrlRules): Stage {
  let guard: NetworkGuard | undefined;
  return (next) => async (request, trip) => {
    if (allowed) {
      guard ??= await openGuard(allowed);
      const reason = guard.refusalOfHost(request.url.hostname);
      if (reason !== undefined) throw toBlocked(reason, request, trip);
    }
    if (allowUrl) await ask(allowUrl, request, trip);
    return await next(request, trip);
  };
}

/** Few clients need its tables. */
async function openGuard(allowed: AllowedPlaces): Promise<NetworkGuard> {
  const { NetworkGuard } = await import("../network/network_guard.ts");
  return new NetworkGuard(allowed);
}

/** What it throws comes out as it is: nobody knows then whether the URL is allowed, so nothing is sent. */
async function ask(
  allowUrl: AllowUrl,
  request: PreparedRequest,
  trip: Trip,
): Promise<void> {
  const asked = Promise.resolve(allowUrl(new URL(request.url)));
  const answer: unknown = await trip.call.cancellation.race(asked);
  if (answer === true) return;
  if (answer === false) throw toBlocked("allowUrl refused the URL", request, trip);
  throw new TypeError(
    `Cannot use what allowUrl gave: it must be true or false, not ${
      answer === null ? "null" : `a ${typeof answer}`
    }`,
  );
}

/** An answered challenge stands between a redirect and what it led to. */
function toBlocked(
  reason: string,
  request: PreparedRequest,
  { call, previous }: Trip,
): BlockedUrlError {
  const before = previous ? [...previous.history, previous] : [];
  const response = before.findLast(({ isRedirect }) => isRedirect);
  return new BlockedUrlError(reason, {
    ...call.evidence(request, response ? "redirect" : "build"),
    response,
  });
}
