/** Which charset a text is in: labels, byte order marks, headers, what the document says, and the order of these. */

import { isHtmlOrXml, type MediaType } from "../fields/media_type.ts";

/**
 * The encoding of a text that does not say: a label, or a function of the bytes.
 *
 * @example Old pages of one country
 * ```ts
 * import { Client, type DefaultEncoding } from "@ferry/http";
 *
 * const defaultEncoding: DefaultEncoding = "shift_jis";
 * using _client = new Client({ defaultEncoding });
 * ```
 * @category Responses
 */
export type DefaultEncoding =
  | string
  | ((bytes: Uint8Array) => string | undefined);

/** What is known of a text before its bytes are looked at. */
export interface CharsetHints {
  /** The label that the caller set; it beats everything else. */
  readonly encoding?: string | undefined;
  /** The media type of the response. */
  readonly contentType?: MediaType | undefined;
  /** What holds where nothing else says; utf-8 if this says nothing either. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
}

/** Settles an encoding from the first bytes; `undefined` asks for more, unless these were all. */
export type Sniff = (start: Uint8Array, ended: boolean) => string | undefined;

/** Gives the name of an encoding by any of its labels (Encoding standard, section 4.2). */
export function normalizeEncoding(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** Makes the decoder for a label. @throws {RangeError} If nobody knows it. */
export function toDecoder(label: string): TextDecoder {
  try {
    return new TextDecoder(label);
  } catch (cause) {
    throw new RangeError(`Cannot decode by ${JSON.stringify(label)}: no such encoding`, { cause });
  }
}

/** Tells the encoding by the byte order mark (Encoding standard, section 6, "BOM sniff"). */
export function sniffBom(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  const first = bytes[0];
  const second = bytes[1];
  if (first === 0xef && second === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  return first === 0xfe && second === 0xff ? "utf-16be" : undefined;
}

/** Tells whether bytes are UTF-8; unless they are the whole text, a character may be cut off. */
export function isUtf8(bytes: Uint8Array, isWhole = false): boolean {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true });
    decoder.decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

/**
 * Gives the encoding that a whole text itself speaks for: a byte order mark, valid UTF-8, what an
 * HTML or XML document declares, else a guess, else windows-1252.
 */
export function apparentEncoding(
  bytes: Uint8Array,
  guess?: (bytes: Uint8Array) => string | undefined,
): string {
  return sniffBom(bytes) ?? (isUtf8(bytes, true) ? "utf-8" : undefined) ??
    declaredEncoding(bytes) ?? knownEncoding(guess?.(bytes)) ?? "windows-1252";
}

/**
 * Settles the encoding of a text, of which the first 1,024 bytes will do: the one that was set, else the byte order
 * mark, the charset of the Content-Type, what an HTML or XML document declares, `defaultEncoding`, utf-8. Labels that
 * nobody knows are passed over, unless set by the caller.
 *
 * @throws {RangeError} If `hints.encoding` is unknown.
 */
export function resolveEncoding(bytes: Uint8Array, hints: CharsetHints = {}): string {
  const { encoding, contentType, defaultEncoding } = hints;
  if (encoding !== undefined) return toDecoder(encoding).encoding;
  return sniffBom(bytes) ?? charsetOf(contentType) ??
    (contentType && isHtmlOrXml(contentType) ? declaredEncoding(bytes, contentType) : undefined) ??
    knownEncoding(
      typeof defaultEncoding === "function" ? defaultEncoding(bytes) : defaultEncoding,
    ) ?? "utf-8";
}

function charsetOf(contentType: MediaType | undefined): string | undefined {
  return knownEncoding(contentType?.parameters.get("charset"));
}

function knownEncoding(label: string | undefined): string | undefined {
  return label === undefined ? undefined : normalizeEncoding(label);
}

/**
 * Makes {@link resolveEncoding} work on a text that is still coming. No more bytes are waited for
 * than the answer needs: none if the headers tell, 1,024 if the document or a function has to.
 *
 * @throws {RangeError} If `hints.encoding` is unknown.
 */
export function encodingSniffer(hints: CharsetHints = {}): Sniff {
  const { encoding, contentType, defaultEncoding } = hints;
  if (encoding !== undefined) {
    const name = toDecoder(encoding).encoding;
    return () => name;
  }
  const isLookedAt = charsetOf(contentType) === undefined &&
    ((contentType && isHtmlOrXml(contentType)) || typeof defaultEncoding === "function");
  const needed = isLookedAt ? PRESCANNED : 1;
  return (start, ended) =>
    ended || (start.length >= needed && !isPartOfBom(start)) || sniffBom(start) !== undefined
      ? resolveEncoding(start, hints)
      : undefined;
}

/** Whether the bytes may still become a byte order mark. */
function isPartOfBom([first, second, third]: Uint8Array): boolean {
  if (first === undefined || third !== undefined) return false;
  return second === undefined ? first >= 0xef : first === 0xef && second === 0xbb;
}

/** How many bytes of a document are looked at (HTML standard, section 13.2.3.2). */
const PRESCANNED = 1024;

/**
 * Gives the encoding that a document declares at its start: HTML in a `<meta>`, else in an XML prolog (HTML standard,
 * "prescan a byte stream to determine its encoding"); XML in its prolog. Without a media type it is HTML.
 */
export function declaredEncoding(bytes: Uint8Array, mediaType?: MediaType): string | undefined {
  // One character a byte: beyond ASCII they mean nothing here.
  const text = String.fromCharCode(...bytes.subarray(0, PRESCANNED));
  if (text.startsWith("<\0?\0x\0")) return "utf-16le";
  if (text.startsWith("\0<\0?\0x")) return "utf-16be";
  const isXml = mediaType !== undefined && mediaType.essence !== "text/html";
  return (isXml ? undefined : prescan(text)) ?? toDeclared(xmlLabel(text));
}

/** "Get an XML encoding"; `[^\x21-\uffff]` is up to a space, in the words of the standard. */
function xmlLabel(text: string): string | undefined {
  if (!text.startsWith("<?xml")) return undefined;
  const declaration = text.slice(0, Math.max(text.indexOf(">"), 0));
  const at = declaration.indexOf("encoding");
  if (at < 0) return undefined;
  const found = XML_ENCODING.exec(declaration.slice(at));
  return found?.[1] ?? found?.[2];
}

const XML_ENCODING =
  /^encoding[^\x21-\uffff]*=[^\x21-\uffff]*(?:"([\x21-\uffff]+?)"|'([\x21-\uffff]+?)')/;

/** What could be read as ASCII is not UTF-16, whatever it says of itself. */
function toDeclared(label: string | undefined): string | undefined {
  const encoding = knownEncoding(label);
  if (encoding?.startsWith("utf-16")) return "utf-8";
  return encoding === "x-user-defined" ? "windows-1252" : encoding;
}

/** Comments, `<meta`, other tags, and the rest that begins with a `<`. */
const OPENING = /<(?:!--|(meta)(?=[\t\n\f\r /])|(\/?[a-z][^\t\n\f\r >]*)|[!/?])/gi;

/** Walks over tags and comments to the first `<meta>` that names a known encoding. */
function prescan(text: string): string | undefined {
  // Most pages name none there, and a walk over many tags takes longer than all else about a small page.
  if (!/charset/i.test(text)) return undefined;
  const opening = new RegExp(OPENING);
  const skipPast = (mark: string, from: number) => {
    const at = text.indexOf(mark, from);
    opening.lastIndex = at < 0 ? text.length : at + mark.length;
  };
  for (let found = opening.exec(text); found; found = opening.exec(text)) {
    const [token, meta, tag] = found;
    if (meta || tag) {
      const { attributes, end } = readAttributes(text, opening.lastIndex);
      // A tag that is cut off says nothing.
      const encoding = meta && end < text.length ? metaEncoding(attributes) : undefined;
      if (encoding !== undefined) return encoding;
      opening.lastIndex = end;
    } else if (token === "<!--") skipPast("-->", found.index + 2);
    else skipPast(">", opening.lastIndex);
  }
  return undefined;
}

/** "Get an attribute": an equals sign in front belongs to the name, which is empty in front of the `>`. */
const ATTRIBUTE =
  /[\t\n\f\r /]*(=?[^\t\n\f\r />=]*)[\t\n\f\r ]*(?:=[\t\n\f\r ]*(?:"([^"]*)"?|'([^']*)'?|([^\t\n\f\r >]*)))?/y;

/** Reads up to the end of a tag; the first attribute of a name counts. */
function readAttributes(text: string, start: number) {
  const attribute = new RegExp(ATTRIBUTE);
  const attributes = new Map<string, string>();
  attribute.lastIndex = start;
  for (;;) {
    const [, name = "", double, single, bare = ""] = attribute.exec(text) ?? [];
    if (name === "") return { attributes, end: attribute.lastIndex };
    const key = name.toLowerCase();
    if (!attributes.has(key)) attributes.set(key, (double ?? single ?? bare).toLowerCase());
  }
}

function metaEncoding(attributes: ReadonlyMap<string, string>): string | undefined {
  const charset = attributes.get("charset");
  if (charset !== undefined) return toDeclared(charset);
  if (attributes.get("http-equiv") !== "content-type") return undefined;
  const [, double, single, bare] = PRAGMA_CHARSET.exec(attributes.get("content") ?? "") ?? [];
  return toDeclared(double ?? single ?? bare);
}

/** "Extracting a character encoding from a meta element". */
const PRAGMA_CHARSET =
  /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/i;
