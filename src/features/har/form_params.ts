/**
 * The fields of forms: what they are, and where they stand in the body.
 *
 * @module
 */

import { decodeName } from "../../core/secrets/names.ts";
import { parseMediaType } from "../../core/fields/media_type.ts";
import type { HarParam } from "./har.ts";

/** A part of a multipart body. */
export interface FormPart {
  /** The field. */
  readonly param: HarParam;
  /** Where its content begins. */
  readonly start: number;
  /** Where it ends. */
  readonly end: number;
}

/**
 * Lists the fields of a form.
 *
 * @param text The body.
 * @param mimeType Its Content-Type.
 * @returns The fields, or `undefined` if it is no form.
 */
export function listParams(text: string, mimeType: string): readonly HarParam[] | undefined {
  if (isUrlEncoded(mimeType)) {
    return Array.from(new URLSearchParams(text), ([name, value]) => ({ name, value }));
  }
  return listParts(text, mimeType)?.map(({ param }) => param);
}

/** Tells whether a body is `application/x-www-form-urlencoded`. */
export function isUrlEncoded(mimeType: string): boolean {
  return parseMediaType(mimeType)?.essence === "application/x-www-form-urlencoded";
}

/**
 * Finds the parts of a `multipart/form-data` body (RFC 7578), of which the last one may be cut.
 *
 * @param text The body.
 * @param mimeType Its Content-Type.
 * @returns The parts, or `undefined` if it is no such body.
 */
export function listParts(text: string, mimeType: string): readonly FormPart[] | undefined {
  const type = parseMediaType(mimeType);
  const boundary = type?.parameters.get("boundary");
  if (type?.essence !== "multipart/form-data" || !boundary) return undefined;
  const mark = `--${boundary}`;
  const parts: FormPart[] = [];
  let at = text.startsWith(mark) ? 0 : text.indexOf(`\r\n${mark}`) + 2;
  while (text.startsWith(mark, at) && !text.startsWith("--", at + mark.length)) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd < 0) break;
    const next = text.indexOf(`\r\n${mark}`, headEnd + 2);
    const end = next < 0 ? text.length : next;
    const start = Math.min(headEnd + 4, end);
    parts.push({ param: toParam(text.slice(at, headEnd), text.slice(start, end)), start, end });
    if (next < 0) break;
    at = next + 2;
  }
  return parts;
}

function toParam(head: string, value: string): HarParam {
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.*)$`, "im").exec(head)?.[1]?.trim();
  const disposition = field("content-disposition") ?? "";
  const name = takeParameter(disposition, "name") ?? "";
  const fileName = takeParameter(disposition, "filename");
  const contentType = field("content-type");
  return {
    name,
    ...(fileName === undefined ? { value } : { fileName }),
    ...(contentType !== undefined && { contentType }),
  };
}

/** Quotes and line breaks in it are percent-encoded (HTML standard); anything else stands as it is. */
function takeParameter(disposition: string, name: string): string | undefined {
  const found = new RegExp(`;[ \\t]*${name}=(?:"([^"]*)"|([^;\\s]*))`, "i").exec(disposition);
  const text = found?.[1] ?? found?.[2];
  return text?.replace(/%(?:22|0D|0A)/gi, (escape) => decodeName(escape));
}
