/**
 * Does something again and again for a while, and says how fast that went.
 *
 * @module
 */

import { cpuUsage } from "node:process";

/** How it went. */
export interface Pace {
  /** How often a second. */
  readonly rate: number;
  /** Microseconds of processor time, of all threads, each time. */
  readonly cpu: number;
}

/** How long, and how many at a time. */
export interface PaceOptions {
  /** Milliseconds, after the warm-up. */
  readonly ms: number;
  /** The warm-up: the least milliseconds, 500 by default, and the width, that of the rest by default. */
  readonly warmUp?: { readonly ms?: number; readonly width?: number };
  /** How many are under way at once. Default 1. */
  readonly width?: number;
}

/**
 * How requests warm up. The more code a contender has, the more requests it takes until that is compiled: some 30,000
 * for a client, a third of that for `fetch`. One at a time they take five seconds, fifty at a time one or two.
 * What is to be shown is how fast it then stays; the first request of a process is measured apart.
 */
export const REQUESTS_WARM_UP = { ms: 2_000, width: 50 } as const;

/** Keeps asynchronous work under way. */
export async function sustain(
  work: () => Promise<unknown>,
  { ms, width = 1, warmUp = {} }: PaceOptions,
): Promise<Pace> {
  await runLanes(work, warmUp.width ?? width, Math.max(ms, warmUp.ms ?? 500));
  const before = cpuUsage();
  const start = performance.now();
  const times = await runLanes(work, width, ms);
  const elapsed = performance.now() - start;
  const { user, system } = cpuUsage(before);
  return { rate: times / elapsed * 1000, cpu: (user + system) / times };
}

async function runLanes(
  work: () => Promise<unknown>,
  width: number,
  ms: number,
): Promise<number> {
  const end = performance.now() + ms;
  let times = 0;
  const lane = async () => {
    do {
      await work();
      times++;
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: width }, lane));
  return times;
}

/** Repeats synchronous work, which is told how often it was done before; gives how often a second. */
export function repeat(work: (n: number) => unknown, ms: number): number {
  const warm = runFor(work, ms / 2, 1);
  const { times, elapsed } = runFor(work, ms, Math.ceil(warm.times / 50));
  return times / elapsed * 1000;
}

/** Looks at the clock after every batch only. What was made is looked at, so that making it cannot be left out. */
function runFor(work: (n: number) => unknown, ms: number, batch: number) {
  const start = performance.now();
  let [times, made, elapsed] = [0, 0, 0];
  while (elapsed < ms) {
    for (let n = 0; n < batch; n++) if (work(times++) !== undefined) made++;
    elapsed = performance.now() - start;
  }
  return { times, made, elapsed };
}
