/**
 * The tries that led to an error, kept beside it: they are known only where it is caught, behind its constructor.
 *
 * @module
 */

import type { Attempt, HttpError } from "./http_error.ts";

const known = new WeakMap<HttpError, readonly Attempt[]>();

/** Keeps the tries of a request with the error of the last one. */
export function rememberAttempts(error: HttpError, attempts: readonly Attempt[]): void {
  known.set(error, attempts);
}

/** Gives the tries that are kept with an error. */
export function attemptsOf(error: HttpError): readonly Attempt[] | undefined {
  return known.get(error);
}
