/**
 * When a request is sent again, and after what time.
 *
 * @module
 */

import type { HttpError } from "../../core/errors.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { checkFlag, checkNumber, checkParts, nameOf } from "../../core/options/checks.ts";
import { checkStatuses } from "../statuses.ts";
import type { Attempt } from "../../core/errors/facts.ts";
import { RETRIED_STATUSES } from "../../core/errors/retryability.ts";
import { IDEMPOTENT, resolveMethod } from "../../core/request/methods.ts";
import type { RetryShare } from "./retry_budget.ts";

/**
 * How long to wait before a request is sent again: `base`, then `factor` times as long each time.
 *
 * @example Long waits without chance
 * ```ts
 * import type { BackoffOptions } from "@ferry/http/types";
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const backoff: BackoffOptions = { base: 1_000, factor: 3, max: 20_000, jitter: false };
 * const transport = new MockTransport({ "*": 204 });
 * using client = new Client({ transport, retries: { total: 4, backoff } }); // 1, 3, 9 and 20 s
 * assertEquals((await client.get("http://example.org/")).status, 204);
 * ```
 * @category Limits and retries
 */
export interface BackoffOptions {
  /** The longest first wait in milliseconds. Default 300. */
  readonly base?: number | undefined;
  /** By what each wait is longer than the one before. Default 2. */
  readonly factor?: number | undefined;
  /** The longest wait in milliseconds. Default 10,000. */
  readonly max?: number | undefined;
  /** The share of a wait that is left to chance: 1 (or `true`) for all, 0 (or `false`) for none. Default 1. */
  readonly jitter?: number | boolean | undefined;
}

/**
 * How many requests of a client may be sent again, counted over 10 seconds.
 *
 * @example No more retries than a tenth of the requests
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { RetryBudgetOptions } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * const budget: RetryBudgetOptions = { ratio: 0.1, reserve: 1 };
 * const transport = new MockTransport({ "*": 503 });
 * using client = new Client({ transport, retries: { total: 5, backoff: { base: 1 }, budget } });
 * await client.get("http://example.org/");
 * transport.assertCalled("GET", "*", 2); // one retry, not five
 * ```
 * @category Limits and retries
 */
export interface RetryBudgetOptions {
  /** Retries for each request. Default 0.2. */
  readonly ratio?: number | undefined;
  /** Retries that are allowed however few requests there were. Default 10. */
  readonly reserve?: number | undefined;
}

/**
 * What `onRetry` is told beside the attempt.
 *
 * @example A line for every retry
 * ```ts
 * import { type Attempt, Client, type RetryContext } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: string[] = [];
 * const tell = ({ count, request }: RetryContext) => void lines.push(`${count}: ${request.url}`);
 * const onRetry = (_attempt: Attempt, context: RetryContext) => tell(context);
 * const transport = new MockTransport().get("*", 503, 204);
 * using client = new Client({ transport, retries: { total: 1, backoff: { base: 1 }, onRetry } });
 * await client.get("http://example.org/");
 * assertEquals(lines, ["1: http://example.org/"]);
 * ```
 * @category Limits and retries
 */
export interface RetryContext {
  /** Which retry comes now: 1 for the first. */
  readonly count: number;
  /** What will be sent again. */
  readonly request: Request;
}

/**
 * What `retries.when` decides from: a response or an error.
 *
 * @example A 200 that says that the work is not done yet
 * ```ts
 * import { Client } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import type { RetryDecision } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const when = async ({ response, isUsual }: RetryDecision) => {
 *   if (response?.status !== 200) return isUsual;
 *   return (await response.json<{ state: string }>()).state === "pending";
 * };
 * const transport = new MockTransport().get("*", { json: { state: "pending" } }, {
 *   json: { state: "done" },
 * });
 * using client = new Client({ transport, retries: { when, backoff: { base: 1 } } });
 * assertEquals(await client.get("http://jobs.example/7").json(), { state: "done" });
 * ```
 * @category Limits and retries
 */
export interface RetryDecision extends RetryContext {
  /** The answer, if there is one. Its body may be read, here and later. */
  readonly response: HttpResponse | undefined;
  /** Why there is no answer. */
  readonly error: HttpError | undefined;
  /** What `methods` and `statuses` say. */
  readonly isUsual: boolean;
}

/**
 * When a request is sent again; a part left out is the client's.
 *
 * @example Three times, also a POST that may come twice
 * ```ts
 * import { Client, type RetryOptions } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const retries: RetryOptions = {
 *   total: 3,
 *   methods: ["GET", "POST"],
 *   statuses: [429, 503],
 *   backoff: { base: 1 },
 * };
 * const transport = new MockTransport().post("*", 503, 429, 201);
 * using client = new Client({ transport, retries });
 * assertEquals((await client.post("http://example.org/")).status, 201);
 * ```
 * @category Limits and retries
 */
