/** A response body on its way in: read once, within the read timeout, up to a size, and always released. */

import {
  type HttpErrorOptions,
  ReadTimeoutError,
  ResponseTooLargeError,
  StreamClosedError,
} from "../errors.ts";
import { type Bytes, concatBytes } from "../bytes/chunks.ts";
import type { ByteSource } from "./byte_source.ts";
import type { Deadlines, Watch } from "../time/deadlines.ts";
import { toRegistry } from "./weak.ts";

/** Lets go of a body that came in for somebody who has lost it. */
const lost = toRegistry<Incoming>((incoming) => incoming.close());

/** What limits a body, and who is told. */
export interface IncomingOptions {
  readonly deadlines: Deadlines;
  /** The most milliseconds without a byte. */
  readonly readTimeout: number;
  /** The most bytes. */
  readonly maxBytes: number;
  /** How many times as many bytes there may be as came over the wire, once there are many. Default: no limit. */
  readonly maxRatio?: number | undefined;
  /** Told of every chunk: its size in bytes. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** The watch that is still running for the headers, if any; the first read takes over from it. */
  readonly handover?: Watch | undefined;
  evidence(): HttpErrorOptions;
  /** Called once, when somebody begins to read. */
  onBegin?(): void;
  /** Called once, when the body ended (`complete`), failed or was closed, with the error then. */
  onEnd(complete: boolean, error?: unknown): void;
}

/** A decoded body of up to so many bytes may come from as few as it likes. */
const HARMLESS = 64 * 1024 * 1024;

/** The most bytes to read of what is thrown away, and the most milliseconds to wait for them. */
export const DROPPED = { bytes: 65_536, ms: 500 } as const;

/** The most bytes to read ahead of what nobody reads; one of unknown length is begun after so many milliseconds. */
const AHEAD = { bytes: 65_536, ms: 5 } as const;

/** Reads a body to its end, or lets go of it. */
export class Incoming {
  readonly #source: ByteSource;
  readonly #options: IncomingOptions;
  readonly #peeked: Promise<Bytes | undefined>[] = [];
  #watch: Watch | undefined;
  /** What begins to read ahead, where that can wait. */
  #delay: Watch | undefined;
  #isBegun = false;
  /** Whether a chunk is read ahead, for which nobody waits. */
  #isAhead = false;
  /** Whether the source was told that nobody waits. */
  #isIdle = false;
  #received = 0;
  #ended = false;
  #isLate = false;
  #isDropped = false;
  /** Whether somebody's being garbage would let go of it. */
  #isHeld = false;
  #failure: { readonly error: unknown } | undefined;
  #onFail: ((error: unknown) => void) | undefined;

