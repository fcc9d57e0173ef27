/**
 * Bodies as a HAR file has them: text where the bytes come back from it exactly, base64 otherwise.
 *
 * @module
 */

import { decodeBase64, encodeBase64 } from "@std/encoding/base64";
import { normalizeEncoding } from "../../core/text/charset.ts";
import {
  isHtmlOrXml,
  isJson,
  type MediaType,
  parseMediaType,
} from "../../core/fields/media_type.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A body in a HAR file. */
export interface BodyText {
  /** Its text. */
  readonly text: string;
  /** Whether the text is base64. */
  readonly isBase64: boolean;
}

/** How a body is told apart. */
export interface BodyTextOptions {
  /** Its Content-Type. */
  readonly mimeType: string;
  /** Whether it is only the beginning, which may end within a character. */
  readonly isCut: boolean;
}

/** Writes a body: as text if its type is textual and it is UTF-8, or ASCII where another charset is named. */
export function toBodyText(bytes: Bytes, { mimeType, isCut }: BodyTextOptions): BodyText {
  const text = isTextual(mimeType) ? decodeExactly(bytes, { mimeType, isCut }) : undefined;
  return text === undefined
    ? { text: encodeBase64(bytes), isBase64: true }
    : { text, isBase64: false };
}

const TEXTUAL =
  /^(?:text\/.*|multipart\/.*|application\/(?:x-www-form-urlencoded|(?:x-)?javascript|ecmascript|graphql|toml|(?:x-)?yaml|sql|(?:x-)?nd-?json|jsonl|json-seq|jwt|pem.*))$/;

function isTextual(mimeType: string): boolean {
  const type = parseMediaType(mimeType);
  if (!type) return mimeType === "" || mimeType === UNKNOWN_TYPE;
  return TEXTUAL.test(type.essence) || isJson(type) || isHtmlOrXml(type);
}

/** What stands for a type that was not given, as in the files of browsers. */
export const UNKNOWN_TYPE = "x-unknown";

function decodeExactly(bytes: Bytes, { mimeType, isCut }: BodyTextOptions): string | undefined {
  const type = parseMediaType(mimeType);
  if (!isUtf8Type(type) && bytes.some((byte) => byte > 0x7f)) return undefined;
  // Without a type, control characters speak for binary.
  if (!type && bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
      .decode(bytes, { stream: isCut });
  } catch {
    return undefined;
  }
}

function charsetOf(type: MediaType | undefined): string {
  const label = type?.parameters.get("charset");
  return (label && normalizeEncoding(label)) || "utf-8";
}

function isUtf8Type(type: MediaType | undefined): boolean {
  return charsetOf(type) === "utf-8";
}

/**
 * Reads a body back.
 *
 * @param body What stands in the file.
 * @param mimeType Its Content-Type: text of a browser's that was windows-1252 becomes so again.
 * @returns The bytes.
 * @throws {TypeError} If it is not base64 where it says so.
 */
export function fromBodyText({ text, isBase64 }: BodyText, mimeType: string): Bytes {
  if (isBase64) return decodeBase64(text);
  const isLatin1 = charsetOf(parseMediaType(mimeType)) === "windows-1252";
  return isLatin1 && !/[\u0100-\uffff]/.test(text)
    ? fromByteString(text)
    : new TextEncoder().encode(text);
}

/** Gives bytes as text with one character for each, so that what is ASCII in them can be found. */
export function toByteString(bytes: Bytes): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += STEP) {
    parts.push(String.fromCharCode(...bytes.subarray(start, start + STEP)));
  }
  return parts.join("");
}

const STEP = 8_192;

/** Undoes {@link toByteString}. */
export function fromByteString(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
  return bytes;
}
