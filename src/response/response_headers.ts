/**
 * The headers of an answer, which nobody can change.
 *
 * @module
 */

import type { RawResponse } from "./raw_response.ts";

/** What does not hold for a body any more that was decoded. */
export const CODED: readonly string[] = ["content-encoding", "content-length"];

const NONE: ReadonlyMap<string, string> = new Map();

type Visit = (value: string, name: string) => void;

/**
 * Headers that cannot be changed, as those of the platform's `fetch`. Where the body was decoded, they can still be
 * asked for its coding and its length on the wire, but they are not among those that a copy of the headers has.
 */
export class ResponseHeaders extends Headers {
  readonly #coded: ReadonlyMap<string, string>;

  /** Copies headers; `coded` are those that can only be asked for, by names in lower case. */
  constructor(headers: HeadersInit, coded?: ReadonlyMap<string, string>) {
    super(headers);
    this.#coded = coded ?? (headers instanceof ResponseHeaders ? headers.#coded : NONE);
  }

  /** Copies the headers of an answer. */
  static of(raw: RawResponse): ResponseHeaders {
    const pairs: [string, string][] = [];
    const coded = new Map<string, string>();
    visitHeaders(raw, (value, name) => {
      if (!isDecoded(raw) || !CODED.includes(name)) pairs.push([name, value]);
      else coded.set(name, [coded.get(name) ?? [], value].flat().join(", "));
    });
    return new ResponseHeaders(pairs, coded);
  }

  /** Gives a header. */
  override get(name: string): string | null {
    return this.#codedValue(name) ?? super.get(name);
  }

  /** Tells whether there is a header. */
  override has(name: string): boolean {
    return this.#codedValue(name) !== undefined || super.has(name);
  }

  #codedValue(name: string): string | undefined {
    if (!(#coded in this) || this.#coded.size === 0) return undefined;
    return this.#coded.get(String(name).toLowerCase());
  }

  /** Refuses to. */
  override append(): never {
    throw immutable();
  }

  /** Refuses to. */
  override set(): never {
    throw immutable();
  }

  /** Refuses to. */
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

/** Calls `visit` for each header of an answer. */
export function visitHeaders(raw: RawResponse, visit: Visit): void {
  if (raw.forEachHeader) raw.forEachHeader(visit);
  else raw.headers.forEach(visit);
}
