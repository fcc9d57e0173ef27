/**
 * Bytes from a body to a file: gathered into few large writes, of which one is under way while the
 * next one is read.
 */

import type { Bytes } from "./chunks.ts";

/**
 * What bytes can be written to, such as a `Deno.FsFile`.
 *
 * @example Count the bytes instead of keeping them
 * ```ts
 * import { HttpResponse } from "@ferry/http";
 * import type { ByteWriter } from "@ferry/http/types";
 *
 * const counter: ByteWriter = { write: ({ length }) => Promise.resolve(length) };
 * console.log(await HttpResponse.from(new Response("hello")).writeTo(counter)); // 5
 * ```
 * @category Streaming
 */
export interface ByteWriter {
  /** Writes bytes, perhaps not all of them; gives how many. */
  write(bytes: Uint8Array): Promise<number>;
}

/** Gives the next bytes, in the buffer if it can; `undefined` at the end. The buffer may be detached. */
export type Fill = (buffer: Bytes) => Promise<Bytes | undefined>;

/** What a read may fill: as much stays near the processor until it is written (measured). */
const READ = 262_144;

/** As much is gathered before it is written: more gains nothing (measured). */
const ENOUGH = 262_144;

/** So much at once is written as it is: to copy it, and to write while the next is read, costs more (measured). */
const DIRECT = 32_768;

/** Copies all that comes, and gives how many bytes there were. When that fails, what came before is still written. */
export async function copyBytes(fill: Fill, writer: ByteWriter): Promise<number> {
  const gathered = new Gathered(writer);
  // Not the buffer in which bytes are gathered: a read that fails takes its buffer with it.
  let buffer = new ArrayBuffer(READ);
  try {
    for (;;) {
      const chunk = await fill(new Uint8Array(buffer));
      if (!chunk) break;
      await gathered.add(chunk);
      if (buffer.byteLength === 0) buffer = chunk.buffer;
    }
  } catch (error) {
    await gathered.flush().catch(() => {});
    throw error;
  }
  return await gathered.flush();
}

/** Writes all of some bytes. */
export async function writeAll(writer: ByteWriter, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length;) done += await writer.write(bytes.subarray(done));
}

class Gathered {
  readonly #writer: ByteWriter;
  #buffer: Bytes | undefined;
  #filled = 0;
  #total = 0;
  #writing: Promise<Bytes> | undefined;

  constructor(writer: ByteWriter) {
    this.#writer = writer;
  }

  /** Adds bytes, of which none are kept but as a copy. */
  async add(chunk: Bytes): Promise<void> {
    if (chunk.length >= (this.#filled === 0 ? DIRECT : ENOUGH)) {
      await this.flush();
      return await this.#write(chunk);
    }
    // Less than enough is gathered, so there is room for a chunk that is less than that.
    this.#buffer ??= new Uint8Array(2 * ENOUGH);
    this.#buffer.set(chunk, this.#filled);
    this.#filled += chunk.length;
    if (this.#filled >= ENOUGH) await this.#swap(this.#buffer);
  }

  /** Writes what was gathered, and goes on with the other buffer once that one is written. */
  async #swap(buffer: Bytes): Promise<void> {
    const filled = this.#filled;
    this.#filled = 0;
    this.#buffer = await this.#writing;
    this.#writing = this.#write(buffer.subarray(0, filled)).then(() => buffer);
    // Whoever waits for it next hears of its failure.
    this.#writing.catch(() => {});
  }

  async #write(bytes: Bytes): Promise<void> {
    await writeAll(this.#writer, bytes);
    this.#total += bytes.length;
  }

  /** Writes all that is left; gives how many bytes there were in all. */
  async flush(): Promise<number> {
    await this.#writing;
    this.#writing = undefined;
    const filled = this.#filled;
    this.#filled = 0;
    if (this.#buffer && filled > 0) await this.#write(this.#buffer.subarray(0, filled));
    return this.#total;
  }
}
