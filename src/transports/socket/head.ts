/**
 * The head of an answer (RFC 9112 sections 4 and 5): its status line and fields.
 *
 * @module
 */

import type { HttpVersion } from "../../raw_response.ts";
import {
  type FramingFields,
  type HeadLimits,
  LineScanner,
  MalformedAnswer,
  readField,
  toHeaders,
  toLatin1,
} from "./fields.ts";

const CR = 13, SPACE = 32, DIGIT_0 = 48, DIGIT_9 = 57;

/** "HTTP/1." */
const VERSION = [72, 84, 84, 80, 47, 49, 46];

/** A head, checked; its strings are made when asked for. */
export class Head implements FramingFields {
  contentLength: string | undefined = undefined;
  transferEncoding: string | undefined = undefined;
  contentEncoding: string | undefined = undefined;
  connection: string | undefined = undefined;
  keepAlive: string | undefined = undefined;
  isAscii = true;
  /** The whole head as Latin-1. */
  text = "";
  #headers: Headers | undefined;
  /** Lower case keeps the length of Latin-1. */
  #lower: string | undefined;
  #reasonStart: number;

  /** Notes what the status line says; `reasonStart` is where its reason phrase begins. */
  constructor(
    readonly httpVersion: HttpVersion,
    readonly status: number,
    reasonStart: number,
  ) {
    this.#reasonStart = reasonStart;
  }

  /** The reason phrase. */
  get reasonPhrase(): string {
    const end = this.text.indexOf("\n");
    return this.text.slice(this.#reasonStart, end).replace(/\r$/, "");
  }

  /** The fields. */
  get headers(): Headers {
    this.#headers ??= toHeaders(this.text.split(/\r?\n/).slice(1, -2));
    return this.#headers;
  }

  /** Calls `visit` for each field as it came, without making `Headers`; the name is in lower case. */
  forEach(visit: (value: string, name: string) => void): void {
    const { text } = this;
    let start = text.indexOf("\n") + 1;
    for (let end = text.indexOf("\n", start); end > 0; end = text.indexOf("\n", start)) {
      const colon = text.indexOf(":", start);
      if (colon < 0 || colon > end) return;
      const value = text.slice(colon + 1, end).replace(/^[\t ]+|[\t\r ]+$/g, "");
      visit(value, text.slice(start, colon).toLowerCase());
      start = end + 1;
    }
  }

  /** Gives a field without making `Headers`, several of them joined by commas; `name` in lower case. */
  get(name: string): string | null {
    if (this.#headers) return this.#headers.get(name);
    this.#lower ??= this.text.toLowerCase();
    const mark = `\n${name}:`;
    let value: string | null = null;
    for (let at = this.#lower.indexOf(mark); at >= 0; at = this.#lower.indexOf(mark, at + 1)) {
      const start = at + mark.length;
      const line = this.text.slice(start, this.text.indexOf("\n", start));
      const part = line.replace(/^[\t ]+|[\t\r ]+$/g, "");
      value = value === null ? part : `${value}, ${part}`;
    }
    return value;
  }

  /** Tells whether there is a field of this name, without making `Headers`; `name` in lower case. */
  has(name: string): boolean {
    if (this.#headers) return this.#headers.has(name);
    this.#lower ??= this.text.toLowerCase();
    return this.#lower.includes(`\n${name}:`);
  }
}

/** Reads one head after the other from the bytes of a connection. */
export class HeadReader {
  readonly #limits: HeadLimits;
  readonly #lines = new LineScanner();
  /** How many bytes the last head took. */
  length = 0;

  /** Begins with the first head of an answer. */
  constructor(limits: HeadLimits) {
    this.#limits = limits;
  }

  /**
   * Reads a head.
   *
   * @param bytes All that came since the head began.
   * @returns The head, or `undefined` if there is more to come.
   * @throws {MalformedAnswer} If it is none, or passes a limit.
   */
  read(bytes: Uint8Array): Head | undefined {
    checkVersion(bytes);
    const length = this.#lines.scan(bytes, this.#limits);
    if (length < 0) return undefined;
    const { ends } = this.#lines;
    const head = readStatusLine(bytes, trimCr(bytes, 0, ends[0] ?? 0));
    const range = { start: 0, end: 0 };
    for (let index = 1; index < ends.length - 1; index++) {
      range.start = (ends[index - 1] ?? 0) + 1;
      range.end = trimCr(bytes, range.start, ends[index] ?? 0);
      readField(bytes, range, head);
    }
    head.text = toLatin1(bytes.subarray(0, length), head.isAscii);
    this.#lines.reset();
    this.length = length;
    return head;
  }
}

function trimCr(bytes: Uint8Array, start: number, lf: number): number {
  return lf > start && bytes[lf - 1] === CR ? lf - 1 : lf;
}

/** Refuses what is not HTTP/1 as soon as it shows, without waiting for a line that may never come. */
function checkVersion(bytes: Uint8Array): void {
  const count = Math.min(bytes.length, VERSION.length);
  for (let at = 0; at < count; at++) {
    if (bytes[at] !== VERSION[at]) {
      throw new MalformedAnswer("it is not HTTP/1", bytes);
    }
  }
}

/** `HTTP/1.x` SP 1*3DIGIT [ SP reason ]; the web's fetch takes fewer than three digits too. */
function readStatusLine(bytes: Uint8Array, end: number): Head {
  const minor = bytes[7] ?? 0;
  let status = 0;
  let at = 9;
  for (; at < end && isDigit(bytes[at]); at++) {
    status = status * 10 + (bytes[at] ?? 0) - DIGIT_0;
  }
  const isWellFormed = end > 9 && isDigit(minor) && bytes[8] === SPACE &&
    at > 9 && at <= 12 &&
    (at === end || bytes[at] === SPACE);
  if (!isWellFormed) {
    throw new MalformedAnswer(
      "its status line is malformed",
      bytes.subarray(0, end),
    );
  }
  const head = new Head(
    minor === DIGIT_0 ? "HTTP/1.0" : "HTTP/1.1",
    status,
    at + 1,
  );
  for (; at < end; at++) {
    const code = bytes[at] ?? 0;
    if (code > 127) head.isAscii = false;
    if ((code < SPACE && code !== 9) || code === 127) {
      throw new MalformedAnswer(
        "its reason phrase holds a control character",
        bytes.subarray(0, end),
      );
    }
  }
  return head;
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= DIGIT_0 && code <= DIGIT_9;
}
