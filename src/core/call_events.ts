/** What happens on the way of a call, as those tell who take part in it. */

import type { RawResponse, ResponseTimings } from "./response/raw_response.ts";

/**
 * What a stage tells those who watch a client with `trace`: a type that begins with `stage.`, and facts.
 *
 * @example A stage that says what it does
 * ```ts
 * import type { Stage, StageEvent } from "@ferry/http";
 *
 * export const sign: Stage = (next) => (request, context) => {
 *   const event: StageEvent = { type: "stage.signed", key: "k1" };
 *   context.tell(event);
 *   return next(request.withHeader("x-signature", "5f1d"), context);
 * };
 * ```
 * @category Observability
 */
export interface StageEvent {
  /** What happened. */
  readonly type: `stage.${string}`;
  /** What belongs to it; never a secret. */
  readonly [fact: string]: unknown;
}

/** The wait for a place within the limits of the client; it is over at once where there is room. */
export type PoolEvent =
  | { readonly type: "pool.wait"; readonly pool: "client" }
  | { readonly type: "pool.acquired"; readonly pool: "client"; readonly waited: number };

/** What the stages of the core tell, and those of a user's own; `location` is without secrets. */
export type StepEvent =
  | StageEvent
  | { readonly type: "cookies.stored"; readonly count: number }
  | { readonly type: "redirect"; readonly status: number; readonly location: string }
  | { readonly type: "auth.challenge"; readonly status: number };

/** What ended a body, beside its end. */
export interface BodyOutcome {
  /** Whether all of it came. */
  readonly complete: boolean;
  /** How many bytes came. */
  readonly bytes: number;
  /** Why it did not come to its end. */
  readonly error?: unknown;
}

/** Who follows a call. */
export interface CallListener {
  /** Something happened. */
  step(event: StepEvent): void;
  /** The call failed. */
  fail(error: unknown): void;
  /** The call is over. */
  end(): void;
}

/** Who follows one try of a request. */
export interface AttemptListener {
  /** Told of what happens to the request, if somebody wants to know. */
  readonly onEvent: ((event: PoolEvent) => void) | undefined;
  /** The headers of the answer are there. */
  answer(raw: RawResponse, timings: ResponseTimings): void;
  /** The body ended, failed or was let go of. */
  end(outcome: BodyOutcome): void;
}
