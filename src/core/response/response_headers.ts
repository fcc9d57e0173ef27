/** The headers of an answer, which nobody can change. */

import type { HeaderFields, RawResponse } from "./raw_response.ts";

/** What does not hold for a body any more that was decoded. */
export const CODED: readonly string[] = ["content-encoding", "content-length"];

/**
 * Headers that cannot be changed, as those of the platform's `fetch`. Where the body was decoded, they can still be
 * asked for its coding and its length on the wire, but they are not among those that a copy of the headers has.
 */
export class ResponseHeaders extends Headers {
  /** What came over the wire; a copy may be trimmed, too. */
  readonly #wire: HeaderFields | undefined;

  /** Copies headers; `wire` is asked for a single one. */
  constructor(headers: HeadersInit, wire?: HeaderFields) {
    super(headers);
    this.#wire = wire ?? (headers instanceof ResponseHeaders ? headers.#wire : undefined);
  }

  static of(raw: RawResponse): ResponseHeaders {
    const pairs: [string, string][] = [];
    const decoded = isDecoded(raw);
    raw.fields.forEach((value, name) => {
      if (!decoded || !CODED.includes(name)) pairs.push([name, value]);
    });
    return new ResponseHeaders(pairs, raw.fields);
  }

  override get(name: string): string | null {
    // Runtimes may ask while it is made.
    if (!(#wire in this) || !this.#wire) return super.get(name);
    return this.#wire.get(`${name}`.toLowerCase()) ?? super.get(name);
  }

  override has(name: string): boolean {
    return super.has(name) || this.get(name) !== null;
  }

  override append(): never {
    throw immutable();
  }

  override set(): never {
    throw immutable();
  }

  override delete(): never {
    throw immutable();
  }
}

function immutable(): TypeError {
  return new TypeError(
    "Cannot change the headers of a response: make another one with new Response(response.body, response)",
  );
}

/** Tells whether a body was decoded while its headers still name the coding. */
export function isDecoded({ decoded, source }: RawResponse): boolean {
  return decoded === true && source !== undefined;
}
