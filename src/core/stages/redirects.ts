/** Follows redirects by hand, so that every hop is seen by every stage. */

import { BlockedUrlError, BodyUsedError, TooManyRedirectsError } from "../errors.ts";
import { CREDENTIAL_HEADERS, isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import { HopContext } from "../hop_context.ts";
import { toShownUrl } from "../secrets/urls.ts";
import type { Send, Stage } from "../stage.ts";

/** Follows redirects as the call wants it. */
export function withRedirects(): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    return hop.call.settings.followRedirects ?? request.method !== "HEAD"
      ? follow(next, request, hop)
      : next(request, hop);
  };
}

async function follow(
  next: Send,
  request: PreparedRequest,
  first: HopContext,
): Promise<HttpResponse> {
  let hop = first;
  let response = await next(request, hop);
  for (let count = 0;; count++) {
    const target = response.isRedirect ? await nextRequest(response, hop) : undefined;
    if (!target) return response;
    refuse(target, { response, hop, count });
    const location = toShownUrl(target.url);
    hop.call.listener?.step({ type: "redirect", status: response.status, location });
    hop = hop.with({ previous: response, original: target });
    response = await goOn(next, target, hop);
  }
}

/** An error of a later hop tells of those before. */
async function goOn(next: Send, request: PreparedRequest, hop: HopContext): Promise<HttpResponse> {
  try {
    return await next(request, hop);
  } catch (error) {
    hop.call.rememberPrevious(error, hop.previous);
    throw error;
  }
}

/** The body is let go of whether the redirect can be followed or not. */
async function nextRequest(
  response: HttpResponse,
  hop: HopContext,
): Promise<PreparedRequest | undefined> {
  try {
    return hop.next(response);
  } finally {
    await response.discard();
  }
}

interface RedirectStep {
  readonly response: HttpResponse;
  /** The hop that was redirected. */
  readonly hop: HopContext;
  /** How many redirects were followed before this one. */
  readonly count: number;
}

/** Refuses a redirect that cannot be followed, or must not be. */
function refuse(target: PreparedRequest, { response, hop, count }: RedirectStep): void {
  const { status } = response;
  const { call: { settings }, original } = hop;
  const evidence = { ...hop.call.evidence(original, "redirect"), response };
  const header = findExposed(response, target, hop);
  if (header) {
    // They would not go along, but who listens on the way could answer in the server's place.
    throw new BlockedUrlError(
      `the redirect (${status}) leads from https to ${target.url.origin}, and the request has credentials ` +
        `(${header}): follow it with followRedirects: false and next(), or set allowInsecureRedirects`,
      evidence,
    );
  }
  if (count === settings.maxRedirects) {
    const reason = `more redirects than maxRedirects (${settings.maxRedirects})`;
    throw new TooManyRedirectsError(reason, evidence);
  }
  if (target.body?.replayable !== false) return;
  // 307 and 308 want the body once more (RFC 9110 section 15.4.8).
  throw new BodyUsedError(
    `the redirect (${status}) wants the body again, and a stream can be sent once: ` +
      "pass a function that opens it",
    evidence,
  );
}

/**
 * Names the credentials that a request carried over https, if its redirect leads to http. What was sent counts: flows,
 * hooks and netrc add theirs behind this stage. A jar's cookies have rules of their own.
 */
function findExposed(
  response: HttpResponse,
  target: PreparedRequest,
  { call, client, original }: HopContext,
): string | undefined {
  if (target.url.protocol !== "http:" || !response.url.startsWith("https:")) return undefined;
  const { allowInsecureRedirects, cookies } = call.settings;
  if (allowInsecureRedirects) return undefined;
  const unscoped = isSameOrigin(call.origin, original.url);
  const byHand = original.headers.cookie || cookies?.cookieHeader(original.url, { unscoped });
  const { headers } = response.request;
  return [...CREDENTIAL_HEADERS, ...client.sensitiveHeaders].find((name) =>
    name === "cookie" ? byHand : headers.has(name)
  );
}