export interface RetryOptions {
  /** The most retries of a call. Default 3 where this object turns retries on. */
  readonly total?: number | undefined;
  /** The methods that may be sent again after a status or a read failure. Default: the idempotent ones. */
  readonly methods?: readonly string[] | undefined;
  /** The statuses to retry. Default 408, 425, 429, 500, 502, 503 and 504. */
  readonly statuses?: readonly number[] | undefined;
  /**
   * How long to wait where the server does not say. Default: up to 300 ms at first, twice as long each time, 10,000 ms
   * at most.
   */
  readonly backoff?: BackoffOptions | undefined;
  /** Whether `Retry-After` and the RateLimit headers say how long to wait. Default `true`. */
  readonly respectRetryAfter?: boolean | undefined;
  /** The most milliseconds to wait because a server says so: beyond, its answer is the response. Default 60,000. */
  readonly maxRetryAfter?: number | null | undefined;
  /**
   * How many requests of the client may be sent again; a number is the `ratio`, `null` is no limit. Default: 0.2, and
   * 10 in 10 seconds in any case.
   */
  readonly budget?: number | null | RetryBudgetOptions | undefined;
  /**
   * Says whether an answer or an error is retried, in the place of `methods` and `statuses`; `undefined` leaves it to
   * these. Asked only while there are retries left and the body can be sent again; what it throws ends the call.
   * Default: none.
   */
  readonly when?:
    | ((decision: RetryDecision) => boolean | undefined | Promise<boolean | undefined>)
    | null
    | undefined;
  /** Called before each wait with what went wrong; what it throws ends the call. Default: none. */
  readonly onRetry?:
    | ((attempt: Attempt, context: RetryContext) => void | Promise<void>)
    | undefined;
}

/**
 * A number is the `total`; `null` is no retries.
 *
 * @example Two for a client, none for one request
 * ```ts
 * import { Client, type Retries } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 *
 * const retries: Retries = 2;
 * const transport = new MockTransport({ "*": { status: 503, headers: { "retry-after": "0" } } });
 * using client = new Client({ transport, retries });
 * await client.get("http://example.org/a");
 * await client.get("http://example.org/b", { retries: null });
 * transport.assertCalled("GET", "/a", 3);
 * transport.assertCalled("GET", "/b", 1);
 * ```
 * @category Limits and retries
 */
export type Retries = number | null | RetryOptions;

/** Every wait, settled. */
export interface ResolvedBackoff {
  /** The longest first wait in milliseconds. */
  readonly base: number;
  /** By what each wait is longer than the one before. */
  readonly factor: number;
  /** The longest wait in milliseconds. */
  readonly max: number;
  /** The share of a wait that is left to chance. */
  readonly jitter: number;
}

/** Everything about retries, settled. */
export interface ResolvedRetries {
  /** The most retries of a call. */
  readonly total: number;
  /** The methods that may be sent again. */
  readonly methods: readonly string[];
  /** The statuses to retry. */
  readonly statuses: readonly number[];
  /** How long to wait. */
  readonly backoff: ResolvedBackoff;
  /** Whether the server may say how long to wait. */
  readonly respectRetryAfter: boolean;
  /** The most milliseconds to wait because it says so; `Infinity` for no limit. */
  readonly maxRetryAfter: number;
  /** How many requests of the client may be sent again; `null` for no limit. */
  readonly budget: RetryShare | null;
  /** Says whether an answer or an error is retried. */
  readonly when: NonNullable<RetryOptions["when"]> | undefined;
  /** Called before each wait. */
  readonly onRetry: RetryOptions["onRetry"];
}

/** The retries of an object that does not say how many. */
const USUAL_TOTAL = 3;

/** No retries, and how they are done by who wants some. */
export const DEFAULT_RETRIES: ResolvedRetries = {
  total: 0,
  methods: IDEMPOTENT,
  statuses: RETRIED_STATUSES,
  backoff: { base: 300, factor: 2, max: 10_000, jitter: 1 },
  respectRetryAfter: true,
  maxRetryAfter: 60_000,
  budget: { ratio: 0.2, reserve: 10 },
  when: undefined,
  onRetry: undefined,
};

/**
 * Settles loose retries.
 *
 * @param retries What the caller said; a part left out is taken from `base`.
 * @param base The client's.
 * @throws {TypeError} If it or a part is of the wrong type, or there is no such part.
 * @throws {RangeError} If a number is out of range.
 */
