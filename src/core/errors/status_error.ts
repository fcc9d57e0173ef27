/** The answer is an error of the server's or the client's. */

import type { HttpErrorOptions } from "./facts.ts";
import { HttpError } from "./http_error.ts";
import { toPlain } from "./message.ts";

/**
 * A problem as a server describes it (RFC 9457 section 3); none of its members can be relied on.
 *
 * @example A problem of one kind (RFC 9457)
 * ```ts
 * import { type Problem, StatusError } from "@ferry/http";
 *
 * const problem: Problem = { type: "https://shop.example/problems/credit", title: "No credit left" };
 * const error = new StatusError(403, "Forbidden", { body: "", problem });
 * console.log(error.problem?.type === "https://shop.example/problems/credit");
 * ```
 * @category Errors
 */
export interface Problem {
  /** What kind of problem it is, a URI reference; `about:blank` if the status says it all. */
  readonly type: string;
  /** The kind in a few words. */
  readonly title?: string;
  /** The status code by the origin server, which may not be the one that came. */
  readonly status?: number;
  /** What is the matter this time. */
  readonly detail?: string;
  /** A URI reference for this occurrence. */
  readonly instance?: string;
  /** Whatever else there is, unchecked. */
  readonly [extension: string]: unknown;
}

/**
 * What a {@link StatusError} carries: there always is a response.
 *
 * @example An error of a server, for a test
 * ```ts
 * import { StatusError } from "@ferry/http";
 * import type { StatusErrorOptions } from "@ferry/http/errors";
 *
 * const options: StatusErrorOptions = { body: "try again", phase: "status" };
 * console.log(new StatusError(503, "Service Unavailable", options).body);
 * ```
 * @category Errors
 */
export interface StatusErrorOptions extends HttpErrorOptions {
  /** The start of the body as text, as far as it was there. */
  readonly body: string;
  /** What the body says as `application/problem+json`. Default: none. */
  readonly problem?: Problem | undefined;
  /** The body as a value, if it is JSON. Default: none. */
  readonly data?: unknown;
}

/** The most characters of a problem's title, and of its detail, in a message. */
const LONGEST = 200;

/**
 * The status is 4xx or 5xx; thrown by `raiseForStatus()`, and by every call with `throwOnError`.
 *
 * @example What the server says of it (RFC 9457)
 * ```ts
 * import { Client, StatusError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert } from "@std/assert";
 *
 * const headers = { "content-type": "application/problem+json" };
 * const answer = { status: 403, json: { title: "You have no credit left" }, headers };
 * using client = new Client({ transport: new MockTransport({ "*": answer }), throwOnError: true });
 * const error: unknown = await client.get("http://shop.example/").catch((error) => error);
 * assert(StatusError.is(error) && error.problem?.title === "You have no credit left");
 * ```
 * @category Errors
 */
export class StatusError extends HttpError {
  /** The status code. */
  readonly status: number;
  /** The start of the body as text (at most 2,000 characters). */
  readonly body: string;
  /**
   * What the server says of it as `application/problem+json` (RFC 9457); of a streamed response, and in a hook, only if
   * it came within 100 ms and has at most 64 KiB.
   */
  readonly problem: Problem | undefined;
  // No field: what is logged has the start of the body already.
  readonly #data: unknown;

  /** Makes the error. */
  constructor(status: number, reason: string, options: StatusErrorOptions) {
    super(describe(`${status} ${reason}`, options.problem), options);
    this.status = status;
    this.body = options.body;
    this.problem = options.problem;
    this.#data = options.data;
  }

  /**
   * The body as a value, made by the `parseJson` of the request: `undefined` if its media type is none of JSON, it is
   * not whole, it cannot be parsed, or it has more than 1 MiB (of a stream: 64 KiB).
   */
  get data(): unknown {
    return this.#data;
  }

  /** The class name. */
  override get name(): string {
    return "StatusError";
  }
}

/** A title that only repeats the reason phrase says nothing. */
function describe(status: string, { title = "", detail = "" }: Partial<Problem> = {}): string {
  const words = [title, detail].map((text) => toPlain(text, LONGEST));
  const said = words.filter((text) => text && !status.endsWith(text)).join(": ");
  return `the server answered ${toPlain(status, LONGEST)}` + (said && `: ${said}`);
}
