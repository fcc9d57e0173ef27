/** The body of a `fetch` response as a source of bytes. */

import { type Bytes, joinBytes } from "../bytes/chunks.ts";
import { contentLengthOf } from "../fields/content_length.ts";
import { type HttpErrorOptions, ReadError } from "../errors.ts";
import { gather, makeRoom } from "../bytes/whole.ts";
import type { ByteSource } from "../response/byte_source.ts";
import type { FetchHeaders } from "./fetch_answer.ts";
import { isWithoutStart, toReadError } from "./fetch_failure.ts";

/** What a body belongs to. */
export interface FetchBody {
  readonly fields: FetchHeaders;
  /** Whether the runtime decodes it, or may. */
  readonly encoded: boolean;
  readonly stream: ReadableStream<Bytes>;
  /** Ends the `fetch`. */
  readonly controller: AbortController;
  /** Takes the call's end off the body. */
  readonly release: () => void;
  /** Called when the body has ended. */
  readonly onEnd: () => void;
  /** What an error is to carry, at the time it is made. */
  readonly evidence: () => HttpErrorOptions;
}

/** Reads the body of a `fetch` response. */
export class FetchSource implements ByteSource {
  readonly size: number | undefined;
  readonly wireSize: number | undefined;
  readonly #body: FetchBody;
  #reader: ReadableStreamDefaultReader<Bytes> | undefined;
  #filler: ReadableStreamBYOBReader | undefined;
  #received = 0;
  #failure: { readonly reason: unknown } | undefined;

  constructor(body: FetchBody) {
    this.#body = body;
    const sent = contentLengthOf(body.fields);
    this.size = body.encoded ? undefined : sent;
    this.wireSize = body.encoded ? sent : undefined;
  }

  /** What a buffer of ours was filled with is nobody else's; a chunk may be that of a `fetch` that is none. */
  get isOwn(): boolean {
    return this.#filler !== undefined;
  }

  async read(): Promise<Bytes | undefined> {
    try {
      this.#reader ??= this.#body.stream.getReader();
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) this.#endWhole();
        else this.#received += value.length;
        if (done || value.length > 0) return value;
      }
    } catch (error) {
      return this.#endOrThrow(error);
    }
  }

  /** Fills a buffer of the caller's, unless the body was begun with `read()`. */
  async readInto(buffer: Bytes): Promise<Bytes | undefined> {
    const filler = this.#openFiller();
    if (!filler) return await this.read();
    try {
      const { value, done } = await filler.read(buffer);
      if (!done && value) {
        this.#received += value.length;
        return value;
      }
      this.#endWhole();
      return undefined;
    } catch (error) {
      return this.#endOrThrow(error);
    }
  }

  /**
   * Gives the whole body. A byte reader fills our buffers without a copy, and its chunks show progress,
   * which the faster `Response.bytes()` does not: a slow body must not be taken for a stalled one.
   */
  readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const reader = this.#openFiller();
    if (!reader) return this.#readChunks(touch);
    const count = (bytes: number) => {
      this.#received += bytes;
      touch(bytes);
    };
    return this.size === undefined
      ? this.#readUnknown(reader, count)
      : this.#readKnown(reader, this.size, count);
  }

  /** The body of a response that the runtime did not make may be longer or shorter than it says. */
  async #readChunks(touch: (bytes: number) => void): Promise<Bytes> {
    const chunks: Bytes[] = [];
    for (let chunk = await this.read(); chunk; chunk = await this.read()) {
      chunks.push(chunk);
      touch(chunk.length);
    }
    return joinBytes(chunks);
  }

  async #readKnown(
    reader: ReadableStreamBYOBReader,
    size: number,
    touch: (bytes: number) => void,
  ): Promise<Bytes> {
    let room = makeRoom(size);
    let filled = 0;
    try {
      while (filled < size) {
        if (filled === room.length) room = makeRoom(size, { begun: room });
        const { value, done } = await reader.read(room.subarray(filled));
        if (done || !value) throw this.#short(filled, size);
        room = new Uint8Array(value.buffer);
        filled += value.byteLength;
        touch(value.byteLength);
      }
    } catch (error) {
      return this.#endOrThrow(error) ?? new Uint8Array(0);
    }
    this.#body.onEnd();
    reader.cancel().catch(() => {});
    return room;
  }

  async #readUnknown(
    reader: ReadableStreamBYOBReader,
    touch: (bytes: number) => void,
  ): Promise<Bytes> {
    const fill = async (buffer: Bytes) => (await reader.read(buffer)).value;
    try {
      const bytes = await gather({ fill, touch });
      this.#end();
      return bytes;
    } catch (error) {
      return this.#endOrThrow(error) ?? new Uint8Array(0);
    }
  }

  #short(filled: number, size: number): ReadError {
    return new ReadError(`the body ended after ${filled} of ${size} bytes`, {
      ...this.#body.evidence(),
      phase: "read",
    });
  }

  /** Opens the stream for bytes; a response that the runtime did not make has none of bytes, nor has any of Bun's. */
  #openFiller(): ReadableStreamBYOBReader | undefined {
    if (this.#reader || this.#filler) return this.#filler;
    try {
      return this.#filler = this.#body.stream.getReader({ mode: "byob" });
    } catch {
      return undefined;
    }
  }

  /** The runtime does not hold an answer over HTTP/2 to its Content-Length (RFC 9113 section 8.1.1). */
  #endWhole(): void {
    this.#end();
    const { size = 0 } = this;
    if (this.#received < size) throw this.#short(this.#received, size);
  }

  /** A stream that was cancelled ends as if it were whole. */
  #end(): void {
    if (this.#failure) throw this.#failure.reason;
    this.#body.onEnd();
  }

  /** A body of no bytes is whole, whatever its coding, unless it was announced as longer. */
  #endOrThrow(error: unknown): undefined {
    const isEmpty = this.#body.encoded && this.#received === 0 && !this.wireSize &&
      !this.#failure && isWithoutStart(error);
    if (!isEmpty) throw this.#toError(error);
    this.#body.onEnd();
    return undefined;
  }

  #toError(error: unknown): unknown {
    this.#body.release();
    if (this.#failure) return this.#failure.reason;
    const { controller, encoded, evidence } = this.#body;
    if (controller.signal.aborted) return controller.signal.reason;
    return error instanceof ReadError ? error : toReadError(error, encoded, evidence());
  }

  /**
   * Ends the `fetch`, and its stream: the platform may have lost the tie between the signal and a body
   * that is still read, since it holds it weakly.
   */
  abort(reason: unknown): void {
    if (this.#failure) return;
    this.#failure = { reason };
    this.#body.release();
    this.#body.controller.abort(reason);
    const open = this.#reader ?? this.#filler ?? this.#body.stream;
    open.cancel(reason).catch(() => {});
  }
}
