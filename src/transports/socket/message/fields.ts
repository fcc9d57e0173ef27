/**
 * Field lines (RFC 9112 section 5) read from bytes: checked once, made to strings when asked for.
 *
 * @module
 */

import { checkNumber, checkParts } from "../../../core/options/checks.ts";

const TAB = 9, LF = 10, CR = 13, SPACE = 32, COLON = 58, DELETE = 127;

/** The characters of a token (RFC 9110 section 5.6.2), by code. */
const TOKEN: readonly boolean[] = Array.from(
  { length: 256 },
  (_, code) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code)),
);

/**
 * How much of a head is read before it is refused.
 *
 * @example A server with many headers
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type HeadLimits, SocketTransport } from "@ferry/http/socket";
 * import { assertEquals } from "@std/assert";
 *
 * const headLimits: HeadLimits = { maxHeadBytes: 262_144, maxFields: 1_000 };
 * using transport = new SocketTransport({ headLimits });
 * using client = new Client({ transport });
 * assertEquals(client.transportFor("http://example.org/"), transport);
 * ```
 * @category Transports
 */
export interface HeadLimits {
  /** The most bytes of a status line with all its fields, or of all trailers. */
  readonly maxHeadBytes: number;
  /** The most fields. */
  readonly maxFields: number;
}

/** 64 KiB and 256 fields. */
export const DEFAULT_HEAD_LIMITS: HeadLimits = {
  maxHeadBytes: 64 * 1024,
  maxFields: 256,
};

/**
 * Settles limits on a head.
 *
 * @param given What the caller said; a part left out is the default.
 * @throws {TypeError} If it is no object, has an unknown part, or one is no number.
 * @throws {RangeError} If a limit is no whole number above 0.
 */
export function resolveHeadLimits(given: Partial<HeadLimits> | undefined): HeadLimits {
  if (given === undefined) return DEFAULT_HEAD_LIMITS;
  checkParts("headLimits", given, Object.keys(DEFAULT_HEAD_LIMITS));
  const pick = (name: keyof HeadLimits) =>
    checkNumber(`headLimits.${name}`, given[name] ?? DEFAULT_HEAD_LIMITS[name], {
      least: 1,
      whole: true,
      endless: true,
    });
  return { maxHeadBytes: pick("maxHeadBytes"), maxFields: pick("maxFields") };
}

/** The peer broke HTTP; the exchange makes a `ProtocolError` of it that names the request. */
export class MalformedAnswer extends Error {
  /** Says what is wrong, and shows the bytes. */
  constructor(reason: string, bytes?: Uint8Array) {
    super(bytes ? `${reason}: ${escapeBytes(bytes)}` : reason);
  }
}

/** Shows bytes in a message: printable ASCII as it is, the rest escaped, at most 60 of them. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes.subarray(0, 60)) text += escapeByte(byte);
  return `"${text}"${bytes.length > 60 ? "…" : ""}`;
}

function escapeByte(byte: number): string {
  if (byte === CR) return "\\r";
  if (byte === LF) return "\\n";
  if (byte === TAB) return "\\t";
  if (byte === 0x22 || byte === 0x5c) return "\\" + String.fromCharCode(byte);
  if (byte >= SPACE && byte < 127) return String.fromCharCode(byte);
  return "\\x" + byte.toString(16).padStart(2, "0");
}

const decoder = new TextDecoder();

/** Decodes bytes as Latin-1; `isAscii` takes the faster way. */
export function toLatin1(bytes: Uint8Array, isAscii: boolean): string {
  if (isAscii) return decoder.decode(bytes);
  let text = "";
  for (let at = 0; at < bytes.length; at += 4096) {
    text += String.fromCharCode(...bytes.subarray(at, at + 4096));
  }
  return text;
}

/** The lines of one head or trailer section, found as bytes come. */
export class LineScanner {
  /** Where each line ends (at its LF), counted from the start of the section. */
  readonly ends: number[] = [];
  #scanned = 0;
  /** How the first line ends, and whether others end otherwise. */
  #beganBare = false;
  #sawCr = false;
  /** Whether a line ends in a bare LF (RFC 9112 section 2.2). */
  sawBareLf = false;

  /** Begins with another section. */
  reset(): void {
    this.ends.length = 0;
    this.#scanned = 0;
    this.#beganBare = this.#sawCr = this.sawBareLf = false;
  }

