/**
 * Newline-delimited JSON as it comes.
 *
 * @module
 */

import { type HttpErrorOptions, JsonDecodeError } from "../errors.ts";
import type { StandardSchema } from "../schema.ts";
import { BatchIterator, type ByteChunks, type Cutter, ItemIterator } from "./batches.ts";
import type { EncodingSniffer } from "./charset.ts";
import { quoteStart, toDecodeContext, toReason } from "./evidence.ts";
import type { LineLimitOptions } from "./line_limit.ts";
import { toLineCutter } from "./lines.ts";
import { toParser } from "./json.ts";
import { validate } from "./schema_check.ts";

/**
 * How newline-delimited JSON is read.
 *
 * @example Lines of a known charset and no great length
 * ```ts
 * import { iterJson, type JsonLinesOptions } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const options: JsonLinesOptions = { encoding: "utf-16le", maxLineLength: 1_000 };
 * const bytes = new Uint8Array([..."1\n2\n"].flatMap((character) => [character.charCodeAt(0), 0]));
 * assertEquals(await Array.fromAsync(iterJson([bytes], options)), [1, 2]);
 * ```
 * @category Streaming
 */
export interface JsonLinesOptions<T = unknown> extends LineLimitOptions {
  /** A label, or what settles it from the first bytes; utf-8 if left out. */
  readonly encoding?: string | EncodingSniffer | undefined;
  /** Parses a line in the place of `JSON.parse`. */
  readonly parse?: ((text: string) => unknown) | undefined;
  /** What every value must pass. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
}

/**
 * Gives the values of newline-delimited JSON one by one; blank lines are passed over.
 *
 * @param source The bytes.
 * @param options What the bytes are, and what the values must be.
 * @returns The values; its `return()` closes the source. After the values before it, it rejects
 * with a
 * `JsonDecodeError` that names the line, or a `SchemaError`.
 * @throws {RangeError} If nobody knows the encoding or the limit is no number from 1.
 */
export function iterJson<T = unknown>(
  source: ByteChunks,
  options: JsonLinesOptions<T> = {},
): ItemIterator<T> {
  return new ItemIterator(iterJsonBatches(source, options));
}

/**
 * Gives the values of newline-delimited JSON as {@link iterJson} does, but all at once that a
 * chunk completed.
 *
 * @param source The bytes.
 * @param options What the bytes are, and what the values must be.
 * @returns Arrays of values, never an empty one.
 * @throws {RangeError} If nobody knows the encoding or the limit is no number from 1.
 */
export function iterJsonBatches<T = unknown>(
  source: ByteChunks,
  options: JsonLinesOptions<T> = {},
): BatchIterator<T> {
  return new BatchIterator(source, new JsonCutter(options));
}

class JsonCutter<T> implements Cutter<T> {
  readonly #lines: Cutter<string>;
  readonly #schema: StandardSchema<unknown, T> | undefined;
  readonly #context: HttpErrorOptions | undefined;
  readonly #parseText: (text: string) => T;
  #number = 0;

  constructor(options: JsonLinesOptions<T>) {
    const { schema, context, encoding, maxLineLength } = options;
    this.#lines = toLineCutter({ encoding, maxLineLength, context });
    this.#schema = schema;
    this.#parseText = toParser(options.parse);
    this.#context = context;
  }

  async push(chunk: Uint8Array, values: T[]): Promise<void> {
    const lines: string[] = [];
    try {
      await this.#lines.push(chunk, lines);
    } finally {
      await this.#parse(lines, values);
    }
  }

  async finish(values: T[]): Promise<void> {
    const lines: string[] = [];
    try {
      await this.#lines.finish(lines);
    } finally {
      await this.#parse(lines, values);
    }
  }

  /**
   * Parses line by line. To parse many as one array is hardly faster, and takes the lines `[1`
   * and `2],3` for the two values `[1,2]` and `3`.
   */
  async #parse(lines: readonly string[], values: T[]): Promise<void> {
    for (const line of lines) {
      this.#number++;
      if (isBlank(line)) continue;
      const value: T = this.#parseLine(line);
      if (!this.#schema) values.push(value);
      else values.push(await validate(value, this.#schema, this.#context));
    }
  }

  #parseLine(line: string): T {
    try {
      return this.#parseText(line);
    } catch (error) {
      const reason = `line ${this.#number} is not JSON: ${quoteStart(line)}`;
      throw new JsonDecodeError(
        toReason("parse newline-delimited JSON", reason, this.#context),
        toDecodeContext(this.#context, error),
      );
    }
  }
}

/** Only what JSON takes for white space. */
function isBlank(line: string): boolean {
  return line === "" ||
    (line.charCodeAt(0) <= 0x20 && /^[\t ]*$/.test(line));
}
