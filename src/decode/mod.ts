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

import type { BatchIterator, ItemIterator } from "./batches.ts";
import { resolveEncoding } from "./charset.ts";
import * as events from "./events.ts";
import type { EventsOptions, ServerSentEvent } from "./events.ts";
import { type JsonOptions, parseJson } from "./json.ts";
import * as jsonLines from "./json_lines.ts";
import type { JsonLinesOptions } from "./json_lines.ts";
import * as lines from "./lines.ts";
import type { LinesOptions } from "./lines.ts";
import { type ByteInput, readBytes, toChunks, toHints, toSniffer } from "./source.ts";
import * as texts from "./text.ts";
import { decodeText, type TextOptions } from "./text.ts";

export type { BatchIterator, ByteChunks, Cutter, ItemIterator } from "./batches.ts";
export {
  apparentEncoding,
  type DefaultEncoding,
  encodingFromHeaders,
  type EncodingHints,
  type EncodingSniffer,
  encodingSniffer,
  normalizeEncoding,
  resolveEncoding,
} from "./charset.ts";
export type { EventsOptions, EventStreamState, ServerSentEvent } from "./events.ts";
export { type JsonOptions, parseJson } from "./json.ts";
export type { JsonLinesOptions } from "./json_lines.ts";
export type { LineLimitOptions } from "./line_limit.ts";
export type { LinesOptions } from "./lines.ts";
export { encodingsFromContent } from "./prescan.ts";
export type { HttpErrorOptions } from "../errors.ts";
export type { StandardSchema } from "../schema.ts";
export type { ByteInput } from "./source.ts";
export type { MediaType } from "../media_type.ts";
export type { TextOptions } from "./text.ts";

/**
 * Reads all bytes.
 *
 * @param input A response or bytes as they come.
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
 */
export async function json<T = unknown>(
  input: ByteInput,
  options: JsonOptions<T> = {},
): Promise<T> {
  const { contentType } = toHints(input, undefined);
  const charset = options.charset ?? contentType?.parameters.get("charset");
  return await parseJson(await readBytes(input), { ...options, charset });
}

/**
 * Gives a text as it comes; characters that are split over chunks stay whole.
 *
 * @param input A response or bytes as they come.
 * @param options The charset.
 */
export function iterText(input: ByteInput, options: TextOptions = {}): ItemIterator<string> {
  return texts.iterText(toChunks(input), { encoding: toSniffer(input, options.encoding) });
}

/**
 * Gives the lines of a text without their ends.
 *
 * @param input A response or bytes as they come.
 * @param options Where to cut, and a limit.
 */
export function iterLines(input: ByteInput, options: LinesOptions = {}): ItemIterator<string> {
  const encoding = toSniffer(input, options.encoding);
  return lines.iterLines(toChunks(input), { ...options, encoding });
}

/**
 * Gives lines as {@link iterLines} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options Where to cut, and a limit.
 */
export function iterLineBatches(
  input: ByteInput,
  options: LinesOptions = {},
): BatchIterator<string> {
  const encoding = toSniffer(input, options.encoding);
  return lines.iterLineBatches(toChunks(input), { ...options, encoding });
}

/**
 * Gives the values of newline-delimited JSON; blank lines are passed over.
 *
 * @param input A response or bytes as they come.
 * @param options The schema, and a limit.
 */
export function iterJson<T = unknown>(
  input: ByteInput,
  options: JsonLinesOptions<T> = {},
): ItemIterator<T> {
  const encoding = toSniffer(input, options.encoding);
  return jsonLines.iterJson(toChunks(input), { ...options, encoding });
}

/**
 * Gives values as {@link iterJson} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options The schema, and a limit.
 */
export function iterJsonBatches<T = unknown>(
  input: ByteInput,
  options: JsonLinesOptions<T> = {},
): BatchIterator<T> {
  const encoding = toSniffer(input, options.encoding);
  return jsonLines.iterJsonBatches(toChunks(input), { ...options, encoding });
}

/**
 * Gives Server-Sent Events (HTML standard, section 9.2.6).
 *
 * @param input A response or bytes as they come.
 * @param options A limit, and what a later connection has to know.
 */
export function iterEvents(
  input: ByteInput,
  options: EventsOptions = {},
): ItemIterator<ServerSentEvent> {
  return events.iterEvents(toChunks(input), options);
}

/**
 * Gives events as {@link iterEvents} does, all at once that a chunk completed; no array is empty.
 *
 * @param input A response or bytes as they come.
 * @param options A limit, and what a later connection has to know.
 */
export function iterEventBatches(
  input: ByteInput,
  options: EventsOptions = {},
): BatchIterator<ServerSentEvent> {
  return events.iterEventBatches(toChunks(input), options);
}
