/** Where the bytes of an answer come from. */

import type { Bytes } from "../bytes/chunks.ts";

/** The bytes of an answer, pulled one chunk after the other by one reader. */
export interface ByteSource {
  /** How many bytes `read()` will give in all, where known. */
  readonly size: number | undefined;
  /** How many bytes came over the wire so far, where the transport knows better than its reader. */
  readonly wireBytes?: number | undefined;
  /** How many bytes will have come over the wire in all, where a coding hides how many did so far. */
  readonly wireSize?: number | undefined;
  /** Whether the bytes that it gives are nobody else's. Default: somebody may have them. */
  readonly isOwn?: boolean | undefined;
  /** Gives the next chunk, never an empty one, and `undefined` at the end. */
  read(): Promise<Bytes | undefined>;
  /** Gives the whole body where all of it is there already, and nothing was read before. */
  takeReady?(): Bytes | undefined;
  /** Gives the whole rest at once, where that is faster than `read()`; calls `touch` with how many bytes came. */
  readAll?(touch: (bytes: number) => void): Promise<Bytes>;
  /**
   * Gives the next chunk in a buffer of the caller's, where the transport can fill one. The buffer may
   * be detached: what is given has it then.
   */
  readInto?(buffer: Bytes): Promise<Bytes | undefined>;
  /** Gives the next chunk as it came over the wire, undecoded, where the transport can. */
  readRaw?(): Promise<Bytes | undefined>;
  /** Calls `listener` with all bytes that came, also those that `read()` waits for more after. */
  onBytes?(listener: () => void): void;
  /** Tells whether nobody waits for a read under way, which need not keep the program running then. */
  setIdle?(idle: boolean): void;
  /** Drops the connection at once; a read under way rejects with `reason`. Never throws; a second time does nothing. */
  abort(reason: unknown): void;
}

/** Reads a web stream, which is locked from now on. */
export function toStreamSource(stream: ReadableStream<Bytes>, size?: number): ByteSource {
  const reader = stream.getReader();
  return new PulledSource(() => reader.read(), (reason) => reader.cancel(reason), size);
}

/** Reads anything that gives bytes piece by piece; whoever does may clean up when it is aborted. */
export function toIterableSource(chunks: AsyncIterable<Bytes>): ByteSource {
  const iterator = chunks[Symbol.asyncIterator]();
  return new PulledSource(() => iterator.next(), async () => void await iterator.return?.());
}

interface Pulled {
  readonly done?: boolean | undefined;
  readonly value?: unknown;
}

class PulledSource implements ByteSource {
  readonly #next: () => Promise<Pulled>;
  readonly #letGo: (reason: unknown) => Promise<void>;
  #aborted: { readonly reason: unknown } | undefined;
  #reject: ((reason: unknown) => void) | undefined;
  readonly size: number | undefined;

  constructor(
    next: () => Promise<Pulled>,
    letGo: (reason: unknown) => Promise<void>,
    size?: number,
  ) {
    this.#next = next;
    this.#letGo = letGo;
    this.size = size;
  }

  async read(): Promise<Bytes | undefined> {
    for (;;) {
      if (this.#aborted) throw this.#aborted.reason;
      const { promise, reject } = Promise.withResolvers<never>();
      this.#reject = reject;
      const { value, done } = await Promise.race([this.#next(), promise]);
      if (done) return undefined;
      if (!isOwnBytes(value)) {
        throw new TypeError(`Cannot read a body: it gave a ${typeof value} and no bytes`);
      }
      if (value.length > 0) return value;
    }
  }

  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = { reason };
    this.#reject?.(reason);
    this.#letGo(reason).catch(() => {});
  }
}

function isOwnBytes(value: unknown): value is Bytes {
  return value instanceof Uint8Array;
}
