/**
 * Sends a request again when that can help and cannot harm.
 *
 * @module
 */

import { type Attempt, HttpError, StreamError } from "../../core/errors.ts";
import { IDEMPOTENCY_KEY, retryabilityOf } from "../../core/errors/retryability.ts";
import { pause } from "../pause.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { isReadAtOnce } from "../../core/stages/transport.ts";
import { nameOf } from "../../core/options/checks.ts";
import { hasKeys } from "../idempotency_key/feature.ts";
import { observerOf } from "../observe/feature.ts";
import { backoffFor, type ResolvedRetries } from "./retry.ts";
import { retryAfterOf } from "./retry_after.ts";
import type { RetryBudget } from "./retry_budget.ts";
import type { Option } from "../option.ts";
import { type AnswerHead, HopContext } from "../../core/hop_context.ts";
import type { Call } from "../../core/call.ts";
import type { Send, Stage } from "../../core/stage.ts";

/**
 * Retries each hop as the call wants it.
 *
 * It stands inside of hooks, which see a request and its last answer once, and outside of limits: no permit is held
 * while it waits.
 *
 * @param budget The client's.
 * @param option When the call wants it.
 */
export function withRetry(
  budget: RetryBudget,
  option: Option<"retries", ResolvedRetries>,
): Stage {
  const counts = new WeakMap<Call, number>();
  return (next) => (request, context) => {
    const hop = HopContext.of(context);
    const retries = option.of(hop.call.settings);
    return retries.total > 0
      ? retry(next, { request, hop, budget, retries, counts, attempts: [] })
      : next(request, hop);
  };
}

interface Start {
  readonly request: PreparedRequest;
  readonly hop: HopContext;
  readonly budget: RetryBudget;
  readonly retries: ResolvedRetries;
  /** How many times something of each call was sent again. */
  readonly counts: WeakMap<Call, number>;
  /** Every try so far. */
  readonly attempts: Attempt[];
}

async function retry(next: Send, start: Start): Promise<HttpResponse> {
  const { hop, budget, attempts, retries: { when } } = start;
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
    hop.call.remember(error, attempts);
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
  const { request, hop, attempts } = start;
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  let wait: number | undefined;
  const isRepeated = (answer: AnswerHead) => {
    wait = nextWait({ answer }, start);
    return wait !== undefined;
  };
  try {
    const response = await next(request, hop.with({ attempts: [...attempts], isRepeated }));
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

function countOf({ counts, hop }: Start): number {
  return counts.get(hop.call) ?? 0;
}

type When = NonNullable<ResolvedRetries["when"]>;

/**
 * The caller decides, with the answer in hand and its body unread. Only then a body is read that is wanted whole, so
 * that one that breaks off can be retried.
 */
async function tryAndAsk(next: Send, start: Start, when: When): Promise<Outcome> {
  const { request, hop, attempts } = start;
  const startedAt = performance.now();
  const sent = await attempt(
    () => next(request, hop.with({ attempts: [...attempts], isLookedAt: true })),
  );
  const elapsed = performance.now() - startedAt;
  const wait = await askWhen(sent, start, when);
  const { response } = sent;
  if (wait !== undefined || !response || !isReadAtOnce(response, hop)) {
    return { ...sent, wait, elapsed };
  }
  const read = await attempt(async () => {
    await response.read();
    return response;
  });
  // Whoever has closed it, or read a part of it, has done so on purpose.
  if (read.response || read.error instanceof StreamError) return { ...read, wait, elapsed };
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
  const { request, hop: { call } } = start;
  if (!hasRetries(start)) return undefined;
  const reason: Reason = { answer: response, error };
  const isUsual = isRetryable(reason, start);
  const count = countOf(start) + 1;
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
  readonly answer?: AnswerHead | undefined;
  readonly error?: HttpError | undefined;
}

/** Gives the milliseconds to wait before the next try; `undefined` if there is none. */
function nextWait(reason: Reason, start: Start): number | undefined {
  return hasRetries(start) && isRetryable(reason, start) ? allowedWait(reason, start) : undefined;
}

/** Whether the request can be sent again at all. */
function hasRetries(start: Start): boolean {
  return countOf(start) < start.retries.total && start.request.body?.replayable !== false;
}

/** Gives the wait, if there is time and budget for it. */
function allowedWait(reason: Reason, start: Start): number | undefined {
  const { hop: { call }, budget, retries } = start;
  const wait = waitAfter(reason, start);
  if (wait === undefined || wait >= call.left) return undefined;
  return budget.take(retries.budget) ? wait : undefined;
}

function isRetryable(
  { answer, error }: Reason,
  { request, hop: { call }, retries }: Start,
): boolean {
  const { methods, statuses } = retries;
  const retryability = error && retryabilityOf(error);
  if (retryability === "unsent") return true;
  const hasKey = hasKeys(call.settings) && request.headers[IDEMPOTENCY_KEY] !== undefined;
  if (!hasKey && !methods.includes(request.method)) return false;
  return answer ? statuses.includes(answer.status) : retryability === "broken";
}

/** The server's word beats the backoff; one that asks for too much patience ends the retries. */
function waitAfter({ answer }: Reason, start: Start): number | undefined {
  const { respectRetryAfter, maxRetryAfter, backoff } = start.retries;
  const asked = answer && respectRetryAfter ? retryAfterOf(answer) : undefined;
  if (!asked) return backoffFor(backoff, countOf(start));
  return asked > maxRetryAfter ? undefined : asked;
}

/**
 * The connection is free before the wait begins. Who has given up gets their own reason, not an answer that was to be
 * asked for again.
 */
async function prepareRetry({ response }: Outcome, start: Start): Promise<void> {
  const { request, hop: { call }, retries, counts, attempts } = start;
  await response?.discard();
  call.cancellation.throwIfCancelled();
  const count = countOf(start) + 1;
  counts.set(call, count);
  const attempt = attempts.at(-1);
  if (!attempt) return;
  observerOf(call)?.retry(attempt.wait, attempt);
  const told = retries.onRetry?.(attempt, { count, request: request.toRequest() });
  if (told) await call.cancellation.race(told);
  await pause(attempt.wait, call.cancellation);
}
