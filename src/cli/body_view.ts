/**
 * The body of an answer as a person sees it.
 *
 * @module
 */

import { contentLengthOf } from "../core/fields/content_length.ts";
import {
  extractMediaType,
  isHtmlOrXml,
  isJson,
  type MediaType,
} from "../core/fields/media_type.ts";
import type { HttpResponse } from "../core/response/response.ts";
import { layOutJson } from "./json_text.ts";
import type { Painter } from "./painter.ts";
import { escapeLine, escapeText, TextEscaper } from "./terminal_text.ts";

/**
 * Gives the body in pieces: JSON laid out, text as it comes, a note in the place of anything else.
 *
 * @param response A streamed response.
 * @param paint Gives the colors.
 */
export async function* viewBody(
  response: HttpResponse,
  paint: Painter,
): AsyncGenerator<string> {
  const type = extractMediaType(response.headers.get("content-type"));
  if (!type) yield* viewUnknown(response, paint);
  else if (isJson(type)) yield viewJson(await response.text(), paint);
  else if (isText(type)) yield* viewText(response);
  else yield viewBinary(response, type);
}

const TEXT_TYPES: readonly string[] = [
  "application/x-www-form-urlencoded",
  "application/javascript",
  "application/ecmascript",
  "application/x-ndjson",
  "application/jsonl",
  "application/yaml",
  "application/toml",
  "application/sql",
  "application/graphql",
  "image/svg+xml",
];

function isText(type: MediaType): boolean {
  return type.type === "text" || isHtmlOrXml(type) ||
    TEXT_TYPES.includes(type.essence) ||
    type.parameters.has("charset");
}

/**
 * Gives the body as it is, but for what would control a terminal.
 *
 * @param response A streamed response.
 */
export async function* viewPlainBody(response: HttpResponse): AsyncGenerator<string> {
  const type = extractMediaType(response.headers.get("content-type"));
  if (!type) yield* viewUnknown(response);
  else if (isJson(type) || isText(type)) yield* viewText(response);
  else yield viewBinary(response, type);
}

/** Where the server does not say, the bytes do: text has no NULs and is UTF-8. */
async function* viewUnknown(
  response: HttpResponse,
  paint?: Painter,
): AsyncGenerator<string> {
  const bytes = await response.read();
  if (bytes.length === 0) return;
  if (bytes.includes(0) || response.apparentEncoding !== "utf-8") {
    yield viewBinary(response, undefined);
    return;
  }
  const text = await response.text();
  yield paint && /^\s*[[{]/.test(text) ? viewJson(text, paint) : withLineEnd(escapeText(text));
}

function viewJson(text: string, paint: Painter): string {
  if (!text.trim()) return "";
  try {
    JSON.parse(text);
  } catch {
    return withLineEnd(escapeText(text));
  }
  return withLineEnd(
    layOutJson(text, (color, token) => paint(color, escapeText(token))),
  );
}

async function* viewText(response: HttpResponse): AsyncGenerator<string> {
  const escaper = new TextEscaper();
  let last = "";
  for await (const piece of response.iterText()) {
    const text = escaper.push(piece);
    last = text || last;
    yield text;
  }
  const rest = escaper.finish();
  last = rest || last;
  yield last && !last.endsWith("\n") ? `${rest}\n` : rest;
}

function withLineEnd(text: string): string {
  return text && !text.endsWith("\n") ? `${text}\n` : text;
}

function viewBinary(
  response: HttpResponse,
  type: MediaType | undefined,
): string {
  const size = sizeOf(response);
  if (size === 0) return "";
  const amount = size === undefined ? "of unknown size" : `${size.toLocaleString("en")} bytes`;
  const name = escapeLine(type?.essence ?? "no media type");
  return `(binary, ${name}, ${amount}: save it with -o FILE, or pipe it with --raw)\n`;
}

/** A Content-Length counts the bytes before they were decoded. */
function sizeOf(response: HttpResponse): number | undefined {
  const { headers, numBytesDownloaded } = response;
  if (numBytesDownloaded > 0) return numBytesDownloaded;
  return headers.has("content-encoding") ? undefined : contentLengthOf(headers);
}
