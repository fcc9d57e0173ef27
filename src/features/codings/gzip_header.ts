/**
 * Finds where the header of a gzip member ends (RFC 1952 section 2.3).
 *
 * @module
 */

import { MalformedCoding } from "./malformed_coding.ts";

/** A part of a header; behind the fixed one stand those that its flags name. */
type Part = "fixed" | "extra size" | "extra" | "name" | "comment" | "checksum";

/** What a member begins with. */
export const GZIP_MAGIC: readonly [number, number] = [0x1f, 0x8b];

/** How many bytes the fixed part has. */
const FIXED = 10;

/** What follows the fixed part, by the bit of its flag. */
const OPTIONAL: readonly { readonly part: Part; readonly flag: number; readonly length: number }[] =
  [
    { part: "extra size", flag: 4, length: 2 },
    { part: "name", flag: 8, length: Infinity },
    { part: "comment", flag: 16, length: Infinity },
    { part: "checksum", flag: 2, length: 2 },
  ];

const RESERVED = 0xe0;

/** Follows a header through chunks cut anywhere. */
export class GzipHeader {
  #part: Part = "fixed";
  /** How many bytes the part under way still needs; a text ends with a NUL instead. */
  #left = FIXED;
  #seen: number[] = [];
  #parts: (typeof OPTIONAL)[number][] = [];
  #isComplete = false;

  /** Whether the end was found. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /**
   * Looks at more bytes.
   *
   * @param bytes What came.
   * @returns How many of them belong to the header.
   * @throws {MalformedCoding} If they are no header.
   */
  scan(bytes: Uint8Array): number {
    let at = 0;
    while (at < bytes.length && !this.#isComplete) at = this.#step(bytes, at);
    return at;
  }

  #step(bytes: Uint8Array, at: number): number {
    if (this.#left === Infinity) {
      const end = bytes.indexOf(0, at);
      if (end < 0) return bytes.length;
      this.#next();
      return end + 1;
    }
    const end = Math.min(bytes.length, at + this.#left);
    if (this.#part !== "extra") this.#seen.push(...bytes.subarray(at, end));
    if (this.#part === "fixed") checkMagic(this.#seen);
    this.#left -= end - at;
    if (this.#left === 0) this.#end();
    return end;
  }

  #end(): void {
    const seen = this.#seen;
    this.#seen = [];
    if (this.#part === "fixed") this.#readFixed(seen);
    const [low = 0, high = 0] = seen;
    const extra = low + 256 * high;
    if (this.#part === "extra size" && extra > 0) {
      this.#part = "extra";
      this.#left = extra;
    } else this.#next();
  }

  #readFixed([, , method, flags = 0]: readonly number[]): void {
    if (method !== 8) throw new MalformedCoding("gzip", `is corrupt: its method is ${method}`);
    if (flags & RESERVED) throw new MalformedCoding("gzip", "is corrupt: it has unknown flags");
    this.#parts = OPTIONAL.filter(({ flag }) => flags & flag);
  }

  #next(): void {
    const next = this.#parts.shift();
    this.#isComplete = next === undefined;
    this.#part = next?.part ?? "fixed";
    this.#left = next?.length ?? 0;
  }
}

/** What is something else is told at once, also if it is short. */
function checkMagic(seen: readonly number[]): void {
  if (GZIP_MAGIC.every((byte, index) => (seen[index] ?? byte) === byte)) return;
  throw new MalformedCoding("gzip", "is corrupt: it has no header");
}
