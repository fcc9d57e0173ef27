/**
 * Which failures may be gone by the next try.
 *
 * @module
 */

import { NetworkError, PoolTimeoutError, TimeoutError, TotalTimeoutError } from "./errors.ts";

/**
 * Tells whether a connection broke or was silent; a total timeout and a full queue are the caller's own
 * limits.
 */
export function isTransient(error: unknown): error is NetworkError | TimeoutError {
  if (error instanceof NetworkError) return true;
  return error instanceof TimeoutError && !(error instanceof TotalTimeoutError) &&
    !(error instanceof PoolTimeoutError);
}
