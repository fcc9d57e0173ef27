/**
 * The body of an answer, read from its connection (RFC 9112 section 6).
 *
 * @module
 */

import { makeRoom } from "../../bytes/whole.ts";
import type { ByteSource } from "../../response/incoming.ts";
import type { PreparedRequest } from "../../prepared.ts";
import type { Channel } from "./channel.ts";
import type { ChunkedReader } from "./chunked.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bodies above this size are read through a large buffer. */
const WIDE = 64 * 1024;

/** The exchange to which a body belongs. */
export interface BodyOwner {
  /** The connection. */
  readonly channel: Channel;
  /** The request. */
  readonly request: PreparedRequest;
  /** Called when the message came to its end. */
  complete(): void;
  /** Drops the connection; gives the error to throw for what went wrong, or for a connection that ended too early. */
  fail(cause?: unknown): unknown;
  /** Drops the connection; what is under way rejects with `reason`. */
  abort(reason: unknown): void;
}

/** A body that came with its head. */
export class ReadyBody implements ByteSource {
  #bytes: Bytes | undefined;
  #failure: { readonly reason: unknown } | undefined;
  /** How many bytes it has. */
  readonly size: number;

  /** Takes the bytes; nobody else may change them. */
  constructor(bytes: Bytes) {
    this.#bytes = bytes;
    this.size = bytes.length;
  }

  /** Gives the bytes. */
  read(): Promise<Bytes | undefined> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    const bytes = this.#bytes;
    this.#bytes = undefined;
    return Promise.resolve(bytes?.length ? bytes : undefined);
  }

  /** Gives the bytes at once, if nobody has read them. */
  takeReady(): Bytes | undefined {
    const bytes = this.#failure ? undefined : this.#bytes;
    if (bytes) this.#bytes = undefined;
    return bytes;
  }

  /** Gives the bytes. */
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const bytes = await this.read();
    if (bytes) touch(bytes.length);
    return bytes ?? new Uint8Array(0);
  }

  /** Gives the bytes. */
  readRaw(): Promise<Bytes | undefined> {
    return this.read();
  }

  /** Forgets the bytes. */
  abort(reason: unknown): void {
    this.#failure ??= { reason };
  }
}

/** A body of a known length. */
export class SizedBody implements ByteSource {
  readonly #owner: BodyOwner;
  #left: number;
  /** How many bytes it has. */
  readonly size: number;

  /** Reads `size` bytes, at least one of which is yet to come. */
  constructor(owner: BodyOwner, size: number) {
    this.#owner = owner;
    this.#left = this.size = size;
  }

  /** Gives the next chunk. */
  async read(): Promise<Bytes | undefined> {
    if (this.#left === 0) return undefined;
    const { channel } = this.#owner;
    try {
      if (channel.start === channel.end) {
        if (this.#left > WIDE) channel.widen();
        if (!(await channel.fill())) throw undefined;
      }
    } catch (cause) {
      throw this.#owner.fail(cause);
    }
    const bytes = channel.take(
      Math.min(this.#left, channel.end - channel.start),
    );
    this.#count(bytes.length);
    return bytes;
  }

  /** Gives the next chunk. */
  readRaw(): Promise<Bytes | undefined> {
    return this.read();
  }

  /** Reads the rest straight to where it stays. */
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const { channel } = this.#owner;
    const size = this.#left;
    let target = makeRoom(size);
    let at = channel.moveInto(target);
    if (at > 0) touch(at);
    try {
      while (at < size) {
        if (at === target.length) target = makeRoom(size, { begun: target });
        const count = await channel.readInto(target.subarray(at));
        if (count === null) throw undefined;
        at += count;
        touch(count);
      }
    } catch (cause) {
      throw this.#owner.fail(cause);
    }
    this.#count(size);
    return target;
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    if (this.#left > 0) this.#owner.abort(reason);
  }

  #count(bytes: number): void {
    this.#left -= bytes;
    if (this.#left === 0) this.#owner.complete();
  }
}

/** A body in the chunked coding. */
export class ChunkedBody implements ByteSource {
  readonly #owner: BodyOwner;
  readonly #reader: ChunkedReader;
  #ready: Bytes[];
  #ended = false;
  /** Nobody knows before its end. */
  readonly size = undefined;

  /** Reads on, after the pieces that came with the head. */
  constructor(owner: BodyOwner, reader: ChunkedReader, ready: Bytes[]) {
    this.#owner = owner;
    this.#reader = reader;
    this.#ready = ready;
  }

  /** Gives the next chunk. */
  async read(): Promise<Bytes | undefined> {
    const ready = this.#ready.shift();
    if (ready || this.#ended) return ready;
    const { channel } = this.#owner;
    try {
      for (;;) {
        const bytes = takeChunk(channel, this.#reader);
        if (bytes) return bytes;
        if (this.#reader.done) break;
        channel.widen();
        if (!(await channel.fill())) throw undefined;
      }
    } catch (cause) {
      throw this.#owner.fail(cause);
    }
    this.#ended = true;
    this.#owner.complete();
    return undefined;
  }

  /** Gives the next chunk. */
  readRaw(): Promise<Bytes | undefined> {
    return this.read();
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    if (!this.#ended) this.#owner.abort(reason);
  }
}

/** Takes the next piece of payload that is there, if any. */
export function takeChunk(
  channel: Channel,
  reader: ChunkedReader,
): Bytes | undefined {
  channel.start = reader.step(channel.buffer, channel.start, channel.end);
  return reader.to > reader.from ? channel.buffer.slice(reader.from, reader.to) : undefined;
}

/** A body that ends with its connection. */
export class OpenBody implements ByteSource {
  readonly #owner: BodyOwner;
  #ended = false;
  /** Nobody knows before its end. */
  readonly size = undefined;

  /** Reads until the peer closes. */
  constructor(owner: BodyOwner) {
    this.#owner = owner;
  }

  /** Gives the next chunk. */
  async read(): Promise<Bytes | undefined> {
    if (this.#ended) return undefined;
    const { channel } = this.#owner;
    try {
      if (channel.start === channel.end) {
        channel.widen();
        this.#ended = !(await channel.fill());
      }
    } catch (cause) {
      throw this.#owner.fail(cause);
    }
    if (!this.#ended) return channel.take(channel.end - channel.start);
    this.#owner.complete();
    return undefined;
  }

  /** Gives the next chunk. */
  readRaw(): Promise<Bytes | undefined> {
    return this.read();
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    if (!this.#ended) this.#owner.abort(reason);
  }
}
