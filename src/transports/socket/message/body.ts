/**
 * The body of an answer, read from its connection (RFC 9112 section 6).
 *
 * @module
 */

import { gather, makeRoom } from "../../../core/bytes/whole.ts";
import type { ByteSource } from "../../../core/response/byte_source.ts";
import type { PreparedRequest } from "../../../core/request/prepared.ts";
import type { Channel } from "../channel.ts";
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
  readonly isOwn = true;
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
  readonly isOwn = true;
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

  /** Reads the next bytes straight into a buffer of the caller's. */
  async readInto(buffer: Bytes): Promise<Bytes | undefined> {
    if (this.#left === 0) return undefined;
    const target = buffer.subarray(0, this.#left);
    const count = await fill(target, this.#owner);
    if (count === null) throw this.#owner.fail();
    this.#count(count);
    return target.subarray(0, count);
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

  /** Tells whether nobody waits. */
  setIdle(idle: boolean): void {
    if (this.#left > 0) setIdle(this.#owner, idle);
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

function setIdle({ channel }: BodyOwner, idle: boolean): void {
  if (idle) channel.unref();
  else channel.ref();
}

/** Takes what is there already, else what comes next: how many bytes, `null` if the peer ended. */
async function fill(target: Bytes, owner: BodyOwner): Promise<number | null> {
  try {
    return owner.channel.moveInto(target) || await owner.channel.readInto(target);
  } catch (cause) {
    throw owner.fail(cause);
  }
}

/** A body in the chunked coding. */
export class ChunkedBody implements ByteSource {
  readonly #owner: BodyOwner;
  readonly #reader: ChunkedReader;
  readonly #ready: Bytes[];
  #ended = false;
  readonly isOwn = true;
  /** Nobody knows before its end. */
  readonly size = undefined;

  /** Reads on, after the pieces that came with the head. */
  constructor(owner: BodyOwner, reader: ChunkedReader, ready: Bytes[]) {
    this.#owner = owner;
    this.#reader = reader;
    this.#ready = ready;
  }

  /** Gives the next chunk. */
  read(): Promise<Bytes | undefined> {
    return this.#next();
  }

  /** Gives the next chunk, in the buffer unless it came with the head. */
  readInto(buffer: Bytes): Promise<Bytes | undefined> {
    return this.#next(buffer);
  }

  /** Gives the rest. */
  readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const begun = this.#ready.splice(0);
    for (const piece of begun) touch(piece.length);
    return gather({ fill: (buffer) => this.#next(buffer), touch, begun });
  }

  async #next(buffer?: Bytes): Promise<Bytes | undefined> {
    const ready = this.#ready.shift();
    if (ready || this.#ended) return ready;
    const { channel } = this.#owner;
    try {
      for (;;) {
        const bytes = takeChunk(channel, this.#reader, buffer);
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

  /** Tells whether nobody waits. */
  setIdle(idle: boolean): void {
    if (!this.#ended) setIdle(this.#owner, idle);
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    if (!this.#ended) this.#owner.abort(reason);
  }
}

/** Takes the next piece of payload that is there, if any: a copy of it, in `buffer` if one is given. */
export function takeChunk(
  channel: Channel,
  reader: ChunkedReader,
  buffer?: Bytes,
): Bytes | undefined {
  channel.start = reader.step(channel.buffer, channel.start, channel.end, buffer?.length);
  const { from, to } = reader;
  if (to <= from) return undefined;
  if (!buffer) return channel.buffer.slice(from, to);
  buffer.set(channel.buffer.subarray(from, to));
  return buffer.subarray(0, to - from);
}

/** A body that ends with its connection. */
export class OpenBody implements ByteSource {
  readonly #owner: BodyOwner;
  #ended = false;
  readonly isOwn = true;
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

  /** Reads the next bytes straight into a buffer of the caller's. */
  async readInto(buffer: Bytes): Promise<Bytes | undefined> {
    if (this.#ended) return undefined;
    const count = await fill(buffer, this.#owner);
    if (count !== null) return buffer.subarray(0, count);
    this.#ended = true;
    this.#owner.complete();
    return undefined;
  }

  /** Gives the rest. */
  readAll(touch: (bytes: number) => void): Promise<Bytes> {
    return gather({ fill: (buffer) => this.readInto(buffer), touch });
  }

  /** Gives the next chunk. */
  readRaw(): Promise<Bytes | undefined> {
    return this.read();
  }

  /** Tells whether nobody waits. */
  setIdle(idle: boolean): void {
    if (!this.#ended) setIdle(this.#owner, idle);
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    if (!this.#ended) this.#owner.abort(reason);
  }
}
