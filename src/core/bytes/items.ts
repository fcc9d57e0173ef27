/** Reads what a caller's stream or iterable gives: bytes, or text that is encoded as UTF-8. */

import { type Bytes, type ChunkReader, isBytes, joinBytes, toBytes } from "./chunks.ts";

/** Reads a stream of bytes or text, which is locked by the first read. */
export function readStream(stream: ReadableStream<unknown>): ChunkReader {
  let reader: ReadableStreamDefaultReader<unknown> | undefined;
  const start = () => reader ??= stream.getReader();
  return new ItemReader(
    async () => {
      const { done, value } = await start().read();
      return done ? { done: true, value: undefined } : { done: false, value };
    },
    async (reason) => await start().cancel(reason),
  );
}

/** Reads what an iterable of bytes or text gives; it is started by the first read. */
export function readIterable(iterable: AsyncIterable<unknown> | Iterable<unknown>): ChunkReader {
  let iterator: AsyncIterator<unknown> | Iterator<unknown> | undefined;
  const start = () =>
    iterator ??= Symbol.asyncIterator in iterable
      ? iterable[Symbol.asyncIterator]()
      : iterable[Symbol.iterator]();
  return new ItemReader(
    async () => await start().next(),
    async () => {
      // A stream of Node's that was never read is only freed so.
      if (!iterator && isDestroyable(iterable)) iterable.destroy();
      await start().return?.();
    },
  );
}

function isDestroyable(value: object): value is { destroy(): void } {
  return "destroy" in value && typeof value.destroy === "function";
}

/** Turns items into chunks: encodes text, refuses what is neither text nor bytes. */
class ItemReader implements ChunkReader {
  readonly #next: () => Promise<IteratorResult<unknown, unknown>>;
  readonly #close: (reason: unknown) => Promise<unknown>;
  /** The first half of a surrogate pair, whose second half comes with the next item. */
  #half = "";
  #pending = false;
  #closed = false;

  constructor(
    next: () => Promise<IteratorResult<unknown, unknown>>,
    close: (reason: unknown) => Promise<unknown>,
  ) {
    this.#next = next;
    this.#close = close;
  }

  async read(): Promise<Bytes | undefined> {
    while (!this.#closed) {
      const { done, value } = await this.#advance();
      if (done) this.#closed = true;
      const chunk = done ? this.#flush() : await this.#convert(value);
      if (chunk.length) return chunk;
    }
    return undefined;
  }

  async cancel(reason?: unknown): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const closed = this.#close(reason).catch(() => {});
    // A generator stuck in an `await` comes to its `return()` only after that.
    if (!this.#pending) await closed;
  }

  async #advance(): Promise<IteratorResult<unknown, unknown>> {
    this.#pending = true;
    try {
      return await this.#next();
    } catch (error) {
      this.#closed = true;
      throw error;
    } finally {
      this.#pending = false;
    }
  }

  async #convert(item: unknown): Promise<Bytes> {
    if (typeof item === "string") return this.#encode(item);
    if (isBytes(item)) {
      const half = this.#flush();
      const bytes = toBytes(item);
      return half.length ? joinBytes([half, bytes]) : bytes;
    }
    const error = new TypeError(
      `Cannot send a chunk of type ${
        item === null ? "null" : typeof item
      }: a body is made of bytes or text`,
    );
    await this.cancel(error);
    throw error;
  }

  #encode(text: string): Bytes {
    const whole = this.#half + text;
    const last = whole.charCodeAt(whole.length - 1);
    const end = last >= 0xd800 && last <= 0xdbff ? -1 : whole.length;
    this.#half = end < 0 ? whole.slice(end) : "";
    return new TextEncoder().encode(whole.slice(0, end));
  }

  #flush(): Bytes {
    const half = this.#half;
    this.#half = "";
    return new TextEncoder().encode(half);
  }
}
