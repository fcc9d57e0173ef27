/** Of which answers an error is made. */

import { nameOf } from "./checks.ts";
import type { HttpResponse } from "../response/response.ts";

/**
 * Whether a final answer of 4xx or 5xx is a `StatusError`; `false` and `null` are never. A function is asked for such
 * answers alone, before the body of a stream is read.
 *
 * @example All but 404, which is an answer here
 * ```ts
 * import { Client, StatusError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import type { ThrowOnError } from "@ferry/http/types";
 * import { assertRejects } from "@std/assert";
 *
 * const throwOnError: ThrowOnError = ({ status }) => status !== 404;
 * using client = new Client({ transport: new MockTransport({ "*": 422 }), throwOnError });
 * await assertRejects(() => client.get("http://api.example/wrong"), StatusError);
 * ```
 * @category Responses
 */
export type ThrowOnError = boolean | ((response: HttpResponse) => boolean) | null;

/** Tells whether an error is made of an answer of 4xx or 5xx. */
export type ErrorPredicate = (response: HttpResponse) => boolean;

const isAny: ErrorPredicate = () => true;

/** Settles the option. @throws {TypeError} If it is neither a flag nor a function. */
export function resolveThrowOnError(
  given: ThrowOnError | undefined,
  base: ErrorPredicate | undefined,
): ErrorPredicate | undefined {
  if (given === undefined) return base;
  if (given === null || given === false) return undefined;
  if (given === true) return isAny;
  if (typeof given === "function") return given;
  throw new TypeError(
    `Cannot use ${nameOf(given)} as throwOnError: give true, false or a function of the response`,
  );
}

/**
 * Throws if the answer is one of which an error is made. A short body of a stream is read before, so that the error has
 * it; a long one is let go of.
 *
 * @throws {StatusError} With the start of the body.
 */
export async function throwIfError(
  response: HttpResponse,
  isThrown: ErrorPredicate,
): Promise<HttpResponse> {
  if (!response.isError || !ask(response, isThrown)) return response;
  await response.discard();
  return response.raiseForStatus();
}

function ask(response: HttpResponse, isThrown: ErrorPredicate): boolean {
  try {
    const answer: unknown = isThrown(response);
    if (typeof answer === "boolean") return answer;
    throw new TypeError(`Cannot use ${nameOf(answer)} from throwOnError: return true or false`);
  } catch (error) {
    response.close();
    throw error;
  }
}
