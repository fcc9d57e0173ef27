/**
 * Streams of lines, each shown as soon as it is there: event streams and NDJSON.
 *
 * @module
 */

import type { HttpResponse } from "../../core/response/response.ts";
import { layOutJson } from "./json_text.ts";
import type { Painter } from "./painter.ts";
import { escapeLine, escapeText } from "./terminal_text.ts";

/** How a body is shown. */
export interface ViewStyle {
  /** Gives the colors. */
  readonly paint: Painter;
  /** Whether it is laid out. */
  readonly format: boolean;
  /** Whether it is shown as it comes, whatever it is. */
  readonly stream?: boolean | undefined;
}

/** Gives the lines of an event stream, its fields in colors and JSON in its data laid out. */
export async function* viewEvents(
  response: HttpResponse,
  style: ViewStyle,
): AsyncGenerator<string> {
  for await (const line of response.iterLines()) {
    const [, name, separator = "", value = ""] = /^(data|event|id|retry)(: ?)([^]*)$/.exec(line) ??
      [];
    if (name === undefined) yield `${style.paint("dim", escapeLine(line))}\n`;
    else yield `${style.paint("cyan", name)}${separator}${viewValue(value, style)}\n`;
  }
}

/** What goes on in a further line stands below its beginning. */
function viewValue(value: string, style: ViewStyle): string {
  return viewJsonLine(value, style).replaceAll("\n", "\n      ");
}

/** Gives the values of NDJSON, each laid out. */
export async function* viewJsonLines(
  response: HttpResponse,
  style: ViewStyle,
): AsyncGenerator<string> {
  for await (const line of response.iterLines()) {
    // A record of a JSON text sequence begins with this (RFC 7464).
    const text = line.startsWith("\x1e") ? line.slice(1) : line;
    if (text.trim()) yield `${viewJsonLine(text, style)}\n`;
  }
}

function viewJsonLine(text: string, style: ViewStyle): string {
  return /^\s*[[{]/.test(text) && isJsonText(text) ? viewJson(text, style) : escapeLine(text);
}

/** Shows valid JSON. */
export function viewJson(text: string, { paint, format }: ViewStyle): string {
  const layout = format ? "lines" : "as it is";
  return layOutJson(text, (color, token) => paint(color, escapeText(token)), layout);
}

/** Tells whether a text is JSON. */
export function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
