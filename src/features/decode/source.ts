/**
 * What can be decoded: a web `Response`, or bytes as they come.
 *
 * @module
 */

import { joinBytes } from "../../core/bytes/chunks.ts";
import { extractMediaType } from "../../core/fields/media_type.ts";
import { encodingSniffer } from "../../core/text/charset.ts";
import type { ByteChunks, EncodingHints, EncodingSniffer } from "./options.ts";

/**
 * A web `Response` whose body was not read, a stream of bytes or any other iterable of chunks, or bytes
 * that are all there.
 *
 * @example A function for responses, streams and bytes alike
 * ```ts
 * import { type ByteInput, bytes } from "@ferry/http/decode";
 * import { assertEquals } from "@std/assert";
 *
 * const sizeOf = async (input: ByteInput) => (await bytes(input)).length;
 * assertEquals(await sizeOf(new Response("hello")), 5);
 * assertEquals(await sizeOf(new Blob(["hello"]).stream()), 5);
 * assertEquals(await sizeOf(new Uint8Array(5)), 5);
 * ```
 * @category Streaming
 */
export type ByteInput = Response | ByteChunks | Uint8Array;

/** Gives the bytes as they come. */
export function toChunks(input: ByteInput): ByteChunks {
  if (input instanceof Uint8Array) return [input];
  return input instanceof Response ? input.body ?? [] : input;
}

/** Gives what is known of a charset beforehand: the label, else the Content-Type of a response. */
export function toHints(input: ByteInput, encoding: string | undefined): EncodingHints {
  const header = input instanceof Response ? input.headers.get("content-type") : null;
  return { encoding, contentType: extractMediaType(header) };
}

/** Settles the charset of a text that is still coming. */
export function toSniffer(
  input: ByteInput,
  encoding: string | EncodingSniffer | undefined,
): EncodingSniffer {
  return typeof encoding === "function" ? encoding : encodingSniffer(toHints(input, encoding));
}

/** Reads all bytes. */
export async function readBytes(input: ByteInput): Promise<Uint8Array<ArrayBuffer>> {
  if (input instanceof Response) return await input.bytes();
  if (input instanceof Uint8Array) return new Uint8Array(input);
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(chunk.slice());
  return joinBytes(chunks);
}
