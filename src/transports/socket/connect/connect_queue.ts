/**
 * How many connections a transport begins to make at once.
 *
 * Of the operations that are ready, Deno serves 128, then those that became ready meanwhile, and the rest after these,
 * the last one first. Where hundreds of connections are made within a moment, some are there, but the program is told
 * seconds later, when their time is over. With fewer under way none is passed over, and all of them together are made
 * sooner.
 *
 * @module
 */

import { Semaphore } from "../../../core/limits/semaphore.ts";
import type { Cancellation } from "../../../core/time/cancellation.ts";

/** A quarter of what Deno serves in a turn: with each connection an answer is to be read, too, sooner or later. */
const AT_ONCE = 32;

/** A connection that is made for so many turns is waiting for the network, and is counted no longer. */
const TURNS = 3;

/** The least length of such a turn, in milliseconds; a program that is busy has longer ones. */
const TURN = 10;

/** Lets connections begin, first come, first served. */
export class ConnectQueue {
  readonly #semaphore: Semaphore;
  /** Those that are counted, the oldest first. */
  readonly #begun = new Set<BegunConnection>();
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * Makes an empty queue.
   *
   * @param max How many connections are made at once.
   */
  constructor(max: number = AT_ONCE) {
    this.#semaphore = new Semaphore(max);
  }

  /** Begins a connection at once, if there is room; it is to be disposed of when it is made, or cannot be. */
  tryBegin(): Disposable | undefined {
    return this.#semaphore.tryAcquire() ? this.#begin() : undefined;
  }

  /**
   * Waits for room.
   *
   * @param cancellation Ends the wait with its reason.
   * @returns As `tryBegin()`.
   */
  async wait(cancellation: Cancellation): Promise<Disposable> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = this.#semaphore.enqueue(resolve);
    const giveUp = (reason: unknown) => {
      this.#semaphore.leave(waiter);
      reject(reason);
    };
    cancellation.add(giveUp);
    if (this.#semaphore.waiting === 1) this.#arm();
    try {
      await promise;
      return this.#begin();
    } finally {
      cancellation.delete(giveUp);
      if (this.#semaphore.waiting === 0) clearTimeout(this.#timer);
    }
  }

  #begin(): BegunConnection {
    const begun = new BegunConnection(this.#turn, (ended) => this.#end(ended));
    this.#begun.add(begun);
    return begun;
  }

  #end(begun: BegunConnection): void {
    if (this.#begun.delete(begun)) this.#semaphore.release();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#next(), TURN);
  }

  /** The time of a turn is counted only while somebody waits. */
  #next(): void {
    this.#turn++;
    for (const begun of this.#begun) {
      if (this.#turn - begun.turn < TURNS) break;
      this.#end(begun);
    }
    if (this.#semaphore.waiting > 0) this.#arm();
  }
}

/** A connection that is counted until it is made. */
class BegunConnection implements Disposable {
  readonly #end: (begun: BegunConnection) => void;

  /** Takes the turn in which it began, and whom to tell of its end. */
  constructor(readonly turn: number, end: (begun: BegunConnection) => void) {
    this.#end = end;
  }

  /** Ends it; a second time does nothing. */
  [Symbol.dispose](): void {
    this.#end(this);
  }
}
