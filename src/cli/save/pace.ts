/**
 * Reads no faster than wanted.
 *
 * @module
 */

/**
 * Gives what waits behind each chunk, so that no more than so many bytes are read in a second.
 *
 * @param rate Bytes a second; `undefined` for no limit.
 */
export function toPace(rate: number | undefined): (bytes: number) => Promise<void> | void {
  if (rate === undefined) return () => {};
  const startedAt = performance.now();
  let total = 0;
  return (bytes) => {
    total += bytes;
    const wait = startedAt + total / rate * 1_000 - performance.now();
    if (wait <= 0) return;
    return new Promise((resolve) => setTimeout(resolve, wait));
  };
}
