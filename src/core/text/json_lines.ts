/** Newline-delimited JSON as it comes. */

import { JsonDecodeError } from "../errors.ts";
import type { StandardSchema } from "../schema.ts";
import type { Cutter } from "./cut_iterator.ts";
import { quoteStart, toDecodeContext, toReason } from "./evidence.ts";
import { toParser, validate } from "./json.ts";
import { type LineCutterOptions, toLineCutter } from "./lines.ts";

/** How newline-delimited JSON is read. */
export interface JsonCutterOptions<T> extends Omit<LineCutterOptions, "delimiter"> {
  /** Parses a line in the place of `JSON.parse`. */
  readonly parse?: ((text: string) => unknown) | undefined;
  readonly schema?: StandardSchema<unknown, T> | undefined;
}

/** Cuts bytes into the values of newline-delimited JSON; blank lines are passed over. */
export class JsonCutter<T> implements Cutter<T> {
  readonly #lines: Cutter<string>;
  readonly #options: JsonCutterOptions<T>;
  readonly #parseText: (text: string) => T;
  #number = 0;

  constructor(options: JsonCutterOptions<T>) {
    const { encoding, maxLineLength, context, parse } = options;
    this.#lines = toLineCutter({ encoding, maxLineLength, context });
    this.#options = options;
    this.#parseText = toParser(parse);
  }

  push(chunk: Uint8Array, values: T[]): Promise<void> {
    return this.#parse((lines) => this.#lines.push(chunk, lines), values);
  }

  finish(values: T[]): Promise<void> {
    return this.#parse((lines) => this.#lines.finish(lines), values);
  }

  /**
   * Parses line by line. To parse many as one array is hardly faster, and takes the lines `[1`
   * and `2],3` for the two values `[1,2]` and `3`.
   */
  async #parse(cut: (lines: string[]) => void | Promise<void>, values: T[]): Promise<void> {
    const lines: string[] = [];
    const { schema, context } = this.#options;
    try {
      await cut(lines);
    } finally {
      for (const line of lines) {
        this.#number++;
        if (isBlank(line)) continue;
        const value = this.#parseLine(line);
        values.push(schema ? await validate(value, schema, context) : value);
      }
    }
  }

  #parseLine(line: string): T {
    try {
      return this.#parseText(line);
    } catch (error) {
      const { context } = this.#options;
      const reason = `line ${this.#number} is not JSON: ${quoteStart(line)}`;
      throw new JsonDecodeError(
        toReason("parse newline-delimited JSON", reason, context),
        toDecodeContext(context, error),
      );
    }
  }
}

/** Only what JSON takes for white space. */
function isBlank(line: string): boolean {
  return line === "" || (line.charCodeAt(0) <= 0x20 && /^[\t ]*$/.test(line));
}
