/**
 * The way of a request: stages folded into one function, and what travels with the request.
 *
 * @module
 */

import { Cancellation } from "./time/cancellation.ts";
import type { Deadlines, Watch } from "./time/deadlines.ts";
import {
  type Attempt,
  HttpError,
  type HttpErrorOptions,
  type Phase,
  TotalTimeoutError,
} from "./errors.ts";
import { rememberAttempts, rememberPrevious, rememberResponse } from "./errors/attempts.ts";
import type { AttemptObserver, CallObserver } from "./observer.ts";
import type { Settings } from "./settings.ts";
import type { PreparedRequest } from "./prepared.ts";
import type { HttpResponse } from "./response/response.ts";
import type { Answered } from "./retry/retry_after.ts";
import type { TraceContext } from "./observe/traceparent.ts";

/** Sends a request and gives its response. */
export type Send = (
  request: PreparedRequest,
  trip: Trip,
) => Promise<HttpResponse>;

/** Adds one thing to the way: it gets what comes after it, and gives the same with the thing added. */
export type Stage = (next: Send) => Send;

/** What travels with one hop. */
export interface Trip {
  /** The call that this hop belongs to. */
  readonly call: Call;
  /** The response that led here. */
  readonly previous: HttpResponse | undefined;
  /** The request of this hop before credentials, cookies and hooks added to it. */
  readonly hop: PreparedRequest;
  /** The tries of this hop before this one. */
  readonly attempts?: readonly Attempt[] | undefined;
  /** The right to use a connection; who gets it gives it back, when it failed or when the body has ended. */
  readonly permit?: Disposable | undefined;
  /** For how many milliseconds it waited for that right, if it had to. */
  readonly queued?: number | undefined;
  /** Tells the caller what happens, if somebody wants to know. */
  readonly observer?: AttemptObserver | undefined;
  /** Decides whether an answer is thrown away and asked for again, before its body is read; called once. */
  readonly isRetried?: ((answer: Answered) => boolean) | undefined;
  /** Whether an answer is looked at, before its body is read, to decide whether it is asked for again. */
  readonly isLookedAt?: boolean | undefined;
  /** Whose answer goes to the flow of an `Auth`: of the caller's request, or of one that the flow made up. */
  readonly flow?: "request" | "aside" | undefined;
  /** What the jar gave for the first try. */
  readonly jarCookies?: JarCookies | undefined;
}

/** The cookies that a jar gave for a URL. */
export interface JarCookies {
  /** Where they go. */
  readonly url: URL;
  /** Whether cookies without a domain are among them. */
  readonly unscoped: boolean;
  /** The value of the header. */
  readonly header: string;
}

/** Folds stages, the outermost first. */
export function pipeline(stages: readonly Stage[], last: Send): Send {
  return stages.reduceRight((next, stage) => stage(next), last);
}

/** What a call gets from its client. */
export interface CallContext {
  /** The timers. */
  readonly deadlines: Deadlines;
  /** The URL for which the credentials of the call were given. */
  readonly origin: URL;
  /** The key of the call that this one goes on with. */
  readonly idempotencyKey?: string;
  /** The trace of the call that this one goes on with. */
  readonly traceContext?: TraceContext | undefined;
}

/** One call of the caller's, with all its hops: its settings, its signal and its clock. */
export class Call {
  readonly #startedAt = performance.now();
  readonly #watch: Watch | undefined;
  #open = 0;
  #retried = 0;
  #idempotencyKey: string | undefined;
  #settled = false;
  /** Tells the caller what happens, if somebody wants to know. */
  observer: CallObserver | undefined;
  /** The caller's signal and the total timeout. */
  readonly cancellation: Cancellation;
  /** The timers of the client. */
  readonly deadlines: Deadlines;
  /** The URL for which the credentials of the call were given. */
  readonly origin: URL;

  /**
   * Starts the clock.
   *
   * @param settings What the caller said.
   * @param request What is asked first.
   * @param context The timers of the client, and the URL for which credentials were given.
   */
  constructor(
    readonly settings: Settings,
    request: PreparedRequest,
    readonly context: CallContext,
  ) {
    this.deadlines = context.deadlines;
    this.origin = context.origin;
    this.#idempotencyKey = context.idempotencyKey;
    this.cancellation = new Cancellation(settings.signal);
    const { total } = settings.timeout;
    if (total === Infinity) return;
    this.#watch = this.deadlines.watch(total, () => {
      const reason = `the call took longer than timeout.total (${total} ms)`;
      this.cancellation.cancel(
        new TotalTimeoutError(reason, this.evidence(request, "total")),
      );
    });
  }

  /** Milliseconds since the call. */
  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /** One random key for everything that this call sends, made when first asked for. */
  get idempotencyKey(): string {
    return this.#idempotencyKey ??= crypto.randomUUID();
  }

  /** Milliseconds that are left of the total timeout. */
  get left(): number {
    return this.settings.timeout.total - this.elapsed;
  }

  /** How many times something of this call was sent again. */
  get retried(): number {
    return this.#retried;
  }

  /** Counts a retry. */
  countRetry(): void {
    this.#retried++;
  }

  /** Keeps the tries with an error of this call; the caller's own reason comes out untouched, whatever it is. */
  remember(error: unknown, attempts: readonly Attempt[]): void {
    if (this.#isOwn(error)) rememberAttempts(error, attempts);
  }

  /** Keeps the response that led to where an error of this call happened; the one that is known first stays. */
  rememberPrevious(error: unknown, previous: HttpResponse | undefined): void {
    if (previous && this.#isOwn(error)) rememberPrevious(error, previous);
  }

  /** Keeps a response with the error by which its body failed, if it has none. */
  rememberResponse(error: unknown, response: () => HttpResponse): void {
    if (this.#isOwn(error) && !error.response) rememberResponse(error, response());
  }

  #isOwn(error: unknown): error is HttpError {
    return error instanceof HttpError &&
      (!this.cancellation.cancelled || error instanceof TotalTimeoutError);
  }

  /** What an error of this call is to carry. */
  evidence(request: PreparedRequest, phase?: Phase): HttpErrorOptions {
    return { request, phase, elapsed: this.elapsed };
  }

  /** A body of this call began to come in. */
  opened(): void {
    this.#open++;
  }

  /** It ended. */
  ended(): void {
    this.#open--;
    this.#release();
  }

  /** The call has its response or its error: when no body is open any more, the clock stops. */
  settle(): void {
    this.#settled = true;
    this.#release();
    if (this.#watch) this.deadlines.setHolding(this.#watch, false);
  }

  /** Somebody waits for a body of this call: its clock keeps the program running again. */
  awaited(): void {
    if (this.#watch) this.deadlines.setHolding(this.#watch, true);
  }

  #release(): void {
    if (!this.#settled || this.#open > 0) return;
    this.#watch?.stop();
    this.observer?.end();
    this.cancellation[Symbol.dispose]();
  }
}
