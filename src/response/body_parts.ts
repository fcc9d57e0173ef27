/**
 * What a body is made of, and in which pieces it is given.
 *
 * @module
 */

import type { DefaultEncoding } from "../decode/charset.ts";
import type { Incoming } from "./incoming.ts";
import type { RawResponse } from "./raw_response.ts";

/**
 * The size of the pieces in which an iterator gives a body.
 *
 * @example Pieces of one size
 * ```ts
 * import { type ChunkOptions, Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: ChunkOptions = { chunkSize: 4 };
 * const transport = new HandlerTransport(() => new Response("123456"));
 * using client = new Client({ transport });
 * const response = await client.get("http://example.org/");
 * assertEquals(await Array.fromAsync(response.iterText(options)), ["1234", "56"]);
 * ```
 */
export interface ChunkOptions {
  /** Bytes, or UTF-16 units for text; as they come by default. */
  readonly chunkSize?: number | undefined;
}

/**
 * What a body is made of.
 *
 * @example A body that is there, in a charset that nobody says
 * ```ts
 * import { type BodyParts, HttpResponse, PreparedRequest } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const body: BodyParts = {
 *   raw: { status: 200, reasonPhrase: "OK", headers: new Headers(), source: undefined },
 *   content: new Uint8Array([0xe9]),
 *   defaultEncoding: "latin1",
 * };
 * const request = PreparedRequest.from(new Request("http://example.org/"));
 * const response = new HttpResponse({ ...body, request, elapsed: 0 });
 * assertEquals(await response.text(), "\u00e9");
 * ```
 */
export interface BodyParts {
  /** The answer as the transport gave it. */
  readonly raw: RawResponse;
  /** The whole body, if it was read. */
  readonly content?: Uint8Array<ArrayBuffer> | undefined;
  /** The body on its way in, if it was not. */
  readonly incoming?: Incoming | undefined;
  /** The client's, for a text that does not say. */
  readonly defaultEncoding?: DefaultEncoding | undefined;
  /** Makes of an error what a reader of the web stream gets; the same by default. */
  readonly toStreamError?: ((error: unknown) => unknown) | undefined;
}