export function resolveRetries(
  retries: Retries | undefined,
  base: ResolvedRetries = DEFAULT_RETRIES,
): ResolvedRetries {
  if (retries === undefined) return base;
  if (retries === null) return { ...base, total: 0 };
  if (typeof retries === "number") return { ...base, total: toTotal("retries", retries) };
  checkTotalName(retries);
  checkParts("retries", retries, Object.keys(DEFAULT_RETRIES));
  const { total, methods, statuses, maxRetryAfter, budget, respectRetryAfter: respect } = retries;
  return {
    total: total === undefined ? base.total || USUAL_TOTAL : toTotal("retries.total", total),
    methods: methods === undefined ? base.methods : toMethods(methods),
    statuses: statuses === undefined ? base.statuses : checkStatuses("retries.statuses", statuses),
    backoff: resolveBackoff(retries.backoff, base.backoff),
    respectRetryAfter: respect === undefined
      ? base.respectRetryAfter
      : checkFlag("retries.respectRetryAfter", respect),
    maxRetryAfter: maxRetryAfter === undefined ? base.maxRetryAfter : toWaitLimit(maxRetryAfter),
    budget: budget === undefined ? base.budget : resolveBudget(budget, base.budget),
    when: retries.when === undefined ? base.when : toCallback("when", retries.when ?? undefined),
    onRetry: retries.onRetry === undefined ? base.onRetry : toCallback("onRetry", retries.onRetry),
  };
}

/** Other clients call the number of retries by these names, which are not near enough to `total` to be guessed. */
const NAMES_OF_TOTAL: readonly string[] = ["limit", "attempts", "max", "maxRetries", "count"];

function checkTotalName(retries: object): void {
  const name = NAMES_OF_TOTAL.find((name) => Object.hasOwn(retries, name));
  if (name === undefined) return;
  throw new TypeError(`Cannot set retries.${name}: no such option (is total meant?)`);
}

function toTotal(name: string, total: number): number {
  return checkNumber(name, total, { whole: true, endless: true });
}

function toMethods(methods: readonly string[]): readonly string[] {
  if (Array.isArray(methods)) return methods.map(resolveMethod);
  throw new TypeError(`Cannot use ${nameOf(methods)} as retries.methods: give a list of methods`);
}

function toWaitLimit(ms: number | null): number {
  return ms === null ? Infinity : checkNumber("retries.maxRetryAfter", ms, { endless: true });
}

function toCallback<Callback>(name: string, callback: Callback): Callback {
  if (callback === undefined || typeof callback === "function") return callback;
  throw new TypeError(`Cannot use ${nameOf(callback)} as retries.${name}: give a function`);
}

function resolveBackoff(
  backoff: BackoffOptions | undefined,
  own: ResolvedBackoff,
): ResolvedBackoff {
  if (backoff === undefined) return own;
  checkParts("retries.backoff", backoff, Object.keys(own));
  const { base = own.base, factor = own.factor, max = own.max, jitter = own.jitter } = backoff;
  return {
    base: checkNumber("retries.backoff.base", base),
    factor: checkNumber("retries.backoff.factor", factor, { least: 1 }),
    max: checkNumber("retries.backoff.max", max, { endless: true }),
    jitter: typeof jitter === "boolean"
      ? Number(jitter)
      : checkNumber("retries.backoff.jitter", jitter, { most: 1 }),
  };
}

function resolveBudget(
  budget: number | null | RetryBudgetOptions,
  base: RetryShare | null,
): RetryShare | null {
  if (budget === null) return null;
  const own = base ?? { ratio: 0.2, reserve: 10 };
  if (typeof budget === "number") {
    return { ...own, ratio: checkNumber("retries.budget", budget) };
  }
  checkParts("retries.budget", budget, Object.keys(own));
  const { ratio = own.ratio, reserve = own.reserve } = budget;
  return {
    ratio: checkNumber("retries.budget.ratio", ratio),
    reserve: checkNumber("retries.budget.reserve", reserve, { whole: true }),
  };
}

/**
 * Gives the wait before a retry: exponential, and by default anything from nothing to that.
 *
 * @param backoff How waits grow.
 * @param retried How many retries there were before this one.
 * @returns Milliseconds.
 */
export function backoffFor(
  { base, factor, max, jitter }: ResolvedBackoff,
  retried: number,
): number {
  // Nothing times an endless power is not a number.
  const longest = base === 0 ? 0 : Math.min(max, base * factor ** retried);
  return Math.round(longest * (1 - jitter * Math.random()));
}
