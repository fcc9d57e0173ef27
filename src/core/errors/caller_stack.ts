/** Where the stack of an error leads. */

import { HttpError } from "./http_error.ts";

/**
 * Lets the stack of an error of ours begin where it is called, so that it reaches the line that awaits:
 * that one is behind timers and sockets where the failure was. What others threw stays as it is.
 */
export function withCallerStack(error: unknown): unknown {
  if (error instanceof HttpError && "captureStackTrace" in Error) {
    Error.captureStackTrace(error, withCallerStack);
  }
  return error;
}
