/**
 * Tells how far a body is: how much of it, how fast, how long still.
 *
 * @module
 */

import type { ByteCounter } from "../../core/hop_context.ts";

/**
 * How far a body is.
 *
 * @example A line for a terminal
 * ```ts
 * import type { Progress } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * function describe({ transferred, total, eta }: Progress): string {
 *   const share = total === undefined ? `${transferred} bytes` : `${100 * transferred / total} %`;
 *   return eta === undefined ? share : `${share}, ${Math.ceil(eta / 1_000)} s left`;
 * }
 * assertEquals(describe({ transferred: 30, total: 40, rate: 10, eta: 1_000 }), "75 %, 1 s left");
 * ```
 * @category Bodies
 */
export interface Progress {
  /** Bytes so far. */
  readonly transferred: number;
  /** Bytes in all, where known. */
  readonly total?: number;
  /** Bytes a second, over the last few seconds. */
  readonly rate: number;
  /** Milliseconds until the end at this rate, where the total is known. */
  readonly eta?: number;
}

/**
 * Told how far a body is.
 *
 * @example How much of an upload went out
 * ```ts
 * import { Client, HandlerTransport, type ProgressCallback } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const sizes: number[] = [];
 * const onUploadProgress: ProgressCallback = ({ transferred }) => sizes.push(transferred);
 * const transport = new HandlerTransport(async (request) => new Response(await request.text()));
 * using client = new Client({ transport });
 * await client.put("http://files.example/a", { body: "hello", onUploadProgress });
 * assertEquals(sizes.at(-1), 5);
 * ```
 * @category Bodies
 */
export type ProgressCallback = (progress: Progress) => void;

/** A chunk after another one is not reported sooner than this, in milliseconds. */
const INTERVAL = 10;

/** The rate is that of the last one to two windows, in milliseconds. */
const WINDOW = 2_000;

/** Where a body was at some time. */
interface Mark {
  readonly time: number;
  readonly transferred: number;
}

/**
 * Turns the sizes of chunks into reports; the first and the last are always given, those between at most
 * a hundred times a second.
 */
export class ProgressMeter implements ByteCounter {
  readonly #total: number | undefined;
  readonly #report: ProgressCallback;
  #transferred = 0;
  /** What the last report said; `undefined` before the first. */
  #reported: Mark | undefined;
  #older: Mark = { time: performance.now(), transferred: 0 };
  #newer: Mark = this.#older;

  /** Starts the clock; what `report` throws comes out of `add()` and `finish()`. */
  constructor(total: number | undefined, report: ProgressCallback) {
    this.#total = total;
    this.#report = report;
  }

  /** Counts a chunk. */
  add(bytes: number): void {
    this.#transferred += bytes;
    const now = performance.now();
    const due = !this.#reported || now - this.#reported.time >= INTERVAL;
    if (due || this.#transferred === this.#total) this.#tell(now);
  }

  /** Says that there is no more; reports the end unless that was done. */
  finish(): void {
    if (this.#reported?.transferred === this.#transferred) return;
    this.#tell(performance.now());
  }

  #tell(now: number): void {
    const transferred = this.#transferred;
    const rate = this.#measure(now);
    this.#reported = { time: now, transferred };
    this.#report({
      transferred,
      rate,
      ...(this.#total !== undefined && { total: this.#total }),
      ...toEta(this.#total, transferred, rate),
    });
  }

  #measure(now: number): number {
    if (now - this.#newer.time >= WINDOW) {
      this.#older = this.#newer;
      this.#newer = { time: now, transferred: this.#transferred };
    }
    const elapsed = now - this.#older.time;
    const bytes = this.#transferred - this.#older.transferred;
    return elapsed > 0 ? bytes * 1000 / elapsed : 0;
  }
}

/** Tells how long it takes still, by bytes and bytes a second. */
export function toEta(
  total: number | undefined,
  transferred: number,
  rate: number,
): { eta?: number } {
  if (total === undefined) return {};
  if (transferred >= total) return { eta: 0 };
  return rate > 0 ? { eta: (total - transferred) * 1000 / rate } : {};
}
