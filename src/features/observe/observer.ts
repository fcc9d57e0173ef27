/**
 * Tells the caller's `logger` and `trace` what happens on the way of a call, and adds its trace context. Loaded only
 * for calls that have one of these.
 *
 * @module
 */

import { StreamClosedError } from "../../core/errors.ts";
import { toLogLine, toReason } from "./log_line.ts";
import type { LogEntry, LogFunction } from "./logger.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { RawResponse, ResponseTimings } from "../../core/response/raw_response.ts";
import { copyTimings } from "../../core/response/raw_response.ts";
import { toShownUrl } from "../../core/secrets/urls.ts";
import { reasonPhrase } from "../../core/status.ts";
import type { Trace, TraceStep } from "./trace.ts";
import type { AttemptListener, BodyOutcome, CallListener } from "../../core/call_events.ts";
import type { TraceContextInput } from "./trace_context.ts";
import { openTraceContext, toSpanId, toTraceparent, type TraceContext } from "./traceparent.ts";

/** Who is told. */
export interface ObserverOptions {
  /** Gets a line for everything that was sent. */
  readonly logger: LogFunction | undefined;
  /** Is told of every step. */
  readonly trace: Trace | undefined;
  /** The trace that the requests belong to. */
  readonly traceContext: TraceContext | undefined;
  /** Tells how many milliseconds ago the call was made. */
  readonly elapsed: () => number;
}

/** The same as the caller gave it, or as an earlier call had it. */
export interface ObservedCall extends Omit<ObserverOptions, "traceContext"> {
  /** The trace that the requests belong to. */
  readonly traceContext: TraceContext | TraceContextInput | undefined;
}

/**
 * Makes what follows a call.
 *
 * @throws What a function of the caller's throws that is to give the trace context.
 */
export function startObserver({ traceContext: given, ...options }: ObservedCall): CallObserver {
  const isOpen = typeof given === "object" && "traceId" in given;
  const traceContext = given === undefined || isOpen ? given : openTraceContext(given);
  return new CallObserver({ ...options, traceContext });
}

/** Follows one call. */
export class CallObserver implements CallListener {
  readonly #options: ObserverOptions;
  readonly #id = crypto.randomUUID();
  #attempt: AttemptObserver | undefined;
  #hop = 0;
  #told: { readonly error: unknown } | undefined;
  #ended = false;

  /** Follows a call from now on. */
  constructor(options: ObserverOptions) {
    this.#options = options;
  }

  /** The trace that the requests of the call belong to. */
  get traceContext(): TraceContext | undefined {
    return this.#options.traceContext;
  }

  /** The call begins. */
  start({ method, url }: PreparedRequest): void {
    this.step({ type: "call.start", method, url: toShownUrl(url) });
  }

