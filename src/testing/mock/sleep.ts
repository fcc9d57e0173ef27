/**
 * A wait that a signal cuts short.
 *
 * @module
 */

/**
 * Waits, and clears its timer when the caller gives up.
 *
 * @param ms Milliseconds.
 * @param signal Ends the wait.
 * @throws The signal's reason.
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
