/**
 * Removes secrets from JSON text and leaves the rest of it as it is, byte for byte: also from text that is cut, or that
 * is several values, one a line.
 *
 * @module
 */

import { isSecretName, REDACTED } from "../../core/secrets/names.ts";

/**
 * Replaces the values of members with secret names; of objects and lists, every text and number in them.
 *
 * @param text The JSON.
 */
export function redactJson(text: string): string {
  const tokens = new Tokens(text);
  const scan = new Scan();
  const parts: string[] = [];
  let kept = 0;
  let at = tokens.begin(0);
  while (at < text.length) {
    const end = tokens.end(at);
    const next = tokens.begin(end);
    if (scan.hides(text.slice(at, end), text[next] === ":")) {
      parts.push(text.slice(kept, at), `"${REDACTED}"`);
      kept = end;
    }
    at = next;
  }
  return parts.join("") + text.slice(kept);
}

/** Finds strings, which may be cut, marks, numbers and words; a place that there is not is the end of the text. */
class Tokens {
  readonly #text: string;
  readonly #begin = /\S/g;
  readonly #endOfWord = /[\s{}[\],:"]/g;

  constructor(text: string) {
    this.#text = text;
  }

  begin(from: number): number {
    return this.#find(this.#begin, from);
  }

  end(start: number): number {
    const mark = this.#text[start] ?? "";
    if (mark === '"') return this.#endOfString(start);
    return "{}[],:".includes(mark) ? start + 1 : this.#find(this.#endOfWord, start + 1);
  }

  #find(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    return pattern.exec(this.#text)?.index ?? this.#text.length;
  }

  /** A pattern for a whole string would need more of the stack than there is for a long one. */
  #endOfString(start: number): number {
    const text = this.#text;
    for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
      let slashes = 0;
      while (text[at - 1 - slashes] === "\\") slashes++;
      if (slashes % 2 === 0) return at + 1;
    }
    return text.length;
  }
}

class Scan {
  readonly #names = new Map<string, boolean>();
  #depth = 0;
  /** Whether the next value belongs to a secret name. */
  #isNext = false;
  /** The depth outside of which nothing is secret any more. */
  #hiddenFrom: number | undefined;

  /** Tells whether a token is a secret; it is to be called for each of them, in order. */
  hides(token: string, mayBeKey: boolean): boolean {
    const mark = token[0] ?? "";
    if ("{[".includes(mark)) this.#open();
    else if ("}]".includes(mark)) this.#close();
    else if (mark === '"' && mayBeKey) this.#isNext = this.#isKnownSecret(token);
    else if (mark === ",") this.#isNext = false;
    else if (mark !== ":") return this.#isSecret(token);
    return false;
  }

  /** The same few names come again and again. */
  #isKnownSecret(token: string): boolean {
    const known = this.#names.get(token);
    if (known !== undefined) return known;
    const isSecret = isSecretName(nameOf(token));
    if (this.#names.size < 1_000) this.#names.set(token, isSecret);
    return isSecret;
  }

  #open(): void {
    if (this.#isNext) this.#hiddenFrom ??= this.#depth;
    this.#isNext = false;
    this.#depth++;
  }

  #close(): void {
    this.#depth--;
    this.#isNext = false;
    if (this.#hiddenFrom !== undefined && this.#depth <= this.#hiddenFrom) {
      this.#hiddenFrom = undefined;
    }
  }

  #isSecret(token: string): boolean {
    const isSecret = this.#isNext || this.#hiddenFrom !== undefined;
    this.#isNext = false;
    return isSecret && !/^(?:""|true|false|null)$/.test(token);
  }
}

/** Letters may be escaped: `"p\u0061ssword"` is a name, too. */
function nameOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    return token;
  }
}