  /**
   * A request is about to be sent.
   *
   * @param request The request.
   * @param attempt Which try of it this is, from 1.
   */
  begin(request: PreparedRequest, attempt: number): AttemptObserver {
    if (attempt === 1) this.#hop++;
    const { trace, logger } = this.#options;
    const isTraced = request.headers.traceparent === undefined;
    const traceContext = isTraced ? this.#options.traceContext : undefined;
    const spanId = traceContext && toSpanId();
    const place = { call: this.#id, hop: this.#hop, attempt };
    const watched = new AttemptObserver({ request, traceContext, spanId, attempt }, {
      log: logger && ((entry) => tell(() => logger(toLogLine(entry), entry))),
      step: trace && ((step) => this.#tell(trace, place, { ...step, ...watched.ids })),
      onError: (error) => this.#told = { error },
    });
    this.#attempt = watched;
    const { method, url } = request;
    if (attempt === 1) this.step({ type: "hop.start", method, url: toShownUrl(url) });
    return watched;
  }

  /** Something happened that belongs to the latest request. */
  step(step: TraceStep): void {
    const { trace } = this.#options;
    if (!trace) return;
    if (this.#attempt) this.#attempt.onEvent?.(step);
    else this.#tell(trace, { call: this.#id, hop: 0, attempt: 1 }, step);
  }

  #tell(trace: Trace, place: Place, step: TraceStep): void {
    tell(() => trace({ time: this.#options.elapsed(), ...place, ...step }));
  }

  /** The same request will be sent again. */
  retry(wait: number, outcome: { readonly status?: number; readonly error?: unknown }): void {
    const { status, error } = outcome;
    const reason = status === undefined ? toReason(error) : String(status);
    this.step({ type: "retry", wait, reason });
  }

  /** The call failed; of what failed with a request was told already. */
  fail(error: unknown): void {
    if (this.#told?.error === error) return;
    this.step({ type: "error", error });
  }

  /** The call is over. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.step({ type: "call.end", status: this.#attempt?.status });
  }
}

interface Place {
  readonly call: string;
  readonly hop: number;
  readonly attempt: number;
}

/** Whom an attempt tells. */
interface Listeners {
  readonly log: ((entry: LogEntry) => void) | undefined;
  readonly step: ((step: TraceStep) => void) | undefined;
  readonly onError: (error: unknown) => void;
}

interface Subject {
  readonly request: PreparedRequest;
  readonly attempt: number;
  readonly traceContext: TraceContext | undefined;
  readonly spanId: string | undefined;
}

/** Follows one request that is sent. */
export class AttemptObserver implements AttemptListener {
  readonly #startedAt = performance.now();
  readonly #subject: Subject;
  readonly #listeners: Listeners;
  #raw: RawResponse | undefined;
  #timings: ResponseTimings | undefined;
  #ended = false;

  /** Follows it from now on. */
  constructor(subject: Subject, listeners: Listeners) {
    this.#subject = subject;
    this.#listeners = listeners;
  }

  /** Told of what happens to the request, if somebody wants to know. */
  get onEvent(): ((event: TraceStep) => void) | undefined {
    return this.#listeners.step;
  }

  /** The status of the answer, if there is one. */
  get status(): number | undefined {
    return this.#raw?.status;
  }

  /** The ids of the trace context. */
  get ids(): { traceId?: string; spanId?: string } {
    const { traceContext, spanId } = this.#subject;
    return traceContext && spanId ? { traceId: traceContext.traceId, spanId } : {};
  }

  /** The headers of the answer are there. */
  answer(raw: RawResponse, timings: ResponseTimings): void {
    this.#raw = raw;
    this.#timings = timings;
    const { step } = this.#listeners;
    if (!step) return;
    const { status, httpVersion } = raw;
    const statusText = this.#statusText;
    step({ type: "response.head", status, statusText, headers: countHeaders(raw), httpVersion });
  }

  get #statusText(): string {
    return this.#raw ? this.#raw.reasonPhrase || reasonPhrase(this.#raw.status) : "";
  }

  /** The body ended, failed or was let go of. */
  end({ complete, bytes, error }: BodyOutcome): void {
    if (!complete && !(error instanceof StreamClosedError)) return this.fail(error, bytes);
    if (this.#ended) return;
    this.#ended = true;
    this.#listeners.step?.({ type: "response.body.end", bytes, complete });
    this.#log({ bytes, ...(!complete && { closed: true }) });
  }

  /** It failed; only the first failure counts. */
  fail(error: unknown, bytes = 0): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#listeners.onError(error);
    this.#listeners.step?.({ type: "error", error });
    this.#log({ bytes, error });
  }

  #log(outcome: Pick<LogEntry, "bytes" | "error" | "closed">): void {
    const { log } = this.#listeners;
    if (!log) return;
    const { request: { method, url }, attempt } = this.#subject;
    log({
      method,
      url: toShownUrl(url),
      ...(this.#raw && { status: this.#raw.status, statusText: this.#statusText }),
      elapsed: performance.now() - this.#startedAt,
      attempt,
      ...outcome,
      ...(this.#timings && { timings: copyTimings(this.#timings) }),
      ...this.ids,
    });
  }

  /**
   * Adds the trace context, if there is one; one that was set by hand stays.
   *
   * @param request The request.
   * @param isForeign Whether it goes to somebody whom the caller did not ask: `tracestate` may hold what is not for all
   * (W3C Trace Context, security considerations).
   */
  sign(request: PreparedRequest, isForeign: boolean): PreparedRequest {
    const { traceContext, spanId } = this.#subject;
    if (!traceContext || !spanId) return request;
    const { tracestate } = traceContext;
    const isStateless = isForeign || tracestate === undefined || request.headers.tracestate;
    return request.with({
      headers: {
        ...request.headers,
        traceparent: toTraceparent(traceContext, spanId),
        ...(!isStateless && { tracestate }),
      },
    });
  }
}

function countHeaders(raw: RawResponse): number {
  let count = 0;
  const add = () => void count++;
  raw.fields.forEach(add);
  return count;
}

/** A function of the caller's that only looks on harms no request, and is not silent about its own failure either. */
function tell(call: () => unknown): void {
  try {
    const told = call();
    if (told instanceof Promise) told.catch(complain);
  } catch (error) {
    complain(error);
  }
}

/** Only where it happened: what else an error carries may be a secret. */
function complain(error: unknown): void {
  const evidence = error instanceof Error ? error.stack ?? error.message : typeof error;
  console.error(`A logger or trace function failed: ${evidence}`);
}
