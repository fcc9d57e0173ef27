// The slice of @std/testing/time that the tests use, over @sinonjs/fake-timers. As there, promises run once before the
// clock moves, and then all timers fire that are due, one after the other and with no promise in between.
import FakeTimers from "npm:@sinonjs/fake-timers@15.5.0";

interface Clock {
  now: number;
  tick(ms: number): number;
  next(): number;
  countTimers(): number;
  uninstall(): void;
}

export interface FakeTimeOptions {
  advanceRate: number;
  advanceFrequency?: number;
}

const realSetTimeout = globalThis.setTimeout;
const realAbortSignalTimeout = AbortSignal.timeout;

function fakeAbortSignalTimeout(ms: number): AbortSignal {
  const controller = new AbortController();
  const reason = new DOMException("Signal timed out.", "TimeoutError");
  setTimeout(() => controller.abort(reason), ms);
  return controller.signal;
}

export class FakeTime {
  #clock: Clock;
  #start: number;

  constructor(
    start?: number | string | Date | null,
    _options?: FakeTimeOptions,
  ) {
    this.#start = start === undefined || start === null ? Date.now() : new Date(start).getTime();
    this.#clock = FakeTimers.install({
      now: this.#start,
      toFake: [
        "setTimeout",
        "clearTimeout",
        "setInterval",
        "clearInterval",
        "Date",
      ],
    }) as unknown as Clock;
    AbortSignal.timeout = fakeAbortSignalTimeout;
  }

  get now(): number {
    return this.#clock.now;
  }

  get start(): number {
    return this.#start;
  }

  tick(ms = 0): void {
    this.#clock.tick(ms);
  }

  async tickAsync(ms = 0): Promise<void> {
    await this.runMicrotasks();
    this.#clock.tick(ms);
  }

  async delay(ms: number): Promise<void> {
    await new Promise((resolve) => realSetTimeout(resolve, ms));
  }

  async runMicrotasks(): Promise<void> {
    await this.delay(0);
  }

  next(): boolean {
    const pending = this.#clock.countTimers() > 0;
    if (pending) this.#clock.next();
    return pending;
  }

  async nextAsync(): Promise<boolean> {
    await this.runMicrotasks();
    return this.next();
  }

  runAll(): void {
    while (this.next());
  }

  async runAllAsync(): Promise<void> {
    while (this.#clock.countTimers() > 0) await this.nextAsync();
  }

  restore(): void {
    AbortSignal.timeout = realAbortSignalTimeout;
    this.#clock.uninstall();
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
