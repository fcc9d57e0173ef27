/**
 * Sends the cookies that belong to a hop, and keeps those that its answers set.
 *
 * @module
 */

import type { CookieJar } from "../cookies/jar.ts";
import { isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { JarCookies, Send, Stage, Trip } from "../send.ts";
import type { HttpResponse } from "../response/response.ts";
import type { ResponseExtras } from "./transport.ts";

/**
 * Adds cookies to each hop: those of the call, those of a header set by hand, those of the jar.
 *
 * @param sources Where they come from.
 */
export function withCookies({ jar, base, hasStages }: CookieSources): Stage {
  return (next) => (request, trip) => {
    const { cookies, hooks } = trip.call.settings;
    if (cookies === null || (!cookies && !jar)) return next(request, trip);
    const answer = send(next, { request, trip, jar, base });
    const mayBeMade = hasStages || hooks.response.length > 0;
    return jar && mayBeMade ? keepMade(answer, request, jar) : answer;
  };
}

/** Where the cookies of a client come from. */
export interface CookieSources {
  /** The client's jar; `undefined` if it has none. */
  readonly jar: CookieJar | undefined;
  /** The origin that cookies without a domain belong to; without it, each that is asked directly. */
  readonly base: URL | undefined;
  /** Whether stages of a user's own may answer in the transport's place. */
  readonly hasStages: boolean;
}

interface Start extends Pick<CookieSources, "jar" | "base"> {
  readonly request: PreparedRequest;
  readonly trip: Trip;
}

function send(next: Send, start: Start): Promise<HttpResponse> {
  const { request, trip, jar } = start;
  const { cookies, retries } = trip.call.settings;
  if (!cookies && jar?.size === 0 && retries.total === 0) return next(request, trip);
  const jarCookies = jar && fromJar(jar, start);
  const unscoped = isSameOrigin(trip.call.origin, request.url);
  const given = cookies?.cookieHeader(request.url, { unscoped });
  const sent = withCookieHeader(request, given, jarCookies?.header);
  return next(sent, retries.total > 0 ? { ...trip, jarCookies } : trip);
}

/** An answer that a stage or a hook made was not seen where those of transports are. */
async function keepMade(
  answer: Promise<HttpResponse>,
  { url }: PreparedRequest,
  jar: CookieJar,
): Promise<HttpResponse> {
  const response = await answer;
  if (response.setsCookies) jar.extract(response, response.url || url);
  return response;
}

function withCookieHeader(
  request: PreparedRequest,
  given: string | undefined,
  kept: string | undefined,
): PreparedRequest {
  if (!given && !kept) return request;
  return request.withHeader("cookie", mergeCookies([given, request.headers.cookie, kept]));
}

function fromJar(
  jar: CookieJar,
  { request: { url }, trip: { hop }, base }: Start,
): JarCookies {
  const isAsked = !hop.home || isSameOrigin(hop.home.url, url);
  const unscoped = isAsked && (!base || isSameOrigin(base, url));
  return { url, unscoped, header: jar.cookieHeader(url, { unscoped }) };
}

/**
 * Sends with a retry what the answers before it have changed in the jar. It stands inside of retries; what hooks did to
 * the other cookies stays.
 *
 * @param jar The client's.
 */
export function withNewCookies(jar: CookieJar): Stage {
  return (next) => (request, trip) =>
    next(trip.attempts?.length ? renew(request, trip, jar) : request, trip);
}

function renew(
  request: PreparedRequest,
  { jarCookies }: Trip,
  jar: CookieJar,
): PreparedRequest {
  const { url } = request;
  // A hook may have sent it somewhere else, where the jar gave nothing the first time.
  if (!jarCookies || jarCookies.url.href !== url.href) return request;
  const { unscoped, header: before } = jarCookies;
  const now = jar.cookieHeader(url, { unscoped });
  if (now === before) return request;
  const [old, fresh] = [toPairs(before), toPairs(now)];
  const kept = toPairs(request.headers.cookie).filter((pair) =>
    fresh.includes(pair) || !old.includes(pair)
  );
  const added = fresh.filter((pair) => !old.includes(pair));
  const { cookie: _, ...headers } = request.headers;
  const cookie = mergeCookies([kept.join("; "), added.join("; ")]);
  return request.with({ headers: cookie ? { ...headers, cookie } : headers });
}

/**
 * Gives what keeps the cookies of each answer, whatever becomes of its body.
 *
 * @param jar The client's.
 */
export function toCookieKeeper(jar: CookieJar): ResponseExtras["keepCookies"] {
  return (raw, { url }, { call }) => {
    if (call.settings.cookies === null) return;
    if (!(raw.hasHeader?.("set-cookie") ?? raw.headers.has("set-cookie"))) return;
    const { length: count } = jar.extract({ headers: raw.headers, url: url.href });
    call.observer?.step({ type: "cookies.stored", count });
  };
}

/** There is one Cookie header; where two give a cookie of one name, the first of them wins. */
function mergeCookies(headers: readonly (string | undefined)[]): string {
  const taken = new Set<string>();
  const pairs: string[] = [];
  for (const header of headers) {
    const own = toPairs(header);
    pairs.push(...own.filter((pair) => !taken.has(nameOf(pair))));
    for (const pair of own) taken.add(nameOf(pair));
  }
  return pairs.join("; ");
}

function toPairs(header: string | undefined): readonly string[] {
  return header ? header.split(/;[ \t]*/).filter(Boolean) : [];
}

function nameOf(pair: string): string {
  const [name = ""] = pair.split("=", 1);
  return name.trim();
}
