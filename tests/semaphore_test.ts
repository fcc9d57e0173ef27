import { assertEquals } from "@std/assert";
import { Semaphore, type Waiter } from "../src/core/limits/semaphore.ts";
import { test } from "./checked.ts";

test("a semaphore gives as many permits as it has, at once", () => {
  const semaphore = new Semaphore(2);
  assertEquals([semaphore.tryAcquire(), semaphore.tryAcquire()], [true, true]);
  assertEquals(semaphore.tryAcquire(), false);
  assertEquals([semaphore.active, semaphore.waiting], [2, 0]);
  semaphore.release();
  assertEquals(semaphore.tryAcquire(), true);
});

test("a semaphore without a limit never makes anybody wait", () => {
  const semaphore = new Semaphore(Infinity);
  for (let count = 0; count < 10_000; count++) assertEquals(semaphore.tryAcquire(), true);
  assertEquals(semaphore.active, 10_000);
});

test("a permit goes from hand to hand, first come, first served", () => {
  const semaphore = new Semaphore(1);
  semaphore.tryAcquire();
  const order: number[] = [];
  for (let index = 0; index < 5; index++) semaphore.enqueue(() => order.push(index));
  for (let left = 4; left >= 0; left--) {
    semaphore.release();
    assertEquals([semaphore.active, semaphore.waiting], [1, left]);
    assertEquals(semaphore.tryAcquire(), false, "nobody overtakes the queue");
  }
  assertEquals(order, [0, 1, 2, 3, 4]);
  semaphore.release();
  assertEquals(semaphore.active, 0);
});

test("who leaves the queue is passed over, wherever it stands", () => {
  for (const leaving of [[0], [2], [4], [0, 1], [3, 4], [1, 3], [4, 0, 2], [0, 1, 2, 3, 4]]) {
    const semaphore = new Semaphore(1);
    semaphore.tryAcquire();
    const order: number[] = [];
    const waiters = Array.from(
      { length: 5 },
      (_, index) => semaphore.enqueue(() => order.push(index)),
    );
    for (const index of leaving) leaveTwice(semaphore, waiters[index]);
    assertEquals(semaphore.waiting, 5 - leaving.length);
    const stay = [0, 1, 2, 3, 4].filter((index) => !leaving.includes(index));
    for (const _ of stay) semaphore.release();
    assertEquals(order, stay);
    semaphore.release();
    assertEquals([semaphore.active, semaphore.waiting], [0, 0]);
  }
});

function leaveTwice(semaphore: Semaphore, waiter: Waiter | undefined): void {
  if (!waiter) throw new Error("no such waiter");
  semaphore.leave(waiter);
  semaphore.leave(waiter);
}

test("leaving after the permit was given changes nothing", () => {
  const semaphore = new Semaphore(1);
  semaphore.tryAcquire();
  let admitted = 0;
  const waiter = semaphore.enqueue(() => admitted++);
  semaphore.release();
  semaphore.leave(waiter);
  assertEquals([admitted, semaphore.active, semaphore.waiting], [1, 1, 0]);
});

test("hundreds of thousands can wait, and leave in any order, without taking long", () => {
  const semaphore = new Semaphore(1);
  semaphore.tryAcquire();
  let admitted = 0;
  const waiters = Array.from({ length: 200_000 }, () => semaphore.enqueue(() => admitted++));
  const started = performance.now();
  waiters.filter((_, index) => index % 2 === 1).reverse().forEach((waiter) =>
    semaphore.leave(waiter)
  );
  while (semaphore.waiting > 0) semaphore.release();
  assertEquals(admitted, 100_000);
  assertEquals(performance.now() - started < 10_000, true);
});

test("one who is admitted may give the permit back at once", () => {
  const semaphore = new Semaphore(1);
  semaphore.tryAcquire();
  const order: number[] = [];
  for (let index = 0; index < 3; index++) {
    semaphore.enqueue(() => {
      order.push(index);
      semaphore.release();
    });
  }
  semaphore.release();
  assertEquals([order, semaphore.active], [[0, 1, 2], 0]);
});
