/** Work that never waits, done a few milliseconds at a time. */

/** How many milliseconds of work go on without a pause. */
const LENGTH = 5;

/**
 * Tells work whose promises are all settled already when to give way. Such a loop runs in microtasks, where no timer
 * fires and no socket is served before it ends.
 */
export class TimeSlice {
  #begun = performance.now();

  /** Whether it is time to give way. */
  get isOver(): boolean {
    return performance.now() - this.#begun >= LENGTH;
  }

  /** Lets timers and sockets have their turn. */
  async giveWay(): Promise<void> {
    await new Promise<void>((resolve) => {
      // Where there is none, a timer does it.
      const { setImmediate = setTimeout } = globalThis;
      setImmediate(() => resolve());
    });
    this.#begun = performance.now();
  }
}
