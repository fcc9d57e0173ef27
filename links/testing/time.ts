// The slice of @std/testing/time that the tests use, over @sinonjs/fake-timers.
import FakeTimers from "npm:@sinonjs/fake-timers@15.5.0";

interface Clock {
  now: number;
  tick(ms: number): number;
  tickAsync(ms: number): Promise<number>;
  next(): number;
  nextAsync(): Promise<number>;
  runAll(): number;
  runAllAsync(): Promise<number>;
  countTimers(): number;
  uninstall(): void;
}

export interface FakeTimeOptions {
  advanceRate: number;
  advanceFrequency?: number;
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
    await this.#clock.tickAsync(ms);
  }

  async runMicrotasks(): Promise<void> {
    await this.#clock.tickAsync(0);
  }

  next(): boolean {
    const pending = this.#clock.countTimers() > 0;
    this.#clock.next();
    return pending;
  }

  async nextAsync(): Promise<boolean> {
    const pending = this.#clock.countTimers() > 0;
    await this.#clock.nextAsync();
    return pending;
  }

  runAll(): void {
    this.#clock.runAll();
  }

  async runAllAsync(): Promise<void> {
    await this.#clock.runAllAsync();
  }

  restore(): void {
    this.#clock.uninstall();
  }

  [Symbol.dispose](): void {
    this.restore();
  }
}
