/**
 * Text in blocks of whole lines. A block is cut out of the bytes and decoded at once, which is
 * several times as fast as to decode chunks and to search the text, or to decode line by line.
 */

const LF = 10;
const CR = 13;

/** The size of a buffer for what an unfinished line has. */
const ROOM = 4096;

/** More than this is not kept for the next line. */
const KEPT = 1_048_576;

/** Cuts the bytes behind the last line end, for encodings in which the bytes 10 and 13 do nothing but end lines. */
export class LineBlocks {
  readonly #encoding: string;
  #decoder: TextDecoder;
  /** Holds the unfinished line; grows to the double, so that a long line costs linear time. */
  #buffer = new Uint8Array(ROOM);
  #length = 0;
  #isAtStart = true;
  #isAfterCr = false;

  constructor(encoding: string) {
    this.#encoding = encoding;
    this.#decoder = new TextDecoder(encoding);
  }

  /** How many bytes of a line that has no end so far are kept undecoded. */
  get pendingBytes(): number {
    return this.#length;
  }

  /**
   * Gives the lines that the chunk completed, the last one too with its end; `""` if there are
   * none. A `\r` at the end of the chunk ends its line at once, and a `\n` that then comes
   * belongs to it.
   */
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

  /** Gives the last line, which has no end. */
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
    if (this.#buffer.length > KEPT) this.#buffer = new Uint8Array(ROOM);
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

/**
 * Makes `\n` of every line end; two searches for plain text are faster than one for `\r\n?`.
 *
 * @param block Whole lines: no `\r` at its end has a `\n` to come.
 */
export function withLineFeeds(block: string): string {
  return block.includes("\r") ? block.replace(/\r\n/g, "\n").replace(/\r/g, "\n") : block;
}
