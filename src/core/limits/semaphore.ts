/**
 * A fair semaphore: first come, first served, and synchronous while there is room.
 *
 * The waiting ones stand in a linked list: taking the first and removing any one (an aborted one) cost the
 * same for ten and for a hundred thousand.
 */

/** A place in the queue; give it back to {@link Semaphore.leave} to stop waiting. */
export interface Waiter {
  /** Called once, when the permit is this one's. */
  readonly admit: () => void;
  previous: Waiter | undefined;
  next: Waiter | undefined;
  /** Whether it still stands in the queue. */
  queued: boolean;
}

/** Counts permits and keeps a fair queue of those who wait for one. */
export class Semaphore {
  #active = 0;
  #waiting = 0;
  #head: Waiter | undefined;
  #tail: Waiter | undefined;

  constructor(readonly max: number) {}

  get active(): number {
    return this.#active;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a permit if one is free; nobody waits then, since a free permit goes to the first who waits. */
  tryAcquire(): boolean {
    if (this.#active >= this.max) return false;
    this.#active++;
    return true;
  }

  enqueue(admit: () => void): Waiter {
    const waiter: Waiter = {
      admit,
      previous: this.#tail,
      next: undefined,
      queued: true,
    };
    if (this.#tail) this.#tail.next = waiter;
    else this.#head = waiter;
    this.#tail = waiter;
    this.#waiting++;
    return waiter;
  }

  /** Stops waiting; does nothing if the permit was given already. */
  leave(waiter: Waiter): void {
    if (!waiter.queued) return;
    waiter.queued = false;
    if (waiter.previous) waiter.previous.next = waiter.next;
    else this.#head = waiter.next;
    if (waiter.next) waiter.next.previous = waiter.previous;
    else this.#tail = waiter.previous;
    this.#waiting--;
  }

  /** Gives a permit back; the first who waits gets it. */
  release(): void {
    const first = this.#head;
    if (!first) {
      this.#active--;
      return;
    }
    this.leave(first);
    first.admit();
  }
}
