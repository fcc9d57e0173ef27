/**
 * The tries that led to an error, and the response whose body failed, kept beside it: they are known only where it is
 * caught, behind its constructor.
 *
 * @module
 */

import type { HttpResponse } from "../response/response.ts";
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

const responses = new WeakMap<HttpError, HttpResponse>();

/** Keeps a response with the error by which its body failed. */
export function rememberResponse(error: HttpError, response: HttpResponse): void {
  responses.set(error, response);
}

const previous = new WeakMap<HttpError, HttpResponse>();

/** Keeps the response that led to where an error happened; the one that is known first stays. */
export function rememberPrevious(error: HttpError, response: HttpResponse): void {
  if (!previous.has(error)) previous.set(error, response);
}

/** Gives the response that led to where an error happened. */
export function previousOf(error: HttpError): HttpResponse | undefined {
  return previous.get(error);
}

/** Gives the response that is kept with an error. */
export function responseOf(error: HttpError): HttpResponse | undefined {
  return responses.get(error);
}
