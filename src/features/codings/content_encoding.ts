/**
 * Undoes content codings (RFC 9110 section 8.4): gzip, deflate, br and zstd, and lists of them, as a pull of bytes.
 *
 * @module
 */

import { ContentDecodingError, type HttpError, type HttpErrorOptions } from "../../core/errors.ts";
import { TimeSlice } from "../../core/time/time_slice.ts";
import { type ChunkSource, CodedBody } from "./coded_body.ts";
import { decodeGzip } from "./gzip_members.ts";
import { inflate } from "./inflater.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { loadZlib, type Zlib } from "./whole.ts";
import { decodeZstd } from "./zstd_frames.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A decoder, pulled by its reader: it holds one chunk of input and one of output, whatever the body claims to be. */
export interface ContentDecoder extends ChunkSource {
  /** Lets go of what it holds; safe at any time. */
  close(): void;
}

/** Undoes one coding, as far as it is pulled. */
type Decode = (body: CodedBody, zlib: Zlib) => AsyncGenerator<Bytes, void, undefined>;

/** The codings that can be undone; `identity` is none. */
const CODINGS: ReadonlyMap<string, Decode> = new Map([
  ["gzip", decodeGzip],
  ["x-gzip", decodeGzip],
  ["deflate", inflate],
  ["br", inflate],
  ["zstd", decodeZstd],
]);

/**
 * Reads the codings of a body.
 *
 * @param value The Content-Encoding, several joined by commas.
 * @returns Those to undo in the order in which they were applied; none if one of them is not known, since nothing can
 * be undone behind it.
 */
export function resolveCodings(
  value: string | null | undefined,
): readonly string[] {
  if (!value) return [];
  const codings = value.toLowerCase().split(",")
    .map((coding) => coding.trim())
    .filter((coding) => coding !== "" && coding !== "identity");
  return codings.every((coding) => CODINGS.has(coding)) ? codings : [];
}

/**
 * Undoes the codings of a body.
 *
 * @param source The body as it came.
 * @param codings What {@linkcode resolveCodings} gave.
 * @param evidence What an error is to carry.
 * @returns The decoded body; it rejects with a {@linkcode ContentDecodingError} where a coding is corrupt or cut short.
 */
export function decodeContent(
  source: ChunkSource,
  codings: readonly string[],
  evidence: HttpErrorOptions = {},
): ContentDecoder {
  if (codings.length > MOST_CODINGS) {
    return new Guarded(new TooManyCodings(codings.length), [], evidence);
  }
  const slice = new TimeSlice();
  const bodies: CodedBody[] = [];
  let last = source;
  for (const coding of codings.toReversed()) {
    const body = new CodedBody({ source: last, coding, slice });
    bodies.push(body);
    last = new Pull(decode(body));
  }
  return new Guarded(last, bodies, evidence);
}

/** An empty body is taken as it is: servers send one with any coding. */
async function* decode(body: CodedBody): AsyncGenerator<Bytes, void, undefined> {
  const whole = await body.decodeWhole();
  if (whole?.length) yield whole;
  if ((await body.peek(1)).length === 0) return;
  const zlib = await loadZlib();
  if (zlib) return yield* CODINGS.get(body.coding)?.(body, zlib) ?? [];
  const { inflateByWeb } = await import("./web_inflater.ts");
  yield* inflateByWeb(body);
}

/** What a generator gives. */
class Pull implements ChunkSource {
  readonly #chunks: AsyncGenerator<Bytes, void, undefined>;

  constructor(chunks: AsyncGenerator<Bytes, void, undefined>) {
    this.#chunks = chunks;
  }

  async read(): Promise<Bytes | undefined> {
    const { value } = await this.#chunks.next();
    return value ?? undefined;
  }
}

/** Nobody codes a body more often, and each coding takes memory. */
export const MOST_CODINGS = 5;

/** A body that is not decoded, however it is read. */
class TooManyCodings implements ChunkSource {
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  read(): Promise<never> {
    const reason = `has ${this.#count} codings, and at most ${MOST_CODINGS} are undone`;
    return Promise.reject(new MalformedCoding("coded", reason));
  }
}

/** Names the request in the errors of the decoders. */
class Guarded implements ContentDecoder {
  readonly #last: ChunkSource;
  readonly #bodies: readonly CodedBody[];
  readonly #evidence: HttpErrorOptions;
  #isClosed = false;

  constructor(
    last: ChunkSource,
    bodies: readonly CodedBody[],
    evidence: HttpErrorOptions,
  ) {
    this.#last = last;
    this.#bodies = bodies;
    this.#evidence = evidence;
  }

  async read(): Promise<Bytes | undefined> {
    if (this.#isClosed) return undefined;
    try {
      const chunk = await this.#last.read();
      if (!chunk) this.close();
      return chunk;
    } catch (error) {
      // What was closed while it was decoded fails in some way.
      if (this.#isClosed && error instanceof MalformedCoding) return undefined;
      this.close();
      throw error instanceof MalformedCoding ? this.#toError(error) : error;
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const body of this.#bodies) body.close();
  }

  #toError(error: MalformedCoding): HttpError {
    const reason = this.#evidence.request
      ? `the body is not what its Content-Encoding says, or is cut short: ${error.message}`
      : `Cannot decode the body: ${error.message}`;
    return new ContentDecodingError(reason, {
      ...this.#evidence,
      phase: "decode",
      cause: error.cause,
    });
  }
}
