/**
 * How bytes are decoded, and what they are decoded to.
 *
 * @module
 */

import type { HttpErrorOptions } from "../../core/errors.ts";
import type { MediaType } from "../../core/fields/media_type.ts";
import type { StandardSchema } from "../../core/schema.ts";
import type { DefaultEncoding } from "../../core/text/charset.ts";

/**
 * Bytes as they come: a web stream, any other iterable of chunks, or an array of them.
 *
 * @example Whatever gives bytes
 * ```ts
 * import { type ByteChunks, text } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * async function* numbers(): ByteChunks {
 *   for (const digit of "123") yield new TextEncoder().encode(digit);
 * }
 * assertEquals(await text(numbers()), "123");
 * ```
 * @category Streaming
 */
export type ByteChunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/**
 * Gives items one by one. Errors come after the items before them; leaving a loop closes the source.
 *
 * @example It closes its source
 * ```ts
 * import { type ItemIterator, iterLines } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const lines: ItemIterator<string> = iterLines(new Response("one\ntwo\n"));
 * for await (const line of lines) {
 *   assertEquals(line, "one");
 *   break; // the rest of the body is let go
 * }
 * ```
 * @category Streaming
 */
export interface ItemIterator<T> extends AsyncIterableIterator<T, undefined, void> {
  /** Closes the source, also while a `next()` is under way, and drops the items at hand. */
  return(): Promise<IteratorReturnResult<undefined>>;
  /** Closes the source and rejects with `error`. */
  throw(error?: unknown): Promise<IteratorReturnResult<undefined>>;
  /** Gives the iterator itself. */
  [Symbol.asyncIterator](): this;
  /** Closes the source. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Gives arrays of what one chunk completed, never an empty one.
 *
 * @example It closes its source
 * ```ts
 * import { type BatchIterator, iterLineBatches } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const batches: BatchIterator<string> = iterLineBatches(new Response("one\ntwo\n"));
 * assertEquals((await batches.next()).value, ["one", "two"]);
 * await batches.return();
 * ```
 * @category Streaming
 */
export type BatchIterator<T> = ItemIterator<T[]>;

/**
 * What is known of a text before its bytes are looked at.
 *
 * @example A label that the caller knows better
 * ```ts
 * import type { EncodingHints } from "@ferry/http/decode";
 * import { resolveEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const hints: EncodingHints = { encoding: "latin1" };
 * assertEquals(resolveEncoding(new Uint8Array([0xe9]), hints), "windows-1252");
 * ```
 * @category Responses
 */
export interface EncodingHints {
  /** The label that the caller set; it beats everything else. */
  readonly encoding?: string | undefined;
  /** The media type of the response. */
  readonly contentType?: MediaType | undefined;
  /** What holds where nothing else says; utf-8 if this says nothing either. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
}

/**
 * Settles an encoding from the first bytes of a text that is still coming.
 *
 * @param start The bytes so far.
 * @param ended Whether these are all.
 * @returns The encoding, or `undefined` to be asked again with more bytes; it must answer once
 * `ended`.
 *
 * @example By the first byte
 * ```ts
 * import { type EncodingSniffer, iterText } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const sniff: EncodingSniffer = (start, ended) =>
 *   start.length > 0 || ended ? (start[0] === 0xe9 ? "latin1" : "utf-8") : undefined;
 * const text = iterText([new Uint8Array([0xe9])], { encoding: sniff });
 * assertEquals(await Array.fromAsync(text), ["\u00e9"]);
 * ```
 * @category Responses
 */
export type EncodingSniffer = (
  start: Uint8Array,
  ended: boolean,
) => string | undefined;

/**
 * How a text is decoded as it comes.
 *
 * @example A charset that nobody says
 * ```ts
 * import { iterText, type TextOptions } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const options: TextOptions = { encoding: "windows-1251" };
 * const text = iterText([new Uint8Array([0xcf, 0xf0])], options);
 * assertEquals((await Array.fromAsync(text)).join(""), "\u041f\u0440");
 * ```
 * @category Responses
 */
export interface TextOptions {
  /**
   * A label, or what settles it from the first bytes. Default: what the byte order mark, the headers or the document
   * say, else utf-8.
   */
  readonly encoding?: string | EncodingSniffer | undefined;
}

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
  /** What an error is to carry. Default: nothing. */
  readonly context?: HttpErrorOptions | undefined;
}

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
  /**
   * A label, or what settles it from the first bytes. Default: what the byte order mark, the headers or the document
   * say, else utf-8.
   */
  readonly encoding?: string | EncodingSniffer | undefined;
  /** Cuts only here. Default: at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}

/**
 * What is known of a JSON text, and what it must be.
 *
 * @example A value that must be what it is said to be
 * ```ts
 * import type { StandardSchema } from "@ferry/http";
 * import { json, type JsonOptions } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const schema: StandardSchema<unknown, number> = {
 *   "~standard": {
 *     version: 1,
 *     vendor: "example",
 *     validate: (value) =>
 *       typeof value === "number" ? { value } : { issues: [{ message: "not a number" }] },
 *   },
 * };
 * const options: JsonOptions<number> = { schema };
 * assertEquals(await json(new Response("42"), options), 42);
 * ```
 * @category Responses
 */
export interface JsonOptions<T = unknown> {
  /**
   * The charset by the headers or by the caller; a byte order mark beats it. Default: what the headers say, else the
   * UTF-8, UTF-16 or UTF-32 that the first bytes show.
   */
  readonly charset?: string | undefined;
  /** The Content-Type, for the message of an error. Default: none. */
  readonly contentType?: string | null | undefined;
  /** What the value must pass. Default: any value does. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
  /** What an error is to carry. Default: nothing. */
  readonly context?: HttpErrorOptions | undefined;
  /** Parses the text; what it throws is the `cause` of a `JsonDecodeError`. Default: `JSON.parse`. */
  readonly parse?: ((text: string) => unknown) | undefined;
}

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
  /**
   * A label, or what settles it from the first bytes. Default: what the byte order mark, the headers or the document
   * say, else utf-8.
   */
  readonly encoding?: string | EncodingSniffer | undefined;
  /** Parses a line. Default: `JSON.parse`. */
  readonly parse?: ((text: string) => unknown) | undefined;
  /** What every value must pass. Default: any value does. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
}

/**
 * What a later connection has to know of an event stream.
 *
 * @example Where to go on
 * ```ts
 * import { type EventStreamState, iterEvents } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const state: EventStreamState = { lastEventId: "" };
 * const stream = new Blob(["id: 7\nretry: 500\ndata: hello\n\n"]).stream();
 * for await (const _event of iterEvents(stream, { state }));
 * assertEquals(state, { lastEventId: "7", retry: 500 });
 * ```
 * @category Streaming
 */
export interface EventStreamState {
  /**
   * What to send as `Last-Event-ID`, empty for none; also set by blocks that are no event for want
   * of data.
   */
  lastEventId: string;
  /** Milliseconds to wait before a reconnection, once the server said so. */
  retry?: number | undefined;
}

/**
 * How events are read.
 *
 * @example No line may be longer than that
 * ```ts
 * import { DecodeError } from "@ferry/http";
 * import { type EventsOptions, iterEvents } from "@ferry/http/decode";
 * import { assert } from "@std/assert";
 *
 * const options: EventsOptions = { maxLineLength: 20 };
 * const events = iterEvents(new Blob([`data: ${"x".repeat(100)}\n\n`]).stream(), options);
 * const error: unknown = await events.next().catch((error) => error);
 * assert(DecodeError.is(error));
 * ```
 * @category Streaming
 */
export interface EventsOptions extends LineLimitOptions {
  /**
   * Kept up to date, and gone on from. It is ahead of the iterator by what one chunk held. Default: one of its own,
   * without an id.
   */
  readonly state?: EventStreamState | undefined;
}
