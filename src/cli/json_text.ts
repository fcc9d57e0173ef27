/**
 * JSON laid out for reading. It is taken apart by its tokens and not parsed, so that numbers stay as they are
 * written and a name may come twice.
 *
 * @module
 */

import { type Painter, plain } from "./painter.ts";

const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** Deeper levels are no longer moved to the right: a line would grow with each of them. */
const DEEPEST = 40;

/**
 * Lays out JSON with two blanks a level.
 *
 * @param text Valid JSON.
 * @param paint Gives the colors.
 * @returns The same JSON over several lines, without a line feed at the end.
 */
export function layOutJson(text: string, paint: Painter = plain): string {
  const layout = new Layout(paint);
  const tokens = text.match(TOKEN) ?? [];
  tokens.forEach((token, at) => layout.add(token, tokens[at + 1]));
  return layout.text;
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
    else this.#parts.push(this.#color(token, next));
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

  #color(token: string, next: string | undefined): string {
    if (!token.startsWith('"')) return this.#paint("yellow", token);
    return this.#paint(next === ":" ? "blue" : "green", token);
  }
}
