/**
 * The chunked transfer coding (RFC 9112 section 7.1), taken apart in place.
 *
 * @module
 */

import {
  type FramingFields,
  type HeadLimits,
  LineScanner,
  MalformedAnswer,
  readField,
  toHeaders,
  toLatin1,
} from "./fields.ts";

const TAB = 9, LF = 10, CR = 13, SPACE = 32, SEMICOLON = 59;

/** The longest line of a chunk size with its extensions, in bytes. */
const MAX_SIZE_LINE = 4096;

/** How much longer extensions may be than what they belong to, over a whole body, in bytes. */
const MAX_EXCESS = 16 * 1024;

/** Takes the chunks out of the bytes of a connection. */
export class ChunkedReader {
  readonly #limits: HeadLimits;
  #state: "size" | "payload" | "end of payload" | "trailers" | "done" = "size";
  /** What is left of the chunk under way. */
  #left = 0;
  /** The most bytes of payload that one step gives. */
  #most = Infinity;
  /** How many of the bytes given were looked at for the end of a line. */
  #scanned = 0;
  #excess = 0;
  #trailers: Headers | undefined;
  #lines: LineScanner | undefined;
  /** Where the payload of the last step begins. */
  from = 0;
  /** Where the payload of the last step ends. */
  to = 0;

  /** Begins with a body. */
  constructor(limits: HeadLimits) {
    this.#limits = limits;
  }

  /** Whether the last chunk and the trailers came. */
  get done(): boolean {
    return this.#state === "done";
  }

  /** The trailers, once it is done; `undefined` if there were none. */
  get trailers(): Headers | undefined {
    return this.#trailers;
  }

  /**
   * Takes the next step: up to one piece of payload, at `from` to `to`.
   *
   * @param buffer Where the bytes are.
   * @param start The first byte not used yet.
   * @param end The end of what came.
   * @param most The most bytes of payload to take. Default: no limit.
   * @returns The first byte not used after this step. Without payload and not done, more bytes are needed.
   * @throws {MalformedAnswer} If the bytes are not chunked.
   */
  step(buffer: Uint8Array, start: number, end: number, most: number = Infinity): number {
    this.from = this.to = start;
    this.#most = most;
    let at = start;
    while (this.to === this.from && this.#state !== "done") {
      const next = this.#advance(buffer, at, end);
      if (next < 0) return at;
      at = next;
    }
    return at;
  }

  /** Gives where to go on, or -1 if that needs more bytes. */
  #advance(buffer: Uint8Array, at: number, end: number): number {
    if (this.#state === "size") return this.#readSize(buffer, at, end);
    if (this.#state === "payload") return this.#readPayload(at, end);
    if (this.#state === "trailers") return this.#readTrailers(buffer, at, end);
    return this.#readEndOfPayload(buffer, at, end);
  }

  #readSize(buffer: Uint8Array, at: number, end: number): number {
    if (at < end && toHexDigit(buffer[at]) < 0) {
      throw new MalformedAnswer(
        "a chunk has no size",
        buffer.subarray(at, end),
      );
    }
    const lf = indexOfLf(buffer, at + this.#scanned, end);
    this.#scanned = lf < 0 ? end - at : 0;
    if ((lf < 0 ? end : lf) - at > MAX_SIZE_LINE) {
      throw new MalformedAnswer(
        `a chunk's size and extensions are longer than ${MAX_SIZE_LINE} bytes`,
      );
    }
    if (lf < 0) return -1;
    this.#left = parseSize(buffer.subarray(at, lf));
    this.#excess = Math.max(0, this.#excess + lf - at - 16 - 2 * this.#left);
    if (this.#excess > MAX_EXCESS) {
      throw new MalformedAnswer("its chunks have more extensions than payload");
    }
    this.#state = this.#left === 0 ? "trailers" : "payload";
    return lf + 1;
  }

  #readPayload(at: number, end: number): number {
    if (at === end) return -1;
    this.from = at;
    this.to = Math.min(end, at + Math.min(this.#left, this.#most));
    this.#left -= this.to - at;
    if (this.#left === 0) this.#state = "end of payload";
    return this.to;
  }

  #readEndOfPayload(buffer: Uint8Array, at: number, end: number): number {
    const isWrong = (at < end && buffer[at] !== CR) ||
      (at + 1 < end && buffer[at + 1] !== LF);
    if (isWrong) {
      throw new MalformedAnswer(
        "a chunk is longer than its size",
        buffer.subarray(at, end),
      );
    }
    if (at + 2 > end) return -1;
    this.#state = "size";
    return at + 2;
  }

  #readTrailers(buffer: Uint8Array, at: number, end: number): number {
    const bytes = buffer.subarray(at, end);
    this.#lines ??= new LineScanner();
    const length = this.#lines.scan(bytes, this.#limits);
    if (length < 0) return -1;
    this.#state = "done";
    if (this.#lines.ends.length > 1) {
      this.#trailers = toTrailers(bytes, this.#lines.ends);
    }
    return at + length;
  }
}

/** Finds a LF before `end`; what stands behind is old. */
function indexOfLf(buffer: Uint8Array, from: number, end: number): number {
  const lf = buffer.indexOf(LF, from);
  return lf < end ? lf : -1;
}

/** 1*HEXDIG [ extensions ], as far as its LF; zeros in front count for nothing (RFC 9112 section 7.1). */
function parseSize(line: Uint8Array): number {
  let size = 0;
  let at = 0;
  for (; toHexDigit(line[at]) >= 0; at++) {
    size = size * 16 + toHexDigit(line[at]);
  }
  const isCrLast = line.indexOf(CR) === line.length - 1 && line.length > 0;
  if (!isCrLast || at === 0 || !Number.isSafeInteger(size)) {
    throw new MalformedAnswer("a chunk's size is malformed", line);
  }
  while (line[at] === SPACE || line[at] === TAB) at++;
  if (line[at] !== CR && line[at] !== SEMICOLON) {
    throw new MalformedAnswer("a chunk's size is malformed", line);
  }
  return size;
}

function toHexDigit(code: number | undefined): number {
  if (code === undefined) return -1;
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}

function toTrailers(bytes: Uint8Array, ends: readonly number[]): Headers {
  const fields: FramingFields = {
    contentLength: undefined,
    transferEncoding: undefined,
    contentEncoding: undefined,
    connection: undefined,
    keepAlive: undefined,
    isAscii: true,
  };
  const lines: string[] = [];
  let start = 0;
  for (const lf of ends.slice(0, -1)) {
    const end = lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
    readField(bytes, { start, end }, fields);
    lines.push(toLatin1(bytes.subarray(start, end), false));
    start = lf + 1;
  }
  return toHeaders(lines);
}
