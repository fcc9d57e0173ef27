/**
 * Waiting that can be cut short.
 *
 * @module
 */

/**
 * Waits.
 *
 * @param ms How many milliseconds.
 * @param signal Ends the waiting before.
 * @throws The reason of the signal.
 */
export async function pause(ms: number, signal?: AbortSignal | null | undefined): Promise<void> {
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stop = () => reject(signal?.reason);
  const timer = setTimeout(resolve, ms);
  signal?.addEventListener("abort", stop, { once: true });
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}
