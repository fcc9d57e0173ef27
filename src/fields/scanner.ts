/**
 * Reads a header value from left to right; each character is passed once, so hostile values cost linear time.
 *
 * @module
 */

/** A place in a text, and the ways to move it forward. */
export class Scanner {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#position >= this.#text.length;
  }

  /** The character that comes next, `""` at the end. */
  get next(): string {
    return this.#text.charAt(this.#position);
  }

  /** Reads one character if it is the one asked for; tells whether it was. */
  take(character: string): boolean {
    if (this.next !== character) return false;
    this.#position++;
    return true;
  }

  /** Reads as long as characters are among those given. */
  skip(characters: string): void {
    while (!this.isAtEnd && characters.includes(this.next)) this.#position++;
  }

  /** Reads up to one of some characters, or to the end. */
  takeUntil(stops: string): string {
    const start = this.#position;
    while (!this.isAtEnd && !stops.includes(this.next)) this.#position++;
    return this.#text.slice(start, this.#position);
  }

  /** Reads so, but does not stop within quoted strings; gives their quotes, too. */
  takeUnquotedUntil(stops: string): string {
    const start = this.#position;
    this.takeUntil(`"${stops}`);
    while (this.next === '"') {
      this.takeQuoted();
      this.takeUntil(`"${stops}`);
    }
    return this.#text.slice(start, this.#position);
  }

  /**
   * Reads a quoted string (RFC 9110 section 5.6.4) whose opening quote comes next; gives what the quotes hold,
   * unescaped. One that is not closed reaches to the end, and a backslash there stands for itself (Fetch, "collect an
   * HTTP quoted string").
   */
  takeQuoted(): string {
    const text = this.#text;
    const start = ++this.#position;
    let end = start;
    while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
    this.#position = Math.min(end + 1, text.length);
    const quoted = text.slice(start, end);
    return quoted.includes("\\") ? quoted.replace(/\\([^])/g, "$1") : quoted;
  }
}
