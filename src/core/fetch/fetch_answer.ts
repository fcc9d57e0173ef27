/** The headers of an answer of `fetch`, looked at once, and what is an answer. */

import type { HeaderFields } from "../response/raw_response.ts";
import { runtimeAgent } from "./runtime.ts";
import { toByteText } from "../text/encoded_text.ts";

/** The headers of an answer, which nobody can change: what is asked for often is found faster than in `Headers`. */
export class FetchHeaders implements HeaderFields {
  readonly #names: string[] = [];
  readonly #values: string[] = [];

  constructor(headers: Headers) {
    headers.forEach((value, name) => {
      this.#names.push(name);
      // To iterate leaves out an empty line before others: a Location beside it would pass for the only one.
      this.#values.push(
        name === "location" && value ? asBytes(headers.get(name) ?? value) : value,
      );
    });
  }

  /** Gives one of them, as `Headers.get()` does; `name` in lower case. */
  get(name: string): string | null {
    const names = this.#names;
    const at = names.indexOf(name);
    if (at < 0) return null;
    // Only Set-Cookie stands there more than once.
    return names[at + 1] === name ? this.#join(name) : this.#values[at] ?? null;
  }

  #join(name: string): string {
    return this.#values.filter((_, at) => this.#names[at] === name).join(", ");
  }

  has(name: string): boolean {
    return this.#names.includes(name);
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (let at = 0; at < this.#names.length; at++) {
      visit(this.#values[at] ?? "", this.#names[at] ?? "");
    }
  }
}

/** Bytes as characters, as they are everywhere but in workerd, which reads headers as UTF-8. */
function asBytes(value: string): string {
  if (/^[^\x80-\uffff]*$/.test(value) || !runtimeAgent().startsWith("Cloudflare-Workers")) {
    return value;
  }
  return toByteText(value);
}

/** Tells a response, also one of another realm or library, from what a stub gives that has no body to read. */
export function isAnswer(given: unknown): given is Response {
  return given instanceof Response || typeof given === "object" && given !== null &&
      "status" in given && "headers" in given && "body" in given;
}
