/**
 * One exchange as it was seen, from which an entry of a HAR file is made when somebody asks for it.
 *
 * @module
 */

import { concatBytes } from "../../core/bytes/chunks.ts";
import type {
  RecordedAnswer,
  RecordedEnd,
  RecordedExchange,
  RecordedRequest,
} from "../recorder/recording.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Keeps what is seen of one exchange. */
export class SeenExchange implements RecordedExchange {
  /** What was sent. */
  readonly request: RecordedRequest;
  /** When it began, in milliseconds since 1970. */
  readonly startedAt: number = Date.now();
  /** The same by `performance.now()`. */
  readonly began: number = performance.now();
  /** The body of the request. */
  readonly upload: BodyCopy;
  /** The body of the answer. */
  readonly download: BodyCopy;
  /** When the last byte of the request was handed over, by `performance.now()`. */
  sentAt: number;
  /** The answer, once there is one. */
  answer: RecordedAnswer | undefined;
  /** When it was there. */
  answeredAt: number | undefined;
  /** Whether the body of the answer was read undecoded. */
  isRaw = false;
  /** How it ended. */
  end: RecordedEnd | undefined;
  /** When it ended. */
  endedAt: number;

  /**
   * Begins.
   *
   * @param request What is sent.
   * @param limit The most bytes of a body to keep.
   */
  constructor(request: RecordedRequest, limit: number) {
    this.request = request;
    this.upload = new BodyCopy(limit);
    this.download = new BodyCopy(limit);
    this.sentAt = this.began;
    this.endedAt = this.began;
  }

  /** A connection that was dead has taken nothing of the body that counts. */
  opened(): void {
    this.upload.clear();
  }

  /** Keeps a chunk that goes out. */
  sent(chunk: Uint8Array): boolean {
    this.sentAt = performance.now();
    return this.upload.add(chunk);
  }

  /** Keeps the head of the answer. */
  answered(answer: RecordedAnswer): void {
    this.answer = answer;
    this.answeredAt = performance.now();
  }

  /** Keeps a chunk that came in. */
  received(chunk: Uint8Array, raw: boolean): void {
    this.isRaw ||= raw;
    this.download.add(chunk);
  }

  /** Keeps how it ended. */
  ended(end: RecordedEnd): void {
    this.end = end;
    this.endedAt = performance.now();
  }
}

/** The first bytes of a body, copied, since chunks belong to who reads them. */
export class BodyCopy {
  readonly #limit: number;
  #chunks: Bytes[] = [];
  #kept = 0;
  #size = 0;

  /** Keeps at most so many bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes there were. */
  get size(): number {
    return this.#size;
  }

  /** Whether there were more than are kept. */
  get isCut(): boolean {
    return this.#size > this.#kept;
  }

  /** What was kept. */
  get bytes(): Bytes {
    const joined = concatBytes(this.#chunks);
    this.#chunks = this.#kept > 0 ? [joined] : [];
    return joined;
  }

  /** Adds a chunk; tells whether more are welcome. */
  add(chunk: Uint8Array): boolean {
    this.#size += chunk.length;
    const part = new Uint8Array(chunk.subarray(0, this.#limit - this.#kept));
    if (part.length > 0) this.#chunks.push(part);
    this.#kept += part.length;
    return this.#size <= this.#limit;
  }

  /** Begins anew. */
  clear(): void {
    this.#chunks = [];
    this.#kept = 0;
    this.#size = 0;
  }
}
