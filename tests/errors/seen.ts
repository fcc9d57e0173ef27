/**
 * What is to be seen of an error, as plain data.
 *
 * @module
 */

import { HttpError, TlsError } from "../../mod.ts";

/** The part of it that the table tells. */
export interface Seen {
  readonly name: string;
  readonly code: string | undefined;
  readonly phase: string | undefined;
  readonly retryable: boolean | undefined;
  readonly message: string;
  readonly reason: string | undefined;
  readonly platform: string | undefined;
}

/** Takes it from an error, or from what a subprocess saw of one. */
export function toSeen(error: unknown): Seen {
  if (HttpError.is(error)) {
    return {
      name: error.name,
      code: error.code,
      phase: error.phase,
      retryable: error.retryable,
      message: error.message,
      reason: TlsError.is(error) ? error.reason : undefined,
      platform: error.cause instanceof Error ? error.cause.constructor.name : undefined,
    };
  }
  // What is undefined is lost on its way as JSON.
  if (isSeen(error)) return { ...error, reason: error.reason, platform: error.platform };
  throw error;
}

function isSeen(value: unknown): value is Seen {
  return typeof value === "object" && value !== null && !(value instanceof Error) &&
    "name" in value && "message" in value;
}
