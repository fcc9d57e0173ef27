/**
 * Small bodies decoded at once: a stream of `node:zlib` costs more than the decoding of a usual JSON answer.
 *
 * @module
 */

import { gunzipByWeb } from "./web_whole.ts";
import { ZstdScanner } from "./zstd_scanner.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** What decodes; loaded with the first coded body. */
export type Zlib = typeof import("node:zlib");

/** What is decoded at once: so many bytes at most. */
export const MAX_INPUT: number = 64 * 1024;

/** What may come out at once; a larger body is streamed, so that its reader decides how much it takes. */
const MAX_OUTPUT = 1024 * 1024;

/** Loads what decodes; `undefined` where the runtime has none. */
export async function loadZlib(): Promise<Zlib | undefined> {
  try {
    const zlib = await import("node:zlib");
    // Bundlers put an empty module in its place.
    return "gunzipSync" in zlib ? zlib : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Decodes a body that is there as a whole.
 *
 * @param bytes The body.
 * @param coding Its coding.
 * @param isFirst Whether it may be the only one, for which `node:zlib` is not loaded where that takes long.
 * @returns The decoded body, or `undefined` if a stream must do it: it is large, or not right, and the stream says why.
 */
export async function decodeWhole(
  bytes: Bytes,
  coding: string,
  isFirst: boolean,
): Promise<Bytes | undefined> {
  if (bytes.length > MAX_INPUT) return undefined;
  if (isFirst && isGzip(coding)) {
    const content = await gunzipByWeb(bytes, MAX_OUTPUT);
    if (content) return content;
  }
  const zlib = await loadZlib();
  if (!zlib) return undefined;
  try {
    return toOwn(decode(zlib, bytes, coding));
  } catch {
    return undefined;
  }
}

/** Tells gzip by its names. */
export function isGzip(coding: string | undefined): boolean {
  return coding === "gzip" || coding === "x-gzip";
}

/** A small body does not hold on to a large buffer. */
function toOwn(content: Uint8Array): Bytes {
  const bytes = toBytes(content);
  return bytes.length === bytes.buffer.byteLength ? bytes : bytes.slice();
}

/** One chunk is mostly enough then, and more are put together. */
function toChunkSize(bytes: Bytes): number {
  return Math.max(SMALL_CHUNK, Math.min(8 * bytes.length, LARGE_CHUNK));
}

function decode(zlib: Zlib, bytes: Bytes, coding: string): Uint8Array {
  const options = { maxOutputLength: MAX_OUTPUT, chunkSize: toChunkSize(bytes) };
  if (coding === "br") return decodeBrotli(zlib, bytes);
  if (coding === "zstd") return decodeZstd(zlib, bytes);
  if (coding !== "deflate") return zlib.gunzipSync(bytes, options);
  return isZlib(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
}

/** Neither what is cut short nor all garbage is told, but one byte more is only used by what is not finished. */
function decodeBrotli(zlib: Zlib, bytes: Bytes): Uint8Array {
  const probed = new Uint8Array(bytes.length + 1);
  probed.set(bytes);
  const result: unknown = zlib.brotliDecompressSync(probed, {
    maxOutputLength: MAX_OUTPUT,
    chunkSize: toChunkSize(bytes),
    info: true,
  });
  const isGood = hasEngine(result) && result.engine.bytesWritten === bytes.length &&
    result.buffer.length > 0;
  if (!isGood) throw new Error("cut short, or garbage");
  return result.buffer;
}

/** The start of some bytes, decoded. */
export interface Decoded {
  /** What came out. */
  readonly content: Bytes;
  /** How many bytes it took. */
  readonly used: number;
}

/** How the start of some bytes is decoded. */
export interface StartOptions {
  /** A function of `node:zlib`. */
  readonly decode: Zlib["gunzipSync"];
  /** How many bytes may come out. */
  readonly maxOutputLength: number;
}

/**
 * Decodes what some bytes begin with.
 *
 * @param bytes The bytes; more may follow.
 * @param options How.
 * @returns `undefined` if the end is not among the bytes, too much comes out, or it is not right.
 */
export function decodeStart(
  bytes: Bytes,
  { decode, maxOutputLength }: StartOptions,
): Decoded | undefined {
  try {
    const options = { maxOutputLength, chunkSize: SMALL_CHUNK, info: true };
    const result: unknown = decode(bytes, options);
    if (!hasEngine(result)) return undefined;
    return { content: toBytes(result.buffer), used: result.engine.bytesWritten };
  } catch {
    return undefined;
  }
}

/** A larger buffer costs more than a small body; from the other on, more gains nothing. */
const SMALL_CHUNK = 4096;
const LARGE_CHUNK = 131_072;

/** What `info: true` gives. */
interface Inspected {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

function hasEngine(result: unknown): result is Inspected {
  return typeof result === "object" && result !== null && "engine" in result &&
    "buffer" in result;
}

/** Only one frame that takes all of it: the runtime would leave the others out. */
function decodeZstd(zlib: Zlib, bytes: Bytes): Uint8Array {
  const scanner = new ZstdScanner();
  const { length, kind } = scanner.scan(bytes);
  const rest = scanner.scan(bytes.subarray(length));
  if (kind !== "magic" || rest.kind !== "end" || length + rest.length !== bytes.length) {
    throw new Error("more than one frame");
  }
  const options = { maxOutputLength: MAX_OUTPUT, chunkSize: toChunkSize(bytes) };
  return zlib.zstdDecompressSync(bytes, options);
}

/** Makes a plain view of what may be a `Buffer`; zlib never gives shared memory. */
export function toBytes(chunk: Uint8Array): Bytes {
  const { buffer, byteOffset, byteLength } = chunk;
  return buffer instanceof ArrayBuffer
    ? new Uint8Array(buffer, byteOffset, byteLength)
    : new Uint8Array(chunk);
}

/** Tells the zlib format (RFC 1950), which "deflate" should be, from the raw one that some servers send. */
export function isZlib([first = 0, second = 0]: Bytes): boolean {
  return (first & 15) === 8 && (first * 256 + second) % 31 === 0;
}
