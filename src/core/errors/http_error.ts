/** The root of the errors, and what every one of them carries. */

import type { Attempt, HttpErrorOptions, Phase, ResponseFacts } from "./facts.ts";
import { redactUrl } from "../secrets/urls.ts";
import { laterFactsOf } from "./later_facts.ts";
import { isOfKind, KINDS, kindsOf, listKinds } from "./kinds.ts";
import { toMessage } from "./message.ts";
import { mayRepeat, retryabilityOf } from "./retryability.ts";

/**
 * The root of every error that Ferry throws for a request; wrong options are `TypeError` or `RangeError`.
 *
 * @example Catch whatever went wrong on the way
 * ```ts
 * import { get, HttpError } from "@ferry/http";
 * import { assertInstanceOf } from "@std/assert";
 *
 * const error = await get("gopher://example.org/").catch((error) => error);
 * assertInstanceOf(error, HttpError);
 * ```
 * @category Errors
 */
export class HttpError extends Error {
  readonly #context: HttpErrorOptions;

  /**
   * Makes the error; `reason` becomes the end of its message.
   *
   * @param reason What went wrong; a whole sentence beginning "Cannot" where there is no request.
   */
  constructor(reason: string, options: HttpErrorOptions = {}) {
    super(toMessage(reason, options), "cause" in options ? { cause: options.cause } : undefined);
    this.#context = options;
  }

  /**
   * Tells whether a value is an error of this class or of one below it, also where it was made by another copy of this
   * module or in another realm, which `instanceof` does not see. Classes of your own have it, too; they are told by
   * their names and those of the classes above them.
   *
   * @example What kind of error is it?
   * ```ts
   * import { get, HttpError, TimeoutError } from "@ferry/http";
   * import { assert } from "@std/assert";
   *
   * const error: unknown = await get("gopher://example.org/").catch((error) => error);
   * assert(HttpError.is(error) && !TimeoutError.is(error));
   * ```
   */
  static is<T extends HttpError>(
    this: abstract new (...args: never[]) => T,
    value: unknown,
  ): value is T {
    const wanted = listKinds(HttpError.prototype, this.prototype);
    return value instanceof this || isOfKind(kindsOf(value), wanted);
  }

  /** The class name. */
  override get name(): string {
    return "HttpError";
  }

  /** A stable name for the kind of failure: `ERR_` and the class name in capitals without `Error`. */
  get code(): string {
    const words = this.name.replace(/Error$/, "").replace(/(?<=[a-z])(?=[A-Z])/g, "_");
    return `ERR_${words.toUpperCase()}`;
  }

  /** The request that failed. */
  get request(): Request | undefined {
    return this.#context.request?.toRequest();
  }

  /** The response that could not be used. */
  get response(): ResponseFacts | undefined {
    return this.#context.response ?? laterFactsOf(this).response;
  }

  /** Where the request was when it failed. */
  get phase(): Phase | undefined {
    return this.#context.phase;
  }

  /** Milliseconds from the call to the failure. */
  get elapsed(): number | undefined {
    return this.#context.elapsed;
  }

  /** Every try of the request, the last one included; empty where there was no request yet. */
  get attempts(): readonly Attempt[] {
    return laterFactsOf(this).attempts ?? this.#context.attempts ?? this.response?.attempts ??
      this.#only();
  }

  #only(): readonly Attempt[] {
    const { request, elapsed = 0 } = this.#context;
    return request ? [{ error: this, wait: 0, elapsed }] : [];
  }

  /**
   * Whether the same request may succeed if it is sent again as it is, without doing anything twice: what `retries`
   * go by, with their default methods and statuses. An `idempotency-key` header makes any method fit.
   */
  get retryable(): boolean {
    const { request } = this.#context;
    return mayRepeat(retryabilityOf(this), { request, status: this.response?.status });
  }

  /** The responses that led here, oldest first. */
  get history(): readonly ResponseFacts[] {
    const { response } = this;
    if (response) return response.history;
    const { previous } = laterFactsOf(this);
    return previous ? [...previous.history, previous] : [];
  }

  /** Gives the error as plain data for a log, without a secret. */
  toJSON(): Record<string, unknown> {
    const { response } = this;
    const { request } = this.#context;
    return {
      name: this.name,
      code: this.code,
      message: this.message,
      phase: this.phase,
      method: request?.method,
      url: request && redactUrl(request.url.href),
      ...(response && { status: response.status }),
      elapsed: this.elapsed,
      attempts: this.attempts.map(({ error, ...rest }) =>
        error ? { ...rest, error: { name: error.name, message: error.message } } : rest
      ),
    };
  }

  static {
    const tell = function (this: HttpError): readonly string[] {
      return listKinds(HttpError.prototype, Object.getPrototypeOf(this));
    };
    Object.assign(this.prototype, { [KINDS]: tell });
  }
}
