import type { FakeTime } from "@std/testing/time";

/** Kept from before a test puts faked timers in its place. */
const realTimeout = setTimeout;

/** Waits for what is under way but for timers, also while these are faked. */
export function turn(): Promise<void> {
  return new Promise((resolve) => realTimeout(resolve, 1));
}

/** Moves a faked time on by small steps, so that what a timer sets off can set timers itself. */
export async function advance(time: FakeTime, ms: number, step: number = ms): Promise<void> {
  await turn();
  for (let left = ms; left > 0; left -= step) {
    await time.tickAsync(Math.min(step, left));
    await turn();
  }
}
