/**
 * A token bucket: so many at once, then one each time a token comes back; who waits is served first come, first
 * served.
 *
 * It is a semaphore whose permits nobody gives back but the clock.
 *
 * @module
 */

import type { Cancellation } from "../../core/time/cancellation.ts";
import { LONGEST_DELAY } from "../pause.ts";
import { Semaphore } from "../../core/limits/semaphore.ts";

/** The size of a bucket, and how fast it fills. */
export interface Pace {
  /** How many tokens it holds. */
  readonly requests: number;
  /** In how many milliseconds so many come back. */
  readonly per: number;
}

/** Gives tokens at a pace. */
export class TokenBucket {
  readonly #semaphore: Semaphore;
  readonly #interval: number;
  /** When the next token comes back, if one is out. */
  #due = 0;
  #seenAt = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Makes a bucket that is full. */
  constructor({ requests, per }: Pace) {
    this.#semaphore = new Semaphore(requests);
    this.#interval = per / requests;
  }

  /** How many wait for a token. */
  get waiting(): number {
    return this.#semaphore.waiting;
  }

  /** Whether nothing would be lost with it. */
  get isFull(): boolean {
    this.#refill(this.#now());
    return this.#semaphore.active === 0;
  }

  /**
   * Takes a token, at once if there is one.
   *
   * @param cancellation The call that waits.
   * @returns `undefined` if it was there; else a promise that rejects with the call's reason if that ends before.
   */
  take(cancellation: Cancellation): Promise<void> | undefined {
    const now = this.#now();
    this.#refill(now);
    if (this.#semaphore.active === 0) this.#due = now + this.#interval;
    return this.#semaphore.tryAcquire() ? undefined : this.#wait(cancellation);
  }

  /**
   * Gives no token for a time, and then at the pace of an empty bucket.
   *
   * @param ms Milliseconds from now.
   */
  pause(ms: number): void {
    const now = this.#now();
    this.#refill(now);
    const isEmptied = this.#semaphore.tryAcquire();
    while (this.#semaphore.tryAcquire());
    const due = now + Math.min(ms, LONGEST_DELAY);
    const next = isEmptied ? now + this.#interval : this.#due;
    this.#due = Math.max(due, next);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#arm();
  }

  async #wait(cancellation: Cancellation): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = this.#semaphore.enqueue(resolve);
    const leave = (reason: unknown) => {
      this.#semaphore.leave(waiter);
      this.#disarmIfIdle();
      reject(reason);
    };
    this.#arm();
    cancellation.add(leave);
    try {
      await promise;
    } finally {
      cancellation.delete(leave);
    }
  }

  /** A clock that is set back takes nobody's time. */
  #now(): number {
    const now = Date.now();
    if (now < this.#seenAt) this.#due -= this.#seenAt - now;
    this.#seenAt = now;
    return now;
  }

  /** Gives back what has come due; whoever waits gets it. */
  #refill(now: number): void {
    while (this.#semaphore.active > 0 && this.#due <= now) {
      this.#due += this.#interval;
      this.#semaphore.release();
    }
  }

  #arm(): void {
    if (this.#timer !== undefined || this.waiting === 0) return;
    const delay = Math.min(LONGEST_DELAY, Math.max(1, Math.ceil(this.#due - this.#now())));
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#refill(this.#now());
      this.#arm();
    }, delay);
  }

  #disarmIfIdle(): void {
    if (this.waiting > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
