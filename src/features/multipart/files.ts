/**
 * Reads the files of a form from the shapes in which a caller may give them.
 *
 * @module
 */

import { checkNames, nameOf } from "../../core/options/checks.ts";
import { type Content, fromText, isReopenable } from "../../core/request/content.ts";
import { isRecord, resolveFields, toEntries } from "../../core/request/form.ts";
import { isOpenFile, toFileContent } from "../open_files/open_file.ts";
import { nameOfOpenFile, toBaseName } from "./open_file_name.ts";
import { type Part, UNKNOWN_TYPE } from "./multipart.ts";

/**
 * Settles the files of a form.
 *
 * @param files A record or pairs.
 * @returns One part for each file, in order.
 * @throws {TypeError} If something is no file, a stream was read already, or a header is malformed.
 * @throws {RangeError} If a size is not the one that was announced.
 */
export function resolveFiles(files: unknown): Part[] {
  return toEntries(files, "files").flatMap(([name, input]) =>
    toList(input)
      .filter((file) => file !== null && file !== undefined)
      .map((file) => toPart(name, file))
  );
}

/**
 * Settles the other fields of a form that has files.
 *
 * @param fields A record, pairs or `URLSearchParams`.
 * @returns One part for each value; texts go out as they are.
 * @throws {TypeError} If it is text or bytes, which have no fields.
 */
export function resolveFieldParts(fields: unknown): Part[] {
  return resolveFields(fields).map(([name, value]) => ({
    name,
    content: fromText(value),
  }));
}

function toList(input: unknown): readonly unknown[] {
  return Array.isArray(input) && !isTuple(input) ? input : [input];
}

/** A list that begins with a name and goes on as a tuple does is one, as in requests; any other holds files. */
function isTuple(list: readonly unknown[]): boolean {
  const [filename, content, contentType, headers] = list;
  return list.length >= 2 && list.length <= 4 && isTextOrNone(filename) &&
    content !== null && content !== undefined && !Array.isArray(content) &&
    !hasContent(content) && isTextOrNone(contentType) &&
    (!headers || isRecord(headers));
}

function hasContent(value: unknown): value is { readonly content: unknown } {
  return typeof value === "object" && value !== null && "content" in value;
}

function isTextOrNone(value: unknown): value is string | null | undefined {
  return typeof value === "string" || value === null || value === undefined;
}

function toPart(name: string, input: unknown): Part {
  const file = toFile(name, input);
  const headers = toHeaders(file.headers, name);
  const contentType = toContentType(file, headers);
  const isTypeByName = contentType === undefined && file.filename?.includes(".") === true;
  return {
    name,
    filename: file.filename,
    contentType: contentType ?? (isTypeByName ? undefined : toPlainType(file)),
    isTypeByName,
    headers: headers.filter(([key]) => !isContentType(key)),
    content: file.content,
  };
}

/** A file whose shape is settled, its type and headers not yet. */
interface LooseFile {
  readonly filename: string | undefined;
  readonly content: Content;
  readonly isText: boolean;
  readonly contentType: unknown;
  readonly headers: unknown;
}

function toFile(name: string, input: unknown): LooseFile {
  if (Array.isArray(input)) {
    if (!isTuple(input)) {
      throw new TypeError(
        `Cannot send a list as one of the files "${name}": its items have to be files`,
      );
    }
    const [filename, content, contentType, headers] = input;
    const part = { content, filename: filename ?? null, contentType, headers };
    return fromPart(name, part);
  }
  if (!hasContent(input)) return fromPart(name, { content: input });
  checkNames(`a file of the field ${JSON.stringify(name)}`, input, PARTS);
  return fromPart(name, input);
}

const PARTS = ["content", "filename", "contentType", "headers", "size"] as const;

/** The fields of a {@link FilePart} as they come from a caller who may not have checked them. */
interface UncheckedPart {
  readonly content: unknown;
  readonly filename?: unknown;
  readonly contentType?: unknown;
  readonly headers?: unknown;
  readonly size?: unknown;
}

