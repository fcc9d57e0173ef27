/**
 * Errors as the platform's `fetch` gives them.
 *
 * @module
 */

import { HttpError } from "../../core/errors/http_error.ts";
import { TransportError } from "../../core/errors/transport_error.ts";

/**
 * Makes of an error of ours the `TypeError` that a caller of `fetch` knows, with the error as its cause. A failure on
 * the way has a message by which libraries tell that it may be worth another try; any other keeps its own.
 *
 * @param error What was thrown; what is not ours stays as it is.
 * @param message The platform's words.
 */
export function toFetchError(
  error: unknown,
  message: "fetch failed" | "network error",
): unknown {
  if (!(error instanceof HttpError)) return error;
  return new TypeError(error instanceof TransportError ? message : error.message, { cause: error });
}
