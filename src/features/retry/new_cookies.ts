/**
 * Sends what the tries of a hop have set in the jar with those that follow.
 *
 * @module
 */

import type { CookieJar } from "../../core/cookies/jar.ts";
import { HopContext } from "../../core/hop_context.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { Stage } from "../../core/stage.ts";
import { isUnscoped, mergeCookies, toPairs } from "../../core/stages/cookies.ts";

/** Where the cookies of a client come from. */
export interface JarOfClient {
  /** The client's. */
  readonly jar: CookieJar;
  /** The origin that cookies without a domain belong to. */
  readonly base: URL | undefined;
}

/**
 * Sends with every further try of a hop what the answers before it have changed in the jar; what hooks did to the other
 * cookies stays.
 */
export function withNewCookies(source: JarOfClient): Stage {
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    return hop.attempts?.length && hop.call.settings.cookies !== null
      ? next(renew(request, hop, source), hop)
      : next(request, hop);
  };
}

function renew(
  request: PreparedRequest,
  hop: HopContext,
  { jar, base }: JarOfClient,
): PreparedRequest {
  const { url } = request;
  const { original: { url: asked } } = hop;
  const first = hop.jarCookies ??
    { url: asked, unscoped: isUnscoped(asked, hop, base), header: "" };
  // A hook may have sent it somewhere else, where the jar gave nothing the first time.
  if (first.url.href !== url.href) return request;
  const { unscoped, header: before } = first;
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
