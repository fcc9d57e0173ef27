/** Room for bytes that are wanted as a whole. */

import type { Bytes } from "./chunks.ts";

/**
 * What a header says of a size is believed so far before anything came. Pages that nobody has written to take no
 * memory, but runtimes count what is asked for, and a server may say anything. A smaller buffer that turns out to be
 * full costs a copy and, for a while, its own size once more.
 */
const BELIEVED = 2 ** 26;

/** Beyond that, so many times what came. */
const GROWTH = 8;

/** What is there already. */
export interface RoomOptions {
  /** The bytes that came so far; they fill a buffer of their own, which is detached. */
  readonly begun?: Bytes;
  /** How many bytes are believed before they come. Default: 64 MiB. */
  readonly believed?: number;
}

/**
 * Makes room for the bytes that there will be by what somebody says, or for so many of them as can be believed: a
 * buffer that begins with what came. A `RangeError` if there is no memory.
 */
export function makeRoom(size: number, options: RoomOptions = {}): Bytes {
  const { begun, believed = BELIEVED } = options;
  const came = begun?.length ?? 0;
  const room = allocate(Math.min(size, Math.max(believed, GROWTH * came)), came);
  if (begun) moveInto(room, begun, 0);
  return room;
}

/** Address space is not endless: where there is not so much of it, less will do for now. */
function allocate(size: number, came: number): Bytes {
  try {
    return new Uint8Array(size);
  } catch (error) {
    const less = Math.floor(size / 2);
    if (less <= came) throw error;
    return allocate(less, came);
  }
}

/** The first buffer for bytes of unknown size; one that is full is followed by a larger one. */
const FIRST = 16_384;

/** The largest buffer: more gains nothing (measured). */
const LARGEST = 1_048_576;

/** Where bytes of unknown size come from, and what came before. */
export interface GatherOptions {
  /**
   * Fills a buffer: gives what it filled, in whatever has its memory if it was detached. Nothing or `undefined` is the
   * end, `undefined` only of what detaches none.
   */
  readonly fill: (buffer: Bytes) => Promise<Bytes | undefined>;
  /** Told how many bytes came, whenever some did; not of those that came before. */
  readonly touch: (bytes: number) => void;
  /** Pieces that came before; nobody else may use them. */
  readonly begun?: readonly Bytes[];
  /** How many bytes there will be by what somebody says, or nearly so many. Default: 16 KiB. */
  readonly expected?: number | undefined;
}

/** Gathers bytes of a size that nobody knows. */
export async function gather(
  { fill, touch, begun = [], expected = FIRST }: GatherOptions,
): Promise<Bytes> {
  const full = [...begun];
  let length = full.reduce((sum, piece) => sum + piece.length, 0);
  let piece = makeRoom(Math.max(FIRST, expected));
  let filled = 0;
  for (;;) {
    const chunk = await fill(piece.subarray(filled));
    if (chunk) piece = new Uint8Array(chunk.buffer);
    const count = chunk?.length ?? 0;
    if (count === 0) break;
    filled += count;
    length += count;
    touch(count);
    if (filled < piece.length) continue;
    full.push(piece);
    piece = new Uint8Array(Math.min(2 * piece.length, LARGEST));
    filled = 0;
  }
  if (filled > 0) full.push(piece.slice(0, filled));
  return joinOwn(full, length);
}

/**
 * Joins pieces that nobody else uses, `length` bytes in all. Each is detached once it was copied, so that no more
 * memory is taken than for the whole and one piece; not one that is a part of a buffer, which others may share.
 */
export function joinOwn(pieces: readonly Bytes[], length: number): Bytes {
  const [first] = pieces;
  if (first && pieces.length === 1) return first;
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    const { length } = piece;
    moveInto(whole, piece, offset);
    offset += length;
  }
  return whole;
}

function moveInto(target: Bytes, piece: Bytes, offset: number): void {
  target.set(piece, offset);
  free(piece);
}

/** Frees bytes at once, and not when the garbage is collected. A part of a buffer stays: others may use the rest. */
export function free(bytes: Bytes): void {
  if (bytes.length === bytes.buffer.byteLength) bytes.buffer.transfer(0);
}