  /**
   * Looks for the empty line that ends the section.
   *
   * @returns The length of the section with the empty line, or -1 if there is more to come.
   */
  scan(bytes: Uint8Array, limits: HeadLimits): number {
    while (this.#scanned < bytes.length) {
      const lf = bytes.indexOf(LF, this.#scanned);
      this.#scanned = lf < 0 ? bytes.length : lf + 1;
      if (this.#scanned > limits.maxHeadBytes) break;
      if (lf < 0) return -1;
      const start = this.#lastEnd() + 1;
      const length = this.#lineLength(bytes, start, lf);
      this.ends.push(lf);
      if (length === 0) return lf + 1;
      if (this.ends.length - 1 > limits.maxFields) {
        throw new MalformedAnswer(
          `more than ${limits.maxFields} header fields came`,
        );
      }
    }
    if (this.#scanned <= limits.maxHeadBytes) return -1;
    throw new MalformedAnswer(
      `its headers are longer than ${limits.maxHeadBytes} bytes`,
    );
  }

  #lastEnd(): number {
    return this.ends.at(-1) ?? -1;
  }

  /**
   * A bare LF may end any line. Where the first and the last do, a CR before another LF belongs to the line as the
   * sender cut it, and is refused as any CR within a line.
   */
  #lineLength(bytes: Uint8Array, start: number, lf: number): number {
    const hasCr = lf > start && bytes[lf - 1] === CR;
    if (hasCr) this.#sawCr = true;
    else {
      this.sawBareLf = true;
      if (start === 0) this.#beganBare = true;
      if (lf === start && this.#beganBare && this.#sawCr) {
        throw new MalformedAnswer("some lines of its head end in CRLF and some in LF");
      }
    }
    return lf - start - (hasCr ? 1 : 0);
  }
}

/** The fields that say how the message is framed and what becomes of the connection; several are joined by commas. */
export interface FramingFields {
  /** Content-Length. */
  contentLength: string | undefined;
  /** Transfer-Encoding. */
  transferEncoding: string | undefined;
  /** Content-Encoding. */
  contentEncoding: string | undefined;
  /** Connection. */
  connection: string | undefined;
  /** Keep-Alive. */
  keepAlive: string | undefined;
  /** Whether every byte of the fields is ASCII. */
  isAscii: boolean;
}

/** The framing fields and their names in bytes, by the length of the name. */
const FRAMING = [
  { key: "connection", name: toCodes("connection") },
  { key: "keepAlive", name: toCodes("keep-alive") },
  { key: "contentLength", name: toCodes("content-length") },
  { key: "contentEncoding", name: toCodes("content-encoding") },
  { key: "transferEncoding", name: toCodes("transfer-encoding") },
] as const;

function toCodes(name: string): readonly number[] {
  return [...name].map((char) => char.charCodeAt(0));
}

/**
 * Checks one field line and notes what frames the message.
 *
 * @param bytes The bytes of the head.
 * @param start Where the line begins.
 * @param end Where it ends, without CR and LF.
 * @param fields Where to note it.
 * @throws {MalformedAnswer} If it is no field line.
 */
export function readField(
  bytes: Uint8Array,
  { start, end }: LineRange,
  fields: FramingFields,
): void {
  let colon = start;
  while (colon < end && TOKEN[bytes[colon] ?? 0]) colon++;
  if (colon === end || bytes[colon] !== COLON || colon === start) {
    throw toFieldError(bytes.subarray(start, end));
  }
  let seen = 0;
  for (let at = colon + 1; at < end; at++) {
    const code = bytes[at] ?? 0;
    seen |= code;
    if ((code < SPACE && code !== TAB) || code === DELETE) {
      throw new MalformedAnswer(
        "a header value holds a control character",
        bytes.subarray(start, end),
      );
    }
  }
  if (seen > 127) fields.isAscii = false;
  const length = colon - start;
  if (length === 10 || length === 14 || length === 16 || length === 17) {
    noteFraming(bytes, { start, end }, { length, fields });
  }
}

/** Where a line stands in the bytes. */
export interface LineRange {
  /** Its first byte. */
  start: number;
  /** Its end, without CR and LF. */
  end: number;
}

function toFieldError(line: Uint8Array): MalformedAnswer {
  const folded = line[0] === SPACE || line[0] === TAB;
  return new MalformedAnswer(
    folded ? "a header is continued on a second line" : "a header line is malformed",
    line,
  );
}

function noteFraming(
  bytes: Uint8Array,
  { start, end }: LineRange,
  { length, fields }: { length: number; fields: FramingFields },
): void {
  for (const { key, name } of FRAMING) {
    if (name.length !== length || !isName(bytes, start, name)) continue;
    const value = toValue(bytes, start + length + 1, end);
    const before = fields[key];
    fields[key] = before === undefined ? value : `${before}, ${value}`;
    return;
  }
}

function toValue(bytes: Uint8Array, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(bytes[start])) start++;
  while (start < end && isBlank(bytes[end - 1])) end--;
  let value = "";
  for (let at = start; at < end; at++) {
    value += String.fromCharCode(bytes[at] ?? 0);
  }
  return value;
}

function isBlank(code: number | undefined): boolean {
  return code === SPACE || code === TAB;
}

/** Compares in lower case; setting that bit changes no other character of a token into a letter or a hyphen. */
function isName(
  bytes: Uint8Array,
  start: number,
  name: readonly number[],
): boolean {
  for (let at = 0; at < name.length; at++) {
    if (((bytes[start + at] ?? 0) | 0x20) !== name[at]) return false;
  }
  return true;
}

/** Makes `Headers` of field lines that were checked. */
export function toHeaders(lines: readonly string[]): Headers {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1));
  }
  return headers;
}
