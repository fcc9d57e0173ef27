/**
 * Signs requests and holds the conversation of an `Auth`, for the origin that the credentials are for.
 *
 * @module
 */

import type { Auth } from "../auth/auth.ts";
import type { NetrcAuth } from "../auth/netrc.ts";
import { isSimpleAuth } from "../auth/resolve.ts";
import { maySeeCredentials } from "../origin.ts";
import { PreparedRequest } from "../prepared.ts";
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
      ? Promise.try(() => auth.authorize(request)).then((signed) =>
        next(signed, trip)
      )
      : converse(next, auth, { request, trip });
  };
}

/** The `auth` option beats a header; netrc never does (RFC 9110 section 11.6.2 leaves it open). */
function authFor(
  request: PreparedRequest,
  { call }: Trip,
  netrc: NetrcAuth | undefined,
): Auth | undefined {
  const { auth } = call.settings;
  if (auth === null) return undefined;
  if (auth && maySeeCredentials(call.origin, request.url)) return auth;
  return request.headers.authorization === undefined ? netrc : undefined;
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
      const sent = PreparedRequest.from(step.value);
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
