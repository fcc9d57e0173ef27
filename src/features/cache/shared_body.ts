/**
 * One body for several readers and a store, at the pace of those who read.
 *
 * @module
 */

type Bytes = Uint8Array<ArrayBuffer>;

/** Where a shared body comes from, and who else takes it. */
export interface SharedBodySource {
  /** Gives the next chunk. */
  read(): Promise<Bytes | undefined>;
  /** Lets go of the rest. */
  close(): void;
  /** Takes every chunk as it comes; it never rejects. */
  keep(chunk: Bytes): Promise<void>;
  /** Told once: whether the body came to its end. It never rejects. */
  end(complete: boolean): Promise<void>;
  /** The most bytes that are held for one who lags behind and does not read. */
  readonly maxBytes: number;
}

/** Bytes that the fastest reader may be ahead. */
const WINDOW = 1_048_576;

/** Milliseconds that one who does not read may hold up the others, before more is held for it. */
const PATIENCE = 1_000;

/** Reads a body once for all its readers: it is pulled by the fastest, which waits for the slowest. */
export class SharedBody {
  readonly #source: SharedBodySource;
  readonly #readers = new Set<Reader>();
  readonly #chunks: Bytes[] = [];
  #base = 0;
  #held = 0;
  #ended = false;
  #failure: { readonly error: unknown } | undefined;
  #pulling: Promise<void> | undefined;
  #moved: (() => void) | undefined;
  #isStalled = false;

  /** Takes over a body. */
  constructor(source: SharedBodySource) {
    this.#source = source;
  }

  /** Whether somebody who comes now gets all of it. */
  get isWhole(): boolean {
    return this.#base === 0 && !this.#failure && !this.#ended;
  }

  /** Adds a reader, from the first byte. */
  reader(): Reader {
    const reader = new Reader(this);
    this.#readers.add(reader);
    return reader;
  }

  /** Gives the chunk at a place, `undefined` at the end. */
  async at(place: number): Promise<Bytes | undefined> {
    while (place >= this.#base + this.#chunks.length) {
      if (this.#failure) throw this.#failure.error;
      if (this.#ended) return undefined;
      await (this.#pulling ??= this.#pull());
    }
    const chunk = this.#chunks[place - this.#base];
    return this.#readers.size > 1 ? chunk?.slice() : chunk;
  }

  async #pull(): Promise<void> {
    try {
      await this.#makeRoom();
      const chunk = await this.#source.read();
      if (chunk) await this.#take(chunk);
      else await this.#finish();
    } catch (error) {
      this.#failure ??= { error };
      await this.#source.end(false);
    } finally {
      this.#pulling = undefined;
    }
  }

  async #take(chunk: Bytes): Promise<void> {
    await this.#source.keep(chunk);
    this.#chunks.push(chunk);
    this.#held += chunk.length;
  }

  async #finish(): Promise<void> {
    await this.#source.end(true);
    this.#ended = true;
  }

  /** Waits for the slowest, and holds more only for one who does not read at all. */
  async #makeRoom(): Promise<void> {
    while (this.#held > WINDOW && !(this.#isStalled && this.#held < this.#source.maxBytes)) {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const timer = setTimeout(() => resolve(false), PATIENCE);
      this.#moved = () => resolve(true);
      this.#isStalled = !await promise;
      clearTimeout(timer);
    }
  }

  /** Drops what everybody has read. */
  trim(): void {
    const slowest = Math.min(...Array.from(this.#readers, ({ place }) => place));
    if (slowest <= this.#base) return;
    for (; this.#base < slowest && this.#chunks.length > 0; this.#base++) {
      this.#held -= this.#chunks.shift()?.length ?? 0;
    }
    this.#isStalled = false;
    this.#moved?.();
  }

  /** Takes a reader out; the last one ends it all. */
  leave(reader: Reader): void {
    if (!this.#readers.delete(reader)) return;
    if (this.#readers.size > 0) return this.trim();
    if (this.#ended || this.#failure) return;
    this.#failure = { error: new DOMException("Nobody reads any more", "AbortError") };
    this.#chunks.length = 0;
    this.#held = 0;
    this.#moved?.();
    this.#source.close();
    this.#source.end(false);
  }
}

/** One of the readers. */
export class Reader implements AsyncIterableIterator<Bytes, void, void> {
  readonly #body: SharedBody;
  #end: (() => void) | undefined;
  #hasLeft = false;
  /** Which chunk is next, counted from the first of the body. */
  place = 0;

  /** Made by the body alone. */
  constructor(body: SharedBody) {
    this.#body = body;
  }

  /** Gives the next chunk. */
  async next(): Promise<IteratorResult<Bytes, void>> {
    if (this.#hasLeft) return { done: true, value: undefined };
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#end = () => resolve(undefined);
    const value = await Promise.race([this.#body.at(this.place), promise]);
    if (!value) return { done: true, value };
    this.place++;
    this.#body.trim();
    return { done: false, value };
  }

  /** Reads no more; the others go on. */
  return(): Promise<IteratorResult<Bytes, void>> {
    if (!this.#hasLeft) {
      this.#hasLeft = true;
      this.#end?.();
      this.#body.leave(this);
    }
    return Promise.resolve({ done: true, value: undefined });
  }

  /** It is read once. */
  [Symbol.asyncIterator](): this {
    return this;
  }
}
