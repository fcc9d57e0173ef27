/**
 * An answer in the light form that was made here, of pairs.
 *
 * @module
 */

import type { ByteSource } from "./byte_source.ts";
import type { RawResponse } from "./raw_response.ts";

/** The headers of an answer, a name as often as there are values. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** What there is beside the headers. */
type Facts = Pick<RawResponse, "status" | "reasonPhrase" | "source">;

/** Asked for its headers one by one; `Headers` are only made for who wants them. */
export class MadeResponse implements RawResponse {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly source: ByteSource | undefined;
  readonly #pairs: HeaderPairs;
  #headers: Headers | undefined;

  /** Copies the pairs: whoever gave them may change them later. */
  constructor({ status, reasonPhrase, source }: Facts, pairs: HeaderPairs) {
    this.status = status;
    this.reasonPhrase = reasonPhrase;
    this.source = source;
    this.#pairs = pairs.map(toField);
  }

  get headers(): Headers {
    if (this.#headers) return this.#headers;
    const headers = new Headers();
    for (const [name, value] of this.#pairs) headers.append(name, value);
    return this.#headers = headers;
  }

  getHeader(name: string): string | null {
    const values = this.#pairs.filter(([own]) => own === name);
    return values.length === 0 ? null : values.map(([, value]) => value).join(", ");
  }

  hasHeader(name: string): boolean {
    return this.#pairs.some(([own]) => own === name);
  }

  forEachHeader(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this.#pairs) visit(value, name);
  }
}

function toField([name, value]: HeaderPairs[number]): HeaderPairs[number] {
  const text = `${value}`;
  const isTrimmed = text.charCodeAt(0) > 0x20 && text.charCodeAt(text.length - 1) > 0x20;
  return [`${name}`.toLowerCase(), isTrimmed ? text : text.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, "")];
}

/** Tells pairs from the other forms that headers come in. */
export function isHeaderPairs(headers: unknown): headers is HeaderPairs {
  return Array.isArray(headers) &&
    headers.every((pair) => Array.isArray(pair) && pair.length === 2);
}
