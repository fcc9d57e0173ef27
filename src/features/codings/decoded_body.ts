/**
 * A body that is decoded while it is read.
 *
 * @module
 */

import { free, gather, type GatherOptions } from "../../core/bytes/whole.ts";
import { type ContentDecoder, decodeContent, resolveCodings } from "./content_encoding.ts";
import { undoWhatIsThere } from "./doubtful_codings.ts";
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

/** Decodes a body, or gives it as it came: whichever is asked for first. */
export class DecodedBody implements ByteSource {
  readonly #raw: ByteSource;
  readonly #decoder: ContentDecoder;
  #received = 0;
  #isRawEnded = false;
  #failure: { readonly reason: unknown } | undefined;
  /** Nobody knows before its end. */
  readonly size = undefined;

  /** Undoes `codings`, the last of which was applied last. */
  constructor(
    raw: ByteSource,
    codings: readonly string[],
    { request, startedAt, doubtful = false, isFirst = false }: DecodedFor,
  ) {
    this.#raw = raw;
    const undo = doubtful ? undoWhatIsThere : decodeContent;
    this.#decoder = undo({ size: raw.size, isFirst, read: () => this.readRaw() }, codings, {
      request,
      get elapsed() {
        return performance.now() - startedAt;
      },
    });
  }

  /** How many bytes came so far. */
  get wireBytes(): number {
    return this.#received;
  }

  /** Gives the next chunk, decoded. A body that cannot be decoded leaves its connection in the middle. */
  async read(): Promise<Bytes | undefined> {
    try {
      const bytes = await this.#decoder.read();
      if (this.#failure) throw this.#failure.reason;
      if (!bytes) this.#endRaw();
      return bytes;
    } catch (error) {
      this.#raw.abort(error);
      throw error;
    }
  }

  /** What is too long to be read behind the end of a body takes its connection with it. */
  #endRaw(): void {
    if (this.#isRawEnded || this.#received === this.#raw.size) return;
    this.#raw.abort(new Error("something follows the end of the coded body"));
  }

  /** Gives the whole rest, decoded. */
  async readAll(touch: (bytes: number) => void): Promise<Bytes> {
    const first = await this.read();
    if (!first) return new Uint8Array(0);
    touch(first.length);
    const second = await this.read();
    if (!second) return first;
    return await gather({ fill: toFill(second, () => this.read()), touch, begun: [first] });
  }

  /** Gives the next chunk as it came. */
  async readRaw(): Promise<Bytes | undefined> {
    const bytes = await this.#raw.read();
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
function toFill(first: Bytes, read: () => Promise<Bytes | undefined>): GatherOptions["fill"] {
  let chunk: Bytes | undefined = first;
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
