/**
 * Follows redirects by hand, so that every hop is seen by every stage.
 *
 * @module
 */

import { BlockedUrlError, BodyUsedError, TooManyRedirectsError } from "../errors.ts";
import { CREDENTIAL_HEADERS, isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { redirectRequest } from "../redirect.ts";
import type { HttpResponse } from "../response/response.ts";
import { HopContext } from "../hop_context.ts";
import { toShownUrl } from "../secrets/urls.ts";
import type { Send, Stage } from "../stage.ts";

/**
 * Follows redirects as the call wants it.
 *
 * @param sensitive Names of headers that only the origin may see, in lower case.
 */
export function withRedirects(sensitive: readonly string[]): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    return hop.call.settings.followRedirects ?? request.method !== "HEAD"
      ? follow(next, { request, hop, sensitive })
      : next(request, hop);
  };
}

interface Start {
  readonly request: PreparedRequest;
  readonly hop: HopContext;
  readonly sensitive: readonly string[];
}

async function follow(
  next: Send,
  { request, hop, sensitive }: Start,
): Promise<HttpResponse> {
  const { maxRedirects } = hop.call.settings;
  let response = await next(request, hop);
  if (!response.isRedirect) return response;
  let asked = request;
  for (let count = 0;; count++) {
    const target = await nextHop(response, asked, sensitive);
    if (!target) return response;
    const exposed = findExposed(response, { request: asked, target, hop, sensitive });
    if (exposed) throw blocked(response, exposed, { request: asked, target, hop });
    if (count === maxRedirects) throw tooMany(response, asked, hop);
    if (target.body?.replayable === false) throw used(response, asked, hop);
    const location = toShownUrl(target.url);
    hop.call.listener?.step({ type: "redirect", status: response.status, location });
    asked = target;
    response = await goOn(next, asked, hop.with({ previous: response, original: asked }));
  }
}

/** An error of a later hop tells of those before. */
async function goOn(
  next: Send,
  request: PreparedRequest,
  hop: HopContext,
): Promise<HttpResponse> {
  try {
    return await next(request, hop);
  } catch (error) {
    hop.call.rememberPrevious(error, hop.previous);
    throw error;
  }
}

/** The body is let go of whether the redirect can be followed or not. */
async function nextHop(
  response: HttpResponse,
  request: PreparedRequest,
  sensitive: readonly string[],
): Promise<PreparedRequest | undefined> {
  if (!response.isRedirect) return undefined;
  try {
    return redirectRequest(response, request, sensitive);
  } finally {
    await response.discard();
  }
}

/** What a redirect from https to http would be about. */
interface RedirectStep {
  readonly request: PreparedRequest;
  readonly target: PreparedRequest;
  readonly hop: HopContext;
}

/**
 * Names the credentials that a request carried over https, if its redirect leads to http. What was sent counts: flows,
 * hooks and netrc add theirs behind this stage. A jar's cookies have rules of their own.
 */
function findExposed(
  response: HttpResponse,
  { request, target, hop, sensitive }: RedirectStep & Pick<Start, "sensitive">,
): string | undefined {
  if (target.url.protocol !== "http:" || !response.url.startsWith("https:")) return undefined;
  const { allowInsecureRedirects, cookies } = hop.call.settings;
  if (allowInsecureRedirects) return undefined;
  const unscoped = isSameOrigin(hop.call.origin, request.url);
  const byHand = request.headers.cookie || cookies?.cookieHeader(request.url, { unscoped });
  const { headers } = response.request;
  return [...CREDENTIAL_HEADERS, ...sensitive].find((name) =>
    name === "cookie" ? byHand : headers.has(name)
  );
}

/** They would not go along, but who listens on the way could answer in the server's place. */
function blocked(
  response: HttpResponse,
  header: string,
  { request, target, hop: { call } }: RedirectStep,
): BlockedUrlError {
  return new BlockedUrlError(
    `the redirect (${response.status}) leads from https to ${target.url.origin}, and the request has credentials ` +
      `(${header}): follow it with followRedirects: false and next(), or set allowInsecureRedirects`,
    { ...call.evidence(request, "redirect"), response },
  );
}

/** 307 and 308 want the body once more (RFC 9110 section 15.4.8). */
function used(
  response: HttpResponse,
  request: PreparedRequest,
  { call }: HopContext,
): BodyUsedError {
  return new BodyUsedError(
    `the redirect (${response.status}) wants the body again, and a stream can be sent once: ` +
      "pass a function that opens it",
    { ...call.evidence(request, "redirect"), response },
  );
}

function tooMany(
  response: HttpResponse,
  request: PreparedRequest,
  { call }: HopContext,
): TooManyRedirectsError {
  return new TooManyRedirectsError(
    `more redirects than maxRedirects (${call.settings.maxRedirects})`,
    { ...call.evidence(request, "redirect"), response },
  );
}
