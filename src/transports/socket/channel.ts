/**
 * A connection with the one buffer that its answers are read into.
 *
 * @module
 */

import type { Deadlines } from "../../core/time/deadlines.ts";
import type { Connection } from "./connection.ts";
import { HeadReader } from "./message/head.ts";
import type { HeadLimits } from "./message/fields.ts";
import { HeadWriter } from "./message/write.ts";

/** Enough for most answers; a thousand idle connections hold 16 MiB. */
const SMALL = 16 * 1024;

/** For bodies that are streamed. */
const LARGE = 128 * 1024;

/** What a channel needs beside its connection. */
export interface ChannelOptions {
  /** Limits on the heads of answers. */
  readonly headLimits: HeadLimits;
  /** Called when something comes while it waits: bytes that nobody asked for, or its end. */
  readonly onStir: (channel: Channel) => void;
  /** The timers of who opened it: they stay while there is a connection to close. */
  readonly deadlines: Deadlines;
}

/** A connection in a pool. */
export class Channel {
  /** The bytes that came: those from `start` to `end` are not used yet. */
  buffer: Uint8Array<ArrayBuffer> = new Uint8Array(SMALL);
  /** The first byte not used yet. */
  start = 0;
  /** The end of what came. */
  end = 0;
  /** Where the heads of its requests are written; one is under way at a time. */
  readonly writer: HeadWriter = new HeadWriter();
  /** Reads the heads of its answers. */
  readonly reader: HeadReader;
  /** Whether it carried an answer before. */
  reused = false;
  /** Whether it waits in the pool. */
  idle = false;
  /** Whether it was dropped. */
  closed = false;
  /** When it began to wait, by `performance.now()`. */
  since = 0;
  /** How long the server will keep it, in milliseconds, where it said so. */
  keepFor: number = Infinity;
  /** Whether a read under way lets the program end. */
  #isUnreferenced = false;
  /** The read that watches it while it waits, and is the first of the next answer. */
  #pending: Promise<number | null> | undefined;
  readonly #onStir: (channel: Channel) => void;
  readonly #deadlines: Deadlines;

  /**
   * Takes over a connection.
   *
   * @param connection The connection.
   * @param key Where it leads: which requests may use it.
   * @param options What is read of a head, and what happens to it while it waits.
   */
  constructor(
    readonly connection: Connection,
    readonly key: string,
    options: ChannelOptions,
  ) {
    this.reader = new HeadReader(options.headLimits);
    this.#onStir = options.onStir;
    this.#deadlines = options.deadlines;
    this.#deadlines.keepTimer();
  }

  /** Begins to wait for another request. The read under way neither keeps the program running nor goes to waste. */
  rest(now: number): void {
    this.reused = true;
    this.idle = true;
    this.since = now;
    this.start = this.end = 0;
    this.unref();
    this.#pending = this.connection.read(this.buffer);
    this.#pending.then(this.#stir, this.#stir);
  }

  readonly #stir = (): void => {
    if (this.idle) this.#onStir(this);
  };

  /** Ends the wait. */
  wake(): void {
    this.idle = false;
    this.ref();
  }

  /** Lets a read under way keep the program running, as it does at first. */
  ref(): void {
    if (!this.#isUnreferenced) return;
    this.#isUnreferenced = false;
    this.connection.ref();
  }

  /** Lets the program end although a read is under way. */
  unref(): void {
    if (this.#isUnreferenced) return;
    this.#isUnreferenced = true;
    this.connection.unref();
  }

  /** Reads more behind `end`: `false` if the peer ended. Makes room first if there is none. */
  async fill(): Promise<boolean> {
    return this.filled(await this.read());
  }

  /** Like `fill()`, but `filled()` must get what comes of it: who waits here waits for one promise less. */
  read(): Promise<number | null> {
    const pending = this.#pending;
    this.#pending = undefined;
    return pending ?? this.connection.read(this.#room());
  }

  /** Takes what was read: `false` if the peer ended. */
  filled(count: number | null): boolean {
    this.end += count ?? 0;
    return count !== null;
  }

  /** Reads straight into `target`: how many bytes came, `null` at the end. Only with an empty buffer. */
  readInto(target: Uint8Array<ArrayBuffer>): Promise<number | null> {
    return this.connection.read(target);
  }

  /** Uses a large buffer from now on. */
  widen(): void {
    if (this.buffer.length < LARGE) this.#move(new Uint8Array(LARGE));
  }

  /** Takes a copy of the next bytes out of the buffer. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const bytes = this.buffer.slice(this.start, this.start + length);
    this.start += length;
    return bytes;
  }

  /** Copies the next bytes out of the buffer to where they stay: as many as there are and as fit; gives how many. */
  moveInto(target: Uint8Array<ArrayBuffer>): number {
    const length = Math.min(target.length, this.end - this.start);
    target.set(this.buffer.subarray(this.start, this.start + length));
    this.start += length;
    return length;
  }

  /** Drops the connection. */
  close(): void {
    if (!this.closed) this.#deadlines.letGo();
    this.closed = true;
    this.idle = false;
    this.connection.close();
  }

  #room(): Uint8Array<ArrayBuffer> {
    if (this.start === this.end) this.start = this.end = 0;
    if (this.end === this.buffer.length) {
      const full = this.end - this.start > this.buffer.length / 2;
      this.#move(full ? new Uint8Array(this.buffer.length * 2) : this.buffer);
    }
    return this.buffer.subarray(this.end);
  }

  #move(target: Uint8Array<ArrayBuffer>): void {
    target.set(this.buffer.subarray(this.start, this.end));
    this.buffer = target;
    this.end -= this.start;
    this.start = 0;
  }
}
