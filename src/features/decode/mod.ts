/**
 * Bodies turned into text, lines, JSON values and events, for any web `Response` or stream of bytes:
 * what a response of Ferry does, without Ferry's client.
 *
 * @example Lines of any response
 * ```ts
 * import { iterLines } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response("one\r\ntwo\nthree");
 * assertEquals(await Array.fromAsync(iterLines(response)), ["one", "two", "three"]);
 * ```
 *
 * @example Events of a stream
 * ```ts
 * import { iterEvents } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const stream = new Blob(["id: 7\ndata: hello\n\n"]).stream();
 * for await (const { id, data } of iterEvents(stream)) assertEquals([id, data], ["7", "hello"]);
 * ```
 *
 * @module
 */

import { resolveEncoding } from "../../core/text/charset.ts";
import { cutBatches, cutItems, type Cutter } from "../../core/text/cut_iterator.ts";
import { EventCutter, type ServerSentEvent } from "../../core/text/events.ts";
import * as jsonText from "../../core/text/json.ts";
import { JsonCutter } from "../../core/text/json_lines.ts";
import { toLineCutter } from "../../core/text/lines.ts";
import { decodeText, toTextCutter } from "../../core/text/text.ts";
import { checkParts } from "../../core/options/checks.ts";
import type {
  BatchIterator,
  EventsOptions,
  ItemIterator,
  JsonLinesOptions,
  JsonOptions,
  LinesOptions,
  TextOptions,
} from "./options.ts";
import { type ByteInput, readBytes, toChunks, toHints, toSniffer } from "./source.ts";

export type { HttpErrorOptions } from "../../core/errors.ts";
export type { MediaType } from "../../core/fields/media_type.ts";
export type { StandardSchema } from "../../core/schema.ts";
export type { DefaultEncoding } from "../../core/text/charset.ts";
export type { ServerSentEvent } from "../../core/text/events.ts";
export {
  apparentEncoding,
  encodingFromHeaders,
  encodingsFromContent,
  encodingSniffer,
  normalizeEncoding,
  resolveEncoding,
} from "./encodings.ts";
export type {
  BatchIterator,
  ByteChunks,
  EncodingHints,
  EncodingSniffer,
  EventsOptions,
  EventStreamState,
  ItemIterator,
  JsonLinesOptions,
  JsonOptions,
  LineLimitOptions,
  LinesOptions,
  TextOptions,
} from "./options.ts";
export type { ByteInput } from "./source.ts";

/**
 * Reads all bytes.
 *
 * @param input A response or bytes as they come.
 *
 * @example All of a stream
 * ```ts
 * import { bytes } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = [new Uint8Array([1, 2]), new Uint8Array([3])];
 * assertEquals(await bytes(chunks), new Uint8Array([1, 2, 3]));
 * ```
 * @category Streaming
 */
export function bytes(input: ByteInput): Promise<Uint8Array<ArrayBuffer>> {
  return readBytes(input);
}

/**
 * Reads a text. Its charset is the one given, else that of the byte order mark, of the Content-Type, of
 * the document (HTML and XML), or utf-8.
 *
 * @param input A response or bytes as they come.
 * @param encoding Its charset.
 * @throws {RangeError} If nobody knows the charset.
 *
 * @example A text in Shift_JIS
 * ```ts
 * import { text } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(await text(new Uint8Array([0x83, 0x74, 0x83, 0x46]), "shift_jis"), "\u30d5\u30a7");
 * ```
 * @category Streaming
 */
export async function text(input: ByteInput, encoding?: string): Promise<string> {
  const hints = toHints(input, encoding);
  const whole = await readBytes(input);
  return decodeText(whole, resolveEncoding(whole, hints));
}

/**
 * Reads JSON (RFC 8259); UTF-8, -16 and -32 are told apart where no charset is given.
 *
 * @param input A response or bytes as they come.
 * @param options The charset and the schema.
 * @throws {JsonDecodeError} If it is not JSON.
 * @throws {SchemaError} If the schema refuses the value.
 *
 * @example JSON in UTF-16
 * ```ts
 * import { json } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const bytes = new Uint8Array([...'{"a":1}'].flatMap((character) => [character.charCodeAt(0), 0]));
 * assertEquals(await json(bytes), { a: 1 });
 * ```
 * @category Streaming
 */
export async function json<T = unknown>(
  input: ByteInput,
  options: JsonOptions<T> = {},
): Promise<T> {
  checkJson(options);
  const { contentType } = toHints(input, undefined);
  const charset = options.charset ?? contentType?.parameters.get("charset");
  return await jsonText.parseJson(await readBytes(input), { ...options, charset });
}

/**
 * Parses a JSON text (RFC 8259).
 *
 * @param bytes The text.
 * @param options What it is, and what it must be.
 * @returns The value; a promise only if the schema gives one.
 * @throws {JsonDecodeError} If it is not JSON.
 * @throws {SchemaError} If the schema refuses the value; thrown, or rejected with by the promise.
 *
 * @example Bytes that are all there
 * ```ts
 * import { parseJson } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseJson(new TextEncoder().encode("[1, 2]")), [1, 2]);
 * ```
 * @category Responses
 */
export function parseJson<T = unknown>(
  bytes: Uint8Array,
  options: JsonOptions<T> = {},
): T | Promise<T> {
  checkJson(options);
  return jsonText.parseJson(bytes, options);
}

