/**
 * The answer is an error of the server's or the client's.
 *
 * @module
 */

import { HttpError, type HttpErrorOptions } from "./http_error.ts";

/** What a {@link StatusError} carries: there always is a response. */
export interface StatusErrorOptions extends HttpErrorOptions {
  /** The start of the body as text, as far as it was there. */
  readonly body: string;
}

/** The status is 4xx or 5xx; thrown by `raiseForStatus()`. */
export class StatusError extends HttpError {
  /** The status code. */
  readonly status: number;
  /** The start of the body as text (at most 2,000 characters). */
  readonly body: string;

  /**
   * Makes the error.
   *
   * @param status The status code.
   * @param reason The reason phrase.
   * @param options The evidence.
   */
  constructor(status: number, reason: string, options: StatusErrorOptions) {
    super(`the server answered ${status} ${reason}`.trimEnd(), options);
    this.status = status;
    this.body = options.body;
  }

  /** The class name. */
  override get name(): string {
    return "StatusError";
  }
}
