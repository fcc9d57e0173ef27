/**
 * Where the bytes of an answer come from.
 *
 * @module
 */

/**
 * The bytes of an answer, pulled one chunk after the other by one reader.
 */
export interface ByteSource {
  /** How many bytes `read()` will give in all, where known. */
  readonly size: number | undefined;
  /** How many bytes came over the wire so far, where the transport knows better than its reader. */
  readonly wireBytes?: number | undefined;
  /** How many bytes will have come over the wire in all, where a coding hides how many did so far. */
  readonly wireSize?: number | undefined;
  /** Gives the next chunk, never an empty one, and `undefined` at the end. */
  read(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the whole body where all of it is there already, and nothing was read before. */
  takeReady?(): Uint8Array<ArrayBuffer> | undefined;
  /**
   * Gives the whole rest at once, where that is faster than `read()` to the end.
   *
   * @param touch To be called whenever bytes came, with how many.
   */
  readAll?(touch: (bytes: number) => void): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * Gives the next chunk in a buffer of the caller's, where the transport can fill one. The buffer may
   * be detached: what is given has it then.
   */
  readInto?(buffer: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the next chunk as it came over the wire, undecoded, where the transport can. */
  readRaw?(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Tells whether nobody waits for a read under way, which need not keep the program running then. */
  setIdle?(idle: boolean): void;
  /** Drops the connection at once; a read under way rejects with `reason`. Never throws; a second time does nothing. */
  abort(reason: unknown): void;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads anything that gives bytes piece by piece. */
export class IterableSource implements ByteSource {
  readonly #chunks: AsyncIterator<Bytes>;
  #aborted: { readonly reason: unknown } | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  readonly size = undefined;

  /** Takes over what gives the bytes. */
  constructor(chunks: AsyncIterable<Bytes>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Gives the next chunk that is not empty. */
  async read(): Promise<Bytes | undefined> {
    for (;;) {
      if (this.#aborted) throw this.#aborted.reason;
      const { promise, reject } = Promise.withResolvers<never>();
      this.#reject = reject;
      const { value, done } = await Promise.race([this.#chunks.next(), promise]);
      if (done) return undefined;
      if (!(value instanceof Uint8Array)) {
        throw new TypeError(`Cannot read a body: it gave a ${typeof value} and no bytes`);
      }
      if (value.length > 0) return value;
    }
  }

  /** Lets go of the rest: whoever gives the bytes may clean up. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = { reason };
    this.#reject?.(reason);
    this.#letGo().catch(() => {});
  }

  async #letGo(): Promise<void> {
    await this.#chunks.return?.();
  }
}