/**
 * Gives a text as it comes; characters that are split over chunks stay whole.
 *
 * @param input A response or bytes as they come.
 * @param options The charset.
 *
 * @example A character that is split over chunks
 * ```ts
 * import { iterText } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = [new Uint8Array([0xc3]), new Uint8Array([0xa9])];
 * assertEquals((await Array.fromAsync(iterText(chunks))).join(""), "\u00e9");
 * ```
 * @category Streaming
 */
export function iterText(input: ByteInput, options: TextOptions = {}): ItemIterator<string> {
  checkParts("the options of iterText", options, ["encoding"]);
  return cutItems(toChunks(input), toTextCutter(toSniffer(input, options.encoding)));
}

/**
 * Gives the lines of a text without their ends.
 *
 * @param input A response or bytes as they come.
 * @param options Where to cut, and a limit.
 *
 * @example Lines of any response
 * ```ts
 * import { iterLines } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response("one\r\ntwo\nthree");
 * assertEquals(await Array.fromAsync(iterLines(response)), ["one", "two", "three"]);
 * ```
 * @category Streaming
 */
export function iterLines(input: ByteInput, options: LinesOptions = {}): ItemIterator<string> {
  return cutItems(toChunks(input), toLines(input, options));
}

/**
 * Gives lines as {@link iterLines} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options Where to cut, and a limit.
 *
 * @example All lines of a chunk at once
 * ```ts
 * import { iterLineBatches } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const chunks = ["one\ntwo\nth", "ree\n"].map((chunk) => new TextEncoder().encode(chunk));
 * assertEquals(await Array.fromAsync(iterLineBatches(chunks)), [["one", "two"], ["three"]]);
 * ```
 * @category Streaming
 */
export function iterLineBatches(
  input: ByteInput,
  options: LinesOptions = {},
): BatchIterator<string> {
  return cutBatches(toChunks(input), toLines(input, options));
}

/**
 * Gives the values of newline-delimited JSON; blank lines are passed over.
 *
 * @param input A response or bytes as they come.
 * @param options The schema, and a limit.
 *
 * @example Values, one in each line
 * ```ts
 * import { iterJson } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response('{"id":1}\n\n{"id":2}\n');
 * assertEquals(await Array.fromAsync(iterJson(response)), [{ id: 1 }, { id: 2 }]);
 * ```
 * @category Streaming
 */
export function iterJson<T = unknown>(
  input: ByteInput,
  options: JsonLinesOptions<T> = {},
): ItemIterator<T> {
  return cutItems(toChunks(input), toValues(input, options));
}

/**
 * Gives values as {@link iterJson} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options The schema, and a limit.
 *
 * @example All values of a chunk at once
 * ```ts
 * import { iterJsonBatches } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response("1\n2\n3\n");
 * assertEquals(await Array.fromAsync(iterJsonBatches(response)), [[1, 2, 3]]);
 * ```
 * @category Streaming
 */
export function iterJsonBatches<T = unknown>(
  input: ByteInput,
  options: JsonLinesOptions<T> = {},
): BatchIterator<T> {
  return cutBatches(toChunks(input), toValues(input, options));
}

/**
 * Gives Server-Sent Events (HTML standard, section 9.2.6).
 *
 * @param input A response or bytes as they come.
 * @param options A limit, and what a later connection has to know.
 *
 * @example Events of a stream
 * ```ts
 * import { iterEvents } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response("event: add\nid: 7\ndata: hello\n\n");
 * assertEquals(await Array.fromAsync(iterEvents(response)), [{ event: "add", id: "7", data: "hello" }]);
 * ```
 * @category Streaming
 */
export function iterEvents(
  input: ByteInput,
  options: EventsOptions = {},
): ItemIterator<ServerSentEvent> {
  return cutItems(toChunks(input), toEvents(options));
}

/**
 * Gives events as {@link iterEvents} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options A limit, and what a later connection has to know.
 *
 * @example All events of a chunk at once
 * ```ts
 * import { iterEventBatches } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const response = new Response("data: one\n\ndata: two\n\n");
 * const [batch] = await Array.fromAsync(iterEventBatches(response));
 * assertEquals(batch?.map((event) => event.data), ["one", "two"]);
 * ```
 * @category Streaming
 */
export function iterEventBatches(
  input: ByteInput,
  options: EventsOptions = {},
): BatchIterator<ServerSentEvent> {
  return cutBatches(toChunks(input), toEvents(options));
}

function checkJson<T>(options: JsonOptions<T>): void {
  const parts = ["charset", "contentType", "schema", "context", "parse"];
  checkParts("the options of json", options, parts);
}

function toLines(input: ByteInput, options: LinesOptions): Cutter<string> {
  const parts = ["encoding", "delimiter", "maxLineLength", "context"];
  checkParts("the options of iterLines", options, parts);
  return toLineCutter({ ...options, encoding: toSniffer(input, options.encoding) });
}

function toValues<T>(input: ByteInput, options: JsonLinesOptions<T>): Cutter<T> {
  const parts = ["encoding", "parse", "schema", "maxLineLength", "context"];
  checkParts("the options of iterJson", options, parts);
  return new JsonCutter({ ...options, encoding: toSniffer(input, options.encoding) });
}

function toEvents(options: EventsOptions): Cutter<ServerSentEvent> {
  checkParts("the options of iterEvents", options, ["state", "maxLineLength", "context"]);
  return new EventCutter(options);
}
