/**
 * Signs requests and holds the conversation of an `Auth`, for the origin that the credentials are for.
 *
 * @module
 */

import type { Auth, AuthFlow, SimpleAuth } from "../auth/auth.ts";
import type { NetrcAuth } from "../auth/netrc.ts";
import { isSimpleAuth } from "../auth/resolve.ts";
import type { Cancellation } from "../time/cancellation.ts";
import { maySeeCredentials } from "../origin.ts";
import { PreparedRequest } from "../prepared.ts";
import { adoptRequest } from "../request/request.ts";
import type { HttpResponse } from "../response/response.ts";
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
      ? sign(next, auth, { request, trip })
      : converse(next, auth, { request, trip });
  };
}

/** The `auth` option beats a header; netrc never does (RFC 9110 section 11.6.2 leaves it open). */
function authFor(
  request: PreparedRequest,
  trip: Trip,
  netrc: NetrcAuth | undefined,
): Auth | undefined {
  const { call, previous, hop } = trip;
  const { auth } = call.settings;
  if (auth === null) return undefined;
  const isAllowed = maySeeCredentials(call.origin, request.url) &&
    !isDowngraded(request.url, previous);
  if (auth && isAllowed) return auth;
  if (request.headers.authorization !== undefined) return undefined;
  return hop.home?.isSecure && request.url.protocol === "http:" ? undefined : netrc;
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

function sign(
  next: Send,
  auth: SimpleAuth,
  { request, trip }: Start,
): Promise<HttpResponse> {
  const signed = auth.authorize(request);
  return signed instanceof PreparedRequest ? next(signed, trip) : signLater(next, signed, trip);
}

/** A file may be slow to read, a token to come by. */
async function signLater(
  next: Send,
  signed: PromiseLike<PreparedRequest>,
  trip: Trip,
): Promise<HttpResponse> {
  return await next(await trip.call.cancellation.race(signed), trip);
}

/** The flow gets a request of its own, since it may change it; it may wait for what is not sent here, too. */
async function converse(
  next: Send,
  auth: Auth,
  { request, trip }: Start,
): Promise<HttpResponse> {
  const { cancellation } = trip.call;
  const flow = auth.flow(request.with({}).toRequest());
  let previous = trip.previous;
  let response: HttpResponse | undefined;
  try {
    for (
      let step = await cancellation.race(flow.next());
      !step.done;
      step = await cancellation.race(flow.next(response))
    ) {
      await response?.discard();
      checkStep(step.value);
      if (response) tellOfChallenge(response, trip);
      const sent = adoptRequest(step.value, request);
      const isAsked = sent.url.href === request.url.href;
      response = await next(sent, { ...trip, previous, flow: isAsked ? "request" : "aside" });
      if (isAsked) previous = response;
    }
  } catch (error) {
    response?.close();
    trip.call.rememberPrevious(error, previous);
    await end(flow, cancellation);
    throw error;
  }
  if (response) return response;
  throw new TypeError("Cannot send: the flow of the Auth yielded no request");
}

/** A flow may also fetch a token first, which nobody challenged. */
function tellOfChallenge({ status }: HttpResponse, { call }: Trip): void {
  if (status === 401 || status === 407) call.observer?.step({ type: "auth.challenge", status });
}

/** Only JavaScript can get here with anything else. */
function checkStep(step: unknown): void {
  if (step instanceof Request) return;
  throw new TypeError("Cannot send what the flow of the Auth yielded: it is not a Request");
}

/** A flow that waits for somebody else ends when that one has ended, so a call that is over does not wait for it. */
async function end(flow: AuthFlow, cancellation: Cancellation): Promise<void> {
  const ended = flow.return();
  if (!cancellation.cancelled) await ended;
  else ended.catch(() => {});
}
