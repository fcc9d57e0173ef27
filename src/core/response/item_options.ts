/** How the readers of a response cut its body. */

/**
 * The size of the pieces in which an iterator gives a body.
 *
 * @example Pieces of one size
 * ```ts
 * import { type ChunkOptions, HttpResponse } from "@ferry/http";
 *
 * const options: ChunkOptions = { chunkSize: 4 };
 * const response = HttpResponse.from(new Response("123456"));
 * console.log(await Array.fromAsync(response.iterText(options))); // ["1234", "56"]
 * ```
 * @category Streaming
 */
export interface ChunkOptions {
  /** Bytes, or UTF-16 units for text. Default: as they come. */
  readonly chunkSize?: number | undefined;
}

/**
 * How long what a text is cut into may be.
 *
 * @example Lines of a server that is not trusted
 * ```ts
 * import { HttpResponse, type ItemOptions } from "@ferry/http";
 *
 * const options: ItemOptions = { maxLineLength: 10_000 };
 * const response = HttpResponse.from(new Response("one\nthree\n"));
 * for await (const line of response.iterLines(options)) console.log(line);
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
 * import { HttpResponse, type LineOptions } from "@ferry/http";
 *
 * const options: LineOptions = { delimiter: "\0" };
 * const response = HttpResponse.from(new Response("one\0two\0"));
 * console.log(await Array.fromAsync(response.iterLines(options))); // ["one", "two"]
 * ```
 * @category Streaming
 */
export interface LineOptions extends ItemOptions {
  /** Cuts only here. Default: at `\n`, `\r\n` and a lone `\r`. */
  readonly delimiter?: string | undefined;
}
