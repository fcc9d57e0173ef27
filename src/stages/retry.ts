/**
 * Sends a request again when that can help and cannot harm.
 *
 * @module
 */

import { type Attempt, HttpError } from "../errors.ts";
import { IDEMPOTENCY_KEY, prospectOf } from "../errors/prospect.ts";
import { pause } from "../time/pause.ts";
import type { PreparedRequest } from "../prepared.ts";
import type { HttpResponse } from "../response/response.ts";
import { backoffFor } from "../retry/retry.ts";
import { type Answered, retryAfterOf } from "../retry/retry_after.ts";
import type { RetryBudget } from "../retry/retry_budget.ts";
import type { Call, Send, Stage, Trip } from "../send.ts";

/**
 * Retries each hop as the call wants it.
 *
 * It stands inside of hooks, which see a request and its last answer once, and outside of limits: no permit is held
 * while it waits.
 *
 * @param budget The client's.
 */
export function withRetry(budget: RetryBudget): Stage {
  return (next) => (request, trip) =>
    trip.call.settings.retries.total > 0
      ? retry(next, { request, trip, budget, attempts: [] })
      : next(request, trip);
}

interface Start {
  readonly request: PreparedRequest;
  readonly trip: Trip;
  readonly budget: RetryBudget;
  /** Every try so far. */
  readonly attempts: Attempt[];
}

async function retry(next: Send, start: Start): Promise<HttpResponse> {
  const { trip, budget, attempts } = start;
  budget.count();
  try {
    for (;;) {
      const outcome = await tryOnce(next, start);
      attempts.push(toAttempt(outcome));
      if (outcome.wait !== undefined) await prepareRetry(outcome, start);
      else if (outcome.response) return outcome.response;
      else throw outcome.error;
    }
  } catch (error) {
    trip.call.remember(error, attempts);
    throw error;
  }
}

/** What came of one try: a response or an error. */
interface Outcome {
  readonly response?: HttpResponse;
  readonly error?: HttpError;
  readonly elapsed: number;
  /** Milliseconds to wait before the next try; `undefined` if this outcome is the last. */
  readonly wait: number | undefined;
}

/**
 * The head of an answer decides, before its body is read. What is no error of Ferry's is a mistake or the caller's, and
 * comes out at once.
 */
async function tryOnce(next: Send, start: Start): Promise<Outcome> {
  const { request, trip, attempts } = start;
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let wait: number | undefined;
  const isRetried = (answer: Answered) => {
    wait = nextWait({ answer }, start);
    return wait !== undefined;
  };
  try {
    const response = await next(request, { ...trip, attempts: [...attempts], isRetried });
    return { response, wait, elapsed: elapsed() };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { error, wait: nextWait({ error }, start), elapsed: elapsed() };
  }
}

function toAttempt({ response, error, elapsed, wait = 0 }: Outcome): Attempt {
  return {
    ...(response && { status: response.status }),
    ...(error && { error }),
    wait,
    elapsed,
  };
}

/** What decides whether there is a next try. */
interface Reason {
  readonly answer?: Answered;
  readonly error?: HttpError;
}

/** Gives the milliseconds to wait before the next try; `undefined` if there is none. */
function nextWait(reason: Reason, { request, trip, budget }: Start): number | undefined {
  const { call } = trip;
  const { retries } = call.settings;
  if (call.retried >= retries.total) return undefined;
  if (request.body?.replayable === false || !isRetryable(reason, request, call)) return undefined;
  const wait = waitAfter(reason, call);
  if (wait === undefined || wait >= call.left) return undefined;
  return budget.take(retries.budget) ? wait : undefined;
}

function isRetryable(
  { answer, error }: Reason,
  request: PreparedRequest,
  { settings }: Call,
): boolean {
  const { methods, statuses } = settings.retries;
  const prospect = error && prospectOf(error);
  if (prospect === "unsent") return true;
  const hasKey = settings.idempotencyKey && request.headers[IDEMPOTENCY_KEY] !== undefined;
  if (!hasKey && !methods.includes(request.method)) return false;
  return answer ? statuses.includes(answer.status) : prospect === "broken";
}

/** The server's word beats the backoff; one that asks for too much patience ends the retries. */
function waitAfter({ answer }: Reason, { settings, retried }: Call): number | undefined {
  const { respectRetryAfter, maxRetryAfter, backoff } = settings.retries;
  const asked = answer && respectRetryAfter ? retryAfterOf(answer) : undefined;
  if (!asked) return backoffFor(backoff, retried);
  return asked > maxRetryAfter ? undefined : asked;
}

/**
 * The connection is free before the wait begins. Who has given up gets their own reason, not an answer that was to be
 * asked for again.
 */
async function prepareRetry(
  { response }: Outcome,
  { request, trip, attempts }: Start,
): Promise<void> {
  const { call } = trip;
  await response?.discard();
  call.cancellation.throwIfCancelled();
  call.countRetry();
  const attempt = attempts.at(-1);
  if (!attempt) return;
  call.observer?.retry(attempt.wait, attempt);
  const { onRetry } = call.settings.retries;
  const told = onRetry?.(attempt, { count: call.retried, request: request.toRequest() });
  if (told) await call.cancellation.race(told);
  await pause(attempt.wait, call.cancellation);
}
