/** The words of an error: one line that says what could not be done, why, in which phase and after what time. */

import { redactUrl } from "../secrets/urls.ts";
import type { HttpErrorOptions } from "./facts.ts";

/** The most characters of a reason, and of a URL in a message. */
const LONGEST_REASON = 2_000;
const LONGEST_URL = 500;

/** Makes a message. */
export function toMessage(reason: string, options: HttpErrorOptions): string {
  const { request, phase, elapsed } = options;
  const why = toPlain(reason, LONGEST_REASON);
  if (!request) return /^Cannot /.test(why) ? why : `Cannot complete the request: ${why}`;
  const facts = [
    phase && `phase: ${phase}`,
    elapsed !== undefined && `after ${Math.round(elapsed)} ms`,
  ].filter(Boolean).join(", ");
  const url = toPlain(redactUrl(request.url.href), LONGEST_URL);
  return `Cannot ${request.method} ${url}: ${why}` + (facts && ` (${facts})`);
}

/**
 * Makes text of somebody else's fit for a message: without control characters, line ends, and what turns the direction
 * of the text around (CVE-2021-42574). Part of a reason comes from servers, and a message goes to terminals and logs.
 *
 * @returns One line without control characters, with an ellipsis where it was cut.
 */
export function toPlain(text: string, longest: number): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
  if (plain.length <= longest) return plain;
  return `${plain.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
