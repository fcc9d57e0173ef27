/**
 * The head of an answer (RFC 9112 sections 4 and 5): its status line and fields.
 *
 * @module
 */

import type { HttpVersion } from "../../../core/response/raw_response.ts";
import {
  type FramingFields,
  type HeadLimits,
  LineScanner,
  MalformedAnswer,
  readField,
  toLatin1,
} from "./fields.ts";

const TAB = 9, LF = 10, CR = 13, SPACE = 32, DIGIT_0 = 48, DIGIT_9 = 57;

/** How many 1xx answers may come before another: more keep a client busy and nothing else. */
export const MAX_INTERIM = 100;

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
  /** Whether something in it was overlooked that the standard forbids: its connection is then not used again. */
  isLoose = false;
  /** The whole head as Latin-1. */
  text = "";
  readonly #known: FieldNames;
  readonly #reasonStart: number;
  #headers: Headers | undefined;
  /** The names in lower case, and the values at the same places. */
  #names: string[] | undefined;
  #values: string[] = [];

  /** Notes what the status line says; `reasonStart` is where its reason phrase begins. */
  constructor(
    readonly httpVersion: HttpVersion,
    readonly status: number,
    { reasonStart, known }: { readonly reasonStart: number; readonly known: FieldNames },
  ) {
    this.#reasonStart = reasonStart;
    this.#known = known;
  }

  /** The reason phrase. */
  get reasonPhrase(): string {
    const { text } = this;
    const end = text.indexOf("\n");
    return text.slice(this.#reasonStart, text.charCodeAt(end - 1) === CR ? end - 1 : end);
  }

  /** The fields. */
  get headers(): Headers {
    if (this.#headers) return this.#headers;
    const headers = new Headers();
    this.forEach((value, name) => headers.append(name, value));
    this.#headers = headers;
    return headers;
  }

  /** Calls `visit` for each field as it came, without making `Headers`; the name is in lower case. */
  forEach(visit: (value: string, name: string) => void): void {
    const names = this.#split();
    for (let at = 0; at < names.length; at++) visit(this.#values[at] ?? "", names[at] ?? "");
  }

  /** Gives a field without making `Headers`, several of them joined by commas; `name` in lower case. */
  get(name: string): string | null {
    if (this.#headers) return this.#headers.get(name);
    const names = this.#split();
    let value: string | null = null;
    for (let at = names.indexOf(name); at >= 0; at = names.indexOf(name, at + 1)) {
      const part = this.#values[at] ?? "";
      value = value === null ? part : `${value}, ${part}`;
    }
    return value;
  }

  /** Tells whether there is a field of this name, without making `Headers`; `name` in lower case. */
  has(name: string): boolean {
    return this.#headers ? this.#headers.has(name) : this.#split().includes(name);
  }

  #split(): readonly string[] {
    if (this.#names) return this.#names;
    const { text } = this;
    const names: string[] = [];
    let start = text.indexOf("\n") + 1;
    for (let end = text.indexOf("\n", start); end > start + 1; end = text.indexOf("\n", start)) {
      const { mark, name } = this.#known.at(text, start, names.length);
      names.push(name);
      this.#values.push(trimValue(text, start + mark.length, end));
      start = end + 1;
    }
    return this.#names = names;
  }
}

function trimValue(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (start < end && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === SPACE || code === CR || code === TAB;
}

/** A name of a field. */
interface FieldName {
  /** As it came, with the colon. */
  readonly mark: string;
  /** In lower case. */
  readonly name: string;
}

/** The names that came over one connection: the next head mostly has the same ones at the same places. */
class FieldNames {
  readonly #known: FieldName[] = [];

  /** Gives the name that begins at `start`. */
  at(text: string, start: number, place: number): FieldName {
    const known = this.#known[place];
    if (known && text.startsWith(known.mark, start)) return known;
    const mark = text.slice(start, text.indexOf(":", start) + 1);
    const found = { mark, name: mark.slice(0, -1).toLowerCase() };
    this.#known[place] = found;
    return found;
  }
}

/** Reads one head after the other from the bytes of a connection. */
export class HeadReader {
  readonly #limits: HeadLimits;
  readonly #lines = new LineScanner();
  readonly #known = new FieldNames();
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
    const skipped = skipEmptyLines(bytes);
    const head = this.#read(skipped > 0 ? bytes.subarray(skipped) : bytes);
    if (!head) return undefined;
    if (skipped > 0) head.isLoose = true;
    this.length += skipped;
    return head;
  }

  #read(bytes: Uint8Array): Head | undefined {
    checkVersion(bytes);
    const length = this.#lines.scan(bytes, this.#limits);
    if (length < 0) return undefined;
    const { ends, sawBareLf } = this.#lines;
    const head = readStatusLine(bytes, trimCr(bytes, 0, ends[0] ?? 0), this.#known);
    head.isLoose = sawBareLf;
    const range = { start: 0, end: 0 };
    for (let index = 1; index < ends.length - 1; index++) {
      range.start = (ends[index - 1] ?? 0) + 1;
      for (; isFolded(bytes, ends[index]); index++) {
        unfold(bytes, range.start, ends[index] ?? 0);
        head.isLoose = true;
      }
      range.end = trimCr(bytes, range.start, ends[index] ?? 0);
      readField(bytes, range, head);
    }
    head.text = toLatin1(bytes.subarray(0, length), head.isAscii);
    this.#lines.reset();
    this.length = length;
    return head;
  }
}

/** How many bytes of empty lines may come before a head. */
const MAX_EMPTY = 16;

/** Some servers send an empty line too many behind a body, and this is then the first of the next answer. */
function skipEmptyLines(bytes: Uint8Array): number {
  let at = 0;
  for (; at < bytes.length; at++) {
    const isEnd = bytes[at] === LF || (bytes[at] === CR && (bytes[at + 1] ?? LF) === LF);
    if (!isEnd) break;
    if (at >= MAX_EMPTY) throw new MalformedAnswer("it begins with empty lines", bytes);
  }
  return at;
}

/** Whether the next line goes on with this one (RFC 9112 section 5.2). */
function isFolded(bytes: Uint8Array, lf: number | undefined): boolean {
  const next = lf === undefined ? undefined : bytes[lf + 1];
  return next === SPACE || next === TAB;
}

/** Puts spaces in the place of the line's end, as the standard wants it. */
function unfold(bytes: Uint8Array, start: number, lf: number): void {
  bytes.fill(SPACE, trimCr(bytes, start, lf), lf + 1);
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

/** `HTTP/1.x` SP 3DIGIT [ SP reason ], where the space before an empty reason may be missing. */
function readStatusLine(bytes: Uint8Array, end: number, known: FieldNames): Head {
  const minor = bytes[7] ?? 0;
  let status = 0;
  let at = 9;
  for (; at < end && isDigit(bytes[at]); at++) {
    status = status * 10 + (bytes[at] ?? 0) - DIGIT_0;
  }
  const isWellFormed = end > 9 && isDigit(minor) && bytes[8] === SPACE &&
    at === 12 && status >= 100 &&
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
    { reasonStart: at + 1, known },
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
