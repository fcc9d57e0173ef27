/**
 * Media types (MIME types) as browsers read them: the MIME Sniffing and the Fetch standard.
 *
 * @module
 */

import { Scanner } from "./scanner.ts";

/**
 * A media type that was read.
 *
 * @example What text is decoded by
 * ```ts
 * import type { MediaType } from "@ferry/http/decode";
 * import { resolveEncoding } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const contentType: MediaType = {
 *   essence: "text/plain",
 *   type: "text",
 *   subtype: "plain",
 *   parameters: new Map([["charset", "koi8-r"]]),
 * };
 * assertEquals(resolveEncoding(new Uint8Array([0xf0]), { contentType }), "koi8-r");
 * ```
 * @category Responses
 */
export interface MediaType {
  /** Type and subtype, in lower case: `text/html`. */
  readonly essence: string;
  /** What stands before the slash, in lower case. */
  readonly type: string;
  /** What stands behind the slash, in lower case. */
  readonly subtype: string;
  /** The parameters by name; names are in lower case, values as they were given. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What nearly every response has; it gives the same as the long way. */
const PLAIN = /^([a-z]+)\/([a-z0-9.+-]+)(?:; ?charset=([A-Za-z0-9_-]+))?$/;

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const QUOTED_TEXT = /^[\t\x20-\x7e\x80-\xff]*$/;
const HTTP_SPACE = "\t\n\r ";

/**
 * Reads a media type (MIME Sniffing section 4.4).
 *
 * @param value One media type, such as `text/html; charset=utf-8`.
 * @returns The media type, or `undefined` if the text is none. Broken parameters are left out.
 */
export function parseMediaType(value: string): MediaType | undefined {
  const [, type, subtype, charset] = PLAIN.exec(value) ?? [];
  if (type === undefined || subtype === undefined) return parseAny(value);
  const parameters = new Map<string, string>();
  if (charset !== undefined) parameters.set("charset", charset);
  return { essence: `${type}/${subtype}`, type, subtype, parameters };
}

function parseAny(value: string): MediaType | undefined {
  const scanner = new Scanner(trim(value, HTTP_SPACE));
  const type = scanner.takeUntil("/");
  if (!scanner.take("/") || !TOKEN.test(type)) return undefined;
  const subtype = trim(scanner.takeUntil(";"), HTTP_SPACE, { start: false });
  if (!TOKEN.test(subtype)) return undefined;
  return {
    essence: `${type}/${subtype}`.toLowerCase(),
    type: type.toLowerCase(),
    subtype: subtype.toLowerCase(),
    parameters: parseParameters(scanner),
  };
}

/** Reads what follows the subtype; the first of several parameters with one name counts. */
function parseParameters(scanner: Scanner): Map<string, string> {
  const parameters = new Map<string, string>();
  while (scanner.take(";")) {
    scanner.skip(HTTP_SPACE);
    const name = scanner.takeUntil(";=");
    const value = scanner.take("=") ? parseValue(scanner) : undefined;
    if (value === undefined || !QUOTED_TEXT.test(value)) continue;
    if (!TOKEN.test(name)) continue;
    const key = name.toLowerCase();
    if (!parameters.has(key)) parameters.set(key, value);
  }
  return parameters;
}

/** Quoted it may be empty, and what follows the closing quote is dropped. */
function parseValue(scanner: Scanner): string | undefined {
  if (scanner.next !== '"') {
    const value = trim(scanner.takeUntil(";"), HTTP_SPACE, { start: false });
    return value || undefined;
  }
  const value = scanner.takeQuoted();
  scanner.takeUntil(";");
  return value;
}

/** Written out, because `trim()` takes more characters and `/\s+$/` takes quadratic time. */
function trim(
  text: string,
  characters: string,
  { start: atStart = true }: { start?: boolean } = {},
): string {
  let start = 0;
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end--;
  while (atStart && start < end && characters.includes(text.charAt(start))) {
    start++;
  }
  return text.slice(start, end);
}

/**
 * Writes a media type (MIME Sniffing section 4.5).
 *
 * @param mediaType What to write.
 * @returns Its text, with values quoted where they have to be.
 */
export function serializeMediaType(mediaType: MediaType): string {
  let text = mediaType.essence;
  for (const [name, value] of mediaType.parameters) {
    text += `;${name}=${TOKEN.test(value) ? value : quote(value)}`;
  }
  return text;
}

function quote(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * Gives the media type of a response (Fetch, "extract a MIME type").
 *
 * Of several values the last valid one counts; it inherits the charset of the one before if both
 * have the same essence.
 *
 * @param value The `Content-Type` header as `Headers.get()` gives it, several values joined by commas.
 * @returns The media type, or `undefined` if there is none.
 */
export function extractMediaType(value: string | null): MediaType | undefined {
  if (value === null) return undefined;
  const values = value.includes(",") ? splitValues(value) : [value];
  let found: MediaType | undefined;
  for (const one of values) {
    const mediaType = parseMediaType(one);
    if (mediaType === undefined || mediaType.essence === "*/*") continue;
    found = inheritCharset(mediaType, found);
  }
  return found;
}

/** Cuts at commas outside quotes (Fetch, "get, decode, and split"). */
function splitValues(value: string): string[] {
  const scanner = new Scanner(value);
  const values: string[] = [];
  do {
    values.push(scanner.takeUnquotedUntil(","));
  } while (scanner.take(","));
  return values;
}

function inheritCharset(
  mediaType: MediaType,
  previous: MediaType | undefined,
): MediaType {
  if (previous?.essence !== mediaType.essence) return mediaType;
  const charset = previous.parameters.get("charset");
  if (charset === undefined || mediaType.parameters.has("charset")) {
    return mediaType;
  }
  const parameters = new Map(mediaType.parameters).set("charset", charset);
  return { ...mediaType, parameters };
}

/**
 * Tells whether a media type is one of JSON (MIME Sniffing section 4.6).
 *
 * @param mediaType The media type.
 */
export function isJson({ essence, subtype }: MediaType): boolean {
  return essence === "application/json" || essence === "text/json" ||
    subtype.endsWith("+json");
}

/**
 * Tells whether a media type is one of HTML or XML, whose documents may name their own encoding
 * (MIME Sniffing section 4.6).
 *
 * @param mediaType The media type.
 */
export function isHtmlOrXml({ essence, subtype }: MediaType): boolean {
  return essence === "text/html" || essence === "text/xml" ||
    essence === "application/xml" || subtype.endsWith("+xml");
}

/** Gives the charset that a Content-Type names. */
export function charsetParameter(contentType: string | null): string | undefined {
  return contentType?.includes(";")
    ? extractMediaType(contentType)?.parameters.get("charset")
    : undefined;
}
