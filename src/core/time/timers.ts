/** Timers, of which the program's first ones cost little. */

/** Runs out once; may keep the program running meanwhile or not. */
export interface Timer {
  /** Whether it goes by the clock that is in force: a test may put a clock of its own in place of the runtime's. */
  readonly isCurrent: boolean;
  /** Says whether it keeps the program running; where the runtime has no such thing, nothing happens. */
  hold(holding: boolean): void;
  /** Ends it. Safe to call more than once. */
  clear(): void;
}

/** For so many milliseconds of a program its timers are light ones. */
const YOUNG = 1_000;

/**
 * Starts a timer.
 *
 * @param delay Milliseconds, of at most 2^31 - 1.
 */
export function startTimer(fire: () => void, delay: number, holding: boolean): Timer {
  return isLight() ? new LightTimer(fire, delay, holding) : new ClockTimer(fire, delay, holding);
}

/**
 * Whether the program is young, and `setTimeout` is Deno's own, which loads all of `node:timers` when it is first
 * looked at: that takes longer than the first request of a program.
 */
function isLight(): boolean {
  if (performance.now() > YOUNG) return false;
  if (typeof Deno !== "object" || !("waitAsync" in Atomics)) return false;
  return Object.getOwnPropertyDescriptor(globalThis, "setTimeout")?.get !== undefined;
}

/** A timer of `setTimeout`. */
class ClockTimer implements Timer {
  readonly #setter = setTimeout;
  readonly #clearer = clearTimeout;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(fire: () => void, delay: number, holding: boolean) {
    this.#timer = setTimeout(fire, delay);
    if (!holding) this.hold(false);
  }

  get isCurrent(): boolean {
    return this.#setter === setTimeout;
  }

  hold(holding: boolean): void {
    const timer = this.#timer;
    if (typeof timer === "object") {
      if (holding) timer.ref();
      else timer.unref();
    } else if (typeof Deno === "object" && "refTimer" in Deno) {
      if (holding) Deno.refTimer(timer);
      else Deno.unrefTimer(timer);
    }
  }

  clear(): void {
    try {
      this.#clearer(this.#timer);
    } catch {
      // The clock of a test that is over: no timer of it fires any more.
    }
  }
}

/**
 * A timer without `setTimeout`: a signal that has a listener keeps the program running, and a wait for memory that
 * nobody changes does not. What is left of either when it is cleared runs out by itself.
 */
class LightTimer implements Timer {
  readonly #due: number;
  #fire: (() => void) | undefined;
  #signal: AbortSignal | undefined;
  #isWaiting = false;
  readonly #end = () => {
    const fire = this.#fire;
    this.clear();
    fire?.();
  };

  constructor(fire: () => void, delay: number, holding: boolean) {
    this.#fire = fire;
    this.#due = performance.now() + delay;
    this.hold(holding);
  }

  get isCurrent(): boolean {
    return isLight();
  }

  hold(holding: boolean): void {
    if (holding) {
      this.#signal ??= AbortSignal.timeout(this.#left);
      this.#signal.addEventListener("abort", this.#end);
      return;
    }
    this.#signal?.removeEventListener("abort", this.#end);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const { value } = Atomics.waitAsync(new Int32Array(new SharedArrayBuffer(4)), 0, 0, this.#left);
    if (typeof value === "object") value.then(this.#end);
  }

  clear(): void {
    this.#fire = undefined;
    this.#signal?.removeEventListener("abort", this.#end);
  }

  get #left(): number {
    return Math.max(1, Math.ceil(this.#due - performance.now()));
  }
}
