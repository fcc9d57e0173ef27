/**
 * What has become of a response body: unread, read, consumed or closed.
 *
 * @module
 */

import { type ByteWriter, copyBytes, writeAll } from "../bytes/body_copy.ts";
import type { Chunks } from "../text/chunks.ts";
import {
  type HttpErrorOptions,
  ResponseNotReadError,
  StreamClosedError,
  StreamError,
} from "../errors.ts";
import { withCallerStack } from "../errors/caller_stack.ts";
import type { Incoming } from "./incoming.ts";

/**
 * Says what is possible with a body now, and does it. Whoever can read the body holds it, and nobody else does: when it
 * is garbage, the body is let go of.
 *
 * Public by its name alone, since public classes mention it: nobody outside makes one.
 */
export class BodyState {
  readonly #evidence: () => HttpErrorOptions;
  #incoming: Incoming | undefined;
  #content: Uint8Array<ArrayBuffer> | undefined;
  #reading: Promise<Uint8Array<ArrayBuffer>> | undefined;
  #consumed = false;
  #closed = false;

  /**
   * Begins read (`content`) or unread (`incoming`).
   *
   * @param content The whole body, if it was read.
   * @param incoming The body on its way in, if it was not.
   * @param evidence What an error is to carry.
   */
  constructor(
    content: Uint8Array<ArrayBuffer> | undefined,
    incoming: Incoming | undefined,
    evidence: () => HttpErrorOptions,
  ) {
    this.#content = content;
    this.#evidence = evidence;
    if (incoming) this.#take(incoming);
  }

  #take(incoming: Incoming): void {
    this.#incoming = incoming;
    incoming.heldBy(this);
  }

  /** The whole body, if it was read. */
  get read(): Uint8Array<ArrayBuffer> | undefined {
    return this.#content;
  }

  /** Whether a stream was begun, so that the body can no longer be had as a whole. */
  get consumed(): boolean {
    return this.#consumed;
  }

  /** How many bytes came. */
  get received(): number {
    return this.#incoming?.received ?? this.#content?.length ?? 0;
  }

  /**
   * The whole body.
   *
   * @throws {ResponseNotReadError} If it was not read.
   */
  get content(): Uint8Array<ArrayBuffer> {
    if (this.#content) return this.#content;
    if (this.#consumed || this.#closed) throw this.#refusal();
    throw new ResponseNotReadError(
      "the response is streamed: call read() before content",
      { ...this.#evidence(), phase: "read" },
    );
  }

  /** Reads the whole body; calls at the same time share one reading. */
  readAll(): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#content) return Promise.resolve(this.#content);
    this.#reading ??= this.#readAll();
    return this.#reading;
  }

  async #readAll(): Promise<Uint8Array<ArrayBuffer>> {
    const incoming = this.#claim();
    try {
      const content = await incoming.readAll();
      this.#consumed = false;
      this.#content = content;
      return content;
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  /**
   * Reads a short body that was not read, and lets go of a long or a slow one; what is wrong with it does not matter.
   */
  async drain(): Promise<void> {
    if (this.#content || this.#consumed || this.#closed) return;
    this.#consumed = true;
    const content = await this.#incoming?.drain();
    this.#consumed = false;
    if (content) this.#content = content;
    else this.#closed = true;
  }

  /** Gives the chunks of the body, as they come or in one piece if it was read. */
  chunks(raw = false): Chunks<Uint8Array<ArrayBuffer>> {
    return new BodyChunks(() => this.#open(raw), () => this.close());
  }

  /**
   * Copies the body to a file, without a piece of it left in memory.
   *
   * @returns How many bytes it has.
   */
  async copyTo(writer: ByteWriter): Promise<number> {
    if (this.#content) {
      await writeAll(writer, this.#content);
      return this.#content.length;
    }
    const incoming = this.#claim();
    try {
      return await copyBytes((buffer) => incoming.readInto(buffer), writer);
    } catch (error) {
      incoming.close();
      throw error;
    }
  }

  #open(raw: boolean): () => Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#content) return giveOnce(this.#content);
    const incoming = this.#claim();
    return raw ? () => incoming.readRaw() : () => incoming.read();
  }

  /** Begins to use up the incoming body, which can be done once. */
  #claim(): Incoming {
    if (!this.#incoming || this.#consumed || this.#closed) {
      throw this.#refusal();
    }
    this.#consumed = true;
    return this.#incoming;
  }

  #refusal(): StreamError {
    const evidence: HttpErrorOptions = { ...this.#evidence(), phase: "read" };
    return this.#closed
      ? new StreamClosedError("the response was closed before it was read", evidence)
      : new StreamError("the body was streamed already and is not kept", evidence);
  }

  /** Lets go of what was not read. */
  close(): void {
    if (this.#content || !this.#incoming) return;
    this.#closed = true;
    this.#incoming.close();
  }

  /** Replaces the incoming body, so that two can share it. */
  fork(
    split: (incoming: Incoming) => readonly [Incoming, Incoming],
  ): BodyState {
    if (this.#content || !this.#incoming) {
      return new BodyState(this.#content, undefined, this.#evidence);
    }
    if (this.#consumed || this.#closed) throw this.#refusal();
    const [mine, theirs] = split(this.#incoming);
    this.#incoming.release();
    this.#take(mine);
    return new BodyState(undefined, theirs, this.#evidence);
  }
}

function giveOnce(
  content: Uint8Array<ArrayBuffer>,
): () => Promise<Uint8Array<ArrayBuffer> | undefined> {
  let left: Uint8Array<ArrayBuffer> | undefined = content.length > 0 ? content : undefined;
  return () => {
    const chunk = left;
    left = undefined;
    return Promise.resolve(chunk);
  };
}

/** Opens the body at the first `next()`, so that errors come where they are awaited. */
class BodyChunks implements Chunks<Uint8Array<ArrayBuffer>> {
  readonly #open: () => () => Promise<Uint8Array<ArrayBuffer> | undefined>;
  readonly #close: () => void;
  #next: (() => Promise<Uint8Array<ArrayBuffer> | undefined>) | undefined;
  #done = false;

  constructor(
    open: () => () => Promise<Uint8Array<ArrayBuffer> | undefined>,
    close: () => void,
  ) {
    this.#open = open;
    this.#close = close;
  }

  async next(): Promise<IteratorResult<Uint8Array<ArrayBuffer>>> {
    if (this.#done) return { done: true, value: undefined };
    this.#next ??= this.#open();
    try {
      const value = await this.#next();
      if (value) return { done: false, value };
      this.#done = true;
      return { done: true, value };
    } catch (error) {
      throw withCallerStack(error);
    }
  }

  return(): Promise<IteratorResult<Uint8Array<ArrayBuffer>>> {
    if (this.#next && !this.#done) this.#close();
    this.#done = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): Chunks<Uint8Array<ArrayBuffer>> {
    return this;
  }
}
