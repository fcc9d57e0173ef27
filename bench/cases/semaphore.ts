/**
 * Limits on how many run at once: our semaphore beside the well-known ones.
 *
 * @module
 */

import type { Case, Turn } from "../case.ts";
import { repeat } from "../pace.ts";

const PAIR = "uncontended";
const QUEUE = "100,000 wait";
const LEAVE = "100,000 leave the queue";
const WAITERS = 100_000;

/** The benchmark. */
export const benchmark: Case = {
  about:
    "A permit taken and given back with nobody else there; 100,000 that wait for one permit; " +
    "and 100,000 that stop waiting, in random order, which only ours can.",
  baseline: "async-sema",
  measures: { time: { title: "ns each", better: "less", compared: true } },
  scenarios: [PAIR, QUEUE, LEAVE],
  contenders: { ferry, "async-sema": asyncSema, "p-limit": pLimit },
};

async function ferry({ scenario, ms }: Turn) {
  const { Semaphore } = await import("../../src/core/limits/semaphore.ts");
  if (scenario === PAIR) {
    const semaphore = new Semaphore(1);
    return toFigures(repeat(() => {
      semaphore.tryAcquire();
      semaphore.release();
    }, ms));
  }
  if (scenario === LEAVE) return leave(new Semaphore(1), ms);
  return await queue(ms, async () => {
    const semaphore = new Semaphore(1);
    const take = async () => {
      if (!semaphore.tryAcquire()) {
        await new Promise<void>((resolve) => semaphore.enqueue(resolve));
      }
      semaphore.release();
    };
    semaphore.tryAcquire();
    const all = Promise.all(Array.from({ length: WAITERS }, take));
    semaphore.release();
    await all;
  });
}

async function asyncSema({ scenario, ms }: Turn) {
  const { Sema } = await import("npm:async-sema@3.1.1");
  if (scenario === PAIR) {
    const semaphore = new Sema(1);
    return toFigures(repeat(() => {
      semaphore.tryAcquire();
      semaphore.release();
    }, ms));
  }
  if (scenario === LEAVE) return {};
  return await queue(ms, async () => {
    const semaphore = new Sema(1);
    const take = async () => {
      await semaphore.acquire();
      semaphore.release();
    };
    await semaphore.acquire();
    const all = Promise.all(Array.from({ length: WAITERS }, take));
    semaphore.release();
    await all;
  });
}

async function pLimit({ scenario, ms }: Turn) {
  const { default: pLimit } = await import("npm:p-limit@7.3.3");
  const nothing = () => Promise.resolve();
  if (scenario === PAIR) {
    const limit = pLimit(1);
    return await queue(ms, async () => {
      for (let n = 0; n < WAITERS; n++) await limit(nothing);
    });
  }
  if (scenario === LEAVE) return {};
  return await queue(ms, async () => {
    const limit = pLimit(1);
    await Promise.all(Array.from({ length: WAITERS }, () => limit(nothing)));
  });
}

/** The time of one of the waiters, as the best of what can be done in the time. */
async function queue(ms: number, work: () => Promise<void>) {
  await work();
  const start = performance.now();
  let times = 0;
  do {
    await work();
    times++;
  } while (performance.now() - start < ms);
  return { time: (performance.now() - start) / times / WAITERS * 1e6 };
}

interface Queue {
  tryAcquire(): boolean;
  enqueue(admit: () => void): Place;
  leave(place: Place): void;
}

type Place = ReturnType<import("../../src/core/limits/semaphore.ts").Semaphore["enqueue"]>;

/** Steps of a prime length through the queue meet every place once, in no order that helps. */
const STEP = 7_919;

function leave(semaphore: Queue, ms: number) {
  semaphore.tryAcquire();
  let spent = 0;
  let times = 0;
  for (const start = performance.now(); performance.now() - start < ms || times < 2; times++) {
    const places = Array.from({ length: WAITERS }, () => semaphore.enqueue(() => {}));
    const before = performance.now();
    for (let n = 0; n < WAITERS; n++) {
      const place = places[(n * STEP) % WAITERS];
      if (place) semaphore.leave(place);
    }
    spent += performance.now() - before;
  }
  return { time: spent / times / WAITERS * 1e6 };
}

function toFigures(rate: number) {
  return { time: 1e9 / rate };
}
