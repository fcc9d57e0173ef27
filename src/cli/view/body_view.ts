/**
 * The body of an answer as a person sees it.
 *
 * @module
 */

import { contentLengthOf } from "../../core/fields/content_length.ts";
import {
  extractMediaType,
  isHtmlOrXml,
  isJson,
  type MediaType,
} from "../../core/fields/media_type.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import { isJsonText, viewEvents, viewJson, viewJsonLines, type ViewStyle } from "./line_view.ts";
import { layOutHtml, layOutXml, paintMarkup } from "./markup.ts";
import { escapeLine, escapeText, TextEscaper } from "./terminal_text.ts";

/**
 * Gives the body in pieces: JSON, XML, HTML, event streams and NDJSON laid out and colored, other text as it comes, a
 * note in the place of anything else. Nothing in it controls a terminal.
 *
 * @param response A streamed response.
 * @param style How it is shown.
 */
export async function* viewBody(
  response: HttpResponse,
  style: ViewStyle,
): AsyncGenerator<string> {
  const type = extractMediaType(response.headers.get("content-type"));
  if (!type) yield* viewUnknown(response, style);
  else if (type.essence === "text/event-stream") yield* viewEvents(response, style);
  else if (JSON_LINES.includes(type.essence)) yield* viewJsonLines(response, style);
  else if (style.stream && (isJson(type) || isText(type))) yield* viewText(response);
  else if (isJson(type)) yield viewJsonText(await response.text(), style);
  else if (isHtmlOrXml(type)) yield await viewMarkup(response, type, style);
  else if (isText(type)) yield* viewText(response);
  else yield viewBinary(response, type);
}

const JSON_LINES: readonly string[] = [
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonlines",
  "application/json-lines",
  "application/json-seq",
];

const TEXT_TYPES: readonly string[] = [
  ...JSON_LINES,
  "application/x-www-form-urlencoded",
  "application/javascript",
  "application/ecmascript",
  "application/yaml",
  "application/x-yaml",
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
  style?: ViewStyle,
): AsyncGenerator<string> {
  const bytes = await response.read();
  if (bytes.length === 0) return;
  if (bytes.includes(0) || response.apparentEncoding !== "utf-8") {
    yield viewBinary(response, undefined);
    return;
  }
  const text = await response.text();
  yield style && /^\s*[[{]/.test(text) ? viewJsonText(text, style) : withLineEnd(escapeText(text));
}

function viewJsonText(text: string, style: ViewStyle): string {
  if (!text.trim()) return "";
  return withLineEnd(isJsonText(text) ? viewJson(text, style) : escapeText(text));
}

/** It is made harmless first: what formats and colors it sees nothing that controls a terminal. */
async function viewMarkup(
  response: HttpResponse,
  type: MediaType,
  { paint, format }: ViewStyle,
): Promise<string> {
  const text = escapeText(await response.text());
  const isHtml = type.essence === "text/html";
  const laidOut = !format ? text : isHtml ? await layOutHtml(text) : await layOutXml(text);
  return withLineEnd(paintMarkup(laidOut, paint));
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

/** Ends the last line. */
export function withLineEnd(text: string): string {
  return text && !text.endsWith("\n") ? `${text}\n` : text;
}

function viewBinary(
  response: HttpResponse,
  type: MediaType | undefined,
): string {
  const size = sizeOf(response);
  if (size === 0) return "";
  return toBinaryNote(type?.essence, size);
}

/** What stands in the place of bytes that are no text. */
export function toBinaryNote(essence: string | undefined, size: number | undefined): string {
  const amount = size === undefined ? "of unknown size" : `${size.toLocaleString("en")} bytes`;
  const name = escapeLine(essence ?? "no media type");
  return `(binary, ${name}, ${amount}: save it with -o FILE, or pipe it on)\n`;
}

/** A Content-Length counts the bytes before they were decoded. */
function sizeOf(response: HttpResponse): number | undefined {
  const { headers, numBytesDownloaded } = response;
  if (numBytesDownloaded > 0) return numBytesDownloaded;
  return headers.has("content-encoding") ? undefined : contentLengthOf(headers);
}
