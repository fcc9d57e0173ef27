/**
 * The one signal of a call: the caller's own and the total timeout, without an `AbortController` unless
 * somebody asks for one (each costs a small request some percent).
 */

/** Tells everybody on the way that the call is over. */
export class Cancellation implements Disposable {
  /** Most calls have one listener at a time, for which no set is made. */
  #first: ((reason: unknown) => void) | undefined;
  #others: Set<(reason: unknown) => void> | undefined;
  readonly #source: AbortSignal | undefined;
  readonly #onAbort: (() => void) | undefined;
  #controller: AbortController | undefined;
  #cancelled = false;
  #reason: unknown;

  /** Follows the caller's signal, if there is one. */
  constructor(source?: AbortSignal | undefined) {
    this.#source = source;
    if (!source) return;
    if (source.aborted) {
      this.cancel(source.reason);
      return;
    }
    this.#onAbort = () => this.cancel(source.reason);
    source.addEventListener("abort", this.#onAbort);
  }

  get cancelled(): boolean {
    return this.#cancelled;
  }

  /** Why: the caller's own reason, or the timeout's error. */
  get reason(): unknown {
    return this.#reason;
  }

  /** The same as a web signal, made when first asked for. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#cancelled) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Ends the call; the first reason stays. */
  cancel(reason: unknown): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    this.#reason = reason;
    this.#controller?.abort(reason);
    const listeners = [this.#first, ...this.#others ?? []];
    this.#forgetListeners();
    for (const listener of listeners) listener?.(reason);
  }

  throwIfCancelled(): void {
    if (this.#cancelled) throw this.#reason;
  }

  /**
   * Calls `listener` when the call ends before its time, at once if it has.
   *
   * @param listener Called once, at most, with the reason.
   */
  add(listener: (reason: unknown) => void): void {
    if (this.#cancelled) listener(this.#reason);
    else if (!this.#first) this.#first = listener;
    else (this.#others ??= new Set()).add(listener);
  }

  /**
   * Waits for what knows nothing of the call, but no longer than the call lasts.
   *
   * @param work What comes of it later is passed over.
   * @throws The reason, if the call ends before.
   */
  async race<Value>(work: PromiseLike<Value>): Promise<Value> {
    const { promise, reject } = Promise.withResolvers<never>();
    this.add(reject);
    try {
      return await Promise.race([work, promise]);
    } finally {
      this.delete(reject);
    }
  }

  delete(listener: (reason: unknown) => void): void {
    if (this.#first === listener) this.#first = undefined;
    else this.#others?.delete(listener);
  }

  /** Lets go of the caller's signal. */
  [Symbol.dispose](): void {
    if (this.#onAbort) {
      this.#source?.removeEventListener("abort", this.#onAbort);
    }
    this.#forgetListeners();
  }

  #forgetListeners(): void {
    this.#first = this.#others = undefined;
  }
}
