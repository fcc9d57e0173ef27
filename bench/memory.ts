/**
 * The most memory that a piece of work takes.
 *
 * @module
 */

/** Watches this process from now on. */
export class MemoryPeak {
  readonly #start: number;
  #most: number;
  readonly #timer: ReturnType<typeof setInterval>;

  /** Begins to watch: by the kernel's own mark on Linux, which misses nothing, else every 5 ms. */
  constructor() {
    resetMark();
    this.#most = this.#start = Deno.memoryUsage().rss;
    this.#timer = setInterval(() => this.#look(), 5);
  }

  #look(): void {
    this.#most = Math.max(this.#most, Deno.memoryUsage().rss);
  }

  /** Stops, and gives how many MiB the peak was above the start. */
  stop(): number {
    clearInterval(this.#timer);
    this.#look();
    return (Math.max(this.#most, readMark()) - this.#start) / 2 ** 20;
  }
}

/** See proc(5), "clear_refs": 5 sets the peak back to what is in use now. */
function resetMark(): void {
  if (Deno.build.os === "linux") Deno.writeTextFileSync("/proc/self/clear_refs", "5");
}

function readMark(): number {
  if (Deno.build.os !== "linux") return 0;
  const text = Deno.readTextFileSync("/proc/self/status");
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(text)?.[1] ?? 0) * 1024;
}
