/**
 * Text that a server sent, made harmless for a terminal.
 *
 * @module
 */

/**
 * C0 without tab and line feed, DEL, C1 (where U+009B begins a command of the terminal's), and what
 * turns the direction of the text around, so that it reads as something else (CVE-2021-42574).
 */
const HARMFUL = /(?![\t\n])[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Escapes control characters in text of several lines; CRLF becomes a line feed.
 *
 * @param text What somebody else wrote.
 * @returns The text with `\x1b` and the like spelled out.
 */
export function escapeText(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(HARMFUL, spellOut);
}

/**
 * Escapes control characters in what has to stay one line.
 *
 * @param text What somebody else wrote.
 * @returns The text in one line.
 */
export function escapeLine(text: string): string {
  return text.replace(HARMFUL, spellOut).replaceAll("\n", "\\n");
}

function spellOut(character: string): string {
  const code = character.charCodeAt(0);
  return code > 0xff
    ? `\\u${code.toString(16).padStart(4, "0")}`
    : `\\x${code.toString(16).padStart(2, "0")}`;
}

/** Escapes text that comes in pieces, also where a CRLF is cut in two. */
export class TextEscaper {
  #held = "";

  /** Escapes a piece. */
  push(piece: string): string {
    const text = this.#held + piece;
    this.#held = text.endsWith("\r") ? "\r" : "";
    return escapeText(this.#held ? text.slice(0, -1) : text);
  }

  /** Gives what is left at the end. */
  finish(): string {
    return escapeText(this.#held);
  }
}
