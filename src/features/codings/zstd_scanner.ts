/**
 * Finds where Zstandard frames end (RFC 8878 section 3.1), without decoding them.
 *
 * @module
 */

import { MalformedCoding } from "./malformed_coding.ts";

/** What a step found. */
export interface ZstdSpan {
  /** How many of the bytes it is about. */
  readonly length: number;
  /**
   * What they are: the magic number of a frame or a part of it, a part of a frame behind its magic number, the last of
   * those, or nothing that counts.
   */
  readonly kind: "magic" | "content" | "end" | "skip";
}

/** A part of a frame. */
type Part =
  | "trailing"
  | "magic"
  | "skip size"
  | "skip"
  | "descriptor"
  | "header"
  | "block header"
  | "block"
  | "checksum";

const MAGIC = 0xfd2fb528;

/** How many bytes of a part are looked at: a dictionary's name and a size. */
const LONGEST_HEADER = 12;

/** The largest window that the coding may need: 8 MiB (RFC 9659 section 3). */
const MAX_WINDOW = 8 * 1024 * 1024;

/** 0x184D2A50 to 0x184D2A5F. */
const SKIPPABLE_MAGIC = 0x184d2a50;

/** Follows frames through chunks cut anywhere. */
export class ZstdScanner {
  #part: Part = "magic";
  /** How many bytes the part under way still needs. */
  #left = 4;
  #count = 0;
  /** The bytes of the part as a little-endian number. */
  #value = 0;
  #hasChecksum = false;
  #isSingleSegment = false;
  #dictionaryBytes = 0;
  #isLastBlock = false;
  #isFirst = true;

  /** Whether a frame has ended and no other one has begun. */
  get isBetweenFrames(): boolean {
    return this.#part === "magic" && this.#count === 0;
  }

  /** Whether what follows is no frame. */
  get hasEnded(): boolean {
    return this.#part === "trailing";
  }

  /** Whether the input may end here: between frames, or in what is no start of one. */
  get mayEnd(): boolean {
    if (this.hasEnded || this.isBetweenFrames) return true;
    return this.#part === "magic" && !this.#isFirst && !isMagicStart(this.#value, this.#count);
  }

  /**
   * Looks at more bytes.
   *
   * @param bytes What came; at least one byte.
   * @returns What they begin with.
   * @throws {MalformedCoding} If they are no frame.
   */
  scan(bytes: Uint8Array): ZstdSpan {
    if (this.hasEnded) return { length: bytes.length, kind: "skip" };
    const isSkip = this.#part === "skip" || this.#part === "skip size";
    const isMagic = this.#part === "magic";
    let at = 0;
    while (at < bytes.length) {
      at = this.#collect(bytes, at);
      if (this.#left > 0) break;
      this.#next();
      if (isMagic) {
        return {
          length: at,
          kind: this.#part === "descriptor" ? "magic" : "skip",
        };
      }
      if (this.isBetweenFrames) {
        return { length: at, kind: isSkip ? "skip" : "end" };
      }
    }
    return { length: at, kind: isSkip || isMagic ? "skip" : "content" };
  }

  #collect(bytes: Uint8Array, at: number): number {
    const end = Math.min(bytes.length, at + this.#left);
    for (
      let index = at;
      index < end && this.#count < LONGEST_HEADER;
      index++, this.#count++
    ) {
      this.#value += (bytes[index] ?? 0) * 256 ** this.#count;
    }
    this.#left -= end - at;
    return end;
  }

  /** Goes on to the next part that is not empty. */
  #next(): void {
    const value = this.#value;
    if (this.#part === "magic") this.#readMagic(value);
    else if (this.#part === "skip size" && value > 0) {
      this.#begin("skip", value);
    } else if (this.#part === "descriptor") this.#readDescriptor(value);
    else if (this.#part === "header") this.#readHeader(value);
    else if (this.#part === "block header") this.#readBlockHeader(value);
    else if (this.#part === "block") this.#endBlock();
    else this.#begin("magic", 4);
  }

  /** What stands behind the last frame and is none is passed over. */
  #readMagic(value: number): void {
    if (value === MAGIC) this.#begin("descriptor", 1);
    else if (value - value % 16 === SKIPPABLE_MAGIC) {
      this.#begin("skip size", 4);
    } else if (!this.#isFirst) this.#begin("trailing", Infinity);
    else throw new MalformedCoding("zstd", "is corrupt: it is no frame");
    this.#isFirst = false;
  }

  /** RFC 8878 section 3.1.1.1.1. */
  #readDescriptor(value: number): void {
    this.#isSingleSegment = (value & 32) !== 0;
    this.#hasChecksum = (value & 4) !== 0;
    const sizeBytes = [this.#isSingleSegment ? 1 : 0, 2, 4, 8][value >> 6] ?? 0;
    this.#dictionaryBytes = [0, 1, 2, 4][value & 3] ?? 0;
    this.#begin(
      "header",
      (this.#isSingleSegment ? 0 : 1) + this.#dictionaryBytes + sizeBytes,
    );
  }

  /** A large window is a way to use up memory (RFC 9659 section 3). */
  #readHeader(value: number): void {
    const window = this.#isSingleSegment
      ? value / 256 ** this.#dictionaryBytes
      : toWindow(value % 256);
    if (window >= MAX_WINDOW + 1) {
      throw new MalformedCoding(
        "zstd",
        `needs a window of ${Math.floor(window)} bytes`,
      );
    }
    this.#begin("block header", 3);
  }

  /** RFC 8878 section 3.1.1.2; a block of type 1 is one byte, to be repeated. */
  #readBlockHeader(value: number): void {
    this.#isLastBlock = (value & 1) !== 0;
    const type = (value >> 1) & 3;
    if (type === 3) {
      throw new MalformedCoding("zstd", "is corrupt: it has an unknown block");
    }
    const length = type === 1 ? 1 : value >> 3;
    if (length > 0) this.#begin("block", length);
    else this.#endBlock();
  }

  #endBlock(): void {
    if (!this.#isLastBlock) this.#begin("block header", 3);
    else if (this.#hasChecksum) this.#begin("checksum", 4);
    else this.#begin("magic", 4);
  }

  #begin(part: Part, length: number): void {
    this.#part = part;
    this.#left = length;
    this.#count = this.#value = 0;
  }
}

/** Whether the first bytes of a number that begins a frame, or a skippable one, are these. */
function isMagicStart(value: number, count: number): boolean {
  const range = 256 ** count;
  return value === MAGIC % range || value - value % 16 === SKIPPABLE_MAGIC % range;
}

/** RFC 8878 section 3.1.1.1.2. */
function toWindow(descriptor: number): number {
  return 2 ** (10 + (descriptor >> 3)) * (1 + (descriptor & 7) / 8);
}
