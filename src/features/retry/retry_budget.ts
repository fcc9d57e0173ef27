/**
 * How many requests a client may send again, so that a server in trouble is not buried under retries.
 *
 * @module
 */

/** What share of the requests may be sent again. */
export interface RetryShare {
  /** Retries for each request. */
  readonly ratio: number;
  /** Retries that are allowed however few requests there were. */
  readonly reserve: number;
}

/** Seconds for which requests and retries are counted. */
const WINDOW = 10;

interface Slot {
  second: number;
  requests: number;
  retries: number;
}

/** Counts the requests and the retries of the last 10 seconds. */
export class RetryBudget {
  readonly #slots: Slot[] = Array.from(
    { length: WINDOW },
    () => ({ second: 0, requests: 0, retries: 0 }),
  );

  /** Counts a request, which is what retries are a share of. */
  count(): void {
    this.#slot().requests++;
  }

  /**
   * Takes a retry out of the budget.
   *
   * @param share What is allowed; `null` for all.
   * @returns Whether there was one left.
   */
  take(share: RetryShare | null): boolean {
    const slot = this.#slot();
    if (share && this.#sum("retries") >= this.#allowed(share)) return false;
    slot.retries++;
    return true;
  }

  #allowed({ ratio, reserve }: RetryShare): number {
    return Math.max(reserve, Math.floor(ratio * this.#sum("requests")));
  }

  #sum(kind: "requests" | "retries"): number {
    const second = this.#second();
    return this.#slots
      .filter((slot) => Math.abs(second - slot.second) < WINDOW)
      .reduce((sum, slot) => sum + slot[kind], 0);
  }

  #slot(): Slot {
    const second = this.#second();
    const index = second % WINDOW;
    const slot = this.#slots[index];
    if (slot?.second === second) return slot;
    return this.#slots[index] = { second, requests: 0, retries: 0 };
  }

  #second(): number {
    return Math.floor(Date.now() / 1_000);
  }
}
