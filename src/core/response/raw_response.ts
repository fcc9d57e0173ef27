/** An answer in the light form in which transports give it, before it becomes an `HttpResponse`. */

import type { Watch } from "../time/deadlines.ts";
import type { ByteSource } from "./byte_source.ts";

/**
 * The HTTP version of an answer, where the transport can see it.
 *
 * @example Is it the version that was wanted?
 * ```ts
 * import { type HttpVersion, HttpResponse } from "@ferry/http";
 *
 * const isOld = (version: HttpVersion | undefined) => version === "HTTP/1.0";
 * console.log(isOld(HttpResponse.from(new Response("hello")).httpVersion)); // false
 * ```
 * @category Responses
 */
export type HttpVersion = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";

/** The headers of an answer, asked for one by one in lower case; `Headers` are such, but cost more to make. */
export interface HeaderFields {
  /** Gives one of them, several joined by commas. */
  get(name: string): string | null;
  has(name: string): boolean;
  forEach(visit: (value: string, name: string) => void): void;
}

/** An answer in the light form. */
export interface RawResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase that the server sent, where the transport can see it, else the registry's. */
  readonly reasonPhrase: string;
  /** The headers as they came. */
  readonly fields: HeaderFields;
  /** The same, made for who wants to have them. */
  readonly headers: Headers;
  /** The body; `undefined` where the answer has none. */
  readonly source: ByteSource | undefined;
  /** Whether the source gives decoded bytes while the headers still name a coding. */
  readonly decoded?: boolean | undefined;
  /** The watch for the headers, still running: who takes over the body stops it. */
  readonly watch?: Watch | undefined;
  /** The URL that answered, where the platform has followed redirects by itself. */
  readonly url?: string | undefined;
  /** The HTTP version, where known. */
  readonly httpVersion?: HttpVersion | undefined;
  /** The trailers, once the body was read and if there were any. */
  readonly trailers?: Headers | undefined;
  /** The address and port of the server or the proxy, where the transport can see it. */
  readonly remoteAddress?: string | undefined;
  /** What is known of the connection's TLS. */
  readonly tls?: TlsFacts | undefined;
  /** How long each phase took, where the transport can tell. */
  readonly timings?: ResponseTimings | undefined;
}

/**
 * What is known of a TLS connection.
 *
 * @example Is the connection as modern as it has to be?
 * ```ts
 * import type { TlsFacts } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const isModern = (tls: TlsFacts | undefined) => tls?.version === "TLSv1.3";
 * assertEquals(isModern({ alpnProtocol: "http/1.1", version: "TLSv1.2" }), false);
 * assertEquals(isModern(undefined), false); // no TLS, or over fetch, which does not tell
 * ```
 * @category Responses
 */
export interface TlsFacts {
  /** The protocol agreed on by ALPN, if any. */
  readonly alpnProtocol: string | undefined;
  /** SHA-256 of the peer's certificate as hex with colons, where the runtime tells. */
  readonly fingerprint256?: string | undefined;
  /** The TLS version, such as "TLSv1.3", where the runtime tells. */
  readonly version?: string | undefined;
}

/**
 * The phases of one request in milliseconds; `undefined` for one that is not over or was not needed.
 *
 * @example How long the server took to think
 * ```ts
 * import type { ResponseTimings } from "@ferry/http/types";
 *
 * const thinking = ({ wait = 0 }: Pick<ResponseTimings, "wait">) => Math.round(wait);
 * console.log(thinking({ wait: 12.3 })); // 12
 * ```
 * @category Responses
 */
export interface ResponseTimings {
  /** Waited because of `limits`, or while many connections were made. */
  readonly queue: number | undefined;
  /** Resolved the name and connected. */
  readonly connect: number | undefined;
  /** Shook hands over TLS. */
  readonly tls: number | undefined;
  /** Sent the request. */
  readonly send: number | undefined;
  /** Waited for the first byte of the answer; over `fetch` connecting and sending are in it, which it does not tell. */
  readonly wait: number | undefined;
  /** Received the answer. */
  readonly receive: number | undefined;
}

/** Gives what is known now: it changes no more. */
export function copyTimings(timings: ResponseTimings): ResponseTimings {
  const { queue, connect, tls, send, wait, receive } = timings;
  return { queue, connect, tls, send, wait, receive };
}

/** The headers of an answer, a name as often as there are values. */
export type HeaderPairs = readonly (readonly [name: string, value: string])[];

/** What there is beside the headers. */
type Facts = Pick<RawResponse, "status" | "reasonPhrase" | "source">;

/** Asked for its headers one by one; `Headers` are only made for who wants them. */
export class MadeResponse implements RawResponse, HeaderFields {
  readonly status: number;
  readonly reasonPhrase: string;
  readonly source: ByteSource | undefined;
  readonly #pairs: HeaderPairs;

  /** Copies the pairs: whoever gave them may change them later. */
  constructor({ status, reasonPhrase, source }: Facts, pairs: HeaderPairs) {
    this.status = status;
    this.reasonPhrase = reasonPhrase;
    this.source = source;
    this.#pairs = pairs.map(toField);
  }

  get fields(): HeaderFields {
    return this;
  }

  get headers(): Headers {
    return new Headers(this.#pairs.map(([name, value]) => [name, value]));
  }

  get(name: string): string | null {
    const values = this.#pairs.filter(([own]) => own === name);
    return values.length === 0 ? null : values.map(([, value]) => value).join(", ");
  }

  has(name: string): boolean {
    return this.#pairs.some(([own]) => own === name);
  }

  forEach(visit: (value: string, name: string) => void): void {
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
