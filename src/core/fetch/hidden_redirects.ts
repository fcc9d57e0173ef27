/**
 * Redirects in browsers, which do not show them: `redirect: "manual"` gives an answer of status 0 there, so that the
 * platform has to follow.
 */

import { HttpError, type HttpErrorOptions } from "../errors.ts";
import type { PreparedRequest } from "../request/prepared.ts";
import { isBrowser } from "./runtime.ts";
import type { SendContext } from "./transport.ts";

/**
 * Says how `fetch` is to treat redirects. A browser takes headers that are secrets to other origins, but for
 * `authorization`: with one of these it must not follow.
 */
export function toRedirectMode(
  { headers }: PreparedRequest,
  { followsRedirects = false, sensitiveHeaders = [] }: Pick<
    SendContext,
    "followsRedirects" | "sensitiveHeaders"
  >,
  hides: boolean = isBrowser(),
): "follow" | "manual" {
  const isOpen = !sensitiveHeaders.some((name) => headers[name] !== undefined);
  return hides && followsRedirects && isOpen ? "follow" : "manual";
}

/** Refuses an answer that the platform hides. */
export function refuseHidden(response: Response, evidence: HttpErrorOptions): void {
  if (response.type !== "opaqueredirect") return;
  throw new HttpError(
    "the server redirects, and this platform does not show where to: it can follow by itself, " +
      "with followRedirects, without a check of URLs and without sensitiveHeaders",
    { ...evidence, phase: "redirect" },
  );
}
