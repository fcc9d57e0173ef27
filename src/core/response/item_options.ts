/** How the readers of a response cut its body. */

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
 * @category Streaming
 */
export interface ChunkOptions {
  /** Bytes, or UTF-16 units for text; as they come by default. */
  readonly chunkSize?: number | undefined;
}

/**
 * How long what a text is cut into may be.
 *
 * @example Lines of a server that is not trusted
 * ```ts
 * import { Client, DecodeError, HandlerTransport, type ItemOptions } from "@ferry/http";
 * import { assertRejects } from "@std/assert";
 *
 * const options: ItemOptions = { maxLineLength: 3 };
 * const transport = new HandlerTransport(() => new Response("one\nthree\n"));
 * using client = new Client({ transport });
 * const response = await client.get("http://example.org/");
 * await assertRejects(() => Array.fromAsync(response.iterLines(options)), DecodeError, "3");
 * ```
 * @category Streaming
 */
export interface ItemOptions {
  /** The most UTF-16 units in a line, and in the data of an event. Default 16,777,216; more is a `DecodeError`. */
  readonly maxLineLength?: number | undefined;
}

/**
 * Where a text is cut into lines.
 *
 * @example Records that end with a NUL
 * ```ts
 * import { Client, HandlerTransport, type LineOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const options: LineOptions = { delimiter: "\0" };
 * const transport = new HandlerTransport(() => new Response("one\0two\0"));
 * using client = new Client({ transport });
 * const response = await client.get("http://example.org/");
 * assertEquals(await Array.fromAsync(response.iterLines(options)), ["one", "two"]);
 * ```
 * @category Streaming
 */
export interface LineOptions extends ItemOptions {
  /** Cuts only here; by default at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}
