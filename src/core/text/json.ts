/** Whole JSON texts, whichever Unicode encoding they are in, and values against a Standard Schema. */

import { type HttpErrorOptions, JsonDecodeError, SchemaError } from "../errors.ts";
import type { StandardSchema } from "../schema.ts";
import { normalizeEncoding, sniffBom } from "./charset.ts";
import { quoteStart, toDecodeContext, toReason } from "./evidence.ts";
import { decodeText } from "./text.ts";

/** What is known of a JSON text, and what it must be. */
export interface JsonTextOptions<T> {
  /** The charset by the headers or by the caller; a byte order mark beats it. */
  readonly charset?: string | undefined;
  /** The Content-Type, for the message of an error. */
  readonly contentType?: string | null | undefined;
  readonly schema?: StandardSchema<unknown, T> | undefined;
  readonly context?: HttpErrorOptions | undefined;
  /** Parses the text in the place of `JSON.parse`; what it throws is the `cause` of a `JsonDecodeError`. */
  readonly parse?: ((text: string) => unknown) | undefined;
}

/**
 * Parses a JSON text (RFC 8259); a promise only if the schema gives one.
 *
 * @throws {JsonDecodeError} If it is not JSON.
 * @throws {SchemaError} If the schema refuses the value; thrown, or rejected with by the promise.
 */
export function parseJson<T = unknown>(
  bytes: Uint8Array,
  options: JsonTextOptions<T> = {},
): T | Promise<T> {
  const { charset, schema, context } = options;
  const text = decodeJsonText(bytes, charset, () => context);
  const value = parseText(text, options);
  return schema ? validate(value, schema, context) : value;
}

function parseText<T>(text: string, options: JsonTextOptions<T>): T {
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

function describeFailure<T>(text: string, { context, contentType }: JsonTextOptions<T>): string {
  const facts = [
    context?.response && `status ${context.response.status}`,
    contentType && `content type ${contentType}`,
  ].filter(Boolean).join(", ");
  const body = text === "" ? "the body is empty" : "the body is not JSON";
  return body + (facts && ` (${facts})`) + (text && `: ${quoteStart(text)}`);
}

/** Lets a schema validate a value; gives a promise only if the schema does. */
export function validate<T>(
  value: unknown,
  schema: StandardSchema<unknown, T>,
  context?: HttpErrorOptions,
): T | Promise<T> {
  const toValue = (result: Awaited<typeof checked>): T => {
    if (!result.issues) return result.value;
    throw new SchemaError(result.issues, toDecodeContext(context));
  };
  const checked = schema["~standard"].validate(value);
  return checked instanceof Promise ? checked.then(toValue) : toValue(checked);
}

/** Decodes JSON by its byte order mark, else by `charset` (if somebody knows it), else by its NULs. */
export function decodeJsonText(
  bytes: Uint8Array,
  charset?: string,
  evidence?: () => HttpErrorOptions | undefined,
): string {
  const encoding = sniffUtf32Bom(bytes) ?? sniffBom(bytes) ?? toEncoding(charset) ??
    encodingByNuls(bytes);
  return encoding === "utf-32le" || encoding === "utf-32be"
    ? decodeUtf32(bytes, encoding === "utf-32le")
    : decodeText(bytes, encoding, evidence);
}

function sniffUtf32Bom(bytes: Uint8Array): string | undefined {
  const isLittle = bytes[0] === 0xff && bytes[1] === 0xfe && bytes[2] === 0 && bytes[3] === 0;
  if (isLittle) return "utf-32le";
  const isBig = bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 0xfe && bytes[3] === 0xff;
  return isBig ? "utf-32be" : undefined;
}

/** JSON begins with an ASCII character and holds no NUL itself (RFC 4627 section 3). */
function encodingByNuls(bytes: Uint8Array): string {
  if (bytes[0] === 0) return bytes[1] === 0 ? "utf-32be" : "utf-16be";
  if (bytes[1] !== 0) return "utf-8";
  return bytes[2] === 0 && bytes[3] === 0 ? "utf-32le" : "utf-16le";
}

/** The Encoding standard knows no UTF-32, which is told by its NULs. */
function toEncoding(charset: string | undefined): string | undefined {
  if (charset === "utf-8" || charset === "UTF-8") return "utf-8";
  return charset === undefined ? undefined : normalizeEncoding(charset);
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
