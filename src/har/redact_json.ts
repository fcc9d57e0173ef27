/**
 * Removes secrets from JSON text and leaves the rest of it as it is, byte for byte: also from text that is cut, or that is
 * several values, one a line.
 *
 * @module
 */

import { isSecretName, REDACTED } from "../secrets.ts";

/** A string, which may be cut; a mark; or a number or a word. */
const TOKEN = /"(?:[^"\\]|\\[^])*(?:"|\\?$)|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * Replaces the values of members with secret names; of objects and lists, every text and number in them.
 *
 * @param text The JSON.
 */
export function redactJson(text: string): string {
  const scan = new Scan();
  const colon = /\s*:/y;
  return text.replace(TOKEN, (token, at: number) => {
    colon.lastIndex = at + token.length;
    return scan.take(token, colon.test(text));
  });
}

class Scan {
  #depth = 0;
  /** Whether the next value belongs to a secret name. */
  #isNext = false;
  /** The depth outside of which nothing is secret any more. */
  #hiddenFrom: number | undefined;

  /** Gives what is to stand in the place of a token. */
  take(token: string, mayBeKey: boolean): string {
    const mark = token[0] ?? "";
    if ("{[".includes(mark)) this.#open();
    else if ("}]".includes(mark)) this.#close();
    else if (mark === '"' && mayBeKey) this.#isNext = isSecretName(nameOf(token));
    else if (mark === ",") this.#isNext = false;
    else if (mark !== ":") return this.#value(token);
    return token;
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

  #value(token: string): string {
    const isSecret = this.#isNext || this.#hiddenFrom !== undefined;
    this.#isNext = false;
    return isSecret && !/^(?:""|true|false|null)$/.test(token) ? `"${REDACTED}"` : token;
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
