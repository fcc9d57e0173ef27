/**
 * Which failures may be gone by the next try, or by and by.
 *
 * @module
 */

import { HttpError } from "../../core/errors.ts";
import { type Retryability, retryabilityOf } from "../../core/errors/retryability.ts";

/**
 * Tells whether a connection broke or was silent, or an open circuit kept it from being made; a total timeout and a
 * full queue are the caller's own limits.
 */
export function isTransient(error: unknown): error is HttpError {
  return error instanceof HttpError && HOPEFUL.includes(retryabilityOf(error));
}

const HOPEFUL: readonly Retryability[] = ["unsent", "broken", "later"];
