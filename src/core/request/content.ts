/** What a body or a part of a form is made of, settled from what a caller may pass. */

import {
  type Bytes,
  type ChunkReader,
  isBytes,
  readBlob,
  readBytes,
  toBytes,
  toReadableStream,
  withExactSize,
} from "../bytes/chunks.ts";
import { BodyUsedError } from "../errors.ts";
import { readIterable, readStream } from "../bytes/items.ts";
import type { BodyContent, BodySource } from "./prepared.ts";

/** A body source that can also be read as a part of something larger. */
export interface Content extends BodySource {
  /**
   * Opens it for one reading, in place of `open()`.
   *
   * @throws {BodyUsedError} If it was opened before and is not replayable.
   */
  read(): ChunkReader;
}

/**
 * An open file: a `Deno.FsFile`, or whatever else is read by its `readable`.
 *
 * @example Send a file that is open
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { ReadableSource } from "@ferry/http/types";
 *
 * const body: ReadableSource = await Deno.open("deno.json"); // closed when it was read
 * using client = new Client();
 * await client.buildRequest("PUT", "http://files.example/a", { body }).text();
 * ```
 * @category Bodies
 */
export interface ReadableSource {
  /** The bytes from where it stands. Reading them to the end closes it, so does cancelling. */
  readonly readable: ReadableStream<Uint8Array>;
}

/**
 * What can be opened again for every attempt, such as a file that is known by its path.
 *
 * @example A file in a store, sent again where that is needed
 * ```ts
 * import type { ReopenableSource } from "@ferry/http/types";
 *
 * export const body: ReopenableSource = { size: 5, open: () => new Blob(["hello"]).stream() };
 * ```
 * @category Bodies
 */
export interface ReopenableSource {
  /** Its name, where it is a file of a form. */
  readonly name?: string | undefined;
  /** Its media type. */
  readonly type?: string | undefined;
  /** How many bytes it gives; more or fewer fail the request. */
  readonly size?: number | undefined;
  /** Opens it at its start. */
  open(): ReadableStream<Uint8Array> | Promise<ReadableStream<Uint8Array>>;
}

/** Tells whether something can be opened again. */
export function isReopenable(value: object): value is ReopenableSource {
  return "open" in value && typeof value.open === "function" && !("readable" in value);
}

/** Bytes that are in memory. */
export class BytesContent implements Content {
  readonly size: number;
  readonly contentType: string | undefined;
  readonly replayable = true;

  constructor(readonly bytes: Bytes, contentType?: string) {
    this.size = bytes.length;
    this.contentType = contentType;
  }

  open(): BodyContent {
    return this.bytes;
  }

  read(): ChunkReader {
    return readBytes(this.bytes);
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

/** Makes content of text, as UTF-8. */
export function fromText(text: string, contentType?: string): BytesContent {
  return new BytesContent(new TextEncoder().encode(text), contentType);
}

/** A Blob, which may be backed by a file. */
export class BlobContent implements Content {
  readonly size: number;
  readonly contentType: string | undefined;
  readonly replayable = true;

  constructor(readonly blob: Blob) {
    this.size = blob.size;
    this.contentType = blob.type || undefined;
  }

  open(): BodyContent {
    return this.blob;
  }

  read(): ChunkReader {
    return withExactSize(readBlob(this.blob), this.size, "the Blob");
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

/** What is opened anew for every reading. */
class ReopenedContent implements Content {
  readonly #source: ReopenableSource;
  readonly size: number | undefined;
  readonly contentType: string | undefined;
  readonly replayable = true;

  constructor(source: ReopenableSource, size: number | undefined = source.size) {
    this.#source = source;
    this.size = size;
    this.contentType = source.type || undefined;
  }

  open(): BodyContent {
    return toReadableStream(this.read());
  }

  read(): ChunkReader {
    const reader = readWhenOpen(() => this.#source.open());
    return this.size === undefined ? reader : withExactSize(reader, this.size, "the file");
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }
}

/** Opens with the first read, so that nothing stays open of what nobody reads. */
function readWhenOpen(
  open: () => ReadableStream<unknown> | Promise<ReadableStream<unknown>>,
): ChunkReader {
  let opening: Promise<ChunkReader> | undefined;
  return {
    async read() {
      opening ??= (async () => readStream(await open()))();
      return await (await opening).read();
    },
    async cancel(reason) {
      const reader = await opening?.catch(() => undefined);
      await reader?.cancel(reason);
    },
  };
}

/** Something that can be read only once. */
export class OneShotContent implements Content {
  readonly size: number | undefined;
  readonly contentType = undefined;
  readonly replayable = false;
  readonly #reader: ChunkReader;
  readonly #what: string;
  #used = false;
  #stream: ReadableStream<Bytes> | undefined;

  /**
   * Makes the content.
   *
   * @param what What it is, for messages: "a stream".
   * @param size How many bytes there have to be, where known.
   */
  constructor(reader: ChunkReader, what: string, size?: number) {
    this.#reader = size === undefined ? reader : withExactSize(reader, size, what);
    this.#what = what;
    this.size = size;
  }

  open(): BodyContent {
    return this.#stream = toReadableStream(this.read());
  }

  read(): ChunkReader {
    if (this.#used) {
      throw new BodyUsedError(
        `Cannot send ${this.#what} again: pass a function that opens the stream anew`,
      );
    }
    this.#used = true;
    return this.#reader;
  }

  async discard(): Promise<void> {
    if (!this.#used) {
      this.#used = true;
      await this.#reader.cancel();
    } else if (this.#stream && !this.#stream.locked) {
      await this.#stream.cancel().catch(() => {});
    }
  }
}

/**
 * Settles what bytes can be had from, but text; `undefined` for anything else.
 *
 * @param value What the caller passed. Bytes are not copied.
 * @param size How many bytes a stream will give, by the caller's word.
 * @throws {TypeError} If a stream is locked or was read, or a file is closed.
 */
export function toContent(value: unknown, size?: number): Content | undefined {
  if (isBytes(value)) return new BytesContent(toBytes(value));
  if (value instanceof Blob) return new BlobContent(value);
  if (value instanceof ReadableStream) return toStreamContent(value, size);
  if (typeof value !== "object" || value === null) return undefined;
  if (isIterable(value)) {
    return new OneShotContent(readIterable(value), "an iterable", size);
  }
  if (isReopenable(value)) return new ReopenedContent(value, size);
  if ("readable" in value && value.readable instanceof ReadableStream) {
    return toStreamContent(value.readable, size);
  }
  return undefined;
}

function toStreamContent(stream: ReadableStream<unknown>, size?: number): Content {
  if (isDisturbed(stream)) {
    throw new TypeError("Cannot send the stream: it is locked or was read already");
  }
  return new OneShotContent(readStream(stream), "a stream", size);
}

/** Only the constructor of a Response looks whether a stream was read. */
function isDisturbed(stream: ReadableStream): boolean {
  if (stream.locked) return true;
  try {
    new Response(stream);
    return false;
  } catch {
    return true;
  }
}

function isIterable(value: object): value is AsyncIterable<unknown> | Iterable<unknown> {
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}

/** Reads what a body source opened. */
export function readContent(content: BodyContent): ChunkReader {
  if (content instanceof ReadableStream) return readStream(content);
  return content instanceof Blob ? readBlob(content) : readBytes(content);
}
