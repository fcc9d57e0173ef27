/**
 * How long a line may be, so that a peer cannot fill the memory with one.
 *
 * @module
 */

import { DecodeError, type HttpErrorOptions } from "../errors.ts";
import { toDecodeContext, toReason } from "./evidence.ts";

/**
 * What a line may be.
 *
 * @example A limit for what comes from others
 * ```ts
 * import { DecodeError } from "@ferry/http";
 * import { iterLines, type LineLimitOptions } from "@ferry/http/decode";
 * import { assert } from "@std/assert";
 *
 * const limit: LineLimitOptions = { maxLineLength: 10 };
 * const lines = iterLines(new Response("x".repeat(11)), limit);
 * const error: unknown = await lines.next().catch((error) => error);
 * assert(DecodeError.is(error));
 * ```
 * @category Streaming
 */
export interface LineLimitOptions {
  /**
   * The most UTF-16 units in a line, and in the data of an event. Default 16,777,216; `Infinity` for no
   * other limit than that of a string.
   */
  readonly maxLineLength?: number | undefined;
  /** What an error is to carry. */
  readonly context?: HttpErrorOptions | undefined;
}

/** Refuses lines that are too long. */
export class LineLimit {
  readonly #most: number;
  readonly #context: HttpErrorOptions | undefined;

  /**
   * Settles the options.
   *
   * @param options The limit, and what its error carries.
   * @throws {RangeError} If the limit is no number from 1.
   */
  constructor({ maxLineLength = DEFAULT_MOST, context }: LineLimitOptions) {
    if (!(maxLineLength >= 1)) {
      throw new RangeError(
        `Cannot use ${maxLineLength} as maxLineLength: give a number from 1`,
      );
    }
    this.#most = Math.min(maxLineLength, LONGEST);
    this.#context = context;
  }

  /**
   * Checks a line.
   *
   * @param length How many UTF-16 units it has.
   * @param what What has them.
   * @throws {DecodeError} If these are too many.
   */
  check(length: number, what: "a line" | "an event" = "a line"): void {
    if (length <= this.#most) return;
    const reason = `${what} is longer than ${this.#most} UTF-16 units (maxLineLength)`;
    throw new DecodeError(
      toReason("cut the body into lines", reason, this.#context),
      toDecodeContext(this.#context),
    );
  }

  /**
   * Checks a line that has no end so far.
   *
   * @param length The least number of its UTF-16 units.
   * @param bytes How many bytes it has, if they are not decoded yet.
   * @throws {DecodeError} If these are too many.
   */
  checkPending(length: number, bytes: number): void {
    this.check(length);
    if (bytes > LONGEST) this.check(Infinity);
  }
}

const DEFAULT_MOST = 16_777_216;

/** A string of the engine holds less than 2 ** 29 units; a chunk may still be added to a line. */
const LONGEST = 2 ** 29 - 2 ** 20;
