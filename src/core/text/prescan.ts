/**
 * What HTML and XML documents say of their own encoding.
 *
 * @module
 */

import type { MediaType } from "../fields/media_type.ts";

/** How many bytes of a document are looked at (HTML standard, section 13.2.3.2). */
export const PRESCANNED = 1024;

/**
 * Gives the encoding that a document declares in its first 1,024 bytes: HTML in a `<meta>`, else
 * in an XML prolog (HTML standard, "prescan a byte stream to determine its encoding"); XML in its
 * prolog.
 *
 * @param bytes The start of the document.
 * @param mediaType What it is; HTML if left out.
 * @returns The name of a known encoding; utf-8 where a declaration that is plain ASCII claims
 * UTF-16.
 */
export function declaredEncoding(
  bytes: Uint8Array,
  mediaType?: MediaType,
): string | undefined {
  // One character a byte: beyond ASCII they mean nothing here.
  const text = String.fromCharCode(...bytes.subarray(0, PRESCANNED));
  if (text.startsWith("<\0?\0x\0")) return "utf-16le";
  if (text.startsWith("\0<\0?\0x")) return "utf-16be";
  const isXml = mediaType !== undefined && mediaType.essence !== "text/html";
  const label = isXml ? undefined : new Prescan(text).run();
  return label ?? toEncoding(xmlLabel(text));
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
function toEncoding(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  try {
    const { encoding } = new TextDecoder(label);
    if (encoding.startsWith("utf-16")) return "utf-8";
    return encoding === "x-user-defined" ? "windows-1252" : encoding;
  } catch {
    return undefined;
  }
}

const SPACE = "\t\n\f\r ";

/** Comments, `<meta`, other tags, and the rest that begins with a `<`. */
const OPENING = /<(?:!--|(meta)(?=[\t\n\f\r /])|(\/?[a-z])|[!/?])/gi;

interface Attribute {
  readonly name: string;
  readonly value: string;
}

/** Walks over tags and comments to the first `<meta>` that names a known encoding. */
class Prescan {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  run(): string | undefined {
    const opening = new RegExp(OPENING);
    for (;;) {
      opening.lastIndex = this.#at;
      const found = opening.exec(this.#text);
      if (!found) return undefined;
      this.#at = opening.lastIndex;
      const [token, meta, tag] = found;
      if (token === "<!--") this.#skipPast("-->", found.index + 2);
      else if (meta) {
        const encoding = this.#readMeta();
        if (encoding !== undefined) return encoding;
      } else if (tag) this.#skipTag();
      else this.#skipPast(">", this.#at);
    }
  }

  #skipPast(mark: string, from: number): void {
    const at = this.#text.indexOf(mark, from);
    this.#at = at < 0 ? this.#text.length : at + mark.length;
  }

  #skipTag(): void {
    this.#takeUntil(`${SPACE}>`);
    while (this.#takeAttribute());
  }

  #readMeta(): string | undefined {
    const attributes = new Map<string, string>();
    for (
      let attribute = this.#takeAttribute();
      attribute;
      attribute = this.#takeAttribute()
    ) {
      const { name, value } = attribute;
      if (!attributes.has(name)) attributes.set(name, value);
    }
    // A tag that is cut off says nothing.
    if (this.#isAtEnd) return undefined;
    const charset = attributes.get("charset");
    if (charset !== undefined) return toEncoding(charset);
    if (attributes.get("http-equiv") !== "content-type") return undefined;
    return toEncoding(pragmaLabel(attributes.get("content") ?? ""));
  }

  /** "Get an attribute"; `undefined` in front of the `>`, and at the end of the text. */
  #takeAttribute(): Attribute | undefined {
    this.#skip(`${SPACE}/`);
    if (this.#isAtEnd || this.#next === ">") return undefined;
    // An equals sign in front belongs to the name.
    const name = (this.#take("=") ? "=" : "") + this.#takeUntil(`${SPACE}/>=`);
    this.#skip(SPACE);
    const value = this.#take("=") ? this.#takeValue() : "";
    return { name: name.toLowerCase(), value: value.toLowerCase() };
  }

  #takeValue(): string {
    this.#skip(SPACE);
    const quote = this.#next;
    if (quote !== '"' && quote !== "'") return this.#takeUntil(`${SPACE}>`);
    this.#at++;
    const value = this.#takeUntil(quote);
    this.#take(quote);
    return value;
  }

  get #isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  get #next(): string {
    return this.#text.charAt(this.#at);
  }

  #take(character: string): boolean {
    if (this.#next !== character) return false;
    this.#at++;
    return true;
  }

  #skip(characters: string): void {
    while (!this.#isAtEnd && characters.includes(this.#next)) this.#at++;
  }

  #takeUntil(stops: string): string {
    const start = this.#at;
    while (!this.#isAtEnd && !stops.includes(this.#next)) this.#at++;
    return this.#text.slice(start, this.#at);
  }
}

/** "Extracting a character encoding from a meta element", on the value of `content`. */
function pragmaLabel(content: string): string | undefined {
  const found = PRAGMA_CHARSET.exec(content);
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

const PRAGMA_CHARSET =
  /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"'][^\t\n\f\r ;]*))/i;

/**
 * Gives all charsets that a document names, known or not: those of `<meta charset>`, then those of
 * `<meta http-equiv>`, then the one of the XML prolog.
 *
 * @param text The document.
 * @returns The labels as they stand there.
 *
 * @example What a page declares
 * ```ts
 * import { encodingsFromContent } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(encodingsFromContent(`<meta charset="koi8-r">`), ["koi8-r"]);
 * ```
 * @category Responses
 */
export function encodingsFromContent(text: string): string[] {
  const attributes: string[] = [];
  const pragmas: string[] = [];
  for (const [tag] of text.matchAll(META)) {
    const label = CHARSET.exec(tag)?.[1];
    if (label === undefined) continue;
    (/\bhttp-equiv\b/i.test(tag) ? pragmas : attributes).push(label);
  }
  const prolog = PROLOG.exec(text)?.[1];
  return [...attributes, ...pragmas, ...(prolog === undefined ? [] : [prolog])];
}

// Neither runs on over the next `<`, so that a text full of them costs linear time.
const META = /<meta\b[^<>]*/gi;
const CHARSET = /\bcharset\s*=\s*(?:["']\s*)?([^\s"'/<>;]+)/i;
const PROLOG = /^\s*<\?xml\b[^<>]*?\bencoding\s*=\s*["']\s*([^\s"'<>]+)/i;
