/**
 * Whole JSON texts, whichever Unicode encoding they are in.
 *
 * @module
 */

import { type HttpErrorOptions, JsonDecodeError } from "../errors.ts";
import type { StandardSchema } from "../schema.ts";
import { normalizeEncoding, sniffBom } from "./charset.ts";
import { quoteStart, toDecodeContext, toReason } from "./evidence.ts";
import { validate } from "./schema_check.ts";
import { decodeText } from "./text.ts";

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
  /** The charset by the headers or by the caller; a byte order mark beats it. */
  readonly charset?: string | undefined;
  /** The Content-Type, for the message of an error. */
  readonly contentType?: string | null | undefined;
  /** What the value must pass. */
  readonly schema?: StandardSchema<unknown, T> | undefined;
  /** What an error is to carry. */
  readonly context?: HttpErrorOptions | undefined;
  /** Parses the text in the place of `JSON.parse`; what it throws is the `cause` of a `JsonDecodeError`. */
  readonly parse?: ((text: string) => unknown) | undefined;
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
  const { charset, schema, context } = options;
  const text = decodeJsonText(bytes, charset, () => context);
  const value = parseText(text, options);
  return schema ? validate(value, schema, context) : value;
}

function parseText<T>(text: string, options: JsonOptions<T>): T {
  try {
    return toParser<T>(options.parse)(text);
  } catch (error) {
    const { context } = options;
    throw new JsonDecodeError(
      toReason("parse JSON", describeFailure(text, options), context),
      toDecodeContext(context, error),
    );
  }
}

/** Without a schema the type of a value is what the caller says. */
export function toParser<T>(parse: ((text: string) => unknown) | undefined): (text: string) => T {
  const parser: { parse(text: string): ReturnType<typeof JSON.parse> } = {
    parse: parse ?? JSON.parse,
  };
  return parser.parse;
}

function describeFailure(
  text: string,
  { context, contentType }: JsonOptions,
): string {
  const facts = [
    context?.response && `status ${context.response.status}`,
    contentType && `content type ${contentType}`,
  ].filter(Boolean).join(", ");
  const body = text === "" ? "the body is empty" : "the body is not JSON";
  return body + (facts && ` (${facts})`) + (text && `: ${quoteStart(text)}`);
}

/**
 * Tells the encoding of JSON by its byte order mark, or by where its first two characters, which
 * are ASCII or close to it, have NULs (RFC 4627 section 3).
 *
 * @param bytes The start of a JSON text.
 * @returns `utf-8`, `utf-16le`, `utf-16be`, `utf-32le` or `utf-32be`.
 */
export function jsonEncoding(bytes: Uint8Array): string {
  return sniffUtf32Bom(bytes) ?? sniffBom(bytes) ?? encodingByNuls(bytes);
}

function sniffUtf32Bom(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0) {
    return "utf-32le";
  }
  if (bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff) {
    return "utf-32be";
  }
  return undefined;
}

/** JSON begins with an ASCII character and holds no NUL itself. */
function encodingByNuls(bytes: Uint8Array): string {
  if (bytes[0] === 0) return bytes[1] === 0 ? "utf-32be" : "utf-16be";
  if (bytes[1] !== 0) return "utf-8";
  return bytes[2] === 0 && bytes[3] === 0 ? "utf-32le" : "utf-16le";
}

/**
 * Decodes JSON by its byte order mark, else by `charset`, else by its NULs.
 *
 * @param bytes The JSON text.
 * @param charset A label, of UTF-32 too; one that nobody knows is passed over.
 * @param evidence Gives what an error is to carry.
 * @returns The text without byte order mark.
 */
export function decodeJsonText(
  bytes: Uint8Array,
  charset?: string,
  evidence?: () => HttpErrorOptions | undefined,
): string {
  const encoding = sniffUtf32Bom(bytes) ?? sniffBom(bytes) ??
    toEncoding(charset) ?? encodingByNuls(bytes);
  if (encoding === "utf-32le") return decodeUtf32(bytes, true);
  if (encoding === "utf-32be") return decodeUtf32(bytes, false);
  return decodeText(bytes, encoding, evidence);
}

/** The Encoding standard knows no UTF-32. */
function toEncoding(charset: string | undefined): string | undefined {
  if (charset === undefined) return undefined;
  if (charset === "utf-8" || charset === "UTF-8") return "utf-8";
  const [, order] = /^\s*utf-?32(le|be)?\s*$/i.exec(charset) ?? [, undefined];
  if (order !== undefined) return `utf-32${order.toLowerCase()}`;
  return normalizeEncoding(charset);
}

/** How many characters go into one call; engines limit its arguments. */
const CHARACTERS = 4096;

function decodeUtf32(bytes: Uint8Array, littleEndian: boolean): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - bytes.length % 4;
  let text = "";
  for (let start = 0; start < end; start += 4 * CHARACTERS) {
    const points: number[] = [];
    const stop = Math.min(start + 4 * CHARACTERS, end);
    for (let at = start; at < stop; at += 4) {
      points.push(toScalar(view.getUint32(at, littleEndian)));
    }
    text += String.fromCodePoint(...points);
  }
  if (end < bytes.length) text += "\ufffd";
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** Surrogates and what is beyond Unicode are no characters. */
function toScalar(point: number): number {
  const isCharacter = point < 0xd800 || (point > 0xdfff && point <= 0x10ffff);
  return isCharacter ? point : 0xfffd;
}
