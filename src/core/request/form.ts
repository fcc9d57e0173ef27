/**
 * Reads the fields of a form from the shapes in which a caller may give them, and encodes them for a URL-encoded body.
 */

import { nameOf } from "../options/checks.ts";

/**
 * One value of a form field; `null` and `undefined` are left out, a `Date` goes out as ISO 8601 in UTC.
 *
 * @example A value that may be missing
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { FieldValue } from "@ferry/http/types";
 *
 * const age: FieldValue = undefined;
 * using client = new Client();
 * const request = client.buildRequest("POST", "http://example.org/", { data: { name: "Ada", age } });
 * console.log(await request.text()); // "name=Ada"
 * ```
 * @category Bodies
 */
export type FieldValue = string | number | boolean | bigint | Date | null | undefined;

/**
 * The fields of a form: pairs in their order, or any object, of which each own key is a field. A list repeats its name.
 *
 * @example Fields whose order counts
 * ```ts
 * import { Client, type FieldsInput } from "@ferry/http";
 *
 * const data: FieldsInput = [["b", 1], ["a", true]];
 * using client = new Client();
 * console.log(await client.buildRequest("POST", "http://example.org/", { data }).text()); // "b=1&a=true"
 * ```
 * @category Bodies
 */
export type FieldsInput =
  | Readonly<Record<string, FieldValue | readonly FieldValue[]>>
  | Iterable<readonly [string, FieldValue | readonly FieldValue[]]>
  | URLSearchParams
  | object;

/** A field with its text. */
export type Field = readonly [name: string, value: string];

/**
 * Settles the fields of a form.
 *
 * @throws {TypeError} If it is something else, or a value is no text, number or boolean.
 */
export function resolveFields(fields: unknown): Field[] {
  return toEntries(fields, "data").flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((item) => item !== null && item !== undefined)
      .map((item): Field => [name, toText(item, name)])
  );
}

function toText(value: unknown, name: string): string {
  const text = toScalarText(value);
  if (text !== undefined) return text;
  throw new TypeError(
    `Cannot encode the field "${name}" of data: ${
      value instanceof Date ? "an invalid Date" : nameOf(value)
    } is not a text, number, boolean or date`,
  );
}

/** Gives the text of a single value: a date in ISO 8601, `undefined` of what is none. */
export function toScalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (["number", "boolean", "bigint"].includes(typeof value)) return String(value);
  // One that is invalid has no text.
  return value instanceof Date ? value.toJSON() ?? undefined : undefined;
}

/** Settles a record or pairs into pairs. @throws {TypeError} If it is neither. */
export function toEntries(input: unknown, option: string): (readonly [string, unknown])[] {
  if (isObjectWithKeys(input)) return Object.entries(input);
  if (!isIterable(input) || ArrayBuffer.isView(input)) {
    const isFile = option === "data" && hasContent(input);
    throw new TypeError(
      `Cannot read ${option} from ${nameOf(input)}: ` +
        (isFile ? "pass it as body, or as one of the files" : "pass a record or pairs"),
    );
  }
  return Array.from(input, (pair) => toPair(pair, option));
}

/** What is sent as it is: a file, a Blob, a stream. */
function hasContent(input: unknown): boolean {
  if (typeof input !== "object" || input === null) return false;
  return input instanceof Blob || input instanceof ReadableStream ||
    ["readable", "open", Symbol.asyncIterator].some((key) => key in input);
}

/** Takes an item of a list as a name and a value. @throws {TypeError} If it is no such pair. */
export function toPair(pair: unknown, option: string): readonly [string, unknown] {
  if (Array.isArray(pair) && pair.length === 2) {
    const [name, value]: readonly unknown[] = pair;
    if (typeof name === "string" || typeof name === "number") return [String(name), value];
  }
  throw new TypeError(`Cannot use ${option}: each pair must be [name, value]`);
}

/** Tells whether something can be gone through; a text is taken as a whole. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

/** Tells whether a value is a plain object, of this realm or another. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  if (Symbol.iterator in value) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Tells whether a value is read by its keys: no iterable, nor what has a body, or nothing that could be seen. */
export function isObjectWithKeys(value: unknown): value is Readonly<Record<string, unknown>> {
  if (isRecord(value)) return true;
  if (typeof value !== "object" || value === null || Object.keys(value).length === 0) return false;
  return ![Symbol.iterator, Symbol.asyncIterator, "readable", "then"].some((key) => key in value);
}

/** Encodes fields as `application/x-www-form-urlencoded` (URL standard section 5.2). */
export function encodeFields(fields: readonly Field[]): string {
  return new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
}
