/**
 * The root of the errors, and what every one of them carries.
 *
 * @module
 */

import type { HttpResponse } from "../response/response.ts";
import type { PreparedRequest } from "../prepared.ts";
import { redactUrl } from "../secrets/urls.ts";
import { attemptsOf, previousOf, responseOf } from "./attempts.ts";
import { isOfKind, KINDS, kindsOf, listKinds } from "./kinds.ts";
import { toMessage } from "./message.ts";
import { mayRepeat, prospectOf } from "./prospect.ts";

/**
 * Where in its way a request was when it failed.
 *
 * @example What to do depends on how far it came
 * ```ts
 * import { Client, HttpError, type Phase } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const isUnsent = (phase: Phase | undefined) => phase === "pool" || phase === "connect";
 *
 * using client = new Client({ transport: new MockTransport({ "*": { fails: "DnsError" } }) });
 * const error: unknown = await client.get("https://exmaple.com/").catch((error) => error);
 * assert(HttpError.is(error));
 * assertEquals(isUnsent(error.phase), true);
 * ```
 */
export type Phase =
  | "build"
  | "pool"
  | "connect"
  | "write"
  | "read"
  | "redirect"
  | "auth"
  | "decode"
  | "status"
  | "total";

/**
 * One try of a request.
 *
 * @example How a call went
 * ```ts
 * import { type Attempt, Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport().get("*", 503, 200);
 * using client = new Client({ transport, retries: { total: 1, backoff: { base: 1 } } });
 * const { attempts } = await client.get("https://api.example/");
 * const tell = ({ status, error }: Attempt) => error?.name ?? status;
 * assertEquals(attempts.map(tell), [503, 200]);
 * ```
 */
export interface Attempt {
  /** The status that came back, if one did. */
  readonly status?: number;
  /** The error of this try, if it failed. */
  readonly error?: Error;
  /** Milliseconds waited before the next try; 0 where there was none. */
  readonly wait: number;
  /** Milliseconds that this try took. */
  readonly elapsed: number;
}

/**
 * What an {@link HttpError} carries beside its message.
 *
 * @example A transport of your own says what happened
 * ```ts
 * import {
 *   Client,
 *   ConnectError,
 *   HttpError,
 *   type HttpErrorOptions,
 *   PreparedRequest,
 *   type Transport,
 * } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport: Transport = {
 *   send(request) {
 *     const options: HttpErrorOptions = {
 *       request: PreparedRequest.from(request),
 *       phase: "connect",
 *       cause: new Error("ENODEV"),
 *     };
 *     return Promise.reject(new ConnectError("the cable is out", options));
 *   },
 * };
 * using client = new Client({ transport });
 * const error: unknown = await client.get("http://a.example/").catch((error) => error);
 * assert(HttpError.is(error));
 * assertEquals(error.message, "Cannot GET http://a.example/: the cable is out (phase: connect)");
 * ```
 */
export interface HttpErrorOptions {
  /** The request that failed; the message then starts with its method and URL. */
  readonly request?: PreparedRequest | undefined;
  /** The response that could not be used, if there was one. */
  readonly response?: HttpResponse | undefined;
  /** Where the request was. */
  readonly phase?: Phase | undefined;
  /** Milliseconds since the request was asked for. */
  readonly elapsed?: number | undefined;
  /** Every try. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The error below this one, usually the platform's. */
  readonly cause?: unknown;
}

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
 */
export class HttpError extends Error {
  readonly #context: HttpErrorOptions;

  /**
   * Makes the error; `reason` becomes the end of its message.
   *
   * @param reason What went wrong; a whole sentence beginning "Cannot" where there is no request.
   * @param options The evidence.
   */
  constructor(reason: string, options: HttpErrorOptions = {}) {
    super(
      toMessage(reason, options),
      "cause" in options ? { cause: options.cause } : undefined,
    );
    this.#context = options;
  }

  /**
   * Tells whether a value is an error of this class or of one below it, also where it was made by another copy of this
   * module or in another realm, which `instanceof` does not see. Classes of your own have it, too; they are told by
   * their names and those of the classes above them.
   *
   * @param value Anything that was thrown.
   *
   * @example What kind of error is it?
   * ```ts
   * import { get, HttpError, TimeoutError } from "@ferry/http";
   * import { assert, assertEquals } from "@std/assert";
   *
   * const error: unknown = await get("gopher://example.org/").catch((error) => error);
   * assert(HttpError.is(error));
   * assertEquals([error.code, TimeoutError.is(error)], ["ERR_UNSUPPORTED_PROTOCOL", false]);
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
    const words = this.name.replace(/Error$/, "").replace(
      /(?<=[a-z])(?=[A-Z])/g,
      "_",
    );
    return `ERR_${words.toUpperCase()}`;
  }

  /** The request that failed. */
  get request(): Request | undefined {
    return this.#context.request?.toRequest();
  }

  /** The response that could not be used. */
  get response(): HttpResponse | undefined {
    return this.#context.response ?? responseOf(this);
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
    return attemptsOf(this) ?? this.#context.attempts ?? this.response?.attempts ?? this.#only();
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
    return mayRepeat(prospectOf(this), { request, status: this.response?.status });
  }

  /** The responses that led here, oldest first. */
  get history(): readonly HttpResponse[] {
    const { response } = this;
    if (response) return response.history;
    const previous = previousOf(this);
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
