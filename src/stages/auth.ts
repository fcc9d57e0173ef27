/**
 * Signs requests and holds the conversation of an `Auth`, for the origin that the credentials are for.
 *
 * @module
 */

import type { Auth } from "../auth/auth.ts";
import type { NetrcAuth } from "../auth/netrc.ts";
import { isSimpleAuth } from "../auth/resolve.ts";
import { maySeeCredentials } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import { adoptRequest } from "../request.ts";

import type { HttpResponse } from "../response.ts";
import type { Send, Stage, Trip } from "../send.ts";

/**
 * Signs each hop that may see the credentials of the call.
 *
 * @param netrc Signs where nobody else does; `undefined` where the environment is not trusted.
 */
export function withAuth(netrc: NetrcAuth | undefined): Stage {
  return (next) => (request, trip) => {
    const auth = authFor(request, trip, netrc);
    if (!auth) return next(request, trip);
    return isSimpleAuth(auth)
      ? Promise.try(() => auth.authorize(request)).then((signed) => next(signed, trip))
      : converse(next, auth, { request, trip });
  };
}

/** The `auth` option beats a header; netrc never does (RFC 9110 section 11.6.2 leaves it open). */
function authFor(
  request: PreparedRequest,
  trip: Trip,
  netrc: NetrcAuth | undefined,
): Auth | undefined {
  const { call, previous } = trip;
  const { auth } = call.settings;
  if (auth === null) return undefined;
  const isAllowed = maySeeCredentials(call.origin, request.url) &&
    !isDowngraded(request.url, previous);
  if (auth && isAllowed) return auth;
  return request.headers.authorization === undefined ? netrc : undefined;
}

/** Once a call went over https, its credentials never again go over http. */
function isDowngraded(url: URL, previous: HttpResponse | undefined): boolean {
  if (!previous || url.protocol === "https:") return false;
  const isSecure = (hop: HttpResponse) => hop.url.startsWith("https:");
  return isSecure(previous) || previous.history.some(isSecure);
}

interface Start {
  readonly request: PreparedRequest;
  readonly trip: Trip;
}

/** The flow gets a request of its own, since it may change it. */
async function converse(
  next: Send,
  auth: Auth,
  { request, trip }: Start,
): Promise<HttpResponse> {
  const flow = auth.flow(request.with({}).toRequest());
  let previous = trip.previous;
  let response: HttpResponse | undefined;
  try {
    for (
      let step = await flow.next();
      !step.done;
      step = await flow.next(response)
    ) {
      await response?.discard();
      const sent = adoptRequest(step.value, request);
      response = await next(sent, { ...trip, previous });
      if (sent.url.href === request.url.href) previous = response;
    }
  } catch (error) {
    response?.close();
    await flow.return();
    throw error;
  }
  if (response) return response;
  throw new TypeError("Cannot send: the flow of the Auth yielded no request");
}
