/**
 * A body that is decoded while it is read.
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import { free, gather, type GatherOptions } from "../../core/bytes/whole.ts";
import type { ChunkSource } from "./coded_body.ts";
import { type ContentDecoder, decodeContent, resolveCodings } from "./content_encoding.ts";
import { decodeWhatIsCoded } from "./doubtful_codings.ts";
import { decodedSizeOf } from "./decoded_size.ts";
import { isGzip, MAX_INPUT } from "./whole.ts";
import type { ByteSource } from "../../core/response/byte_source.ts";
import type { PreparedRequest } from "../../core/request/prepared.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What the errors of a body tell. */
export interface DecodedFor {
  /** The request. */
  readonly request: PreparedRequest;
  /** When it was sent, by `performance.now()`. */
  readonly startedAt: number;
  /** Whether the codings may have been undone already. Default `false`. */
  readonly doubtful?: boolean;
  /** Whether it may be the only coded body of the program. Default `false`. */
  readonly isFirst?: boolean;
}

/**
 * Gives a body that undoes its codings.
 *
 * @param raw The body as it came.
 * @param coding The Content-Encoding.
 * @param asked What the errors of the body tell.
 * @returns The decoded body, or `undefined` if there is nothing to undo, or something that cannot be undone.
 */
export function decodeBody(
  raw: ByteSource,
  coding: string,
  asked: DecodedFor,
): ByteSource | undefined {
  const codings = resolveCodings(coding);
  return codings.length > 0 ? new DecodedBody(raw, codings, asked) : undefined;
}

/** What is read ahead: so many bytes at most, after some milliseconds only what comes faster than it is decoded. */
const AHEAD = { bytes: 4 * 1024 * 1024, ms: 3, bytesPerMs: 200_000 } as const;

/** Decodes a body, or gives it as it came: whichever is asked for first. */
export class DecodedBody implements ByteSource {
  readonly #raw: ByteSource;
  readonly #codings: readonly string[];
  readonly #decoder: ContentDecoder;
  readonly #input: ChunkSource & { size: number | undefined };
  /** What was read ahead. */
  #ahead: Bytes[] = [];
  #received = 0;
  #isRawEnded = false;
  #failure: { readonly reason: unknown } | undefined;
  #tell: (() => void) | undefined;
  /** Nobody knows before its end. */
  readonly size = undefined;

  /** Undoes `codings`, the last of which was applied last. */
  constructor(
    raw: ByteSource,
    codings: readonly string[],
    { request, startedAt, doubtful = false, isFirst = false }: DecodedFor,
  ) {
    this.#raw = raw;
    const undo = doubtful ? decodeWhatIsCoded : decodeContent;
    this.#codings = codings;
    this.#input = { size: raw.size, isFirst, read: () => this.readRaw() };
    this.#decoder = undo(this.#input, codings, {
      request,
      get elapsed() {
        return performance.now() - startedAt;
      },
    });
  }

  /** Bytes that turn out to be not coded are those that came. */
  get isOwn(): boolean {
    return this.#raw.isOwn === true;
  }

  /** How many bytes came so far. */
  get wireBytes(): number {
    return this.#received;
  }

  /** Gives the next chunk, decoded. A body that cannot be decoded leaves its connection in the middle. */
  async read(): Promise<Bytes | undefined> {
    const bytes = await this.#orAbort(() => this.#decoder.read());
    if (!bytes) this.#endRaw();
    return bytes;
  }

  /** What is too long to be read behind the end of a body takes its connection with it. */
  #endRaw(): void {
    if (this.#isRawEnded || this.#received === this.#raw.size) return;
    this.#raw.abort(new Error("something follows the end of the coded body"));
  }

  /** Gives the whole rest, decoded. */
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const expected = this.#codings.length === 1 ? await this.#readAhead() : undefined;
    const read = async () => {
      const chunk = await this.read();
      if (chunk) touch(chunk.length);
      return chunk;
    };
    const first = await read();
    const second = first && await read();
    if (!second) return first ?? new Uint8Array(0);
    const begun = [first, second];
    const fill = toFill(async () => begun.shift() ?? await read());
    return await gather({ fill, touch: () => {}, expected });
  }

  /** Reads what comes without a pause. Gives how large the body becomes, if all of it came and it says so. */
  async #readAhead(): Promise<number | undefined> {
    const until = performance.now() + AHEAD.ms;
    let length = 0;
    while (length < AHEAD.bytes && performance.now() < until + length / AHEAD.bytesPerMs) {
      const isAll = length === this.#raw.size;
      const chunk = isAll ? undefined : await this.#orAbort(() => this.#pull());
      if (!chunk) return this.#endAhead(length);
      this.#ahead.push(chunk);
      length += chunk.length;
    }
    return undefined;
  }

  /** A small body is handed over in one piece, so that it is decoded at once. */
  #endAhead(length: number): number | undefined {
    const chunks = this.#ahead;
    this.#input.size = length;
    if (length > 0 && length <= MAX_INPUT) this.#ahead = [concatBytes(chunks)];
    return isGzip(this.#codings[0]) ? decodedSizeOf(chunks.at(-1)) : undefined;
  }

  async #orAbort(read: () => Promise<Bytes | undefined>): Promise<Bytes | undefined> {
    try {
      const bytes = await read();
      if (this.#failure) throw this.#failure.reason;
      return bytes;
    } catch (error) {
      this.#raw.abort(error);
      throw error;
    }
  }

  async #pull(): Promise<Bytes | undefined> {
    const bytes = await this.#raw.read();
    this.#tell?.();
    return bytes;
  }

  /** A reader that waits for what can be decoded hears of what came meanwhile. */
  onBytes(listener: () => void): void {
    this.#tell = listener;
  }

  /** Gives the next chunk as it came. */
  async readRaw(): Promise<Bytes | undefined> {
    const bytes = this.#ahead.shift() ?? await this.#pull();
    this.#received += bytes?.length ?? 0;
    this.#isRawEnded = !bytes;
    return bytes;
  }

  /** Tells whether nobody waits. */
  setIdle(idle: boolean): void {
    this.#raw.setIdle?.(idle);
  }

  /** Drops the connection. */
  abort(reason: unknown): void {
    this.#failure ??= { reason };
    this.#raw.abort(reason);
    this.#decoder.close();
  }
}

/**
 * Copies chunks to where they are gathered, a part at a time where one is too large. Each is then freed at once: the
 * decoder takes the same memory again, which is faster, and half of what all of them would take.
 */
function toFill(read: () => Promise<Bytes | undefined>): GatherOptions["fill"] {
  let chunk: Bytes | undefined;
  let at = 0;
  return async (buffer) => {
    chunk ??= await read();
    if (!chunk) return undefined;
    const part = chunk.subarray(at, at + buffer.length);
    const { length } = part;
    buffer.set(part);
    at += length;
    if (at === chunk.length) {
      free(chunk);
      chunk = undefined;
      at = 0;
    }
    return buffer.subarray(0, length);
  };
}
