/**
 * An answer in the light form in which transports give it, before it becomes an `HttpResponse`.
 *
 * @module
 */

import type { ByteSource } from "./incoming.ts";

/** The HTTP version of an answer, where the transport can see it. */
export type HttpVersion = "HTTP/1.0" | "HTTP/1.1" | "HTTP/2";

/** An answer in the light form. */
export interface RawResponse {
  /** The status code. */
  readonly status: number;
  /** The reason phrase that the server sent, where the transport can see it, else the registry's. */
  readonly reasonPhrase: string;
  /** The headers. */
  readonly headers: Headers;
  /** The body; `undefined` where the answer has none. */
  readonly source: ByteSource | undefined;
  /** Whether the source gives decoded bytes while the headers still name a coding. */
  readonly decoded?: boolean | undefined;
  /** The HTTP version, where known. */
  readonly httpVersion?: HttpVersion | undefined;
}