function fromPart(name: string, part: UncheckedPart): LooseFile {
  const { filename, contentType, headers } = part;
  return {
    filename: toFilename(name, part.content, filename),
    content: toContentOf(name, part),
    isText: typeof part.content === "string",
    contentType,
    headers,
  };
}

function toFilename(
  name: string,
  content: unknown,
  filename: unknown,
): string | undefined {
  if (filename === null) return undefined;
  if (typeof filename === "string") return filename;
  if (filename !== undefined) {
    throw new TypeError(
      `Cannot name the file "${name}": its filename is ${nameOf(filename)}`,
    );
  }
  // Without a name many servers take a file for a text field; requests falls back to the field's too.
  return nameOfContent(content) ?? name;
}

function nameOfContent(content: unknown): string | undefined {
  if (typeof content !== "object" || content === null) return undefined;
  if (content instanceof File || isReopenable(content)) return content.name;
  if (isOpenFile(content)) return nameOfOpenFile(content);
  // A stream of node:fs knows its path.
  return "path" in content && typeof content.path === "string"
    ? toBaseName(content.path)
    : undefined;
}

function toContentOf(
  name: string,
  { content, size }: UncheckedPart,
): Content {
  const expected = toSize(name, size);
  const settled = typeof content === "string"
    ? fromText(content)
    : toFileContent(content, expected);
  if (!settled) {
    throw new TypeError(
      `Cannot send ${nameOf(content)} as the file "${name}": ` +
        "pass text, bytes, a Blob, a stream, a list of a name and one of these, or { content }",
    );
  }
  if (expected !== undefined && settled.size !== expected) {
    throw new RangeError(
      `Cannot announce ${expected} bytes for the file "${name}": it has ${settled.size}`,
    );
  }
  return settled;
}

function toSize(name: string, size: unknown): number | undefined {
  if (size === undefined || size === null) return undefined;
  if (typeof size === "number" && Number.isSafeInteger(size) && size >= 0) {
    return size;
  }
  throw new RangeError(
    `Cannot announce the size of the file "${name}": it has to be a whole number of bytes`,
  );
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LINE_BREAKER = /[\r\n\0]/;

/** Checks the headers of a part: one with a line break could end the part, or add another one. */
function toHeaders(headers: unknown, name: string): [string, string][] {
  if (headers === null || headers === undefined) return [];
  const source = headers instanceof Headers ? [...headers] : headers;
  return toEntries(source, "the headers of a file").map(([key, value]) => {
    if (!TOKEN.test(key)) {
      throw new TypeError(
        `Cannot send a header of the file "${name}": its name is no token`,
      );
    }
    if (key.toLowerCase() === "content-disposition") {
      throw new TypeError(
        `Cannot set content-disposition of the file "${name}": pass its filename`,
      );
    }
    return [key, toHeaderValue(value, name)];
  });
}

function toHeaderValue(value: unknown, name: string): string {
  if (typeof value === "string" && !LINE_BREAKER.test(value)) return value;
  throw new TypeError(
    `Cannot send a header of the file "${name}": a value is no text, or has a line break in it`,
  );
}

function isContentType(key: string): boolean {
  return key.toLowerCase() === "content-type";
}

/** The type that somebody said. */
function toContentType(
  { contentType, content, filename }: LooseFile,
  headers: readonly (readonly [string, string])[],
): string | undefined {
  const given = contentType ?? headers.find(([key]) => isContentType(key))?.[1];
  if (given !== undefined) return toHeaderValue(given, filename ?? "");
  return content.contentType ? toHeaderValue(content.contentType, "") : undefined;
}

/** A text that is no file has the type text/plain by itself (RFC 7578 section 4.4). */
function toPlainType({ filename, isText }: LooseFile): string | undefined {
  return filename === undefined && isText ? undefined : UNKNOWN_TYPE;
}
