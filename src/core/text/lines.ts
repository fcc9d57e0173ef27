/** The lines of a text as it comes. */

import { DecodeError, type HttpErrorOptions } from "../errors.ts";
import { checkNumber } from "../options/checks.ts";
import type { Sniff } from "./charset.ts";
import type { Cutter } from "./cut_iterator.ts";
import { toDecodeContext, toReason } from "./evidence.ts";
import { LineBlocks, withLineFeeds } from "./line_blocks.ts";
import { StreamingDecoder, withEncoding } from "./text.ts";

/** What a line may be. */
export interface LineLimitOptions {
  /** The most UTF-16 units in a line, and in the data of an event. Default 16,777,216. */
  readonly maxLineLength?: number | undefined;
  readonly context?: HttpErrorOptions | undefined;
}

/** How a text is cut into lines. */
export interface LineCutterOptions extends LineLimitOptions {
  readonly encoding: Sniff;
  /** Cuts only here; by default at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}

/**
 * Cuts bytes into lines, without their ends. A last line that has no end is given if it is not empty. A `\r` at the
 * end of a chunk does not hold its line back.
 *
 * @throws {RangeError} If the delimiter is empty or the limit no number from 1.
 */
export function toLineCutter(options: LineCutterOptions): Cutter<string> {
  const { encoding, delimiter } = options;
  const limit = new LineLimit(options);
  if (delimiter === "") throw new RangeError("Cannot cut lines: the delimiter is empty");
  return withEncoding(
    encoding,
    (name) =>
      delimiter === undefined && !WIDE.includes(name)
        ? new BlockCutter(new LineBlocks(name), limit)
        : new TextCutter(new StreamingDecoder(name), delimiter, limit),
  );
}

/** Where the bytes 10 and 13 may be part of another character; everywhere else they only end lines. */
const WIDE: readonly string[] = ["utf-16le", "utf-16be", "iso-2022-jp"];

/** Cuts blocks of whole lines. */
class BlockCutter implements Cutter<string> {
  readonly #blocks: LineBlocks;
  readonly #limit: LineLimit;

  constructor(blocks: LineBlocks, limit: LineLimit) {
    this.#blocks = blocks;
    this.#limit = limit;
  }

  push(chunk: Uint8Array, lines: string[]): void {
    this.#cut(this.#blocks.push(chunk), lines);
    this.#limit.checkPending(this.#blocks);
  }

  finish(lines: string[]): void {
    this.#cut(this.#blocks.finish(), lines);
  }

  #cut(block: string, lines: string[]): void {
    if (block === "") return;
    const text = withLineFeeds(block);
    const cut = text.split("\n");
    if (text.endsWith("\n")) cut.pop();
    for (const line of cut) {
      this.#limit.check(line.length);
      lines.push(line);
    }
  }
}

/** Cuts decoded text, at line ends or at any delimiter, which may be split over chunks. */
class TextCutter implements Cutter<string> {
  readonly #decoder: StreamingDecoder;
  readonly #delimiter: string;
  readonly #limit: LineLimit;
  /** Whether line ends become `\n` first. */
  readonly #isAnyEnd: boolean;
  #isAfterCr = false;
  /** The unfinished line but for its end, in which no delimiter begins. */
  #passed = "";
  /** The end of it, shorter than a delimiter. */
  #rest = "";

  constructor(decoder: StreamingDecoder, delimiter: string | undefined, limit: LineLimit) {
    this.#decoder = decoder;
    this.#delimiter = delimiter ?? "\n";
    this.#isAnyEnd = delimiter === undefined;
    this.#limit = limit;
  }

  push(chunk: Uint8Array, lines: string[]): void {
    this.#cut(this.#decoder.push(chunk), lines);
    this.#limit.check(this.#passed.length);
  }

  finish(lines: string[]): void {
    this.#cut(this.#decoder.push(), lines);
    const last = this.#passed + this.#rest;
    if (last) this.#add(last, lines);
  }

  #cut(decoded: string, lines: string[]): void {
    const delimiter = this.#delimiter;
    const text = this.#rest + (this.#isAnyEnd ? this.#toLineFeeds(decoded) : decoded);
    let start = 0;
    for (let at = text.indexOf(delimiter); at >= 0; at = text.indexOf(delimiter, start)) {
      this.#add(this.#passed + text.slice(start, at), lines);
      this.#passed = "";
      start = at + delimiter.length;
    }
    const end = Math.max(start, text.length - delimiter.length + 1);
    this.#passed += text.slice(start, end);
    this.#rest = text.slice(end);
  }

  /** A `\n` that comes after a `\r` was given belongs to it. */
  #toLineFeeds(decoded: string): string {
    if (decoded === "") return "";
    const text = this.#isAfterCr && decoded.startsWith("\n") ? decoded.slice(1) : decoded;
    this.#isAfterCr = decoded.endsWith("\r");
    return withLineFeeds(text);
  }

  #add(line: string, lines: string[]): void {
    this.#limit.check(line.length);
    lines.push(line);
  }
}

/** Refuses lines that are too long, so that a peer cannot fill the memory with one. */
export class LineLimit {
  readonly #most: number;
  readonly #context: HttpErrorOptions | undefined;

  constructor({ maxLineLength = DEFAULT_MOST, context }: LineLimitOptions) {
    const most = checkNumber("maxLineLength", maxLineLength, { least: 1, endless: true });
    this.#most = Math.min(most, LONGEST);
    this.#context = context;
  }

  /** Checks a line of so many UTF-16 units. */
  check(length: number, what: "a line" | "an event" = "a line"): void {
    if (length <= this.#most) return;
    const reason = `${what} is longer than ${this.#most} UTF-16 units (maxLineLength)`;
    throw new DecodeError(
      toReason("cut the body into lines", reason, this.#context),
      toDecodeContext(this.#context),
    );
  }

  /** Checks a line that has no end so far, and is not decoded. */
  checkPending({ pendingBytes }: LineBlocks): void {
    // No encoding takes more than 4 bytes for a unit; 3 may be a byte order mark.
    this.check(pendingBytes > LONGEST ? Infinity : Math.floor((pendingBytes - 3) / 4));
  }
}

const DEFAULT_MOST = 16_777_216;

/** A string of the engine holds less than 2 ** 29 units; a chunk may still be added to a line. */
const LONGEST = 2 ** 29 - 2 ** 20;
