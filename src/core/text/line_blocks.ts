/**
 * Text in blocks of whole lines. A block is cut out of the bytes and decoded at once, which is
 * several times as fast as to decode chunks and to search the text, or to decode line by line.
 *
 * @module
 */

import { StreamingDecoder } from "./streaming_decoder.ts";

/** Collects bytes until they hold whole lines. */
export interface LineBlocks {
  /** The least number of UTF-16 units in the line that has no end so far. */
  readonly pending: number;
  /** How many bytes of it are kept undecoded. */
  readonly pendingBytes: number;
  /**
   * Gives the lines that the chunk completed, the last one too with its end; `""` if there are
   * none. A `\r` at the end of the chunk ends its line at once, and a `\n` that then comes
   * belongs to it.
   */
  push(chunk: Uint8Array): string;
  /** Gives the last line, which has no end. */
  finish(): string;
}

const LF = 10;
const CR = 13;

/**
 * Makes the blocks for an encoding.
 *
 * @param encoding The name of the encoding.
 */
export function toLineBlocks(encoding: string): LineBlocks {
  return WIDE.includes(encoding) ? new TextBlocks(encoding) : new ByteBlocks(encoding);
}

/**
 * Makes `\n` of every line end; two searches for plain text are faster than one for `\r\n?`.
 *
 * @param block Whole lines: no `\r` at its end has a `\n` to come.
 */
export function withLineFeeds(block: string): string {
  return block.includes("\r") ? block.replace(/\r\n/g, "\n").replace(/\r/g, "\n") : block;
}

/**
 * Where the bytes 10 and 13 may be part of another character; everywhere else they only end lines.
 */
const WIDE: readonly string[] = ["utf-16le", "utf-16be", "iso-2022-jp"];

/** More than this is not kept for the next line. */
const KEPT = 1_048_576;

/** Cuts the bytes behind the last line end. */
class ByteBlocks implements LineBlocks {
  readonly #encoding: string;
  #decoder: TextDecoder;
  /**
   * Holds the bytes of the unfinished line; grows to the double, so that a long line costs linear
   * time.
   */
  #buffer = new Uint8Array(4096);
  #length = 0;
  #isAtStart = true;
  #isAfterCr = false;

  constructor(encoding: string) {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding);
  }

  get pending(): number {
    // No encoding takes more than 4 bytes for a unit; 3 may be a byte order mark.
    return Math.max(0, Math.floor((this.#length - 3) / 4));
  }

  get pendingBytes(): number {
    return this.#length;
  }

  push(chunk: Uint8Array): string {
    let rest = chunk;
    if (this.#isAfterCr && rest.length > 0) {
      this.#isAfterCr = false;
      if (rest[0] === LF) rest = rest.subarray(1);
    }
    const end = endOfLines(rest);
    if (end === 0) {
      this.#keep(rest);
      return "";
    }
    this.#isAfterCr = end === rest.length && rest[end - 1] === CR;
    const text = this.#decode(rest.subarray(0, end));
    this.#keep(rest.subarray(end));
    return text;
  }

  finish(): string {
    return this.#length > 0 ? this.#decode(new Uint8Array(0)) : "";
  }

  #decode(lines: Uint8Array): string {
    let block = lines;
    if (this.#length > 0) {
      this.#keep(lines);
      block = this.#buffer.subarray(0, this.#length);
    }
    const text = this.#decoder.decode(block);
    this.#length = 0;
    if (this.#buffer.length > KEPT) this.#buffer = new Uint8Array(4096);
    if (this.#isAtStart) {
      this.#isAtStart = false;
      this.#decoder = new TextDecoder(this.#encoding, { ignoreBOM: true });
    }
    return text;
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(length, 2 * this.#buffer.length));
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }
}

/** The place behind the last line end, or 0. */
function endOfLines(bytes: Uint8Array): number {
  const afterLf = bytes.lastIndexOf(LF) + 1;
  return afterLf + bytes.subarray(afterLf).lastIndexOf(CR) + 1;
}

/** Decodes as the bytes come, and cuts the text. */
class TextBlocks implements LineBlocks {
  readonly #decoder: StreamingDecoder;
  #pending = "";
  #isAfterCr = false;

  constructor(encoding: string) {
    this.#decoder = new StreamingDecoder(encoding);
  }

  get pending(): number {
    return this.#pending.length;
  }

  get pendingBytes(): number {
    return 0;
  }

  push(chunk: Uint8Array): string {
    return this.#cut(this.#decoder.push(chunk));
  }

  finish(): string {
    const lines = this.#cut(this.#decoder.finish()) + this.#pending;
    this.#pending = "";
    return lines;
  }

  #cut(decoded: string): string {
    let text = decoded;
    if (this.#isAfterCr && text) {
      this.#isAfterCr = false;
      if (text.startsWith("\n")) text = text.slice(1);
    }
    const end = Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1;
    if (end === 0) {
      this.#pending += text;
      return "";
    }
    this.#isAfterCr = end === text.length && text.endsWith("\r");
    const lines = this.#pending + text.slice(0, end);
    this.#pending = text.slice(end);
    return lines;
  }
}
