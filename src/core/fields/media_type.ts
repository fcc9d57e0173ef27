/** Media types (MIME types) as browsers read them: the MIME Sniffing and the Fetch standard. */

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

/** Type and subtype, between white space of HTTP's. */
const HEAD =
  /^[\t\n\r ]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)\/([!#$%&'*+\-.^_`|~0-9A-Za-z]+)[\t\n\r ]*(?=;|$)/;

/** One parameter; a quoted value need not be closed, what follows it is dropped. It never fails, so it is linear. */
const PARAMETER = /;[\t\n\r ]*([^;=]*)(?:=(?:"((?:[^"\\]|\\[^]?)*)"?[^;]*|([^;]*)))?/gy;

/** Parts between commas outside quotes (Fetch, "get, decode, and split"). */
const VALUES = /(?:"(?:[^"\\]+|\\[^]?)*"?|[^",]+)+/g;

/** Reads one media type (MIME Sniffing section 4.4); broken parameters are left out. */
export function parseMediaType(value: string): MediaType | undefined {
  const [, type, subtype, charset] = PLAIN.exec(value) ?? [];
  if (type === undefined || subtype === undefined) return parseAny(trimEnd(value));
  const parameters = new Map<string, string>();
  if (charset !== undefined) parameters.set("charset", charset);
  return { essence: `${type}/${subtype}`, type, subtype, parameters };
}

function parseAny(text: string): MediaType | undefined {
  const [head, type, subtype] = HEAD.exec(text)?.map((part) => part.toLowerCase()) ?? [];
  if (head === undefined || type === undefined || subtype === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name = "", quoted, bare = ""] of text.slice(head.length).matchAll(PARAMETER)) {
    const given = quoted?.replace(/\\([^])/g, "$1") ?? (trimEnd(bare) || undefined);
    const key = name.toLowerCase();
    if (given === undefined || !TOKEN.test(name) || !QUOTED_TEXT.test(given)) continue;
    if (!parameters.has(key)) parameters.set(key, given);
  }
  return { essence: `${type}/${subtype}`, type, subtype, parameters };
}

/** Written out, because `trimEnd()` takes more characters and `/[\t\n\r ]+$/` takes quadratic time. */
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && "\t\n\r ".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/**
 * Reads a Content-Type as `Headers.get()` gives it (Fetch, "extract a MIME type"). Of several values the last valid one
 * counts; it inherits the charset of the one before if both have the same essence.
 */
export function extractMediaType(value: string | null): MediaType | undefined {
  if (value === null) return undefined;
  const values = value.includes(",") ? value.match(VALUES) ?? [] : [value];
  let found: MediaType | undefined;
  for (const one of values) {
    const mediaType = parseMediaType(one);
    if (mediaType === undefined || mediaType.essence === "*/*") continue;
    found = inheritCharset(mediaType, found);
  }
  return found;
}

function inheritCharset(mediaType: MediaType, previous: MediaType | undefined): MediaType {
  if (previous?.essence !== mediaType.essence) return mediaType;
  const charset = previous.parameters.get("charset");
  if (charset === undefined || mediaType.parameters.has("charset")) return mediaType;
  const parameters = new Map(mediaType.parameters).set("charset", charset);
  return { ...mediaType, parameters };
}

/** Tells whether a media type is one of JSON (MIME Sniffing section 4.6). */
export function isJson({ essence, subtype }: MediaType): boolean {
  return essence === "application/json" || essence === "text/json" || subtype.endsWith("+json");
}

/** Tells whether it is one of HTML or XML (MIME Sniffing section 4.6), whose documents may name their own encoding. */
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
