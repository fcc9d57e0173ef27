/** Signs requests and holds the conversation of an `Auth`, for the origin that the credentials are for. */

import type { Auth, AuthFlow, SimpleAuth } from "../auth/auth.ts";
import { isSimpleAuth } from "../auth/resolve.ts";
import type { Cancellation } from "../time/cancellation.ts";
import { maySeeCredentials } from "../origin.ts";
import { PreparedRequest } from "../request/prepared.ts";
import { adoptRequest } from "../request/request.ts";
import type { HttpResponse } from "../response/response.ts";
import { HopContext } from "../hop_context.ts";
import type { Send, Stage } from "../stage.ts";

/** Signs each hop that may see the credentials of the call. */
export function withAuth(fallback: Auth | undefined): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    const auth = authFor(request, hop, fallback);
    if (!auth) return next(request, hop);
    return isSimpleAuth(auth) && !auth.looksAtAnswers
      ? sign(next, auth, { request, hop })
      : converse(next, auth, { request, hop });
  };
}

/** The `auth` option beats a header; the fallback never does (RFC 9110 section 11.6.2 leaves it open). */
function authFor(
  request: PreparedRequest,
  hop: HopContext,
  fallback: Auth | undefined,
): Auth | undefined {
  const { call, previous, original } = hop;
  const { auth } = call.settings;
  if (auth === null) return undefined;
  const isAllowed = maySeeCredentials(call.origin, request.url) &&
    !isDowngraded(request.url, previous);
  if (auth && isAllowed) return auth;
  if (request.headers.authorization !== undefined) return undefined;
  return original.chain?.isSecure && request.url.protocol === "http:" ? undefined : fallback;
}

/** Once a call went over https, its credentials never again go over http. */
function isDowngraded(url: URL, previous: HttpResponse | undefined): boolean {
  if (!previous || url.protocol === "https:") return false;
  const isSecure = ({ url }: HttpResponse) => url.startsWith("https:");
  return isSecure(previous) || previous.history.some(isSecure);
}

interface Start {
  readonly request: PreparedRequest;
  readonly hop: HopContext;
}

function sign(next: Send, auth: SimpleAuth, { request, hop }: Start): Promise<HttpResponse> {
  const signed = auth.authorize(request);
  return signed instanceof PreparedRequest ? next(signed, hop) : signLater(next, signed, hop);
}

/** A file may be slow to read, a token to come by. */
async function signLater(
  next: Send,
  signed: PromiseLike<PreparedRequest>,
  hop: HopContext,
): Promise<HttpResponse> {
  return await next(await hop.call.cancellation.race(signed), hop);
}

/** The flow gets a request of its own, since it may change it; it may wait for what is not sent here, too. */
async function converse(next: Send, auth: Auth, { request, hop }: Start): Promise<HttpResponse> {
  const { cancellation } = hop.call;
  const flow = auth.flow(request.with({}).toRequest());
  let previous = hop.previous;
  let response: HttpResponse | undefined;
  try {
    for (
      let step = await cancellation.race(flow.next());
      !step.done;
      step = await cancellation.race(flow.next(response))
    ) {
      await response?.discard();
      checkStep(step.value);
      if (response) tellOfChallenge(response, hop);
      const sent = adoptRequest(step.value, request);
      const isAsked = sent.url.href === request.url.href;
      response = await next(sent, hop.with({ previous, flow: isAsked ? "request" : "aside" }));
      if (isAsked) previous = response;
    }
  } catch (error) {
    response?.close();
    hop.call.rememberPrevious(error, previous);
    await end(flow, cancellation);
    throw error;
  }
  if (response) return response;
  throw new TypeError("Cannot send: the flow of the Auth yielded no request");
}

/** A flow may also fetch a token first, which nobody challenged. */
function tellOfChallenge({ status }: HttpResponse, { call }: HopContext): void {
  if (status === 401 || status === 407) call.listener?.step({ type: "auth.challenge", status });
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
