/**
 * Asks whether a request may go where it is about to go.
 *
 * @module
 */

import { nameOf } from "../../core/options/checks.ts";
import { BlockedUrlError } from "../../core/errors.ts";
import type { NetworkGuard } from "./network_guard.ts";
import type { AllowUrl } from "./allow_url.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { AllowedPlaces } from "./private_networks.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { Stage } from "../../core/stage.ts";

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
  return (next) => async (request, context) => {
    const hop = HopContext.of(context);
    if (allowed) {
      guard ??= await openGuard(allowed);
      const reason = guard.refusalOfHost(request.url.hostname);
      if (reason !== undefined) throw toBlocked(reason, request, hop);
    }
    if (allowUrl) await ask(allowUrl, request, hop);
    return await next(request, hop);
  };
}

/** Few clients need its tables. */
async function openGuard(allowed: AllowedPlaces): Promise<NetworkGuard> {
  const { NetworkGuard } = await import("./network_guard.ts");
  return new NetworkGuard(allowed);
}

/** What it throws comes out as it is: nobody knows then whether the URL is allowed, so nothing is sent. */
async function ask(
  allowUrl: AllowUrl,
  request: PreparedRequest,
  hop: HopContext,
): Promise<void> {
  const asked = Promise.resolve(allowUrl(new URL(request.url)));
  const answer: unknown = await hop.call.cancellation.race(asked);
  if (answer === true) return;
  if (answer === false) throw toBlocked("allowUrl refused the URL", request, hop);
  throw new TypeError(
    `Cannot use what allowUrl gave: it must be true or false, not ${nameOf(answer)}`,
  );
}

/** An answered challenge stands between a redirect and what it led to. */
function toBlocked(
  reason: string,
  request: PreparedRequest,
  { call, previous }: HopContext,
): BlockedUrlError {
  const before = previous ? [...previous.history, previous] : [];
  const response = before.findLast(({ isRedirect }) => isRedirect);
  return new BlockedUrlError(reason, {
    ...call.evidence(request, response ? "redirect" : "build"),
    response,
  });
}
