/**
 * The body of a `fetch` response as a source of bytes.
 *
 * @module
 */

import type { Cancellation } from "../time/cancellation.ts";
import { type HttpErrorOptions, ReadError } from "../errors.ts";
import { gather, makeRoom } from "../bytes/whole.ts";
import type { ByteSource } from "../response/byte_source.ts";
import type { FetchHeaders } from "./fetch_answer.ts";
import { toReadError } from "./fetch_failure.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a body belongs to. */
export interface FetchBody {
  /** The headers of the answer. */
  readonly fields: FetchHeaders;
  /** Its stream. */
  readonly stream: ReadableStream<Bytes>;
  /** Ends the `fetch`. */
  readonly controller: AbortController;
  /** The call. */
  readonly cancellation: Cancellation;
  /** The listener by which the call ends the `fetch`. */
  readonly abort: (reason: unknown) => void;
  /** What an error is to carry, at the time it is made. */
  readonly evidence: () => HttpErrorOptions;
}

/** Reads the body of a `fetch` response. */
export class FetchSource implements ByteSource {
  readonly size: number | undefined;
  readonly wireSize: number | undefined;
  readonly #body: FetchBody;
  readonly #encoded: boolean;
  #reader: ReadableStreamDefaultReader<Bytes> | undefined;
  #filler: ReadableStreamBYOBReader | undefined;
  #failure: { readonly reason: unknown } | undefined;

  /** Takes over the body. */
  constructor(body: FetchBody) {
    this.#body = body;
    const headers = body.fields;
    this.#encoded = headers.has("content-encoding");
    const length = headers.get("content-length");
    // A Transfer-Encoding overrides a Content-Length (RFC 9112 section 6.3).
    const sent = length === null || headers.has("transfer-encoding") ? undefined : Number(length);
    this.size = this.#encoded ? undefined : sent;
    this.wireSize = this.#encoded ? sent : undefined;
  }

  /** Gives the next chunk that is not empty. */
  async read(): Promise<Bytes | undefined> {
    this.#reader ??= this.#body.stream.getReader();
    try {
      for (;;) {
        const { value, done } = await this.#reader.read();
        if (done) this.#end();
        if (done || value.length > 0) return value;
      }
    } catch (error) {
      throw this.#toError(error);
    }
  }

  /** Fills a buffer of the caller's, unless the body was begun with `read()`. */
  async readInto(buffer: Bytes): Promise<Bytes | undefined> {
    if (this.#reader) return await this.read();
    try {
      this.#filler ??= this.#openFiller();
      const { value, done } = await this.#filler.read(buffer);
      if (!done && value) return value;
      this.#end();
      return undefined;
    } catch (error) {
      throw this.#toError(error);
    }
  }

  /**
   * Gives the whole body. A byte reader fills our buffers without a copy, and its chunks show progress,
   * which the faster `Response.bytes()` does not: a slow body must not be taken for a stalled one.
   */
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    try {
      const reader = this.#filler = this.#openFiller();
      return this.size === undefined
        ? await this.#readUnknown(reader, touch)
        : await this.#readKnown(reader, this.size, touch);
    } catch (error) {
      throw this.#toError(error);
    }
  }

  async #readKnown(
    reader: ReadableStreamBYOBReader,
    size: number,
    touch: (bytes: number) => void,
  ): Promise<Bytes> {
    let room = makeRoom(size);
    let filled = 0;
    while (filled < size) {
      if (filled === room.length) room = makeRoom(size, { begun: room });
      const { value, done } = await reader.read(room.subarray(filled));
      if (done || !value) throw this.#short(filled, size);
      room = new Uint8Array(value.buffer);
      filled += value.byteLength;
      touch(value.byteLength);
    }
    this.#finish();
    reader.cancel().catch(() => {});
    return room;
  }

  async #readUnknown(
    reader: ReadableStreamBYOBReader,
    touch: (bytes: number) => void,
  ): Promise<Bytes> {
    const fill = async (buffer: Bytes) => (await reader.read(buffer)).value;
    const bytes = await gather({ fill, touch });
    this.#end();
    return bytes;
  }

  #short(filled: number, size: number): ReadError {
    return new ReadError(`the body ended after ${filled} of ${size} bytes`, {
      ...this.#body.evidence(),
      phase: "read",
    });
  }

  #openFiller(): ReadableStreamBYOBReader {
    return this.#body.stream.getReader({ mode: "byob" });
  }

  /** A stream that was cancelled ends as if it were whole. */
  #end(): void {
    if (this.#failure) throw this.#failure.reason;
    this.#finish();
  }

  #finish(): void {
    this.#body.cancellation.delete(this.#body.abort);
  }

  #toError(error: unknown): unknown {
    this.#finish();
    if (this.#failure) return this.#failure.reason;
    const { controller, evidence } = this.#body;
    if (controller.signal.aborted) return controller.signal.reason;
    return error instanceof ReadError ? error : toReadError(error, this.#encoded, evidence());
  }

  /**
   * Ends the `fetch`, and its stream: the platform may have lost the tie between the signal and a body
   * that is still read, since it holds it weakly.
   */
  abort(reason: unknown): void {
    if (this.#failure) return;
    this.#failure = { reason };
    this.#finish();
    this.#body.controller.abort(reason);
    const open = this.#reader ?? this.#filler ?? this.#body.stream;
    open.cancel(reason).catch(() => {});
  }
}
