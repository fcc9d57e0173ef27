/**
 * A stream of `node:zlib`, pulled: it is fed a piece, and read until it wants the next one.
 *
 * @module
 */

import type { Transform } from "node:stream";
import { toBytes } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What a stream of `node:zlib` is. */
export interface ZlibStream extends Transform {
  /** How many bytes of input were used. */
  readonly bytesWritten: number;
}

/** Takes pieces one after the other, also for several bodies that follow each other. */
export class Engine {
  readonly #stream: ZlibStream;
  #fed = 0;
  #isIdle = true;
  #isClosed = false;
  #failure: { readonly cause: unknown } | undefined;
  #wake: () => void = () => {};

  /** Takes over a stream. */
  constructor(stream: ZlibStream) {
    this.#stream = stream;
    stream.on("readable", () => this.#wake());
    stream.on("error", (cause) => {
      this.#failure ??= { cause };
      this.#wake();
    });
  }

  /** Whether nothing more comes of what it was fed, or of anything. */
  get isIdle(): boolean {
    return this.#isIdle || this.#isClosed;
  }

  /** Why it failed. */
  get failure(): { readonly cause: unknown } | undefined {
    return this.#failure;
  }

  /** How many of the bytes that it was fed lie behind the end of the body; told while it is idle. */
  get spare(): number {
    return this.#fed - this.#stream.bytesWritten;
  }

  /** Feeds a piece; only while it is idle. */
  feed(piece: Bytes): void {
    if (this.#isClosed) return;
    this.#isIdle = false;
    this.#fed += piece.length;
    this.#stream.write(piece, () => {
      this.#isIdle = true;
      this.#wake();
    });
  }

  /** Gives what has come out. */
  read(): Bytes | undefined {
    const chunk: unknown = this.#stream.read();
    return chunk instanceof Uint8Array ? toBytes(chunk) : undefined;
  }

  /** Waits until something has happened. */
  stir(): Promise<void> {
    return new Promise((resolve) => this.#wake = resolve);
  }

  /** Lets go of the stream; safe at any time. */
  close(): void {
    this.#isClosed = true;
    this.#stream.destroy();
    this.#wake();
  }
}
