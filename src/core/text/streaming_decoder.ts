/**
 * Text out of chunks, for encodings and uses that cannot be cut into blocks.
 *
 * @module
 */

/**
 * Decodes chunk by chunk. It takes off the byte order mark itself: the streaming `TextDecoder` of
 * Deno 2.9.6 also drops a U+FEFF at the start of its second chunk.
 */
export class StreamingDecoder {
  readonly #decoder: TextDecoder;
  #isBeforeText: boolean;

  /**
   * Starts at the first byte.
   *
   * @param encoding The name of the encoding.
   */
  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { ignoreBOM: true });
    this.#isBeforeText = encoding.startsWith("utf-");
  }

  /**
   * Decodes the next bytes.
   *
   * @param chunk The bytes.
   * @returns The characters that they completed.
   */
  push(chunk: Uint8Array): string {
    return this.#strip(this.#decoder.decode(chunk, { stream: true }));
  }

  /** Gives U+FFFD for bytes that no further ones can complete. */
  finish(): string {
    return this.#strip(this.#decoder.decode());
  }

  #strip(text: string): string {
    if (!this.#isBeforeText || text === "") return text;
    this.#isBeforeText = false;
    return text.startsWith("\ufeff") ? text.slice(1) : text;
  }
}
