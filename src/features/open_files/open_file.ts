/**
 * An open file as a body, or as a part of a form: its size is known, and reading it is faster than by its `readable`.
 *
 * @module
 */

import { type Bytes, CHUNK_SIZE, type ChunkReader } from "../../core/bytes/chunks.ts";
import { type Content, OneShotContent, toContent } from "../../core/request/content.ts";

/** What is used of a `Deno.FsFile`. */
export interface OpenFile {
  readonly readable: unknown;
  read(buffer: Uint8Array): Promise<number | null>;
  close(): void;
  statSync(): {
    readonly isFile: boolean;
    readonly size: number;
    readonly ino?: number | null | undefined;
    readonly dev?: number | undefined;
  };
  seekSync(offset: number, whence: number): number;
}

/** Tells whether something is an open file. */
export function isOpenFile(value: unknown): value is OpenFile {
  if (typeof value !== "object" || value === null) return false;
  return ["readable", "read", "close", "statSync", "seekSync"].every((name) => name in value) &&
    !(Symbol.iterator in value) && !(Symbol.asyncIterator in value);
}

/**
 * Settles what bytes can be had from, but text; `undefined` for anything else.
 *
 * @param value What the caller passed. Bytes are not copied.
 * @param size How many bytes a stream will give, by the caller's word.
 * @throws {TypeError} If a stream is locked or was read, or a file is closed.
 */
export function toFileContent(value: unknown, size?: number): Content | undefined {
  return isOpenFile(value) ? fromOpenFile(value, size) : toContent(value, size);
}

/** A regular file has a known size; what is appended later is not sent. */
function fromOpenFile(file: OpenFile, size?: number): Content {
  const left = toRemainingSize(file);
  return left === undefined
    ? new OneShotContent(readFile(file, Infinity), "an open file", size)
    : new OneShotContent(readFile(file, left), "an open file", left);
}

/** The files below /proc say that they are empty and are not: no size is known of an empty file. */
function toRemainingSize(file: OpenFile): number | undefined {
  try {
    const { isFile, size } = file.statSync();
    const left = isFile ? size - file.seekSync(0, SEEK_CURRENT) : 0;
    return left > 0 ? left : undefined;
  } catch (cause) {
    throw new TypeError("Cannot send the file: it is closed", { cause });
  }
}

/** `Deno.SeekMode.Current`, which is not there where Deno is not. */
const SEEK_CURRENT = 1;

/** Reads an open file from where it stands, at most so many bytes, and closes it. */
function readFile(file: OpenFile, most: number): ChunkReader {
  let left = most;
  let closed = false;
  const close = () => {
    if (closed) return;
    closed = true;
    try {
      file.close();
    } catch {
      // Somebody closed it already, which is all that is wanted here.
    }
  };
  const readChunk = async (): Promise<Bytes | undefined> => {
    const buffer = new Uint8Array(Math.min(left, CHUNK_SIZE));
    let length: number | null = 0;
    while (length === 0 && !closed && left > 0) length = await file.read(buffer);
    left -= length ?? 0;
    return length ? buffer.subarray(0, length) : undefined;
  };
  return {
    async read() {
      try {
        const chunk = await readChunk();
        if (!chunk || left <= 0) close();
        return chunk;
      } catch (error) {
        close();
        throw error;
      }
    },
    cancel() {
      close();
      return Promise.resolve();
    },
  };
}
