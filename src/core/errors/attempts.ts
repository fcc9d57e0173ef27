/**
 * The tries and the response that led to an error, and the response whose body failed, kept beside it: they are known
 * only where it is caught, behind its constructor.
 *
 * @module
 */

import type { Attempt, ResponseFacts } from "./facts.ts";

const known = new WeakMap<Error, readonly Attempt[]>();

/** Keeps the tries of a request with the error of the last one. */
export function rememberAttempts(error: Error, attempts: readonly Attempt[]): void {
  known.set(error, attempts);
}

/** Gives the tries that are kept with an error. */
export function attemptsOf(error: Error): readonly Attempt[] | undefined {
  return known.get(error);
}

const responses = new WeakMap<Error, ResponseFacts>();

/** Keeps a response with the error by which its body failed. */
export function rememberResponse(error: Error, response: ResponseFacts): void {
  responses.set(error, response);
}

/** Gives the response that is kept with an error. */
export function responseOf(error: Error): ResponseFacts | undefined {
  return responses.get(error);
}

const previous = new WeakMap<Error, ResponseFacts>();

/** Keeps the response that led to where an error happened; the one that is known first stays. */
export function rememberPrevious(error: Error, response: ResponseFacts): void {
  if (!previous.has(error)) previous.set(error, response);
}

/** Gives the response that led to where an error happened. */
export function previousOf(error: Error): ResponseFacts | undefined {
  return previous.get(error);
}
