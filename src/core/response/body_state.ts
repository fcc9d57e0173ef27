/** What has become of a response body: unread, read, consumed or closed. */

import { type ByteWriter, copyBytes, writeAll } from "../bytes/body_copy.ts";
import type { Bytes } from "../bytes/chunks.ts";
import type { Chunks } from "../text/chunk_size.ts";
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
 */
export class BodyState {
  readonly #evidence: () => HttpErrorOptions;
  #incoming: Incoming | undefined;
  #content: Bytes | undefined;
  #reading: Promise<Bytes> | undefined;
  #consumed = false;
  #closed = false;

  /** Begins read (`content`) or unread (`incoming`). */
  constructor(
    content: Bytes | undefined,
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

  get read(): Bytes | undefined {
    return this.#content;
  }

  /** Whether a stream was begun, so that the body can no longer be had as a whole. */
  get consumed(): boolean {
    return this.#consumed;
  }

  get received(): number {
    return this.#incoming?.received ?? this.#content?.length ?? 0;
  }

  /** The whole body. @throws {ResponseNotReadError} If it was not read. */
  get content(): Bytes {
    if (this.#content) return this.#content;
    if (this.#consumed || this.#closed) throw this.#refusal();
    const evidence: HttpErrorOptions = { ...this.#evidence(), phase: "read" };
    throw new ResponseNotReadError(
      "the response is streamed: call read() before content",
      evidence,
    );
  }

  /** Reads the whole body; calls at the same time share one reading. */
  readAll(): Promise<Bytes> {
    if (this.#content) return Promise.resolve(this.#content);
    return this.#reading ??= this.#readAll();
  }

  async #readAll(): Promise<Bytes> {
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

  /** Gives the chunks of the body, as they come or in one piece if it was read; errors come with the first `next()`. */
  chunks(raw = false): Chunks<Bytes> {
    let read: (() => Promise<Bytes | undefined>) | undefined;
    let done = false;
    const next = async (): Promise<IteratorResult<Bytes>> => {
      if (done) return DONE;
      read ??= this.#open(raw);
      try {
        const value = await read();
        if (value) return { done, value };
      } catch (error) {
        throw withCallerStack(error);
      }
      done = true;
      return DONE;
    };
    const end = () => {
      if (read && !done) this.close();
      done = true;
      return Promise.resolve(DONE);
    };
    const chunks: Chunks<Bytes> = { next, return: end, [Symbol.asyncIterator]: () => chunks };
    return chunks;
  }

  /** Copies the body to a file, without a piece of it left in memory; gives how many bytes it has. */
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

  #open(raw: boolean): () => Promise<Bytes | undefined> {
    if (this.#content) return giveOnce(this.#content);
    const incoming = this.#claim();
    return raw ? () => incoming.readRaw() : () => incoming.read();
  }

  /** Begins to use up the incoming body, which can be done once. */
  #claim(): Incoming {
    if (!this.#incoming || this.#consumed || this.#closed) throw this.#refusal();
    this.#consumed = true;
    return this.#incoming;
  }

  #refusal(): StreamError {
    const evidence: HttpErrorOptions = { ...this.#evidence(), phase: "read" };
    return this.#closed
      ? new StreamClosedError("the response was closed before it was read", evidence)
      : new StreamError("the body was streamed already and is not kept", evidence);
  }

  close(): void {
    if (this.#content || !this.#incoming) return;
    this.#closed = true;
    this.#incoming.close();
  }

  /** Replaces the incoming body, so that two can share it. */
  fork(split: (incoming: Incoming) => readonly [Incoming, Incoming]): BodyState {
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

function giveOnce(content: Bytes): () => Promise<Bytes | undefined> {
  let left = content.length > 0 ? content : undefined;
  return () => {
    const chunk = left;
    left = undefined;
    return Promise.resolve(chunk);
  };
}

const DONE: IteratorReturnResult<undefined> = { done: true, value: undefined };
