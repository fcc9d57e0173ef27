/**
 * The bar that grows on a terminal while a file is saved.
 *
 * @module
 */

import { Writable } from "node:stream";
import type { Output } from "../io.ts";

/** Shows how far a body is. */
export interface ProgressBar extends AsyncDisposable {
  /** Says how many bytes there are so far. */
  update(bytes: number): void;
}

/** How much there is. */
export interface BarSize {
  /** Bytes in all, where known. */
  readonly total?: number | undefined;
  /** How many of these an earlier try left. */
  readonly from?: number | undefined;
}

/** What is used of the package's bar. */
interface Bar {
  start(total: number, value: number, payload: Payload): void;
  update(value: number, payload: Payload): void;
  stop(): void;
}

/** What is shown beside the bar. */
interface Payload {
  readonly rate: string;
}

/**
 * Draws a bar on a terminal, and nothing anywhere else.
 *
 * @param output Where it is drawn.
 * @param size Bytes in all, where known; without it, there are only numbers. How many of them an earlier try left.
 */
export async function drawProgress(
  output: Output,
  { total, from = 0 }: BarSize,
): Promise<ProgressBar> {
  if (!output.isTerminal) return { update() {}, [Symbol.asyncDispose]: () => Promise.resolve() };
  // Loaded only here: most calls never draw one.
  const { SingleBar } = await import("npm:cli-progress@3.12.0");
  const stream = toNodeStream(output);
  const bar: Bar = new SingleBar({
    stream,
    gracefulExit: false,
    hideCursor: true,
    format: total === undefined
      ? "{value} bytes  {rate}"
      : "{bar} {percentage}%  {value} of {total} bytes  {rate}  {eta_formatted} left",
    barCompleteChar: "#",
    barIncompleteChar: "-",
  });
  const startedAt = performance.now();
  bar.start(total ?? 0, 0, { rate: "" });
  return {
    update(bytes) {
      bar.update(bytes, { rate: toRate(bytes - from, performance.now() - startedAt) });
    },
    // What is written last puts the terminal in order again.
    [Symbol.asyncDispose]() {
      bar.stop();
      return new Promise((resolve) => stream.write("", () => resolve()));
    },
  };
}

const UNITS = ["B", "KiB", "MiB", "GiB"] as const;

/** Bytes a second, in a few letters. */
function toRate(bytes: number, ms: number): string {
  let rate = ms > 0 ? bytes / ms * 1_000 : 0;
  let unit = 0;
  for (; rate >= 1_024 && unit < UNITS.length - 1; unit++) rate /= 1_024;
  return `${rate.toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit]}/s`;
}

/** The package wants a stream of Node's that says of itself that it is a terminal. */
function toNodeStream(output: Output): Writable {
  const stream = new Writable({
    decodeStrings: true,
    write: (chunk, _encoding, done) => {
      output.write(chunk).then(() => done(), done);
    },
  });
  return Object.assign(stream, { isTTY: true, columns: 80 });
}
