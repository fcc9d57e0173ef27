/**
 * Cutters whose encoding only the first bytes tell.
 *
 * @module
 */

import type { Cutter } from "./batches.ts";
import { type EncodingSniffer, requireEncoding } from "./charset.ts";

/**
 * Makes a cutter for an encoding, now or when the first bytes have told it.
 *
 * @param encoding A label, or what settles it; utf-8 if left out.
 * @param make Makes the cutter for the name of an encoding.
 * @throws {RangeError} If nobody knows the encoding.
 */
export function withEncoding<T>(
  encoding: string | EncodingSniffer | undefined,
  make: (encoding: string) => Cutter<T>,
): Cutter<T> {
  return typeof encoding === "function"
    ? new SniffedCutter(encoding, make)
    : make(requireEncoding(encoding ?? "utf-8"));
}

class SniffedCutter<T> implements Cutter<T> {
  readonly #sniff: EncodingSniffer;
  readonly #make: (encoding: string) => Cutter<T>;
  #cutter: Cutter<T> | undefined;
  #start: Uint8Array = new Uint8Array(0);

  constructor(
    sniff: EncodingSniffer,
    make: (encoding: string) => Cutter<T>,
  ) {
    this.#sniff = sniff;
    this.#make = make;
  }

  push(chunk: Uint8Array, items: T[]): void | Promise<void> {
    if (this.#cutter) return this.#cutter.push(chunk, items);
    const start = new Uint8Array(this.#start.length + chunk.length);
    start.set(this.#start);
    start.set(chunk, this.#start.length);
    this.#start = start;
    const encoding = this.#sniff(start, false);
    if (encoding === undefined) return;
    return this.#begin(encoding, items);
  }

  async finish(items: T[]): Promise<void> {
    if (!this.#cutter) {
      await this.#begin(this.#sniff(this.#start, true) ?? "utf-8", items);
    }
    await this.#cutter?.finish(items);
  }

  #begin(encoding: string, items: T[]): void | Promise<void> {
    const start = this.#start;
    this.#start = new Uint8Array(0);
    this.#cutter = this.#make(requireEncoding(encoding));
    return this.#cutter.push(start, items);
  }
}
