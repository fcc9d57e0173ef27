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
import { nameOf } from "../checks.ts";
import { backoffFor, type ResolvedRetries } from "../retry/retry.ts";
import { type Answered, retryAfterOf } from "../retry/retry_after.ts";
import type { RetryBudget } from "../retry/retry_budget.ts";
import type { Call, Send, Stage, Trip } from "../send.ts";
import { isReadAtOnce } from "./transport.ts";

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
  const { when } = trip.call.settings.retries;
  budget.count();
  try {
    for (;;) {
      const outcome = await (when ? tryAndAsk(next, start, when) : tryOnce(next, start));
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

type When = NonNullable<ResolvedRetries["when"]>;

/**
 * The caller decides, with the answer in hand and its body unread. Only then a body is read that is wanted whole, so
 * that one that breaks off can be retried.
 */
async function tryAndAsk(next: Send, start: Start, when: When): Promise<Outcome> {
  const { request, trip, attempts } = start;
  const startedAt = performance.now();
  const sent = await attempt(
    () => next(request, { ...trip, attempts: [...attempts], isLookedAt: true }),
  );
  const elapsed = performance.now() - startedAt;
  const wait = await askWhen(sent, start, when);
  const { response } = sent;
  if (wait !== undefined || !response || !isReadAtOnce(response, trip)) {
    return { ...sent, wait, elapsed };
  }
  const read = await attempt(async () => {
    await response.read();
    return response;
  });
  if (read.response) return { ...read, wait, elapsed };
  return { ...read, wait: await askWhen(read, start, when), elapsed };
}

/** What is no error of Ferry's is a mistake or the caller's, and comes out at once. */
async function attempt(
  run: () => Promise<HttpResponse>,
): Promise<Pick<Outcome, "response" | "error">> {
  try {
    return { response: await run() };
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
    return { error };
  }
}

/** Gives the milliseconds to wait before the next try, by the word of the caller. */
async function askWhen(
  { response, error }: Pick<Outcome, "response" | "error">,
  start: Start,
  when: When,
): Promise<number | undefined> {
  const { request, trip: { call } } = start;
  if (!hasRetries(start)) return undefined;
  const reason: Reason = { answer: response, error };
  const isUsual = isRetryable(reason, request, call);
  const count = call.retried + 1;
  try {
    const asked = when({ response, error, count, request: request.toRequest(), isUsual });
    const said: unknown = await call.cancellation.race(Promise.resolve(asked));
    if (said !== undefined && typeof said !== "boolean") {
      throw new TypeError(`Cannot use ${nameOf(said)} from retries.when: return true or false`);
    }
    return said ?? isUsual ? allowedWait(reason, start) : undefined;
  } catch (thrown) {
    response?.close();
    throw thrown;
  }
}

/** What decides whether there is a next try. */
interface Reason {
  readonly answer?: Answered | undefined;
  readonly error?: HttpError | undefined;
}

/** Gives the milliseconds to wait before the next try; `undefined` if there is none. */
function nextWait(reason: Reason, start: Start): number | undefined {
  if (!hasRetries(start)) return undefined;
  return isRetryable(reason, start.request, start.trip.call)
    ? allowedWait(reason, start)
    : undefined;
}

/** Whether the request can be sent again at all. */
function hasRetries({ request, trip: { call } }: Start): boolean {
  return call.retried < call.settings.retries.total && request.body?.replayable !== false;
}

/** Gives the wait, if there is time and budget for it. */
function allowedWait(reason: Reason, { trip: { call }, budget }: Start): number | undefined {
  const { retries } = call.settings;
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