  /** Takes over a source; whoever made it must not touch it any more. */
  constructor(source: ByteSource, options: IncomingOptions) {
    this.#source = source;
    this.#options = options;
    this.#watch = options.handover;
    source.onBytes?.(() => this.#watch?.touch());
  }

  /** Lets go of the body when `holder` is garbage, through which alone it can be read. */
  heldBy(holder: WeakKey): void {
    if (this.#ended) return;
    this.#isHeld = true;
    lost?.register(holder, this, this);
  }

  /**
   * Forgets the holder: somebody else takes the body over, or it has ended. What a registry holds must not lead to the
   * holder, or both stay for good; and errors lead to responses, and their stacks to the variables of who called.
   */
  release(): void {
    if (this.#isHeld) lost?.unregister(this);
    this.#isHeld = false;
  }

  /** Calls `listener` when the body fails or is closed, at once if it has. */
  onFail(listener: (error: unknown) => void): void {
    const before = this.#onFail;
    if (this.#failure) listener(this.#failure.error);
    else if (!before) this.#onFail = listener;
    else {
      this.#onFail = (error) => {
        before(error);
        listener(error);
      };
    }
  }

  /** Stops the clock until somebody reads. */
  pause(): void {
    this.#watch?.stop();
  }

  /** Whether the body ended, failed or was closed. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Bytes on the wire where the transport knows, else as read. */
  get received(): number {
    return this.#source.wireBytes ?? this.#received;
  }

  /** How many bytes there will be, where known. */
  get size(): number | undefined {
    return this.#source.size;
  }

  /** Gives the next chunk, or `undefined` at the end. */
  read(): Promise<Bytes | undefined> {
    return this.#next(() => this.#source.read());
  }

  /** Gives the next chunk, in the buffer if the transport can fill it. */
  readInto(buffer: Bytes): Promise<Bytes | undefined> {
    const source = this.#source;
    return this.#next(() => source.readInto?.(buffer) ?? source.read());
  }

  readRaw(): Promise<Bytes | undefined> {
    const source = this.#source;
    return this.#next(() => source.readRaw?.() ?? source.read());
  }

  #next(read: () => Promise<Bytes | undefined>): Promise<Bytes | undefined> {
    this.#begin();
    return this.#peeked.shift() ?? this.#pull(read);
  }

  /** From now on somebody reads, and the clock runs for a read that is under way. */
  #begin(): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#delay?.stop();
    this.#options.onBegin?.();
    if (this.#ended) return;
    if (this.#isAhead) this.#watch = this.#arm();
    if (this.#isIdle) this.#source.setIdle?.(false);
  }

  /** Ends a body that is known to be empty. */
  skipEmpty(): void {
    if (this.size === 0) this.readAhead();
  }

  /**
   * Reads ahead what nobody reads, up to 64 KiB of what is not announced as longer, so that its connection can be used
   * again: at once if it came with the head, else in the background. The reader gets it as if it came then, failures
   * as well; no read timeout runs before.
   */
  readAhead(): void {
    if (this.#ended || this.#isBegun || (this.size ?? 0) > AHEAD.bytes) return;
    const ready = this.#peeked.length === 0 ? this.#source.takeReady?.() : undefined;
    if (ready) this.#keep(ready);
    else if (this.size === 0) this.#keepNothing();
    else if (this.size !== undefined || !this.#source.readAll) this.#readChunksAhead();
    else {
      // Most begin to read at once, and that is faster if nothing was read ahead.
      const begin = () => void this.#readChunksAhead();
      this.#delay = this.#options.deadlines.watch(AHEAD.ms, begin);
    }
  }

  #keep(bytes: Bytes): void {
    try {
      if (bytes.length > 0) this.#count(bytes.length);
    } catch (error) {
      this.fail(error); // the reader will be told
      return;
    }
    if (bytes.length > 0) this.#peeked.push(Promise.resolve(bytes));
    this.#end(true);
  }

  /** Whoever has the connection wants to hear of the end. */
  #keepNothing(): void {
    this.#end(true);
    this.#source.read().catch(() => {});
  }

  async #readChunksAhead(): Promise<void> {
    this.#isIdle = true;
    this.#source.setIdle?.(true);
    let last = this.#peeked.at(-1);
    while (!last || await last.catch(() => undefined)) {
      if (this.#isBegun || this.#received > AHEAD.bytes) break;
      last = this.#pull(() => this.#source.read(), false);
      this.#peeked.push(last);
    }
  }

  /**
   * Looks at the first `limit` bytes of the body, which is then still to be read. What comes only after `ms`, also a
   * failure, is for who reads.
   */
  async peek(limit: number, ms: number): Promise<Bytes> {
    const chunks: Bytes[] = [];
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const watch = this.#options.deadlines.watch(ms, () => {
      this.#isLate = true;
      resolve(undefined);
    });
    for (let index = 0, length = 0; length < limit; index++) {
      const reading = this.#peeked[index] ?? this.#pull(() => this.#source.read(), false);
      this.#peeked[index] = reading;
      const chunk = await Promise.race([reading.catch(() => undefined), late]);
      if (!chunk) break;
      chunks.push(chunk);
      length += chunk.length;
    }
    watch.stop();
    return concatBytes(chunks);
  }

  /**
   * Reads what is thrown away, so that its connection can be used again, and lets go of what is long or slow. What is
   * wrong with it does not matter: it never rejects, and gives `undefined`. A look at the start that took too long has
   * used up the time.
   */
  async drain(): Promise<Bytes | undefined> {
    this.#isDropped = true;
    if (this.#isLate || (this.size ?? 0) > DROPPED.bytes) {
      this.close();
      return undefined;
    }
    const watch = this.#options.deadlines.watch(DROPPED.ms, () => this.close());
    try {
      return await this.#collect(DROPPED.bytes);
    } catch {
      return undefined;
    } finally {
      watch.stop();
      this.close();
    }
  }

  async #pull(
    next: () => Promise<Bytes | undefined>,
    isAwaited = true,
  ): Promise<Bytes | undefined> {
    this.#throwIfFailed();
    if (this.#ended) return undefined;
    const watch = isAwaited ? this.#arm() : undefined;
    this.#watch = watch ?? this.#watch;
    this.#isAhead = !isAwaited;
    try {
      const chunk = await next();
      this.#throwIfFailed();
      if (chunk) this.#count(chunk.length);
      else this.#end(true);
      return chunk;
    } catch (error) {
      throw this.fail(error);
    } finally {
      (watch ?? this.#watch)?.stop();
      this.#isAhead = false;
    }
  }

  async readAll(): Promise<Bytes> {
    this.#begin();
    const { size } = this.#source;
    if (size !== undefined) this.#guardSize(size);
    this.#throwIfFailed();
    if (!this.#source.readAll || this.#ended || this.#peeked.length > 0) {
      return await this.#collect(Infinity) ?? new Uint8Array(0);
    }
    this.#watch = this.#arm();
    try {
      const bytes = await this.#source.readAll((count) => this.#countSafely(count));
      this.#throwIfFailed();
      this.#end(true);
      return bytes;
    } catch (error) {
      throw this.fail(error);
    } finally {
      this.#watch?.stop();
    }
  }

  async #collect(limit: number): Promise<Bytes | undefined> {
    const chunks: Bytes[] = [];
    let length = 0;
    for (let chunk = await this.read(); chunk; chunk = await this.read()) {
      chunks.push(chunk);
      length += chunk.length;
      if (length > limit || this.received > limit) return undefined;
    }
    return concatBytes(chunks);
  }

  /** Ends it with an error; the first one stays. Gives the error that stays. */
  fail(error: unknown): unknown {
    if (this.#failure) return this.#failure.error;
    if (this.#ended) return error;
    this.#failure = { error };
    this.#source.abort(error);
    this.#end(false, error);
    this.#onFail?.(error);
    return error;
  }

  close(): void {
    const ahead = this.#peeked.splice(0);
    if (this.#ended && ahead.length === 0) return;
    const error = new StreamClosedError("the response was closed while it was read", {
      ...this.#options.evidence(),
      phase: "read",
    });
    if (this.#ended) this.#failure ??= { error };
    else this.fail(error);
  }

  /** What a branch of this body keeps: its limits are those of the trunk, which both pull. */
  branchOptions(): IncomingOptions {
    const options = this.#options;
    return {
      deadlines: options.deadlines,
      evidence: () => options.evidence(),
      readTimeout: Infinity,
      maxBytes: Infinity,
      onEnd: () => {},
    };
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #arm(): Watch {
    const options = this.#options;
    const { readTimeout } = options;
    const before = this.#watch;
    const watch = options.deadlines.watch(readTimeout, () => {
      const reason = `no byte of the body came within timeout.read (${readTimeout} ms)`;
      this.fail(new ReadTimeoutError(reason, { ...options.evidence(), phase: "read" }));
    });
    before?.stop();
    return watch;
  }

  /** The source would take an error of the caller's `onBytes` for its own. */
  #countSafely(bytes: number): void {
    try {
      this.#count(bytes);
    } catch (error) {
      throw this.fail(error);
    }
  }

  #count(bytes: number): void {
    this.#received += bytes;
    this.#watch?.touch();
    if (this.#isDropped) return;
    this.#guardSize(this.#received);
    this.#throwIfFailed();
    this.#options.onBytes?.(bytes);
  }

  #guardSize(bytes: number): void {
    const reason = explainTooLarge(bytes, this.#options, this.#source);
    if (reason === undefined || this.#failure) return;
    this.fail(new ResponseTooLargeError(reason, { ...this.#options.evidence(), phase: "read" }));
  }

  #end(complete: boolean, error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.release();
    this.#watch?.stop();
    this.#delay?.stop();
    this.#options.onEnd(complete, error);
  }
}

/** Says why a body of so many bytes is too large, if it is. */
export function explainTooLarge(
  bytes: number,
  { maxBytes, maxRatio = Infinity }: Pick<IncomingOptions, "maxBytes" | "maxRatio">,
  { wireBytes, wireSize }: Pick<ByteSource, "wireBytes" | "wireSize"> = {},
): string | undefined {
  if (bytes > maxBytes) return `the body is larger than maxResponseBytes (${maxBytes} bytes)`;
  if (bytes <= HARMLESS) return undefined;
  const from = wireBytes ?? wireSize ?? bytes;
  const isBomb = bytes > from * maxRatio;
  if (!isBomb) return undefined;
  return `the body inflated to ${bytes} bytes so far from ${from} on the wire, ` +
    `more than ${maxRatio} times as many (maxDecompressionRatio)`;
}
