import { assert } from "@std/assert";

/** Waits until something holds, however slow the machine is; fails after half a minute. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const patience = performance.now() + 30_000;
  while (!await holds() && performance.now() < patience) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  assert(await holds(), `it never came to ${holds}`);
}
