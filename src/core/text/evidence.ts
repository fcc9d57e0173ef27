/** What the errors of decoding say and carry. */

import type { HttpErrorOptions } from "../errors.ts";

/** Words the reason of an error: it stands alone where there is no request to name. */
export function toReason(
  action: string,
  reason: string,
  context: HttpErrorOptions | undefined,
): string {
  return context?.request ? reason : `Cannot ${action}: ${reason}`;
}

/** Gives what the error carries. */
export function toDecodeContext(
  context: HttpErrorOptions | undefined,
  cause?: unknown,
): HttpErrorOptions {
  return { phase: "decode", ...context, ...(cause === undefined ? {} : { cause }) };
}

/** How many UTF-16 units of a body a message repeats. */
const SHOWN = 100;

/** Quotes the start of a text. */
export function quoteStart(text: string): string {
  const start = text.slice(0, SHOWN);
  return JSON.stringify(start.length < text.length ? `${start}…` : start);
}
