/** Sends the cookies that belong to a hop, and keeps those that its answers set. */

import type { CookieJar } from "../cookies/jar.ts";
import { isSameOrigin } from "../origin.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { HopContext, type JarCookies } from "../hop_context.ts";
import type { Send, Stage } from "../stage.ts";
import type { HttpResponse } from "../response/response.ts";
import type { ResponseExtras } from "./transport.ts";

/** Adds cookies to each hop: those of the call, those of a header set by hand, those of the jar. */
export function withCookies({ jar, base, hasStages }: CookieSources): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    const { cookies, hooks } = hop.call.settings;
    if (cookies === null || (!cookies && !jar)) return next(request, hop);
    const answer = send(next, { request, hop, jar, base });
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
  readonly hop: HopContext;
}

function send(next: Send, start: Start): Promise<HttpResponse> {
  const { request, hop, jar } = start;
  const { cookies } = hop.call.settings;
  if (!cookies && jar?.size === 0) return next(request, hop);
  const jarCookies = jar && fromJar(jar, start);
  const unscoped = isSameOrigin(hop.call.origin, request.url);
  const given = cookies?.cookieHeader(request.url, { unscoped });
  const sent = withCookieHeader(request, given, jarCookies?.header);
  return next(sent, jarCookies ? hop.with({ jarCookies }) : hop);
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

function fromJar(jar: CookieJar, { request: { url }, hop, base }: Start): JarCookies {
  const unscoped = isUnscoped(url, hop, base);
  return { url, unscoped, header: jar.cookieHeader(url, { unscoped }) };
}

/** Cookies without a domain are for the base, or for who was asked directly. */
export function isUnscoped(
  url: URL,
  { original: { chain } }: HopContext,
  base: URL | undefined,
): boolean {
  return (!chain || isSameOrigin(chain.url, url)) && (!base || isSameOrigin(base, url));
}

/** Gives what keeps the cookies of each answer, whatever becomes of its body. */
export function toCookieKeeper(jar: CookieJar): ResponseExtras["keepCookies"] {
  return (raw, { url }, { call }) => {
    if (call.settings.cookies === null) return;
    if (!raw.fields.has("set-cookie")) return;
    const { length: count } = jar.extract({ headers: raw.headers, url: url.href });
    call.listener?.step({ type: "cookies.stored", count });
  };
}

/** There is one Cookie header; where two give a cookie of one name, the first of them wins. */
export function mergeCookies(headers: readonly (string | undefined)[]): string {
  const taken = new Set<string>();
  const pairs: string[] = [];
  for (const header of headers) {
    const own = toPairs(header);
    pairs.push(...own.filter((pair) => !taken.has(nameOf(pair))));
    for (const pair of own) taken.add(nameOf(pair));
  }
  return pairs.join("; ");
}

/** Gives the `name=value` of a Cookie header. */
export function toPairs(header: string | undefined): readonly string[] {
  return header ? header.split(/;[ \t]*/).filter(Boolean) : [];
}

function nameOf(pair: string): string {
  const [name = ""] = pair.split("=", 1);
  return name.trim();
}
