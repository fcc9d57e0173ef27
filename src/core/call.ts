/** One call of the caller's: its settings, its signal and its clock. */

import {
  type Attempt,
  HttpError,
  type HttpErrorOptions,
  type Phase,
  TotalTimeoutError,
} from "./errors.ts";
import { addFacts, laterFactsOf } from "./errors/later_facts.ts";
import type { CallListener } from "./call_events.ts";
import type { PreparedRequest } from "./request/prepared.ts";
import type { HttpResponse } from "./response/response.ts";
import type { Settings } from "./options/settings.ts";
import type { StageClient } from "./stage.ts";
import { Cancellation } from "./time/cancellation.ts";
import type { Deadlines, Watch } from "./time/deadlines.ts";

/** What a call gets from its client. */
export interface CallParts {
  readonly deadlines: Deadlines;
  /** The URL for which the credentials of the call were given. */
  readonly origin: URL;
  readonly client: StageClient;
  readonly root?: Call | undefined;
  /** Sends the request to which a response of a call redirects, and follows no further. */
  readonly follow: (
    call: Call,
    response: HttpResponse,
    next: PreparedRequest,
  ) => Promise<HttpResponse>;
}

/** One call of the caller's, with all its hops: its settings, its signal and its clock. */
export class Call {
  readonly #startedAt = performance.now();
  readonly #watch: Watch | undefined;
  #open = 0;
  #settled = false;
  /** Who follows the call, if anybody does. */
  listener: CallListener | undefined;
  /** The caller's signal and the total timeout. */
  readonly cancellation: Cancellation;
  readonly deadlines: Deadlines;
  readonly origin: URL;
  readonly client: StageClient;
  /** The first of the calls of which each goes on with the one before. */
  readonly root: Call;
  readonly follow: CallParts["follow"];

  constructor(
    readonly settings: Settings,
    request: PreparedRequest,
    parts: CallParts,
  ) {
    this.deadlines = parts.deadlines;
    this.origin = parts.origin;
    this.client = parts.client;
    this.follow = parts.follow;
    this.root = parts.root ?? this;
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

  get elapsed(): number {
    return performance.now() - this.#startedAt;
  }

  /** Milliseconds that are left of the total timeout. */
  get left(): number {
    return this.settings.timeout.total - this.elapsed;
  }

  /** Keeps the tries with an error of this call; the caller's own reason comes out untouched, whatever it is. */
  remember(error: unknown, attempts: readonly Attempt[]): void {
    if (this.#isOwn(error)) addFacts(error, { attempts });
  }

  /** Keeps the response that led to where an error of this call happened; the one that is known first stays. */
  rememberPrevious(error: unknown, previous: HttpResponse | undefined): void {
    if (!previous || !this.#isOwn(error) || laterFactsOf(error).previous) return;
    addFacts(error, { previous });
  }

  /** Keeps a response with the error by which its body failed, if it has none. */
  rememberResponse(error: unknown, response: () => HttpResponse): void {
    if (this.#isOwn(error) && !error.response) addFacts(error, { response: response() });
  }

  #isOwn(error: unknown): error is HttpError {
    return error instanceof HttpError &&
      (!this.cancellation.cancelled || error instanceof TotalTimeoutError);
  }

  evidence(request: PreparedRequest, phase?: Phase): HttpErrorOptions {
    return { request, phase, elapsed: this.elapsed };
  }

  /** A body of this call began to come in. */
  opened(): void {
    this.#open++;
  }

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
    this.listener?.end();
    this.cancellation[Symbol.dispose]();
  }
}
