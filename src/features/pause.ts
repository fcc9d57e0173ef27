/**
 * A wait that the end of the call cuts short.
 *
 * @module
 */

import { Cancellation } from "../core/time/cancellation.ts";

/** The longest delay of `setTimeout`; anything longer would fire at once. */
export const LONGEST_DELAY: number = 2 ** 31 - 1;

/**
 * Waits, and leaves no timer behind.
 *
 * It has a timer of its own: the lists of `Deadlines` are for lengths that come again and again.
 *
 * @throws The call's reason, if it ends before.
 */
export async function pause(ms: number, cancellation: Cancellation): Promise<void> {
  cancellation.throwIfCancelled();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.min(ms, LONGEST_DELAY));
  cancellation.add(reject);
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    cancellation.delete(reject);
  }
}

/**
 * Waits as {@link pause} does, for who has a web signal.
 *
 * @param signal Ends the waiting before, if there is one.
 * @throws The signal's reason, if it is aborted before.
 */
export async function pauseUnless(
  ms: number,
  signal: AbortSignal | null | undefined,
): Promise<void> {
  using cancellation = new Cancellation(signal ?? undefined);
  await pause(ms, cancellation);
}
