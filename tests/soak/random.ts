/**
 * Chance that can be had again: numbers from a seed, and the bytes that belong to a number.
 *
 * @module
 */

/** Numbers from a seed (mulberry32). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to, but not including, 2 ** 32. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** From 0 up to, but not including, `limit`. */
  below(limit: number): number {
    return this.next() % limit;
  }

  /** One of a list. */
  pick<Item>(list: readonly Item[]): Item {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError("Cannot pick from nothing");
    return item;
  }

  /** True once in `count` times. */
  once(count: number): boolean {
    return this.below(count) === 0;
  }
}

/** The body that a server must send for a number: mostly small, now and then some hundred KiB. */
export function bodyOf(id: number): Uint8Array<ArrayBuffer> {
  const random = new Random(id);
  const size = random.once(20) ? random.below(300_000) : 64 + random.below(4_000);
  const bytes = new Uint8Array(size);
  const words = new DataView(bytes.buffer);
  for (let at = 0; at + 4 <= size; at += 4) words.setUint32(at, random.next() & 0x3f3f3f3f);
  return bytes;
}

/** A checksum (FNV-1a) in hexadecimal digits. */
export function checksum(bytes: Uint8Array): string {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return (hash >>> 0).toString(16);
}
