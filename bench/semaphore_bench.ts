/**
 * The semaphore: `deno bench -A bench/semaphore_bench.ts`.
 *
 * @module
 */

import { Semaphore } from "../src/core/limits/semaphore.ts";

const semaphore = new Semaphore(1);

Deno.bench("take and give back", () => {
  semaphore.tryAcquire();
  semaphore.release();
});

Deno.bench("queue, then be admitted", () => {
  semaphore.tryAcquire();
  semaphore.enqueue(() => {});
  semaphore.release();
  semaphore.release();
});
