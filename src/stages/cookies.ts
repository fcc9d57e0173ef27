/**
 * Sends the cookies that belong to a hop, and keeps those that its response sets.
 *
 * @module
 */

import type { CookieJar } from "../cookies/jar.ts";
import { isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { Stage, Trip } from "../send.ts";

/**
 * Adds cookies to each hop and takes those of each response.
 *
 * @param jar The client's, which keeps them.
 * @param base The origin that cookies without a domain belong to; without it, each that is asked directly.
 */
export function withCookies(jar: CookieJar, base: URL | undefined): Stage {
  return (next) => async (request, trip) => {
    const header = toHeader(request, trip, { jar, base });
    const sent = header ? request.withHeader("cookie", header) : request;
    const response = await next(sent, trip);
    if (response.setsCookies) {
      const { length: count } = jar.extract(response);
      trip.call.observer?.step({ type: "cookies.stored", count });
    }
    return response;
  };
}

interface Sources {
  readonly jar: CookieJar;
  readonly base: URL | undefined;
}

function toHeader(
  request: PreparedRequest,
  { call, hop }: Trip,
  { jar, base }: Sources,
): string {
  const { cookies } = call.settings;
  const { url, headers } = request;
  if (cookies === null || (!cookies && jar.size === 0 && !headers.cookie)) return "";
  const own = isSameOrigin(call.origin, url);
  const isAsked = !hop.home || isSameOrigin(hop.home.url, url);
  const unscoped = isAsked && (!base || isSameOrigin(base, url));
  const kept = jar.cookieHeader(url, { unscoped });
  const given = cookies?.cookieHeader(url, { unscoped: own });
  const byHand = headers.cookie;
  if (!given && !byHand) return kept;
  return mergeCookies([given, byHand, kept]);
}

/** There is one Cookie header; where two give a cookie of one name, the first of them wins. */
function mergeCookies(headers: readonly (string | undefined)[]): string {
  const taken = new Set<string>();
  const pairs: string[] = [];
  for (const header of headers) {
    const own = header ? header.split(/;[ \t]*/).filter(Boolean) : [];
    pairs.push(...own.filter((pair) => !taken.has(nameOf(pair))));
    for (const pair of own) taken.add(nameOf(pair));
  }
  return pairs.join("; ");
}

function nameOf(pair: string): string {
  const [name = ""] = pair.split("=", 1);
  return name.trim();
}
