/**
 * What the body of a response is made of: text, lines, JSON values, events, one by one or in batches.
 *
 * @module
 */

import type { BodyState } from "./body_state.ts";
import { encodingSniffer } from "../decode/charset.ts";
import { checkChunkSize, type Chunks, rechunkText } from "../decode/chunks.ts";
import { iterEventBatches, iterEvents, type ServerSentEvent } from "../decode/events.ts";
import { iterJson, iterJsonBatches, type JsonLinesOptions } from "../decode/json_lines.ts";
import { iterLineBatches, iterLines, type LinesOptions } from "../decode/lines.ts";
import { iterText } from "../decode/text.ts";
import type { HttpErrorOptions } from "../errors.ts";
import { BodyResponse } from "./response_body.ts";
import type { BodyParts, ChunkOptions } from "./body_parts.ts";
import type { StandardSchema } from "../schema.ts";

/**
 * How long what a text is cut into may be.
 *
 * @example Lines of a server that is not trusted
 * ```ts
 * import { Client, DecodeError, HandlerTransport, type ItemOptions } from "@ferry/http";
 * import { assertRejects } from "@std/assert";
 *
 * const options: ItemOptions = { maxLineLength: 3 };
 * const transport = new HandlerTransport(() => new Response("one\nthree\n"));
 * using client = new Client({ transport });
 * const response = await client.get("http://example.org/");
 * await assertRejects(() => Array.fromAsync(response.iterLines(options)), DecodeError, "3");
 * ```
 */
export interface ItemOptions {
  /** The most UTF-16 units in a line, and in the data of an event. Default 16,777,216; more is a `DecodeError`. */
  readonly maxLineLength?: number | undefined;
}

/**
 * Where a text is cut into lines.
 *
 * @example Records that end with a NUL
 * ```ts
 * import { Client, HandlerTransport, type LineOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: LineOptions = { delimiter: "\0" };
 * const transport = new HandlerTransport(() => new Response("one\0two\0"));
 * using client = new Client({ transport });
 * const response = await client.get("http://example.org/");
 * assertEquals(await Array.fromAsync(response.iterLines(options)), ["one", "two"]);
 * ```
 */
export interface LineOptions extends ItemOptions {
  /** Cuts only here; by default at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}

/**
 * A web `Response` whose body can be had item by item, or all items at once that a chunk completed.
 *
 * @example Line by line, or all lines of a chunk at once
 * ```ts
 * import { get, HandlerTransport, ItemsResponse } from "@ferry/http";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport(() => new Response("one\ntwo\n"));
 * const response = await get("http://example.org/", { transport });
 * assert(response instanceof ItemsResponse);
 * assertEquals(await Array.fromAsync(response.iterLines()), ["one", "two"]);
 * assertEquals(await Array.fromAsync(response.iterLineBatches()), [["one", "two"]]);
 * ```
 */
export class ItemsResponse extends BodyResponse {
  readonly #state: BodyState;
  readonly #evidence: () => HttpErrorOptions;

  /**
   * Wraps an answer.
   *
   * @param parts What it is made of.
   * @param state What has become of the body.
   * @param evidence What an error is to carry.
   */
  constructor(
    parts: BodyParts,
    state: BodyState,
    evidence: () => HttpErrorOptions,
  ) {
    super(parts, state, evidence);
    this.#state = state;
    this.#evidence = evidence;
  }

  /**
   * Gives the text as it comes, or in pieces of so many UTF-16 units.
   *
   * @throws {RangeError} If `chunkSize` is no whole number from 1.
   */
  iterText({ chunkSize }: ChunkOptions = {}): Chunks<string> {
    checkChunkSize(chunkSize);
    const text = iterText(this.#state.chunks(), { encoding: encodingSniffer(this.encodingHints) });
    return chunkSize === undefined ? text : rechunkText(text, chunkSize);
  }

  /**
   * Gives the lines of the text without their ends.
   *
   * @param options Where it is cut. Default: at `\n`, `\r\n` and a lone `\r`, also across chunks.
   * @throws {RangeError} If the delimiter is empty.
   */
  iterLines(options: LineOptions = {}): Chunks<string> {
    return iterLines(this.#state.chunks(), this.#lineOptions(options));
  }

  /** Gives the lines as `iterLines` does, all at once that a chunk completed; no array is empty. */
  iterLineBatches(options: LineOptions = {}): Chunks<string[]> {
    return iterLineBatches(this.#state.chunks(), this.#lineOptions(options));
  }

  /**
   * Gives the values of newline-delimited JSON; blank lines are passed over.
   *
   * @param schema What each value must pass.
   * @param options How long a line may be.
   * @throws {JsonDecodeError} With the line that is not JSON, after the values before it.
   * @throws {SchemaError} With the value that the schema refuses.
   */
  iterJson<T = unknown>(
    schema?: StandardSchema<unknown, T>,
    options: ItemOptions = {},
  ): Chunks<T> {
    return iterJson(this.#state.chunks(), this.#jsonOptions(schema, options));
  }

  /** Gives the values as `iterJson` does, all at once that a chunk completed; no array is empty. */
  iterJsonBatches<T = unknown>(
    schema?: StandardSchema<unknown, T>,
    options: ItemOptions = {},
  ): Chunks<T[]> {
    return iterJsonBatches(this.#state.chunks(), this.#jsonOptions(schema, options));
  }

  /**
   * Gives Server-Sent Events (HTML standard, section 9.2.6).
   *
   * @param options How long a line, and the data of an event, may be.
   */
  events(options: ItemOptions = {}): Chunks<ServerSentEvent> {
    return iterEvents(this.#state.chunks(), { ...options, context: this.#evidence() });
  }

  /** Gives the events as `events` does, all at once that a chunk completed; no array is empty. */
  eventBatches(options: ItemOptions = {}): Chunks<ServerSentEvent[]> {
    return iterEventBatches(this.#state.chunks(), { ...options, context: this.#evidence() });
  }

  #lineOptions(options: LineOptions): LinesOptions {
    const encoding = encodingSniffer(this.encodingHints);
    return { ...options, encoding, context: this.#evidence() };
  }

  #jsonOptions<T>(
    schema: StandardSchema<unknown, T> | undefined,
    { maxLineLength }: ItemOptions,
  ): JsonLinesOptions<T> {
    const encoding = encodingSniffer(this.encodingHints);
    return { encoding, maxLineLength, schema, context: this.#evidence() };
  }
}
