/**
 * What the errors of decoding say and carry.
 *
 * @module
 */

import type { HttpErrorOptions } from "../errors.ts";

/**
 * Words the reason of an error: it stands alone where there is no request to name.
 *
 * @param action What could not be done.
 * @param reason Why.
 * @param context What the error carries.
 */
export function toReason(
  action: string,
  reason: string,
  context: HttpErrorOptions | undefined,
): string {
  return context?.request ? reason : `Cannot ${action}: ${reason}`;
}

/**
 * Gives what the error carries.
 *
 * @param context What the caller wants it to carry.
 * @param cause The error below, if there is one.
 */
export function toDecodeContext(
  context: HttpErrorOptions | undefined,
  cause?: unknown,
): HttpErrorOptions {
  return {
    phase: "decode",
    ...context,
    ...(cause === undefined ? {} : { cause }),
  };
}

/** How many UTF-16 units of a body a message repeats. */
const SHOWN = 100;

/**
 * Quotes the start of a text for a message.
 *
 * @param text Any text, however long.
 */
export function quoteStart(text: string): string {
  const start = text.slice(0, SHOWN);
  return JSON.stringify(start.length < text.length ? `${start}…` : start);
}
