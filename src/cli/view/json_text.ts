/**
 * JSON laid out for reading. It is taken apart by its tokens and not parsed, so that numbers stay as they are
 * written and a name may come twice.
 *
 * @module
 */

import { type Painter, plain } from "./painter.ts";

const PIECE = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|\s+|[^\s{}[\]:,"]+/g;

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Deeper levels are no longer moved to the right: a line would grow with each of them. */
const DEEPEST = 40;

/**
 * Lays out JSON with two blanks a level, or only gives it colors.
 *
 * @param text Valid JSON.
 * @param paint Gives the colors.
 * @param how Whether it goes over several lines.
 * @returns The same JSON, without a line feed at the end where it was laid out.
 */
export function layOutJson(
  text: string,
  paint: Painter = plain,
  how: "lines" | "as it is" = "lines",
): string {
  if (how === "as it is") return paintJson(text, paint);
  const layout = new Layout(paint);
  const tokens = text.match(TOKEN) ?? [];
  tokens.forEach((token, at) => layout.add(token, tokens[at + 1]));
  return layout.text;
}

function paintJson(text: string, paint: Painter): string {
  const pieces = text.match(PIECE) ?? [];
  return pieces.map((piece, at) => {
    if (/^[\s{}[\]:,]/.test(piece)) return piece;
    const next = pieces.slice(at + 1, at + 3).find((each) => each.trim());
    return paint(toColor(piece, next), piece);
  }).join("");
}

function toColor(token: string, next: string | undefined): "yellow" | "blue" | "green" {
  if (!token.startsWith('"')) return "yellow";
  return next === ":" ? "blue" : "green";
}

class Layout {
  readonly #paint: Painter;
  readonly #parts: string[] = [];
  #depth = 0;
  #empty = false;

  constructor(paint: Painter) {
    this.#paint = paint;
  }

  get text(): string {
    return this.#parts.join("");
  }

  add(token: string, next: string | undefined): void {
    if (token === "{" || token === "[") this.#open(token, next);
    else if (token === "}" || token === "]") this.#close(token);
    else if (token === ",") this.#parts.push(",", this.#newLine());
    else if (token === ":") this.#parts.push(": ");
    else this.#parts.push(this.#paint(toColor(token, next), token));
  }

  #open(token: string, next: string | undefined): void {
    this.#empty = next === "}" || next === "]";
    this.#depth++;
    this.#parts.push(token, this.#empty ? "" : this.#newLine());
  }

  #close(token: string): void {
    this.#depth--;
    this.#parts.push(this.#empty ? "" : this.#newLine(), token);
    this.#empty = false;
  }

  #newLine(): string {
    return `\n${"  ".repeat(Math.min(this.#depth, DEEPEST))}`;
  }
}
