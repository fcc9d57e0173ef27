/**
 * The lines of a text as it comes.
 *
 * @module
 */

import { BatchIterator, type ByteChunks, type Cutter, ItemIterator } from "./batches.ts";
import type { EncodingSniffer } from "./charset.ts";
import { type LineBlocks, toLineBlocks, withLineFeeds } from "./line_blocks.ts";
import { LineLimit, type LineLimitOptions } from "./line_limit.ts";
import { withEncoding } from "./sniffed.ts";
import { StreamingDecoder } from "./streaming_decoder.ts";

/**
 * How a text is cut into lines.
 *
 * @example Records that end with a NUL
 * ```ts
 * import { iterLines, type LinesOptions } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const options: LinesOptions = { delimiter: "\0" };
 * const lines = iterLines(new Response("one\0two\nlines\0"), options);
 * assertEquals(await Array.fromAsync(lines), ["one", "two\nlines"]);
 * ```
 * @category Streaming
 */
export interface LinesOptions extends LineLimitOptions {
  /** A label, or what settles it from the first bytes; utf-8 if left out. */
  readonly encoding?: string | EncodingSniffer | undefined;
  /** Cuts only here; by default at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}

/**
 * Gives the lines of a text one by one, without their ends. A last line that has no end is given
 * if it is not empty. A `\r` at the end of a chunk does not hold its line back.
 *
 * @param source The bytes.
 * @param options Where to cut, and what the bytes are.
 * @returns The lines; its `return()` closes the source.
 * @throws {RangeError} If nobody knows the encoding, the delimiter is empty or the limit no
 * number from 1.
 */
export function iterLines(
  source: ByteChunks,
  options: LinesOptions = {},
): ItemIterator<string> {
  return new ItemIterator(iterLineBatches(source, options));
}

/**
 * Gives the lines of a text as {@link iterLines} does, but all at once that a chunk completed.
 *
 * @param source The bytes.
 * @param options Where to cut, and what the bytes are.
 * @returns Arrays of lines, never an empty one.
 * @throws {RangeError} If nobody knows the encoding, the delimiter is empty or the limit no
 * number from 1.
 */
export function iterLineBatches(
  source: ByteChunks,
  options: LinesOptions = {},
): BatchIterator<string> {
  return new BatchIterator(source, toLineCutter(options));
}

/**
 * Makes what cuts bytes into lines.
 *
 * @param options Where to cut, and what the bytes are.
 * @throws {RangeError} If an option is wrong.
 */
export function toLineCutter(options: LinesOptions): Cutter<string> {
  const { encoding, delimiter } = options;
  const limit = new LineLimit(options);
  if (delimiter === "") {
    throw new RangeError("Cannot cut lines: the delimiter is empty");
  }
  return withEncoding(
    encoding,
    (name) =>
      delimiter === undefined
        ? new LineCutter(toLineBlocks(name), limit)
        : new DelimiterCutter(new StreamingDecoder(name), delimiter, limit),
  );
}

class LineCutter implements Cutter<string> {
  readonly #blocks: LineBlocks;
  readonly #limit: LineLimit;

  constructor(blocks: LineBlocks, limit: LineLimit) {
    this.#blocks = blocks;
    this.#limit = limit;
  }

  push(chunk: Uint8Array, lines: string[]): void {
    const block = this.#blocks.push(chunk);
    if (block) this.#cut(block, lines);
    this.#limit.checkPending(this.#blocks.pending, this.#blocks.pendingBytes);
  }

  finish(lines: string[]): void {
    const rest = this.#blocks.finish();
    if (rest) this.#cut(rest, lines);
  }

  #cut(block: string, lines: string[]): void {
    const cut = splitLines(block);
    for (const line of cut) {
      this.#limit.check(line.length);
      lines.push(line);
    }
  }
}

function splitLines(block: string): string[] {
  const text = withLineFeeds(block);
  const lines = text.split("\n");
  if (text.endsWith("\n")) lines.pop();
  return lines;
}

/** Cuts at any text, which may be split over chunks. */
class DelimiterCutter implements Cutter<string> {
  readonly #decoder: StreamingDecoder;
  readonly #delimiter: string;
  readonly #limit: LineLimit;
  /** The unfinished line but for its end, in which no delimiter begins. */
  #passed = "";
  /** The end of it, shorter than a delimiter. */
  #rest = "";

  constructor(decoder: StreamingDecoder, delimiter: string, limit: LineLimit) {
    this.#decoder = decoder;
    this.#delimiter = delimiter;
    this.#limit = limit;
  }

  push(chunk: Uint8Array, lines: string[]): void {
    this.#cut(this.#decoder.push(chunk), lines);
    this.#limit.check(this.#passed.length);
  }

  finish(lines: string[]): void {
    this.#cut(this.#decoder.finish(), lines);
    const last = this.#passed + this.#rest;
    if (last) this.#add(last, lines);
  }

  #cut(decoded: string, lines: string[]): void {
    const text = this.#rest + decoded;
    let start = 0;
    for (
      let at = text.indexOf(this.#delimiter);
      at >= 0;
      at = text.indexOf(this.#delimiter, start)
    ) {
      this.#add(this.#passed + text.slice(start, at), lines);
      this.#passed = "";
      start = at + this.#delimiter.length;
    }
    const end = Math.max(start, text.length - this.#delimiter.length + 1);
    this.#passed += text.slice(start, end);
    this.#rest = text.slice(end);
  }

  #add(line: string, lines: string[]): void {
    this.#limit.check(line.length);
    lines.push(line);
  }
}
