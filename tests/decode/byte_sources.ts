/** Bytes in every cut a test wants, and what became of their source. */

const encoder = new TextEncoder();

/** Encodes text as UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(text);
}

/** Encodes text as UTF-16. */
export function utf16(
  text: string,
  littleEndian = true,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * text.length);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < text.length; at++) {
    view.setUint16(2 * at, text.charCodeAt(at), littleEndian);
  }
  return bytes;
}

/** Gives the bytes in two parts for every place, one by one, and with empty chunks between. */
export function* everySplit(
  bytes: Uint8Array,
): Generator<Uint8Array[], void, undefined> {
  yield [bytes];
  for (let at = 1; at < bytes.length; at++) {
    yield [bytes.subarray(0, at), bytes.subarray(at)];
  }
  const singles = Array.from(bytes, (byte) => Uint8Array.of(byte));
  yield singles;
  yield singles.flatMap((single) => [new Uint8Array(0), single]);
}

/** Cuts bytes at some places, given in any order. */
export function cutAt(
  bytes: Uint8Array,
  places: readonly number[],
): Uint8Array[] {
  const sorted = [...places].map((place) => place % (bytes.length + 1))
    .sort((a, b) => a - b);
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const place of [...sorted, bytes.length]) {
    chunks.push(bytes.subarray(start, place));
    start = place;
  }
  return chunks;
}

/** A source that counts, may fail at its end, and tells when it was closed. */
export class WatchedSource implements AsyncIterable<Uint8Array> {
  readonly #chunks: readonly Uint8Array[];
  readonly #error: Error | undefined;
  given = 0;
  returned = 0;

  constructor(chunks: readonly (string | Uint8Array)[], error?: Error) {
    this.#chunks = chunks.map((chunk) => typeof chunk === "string" ? utf8(chunk) : chunk);
    this.#error = error;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    return {
      next: () => {
        const value = this.#chunks[this.given];
        if (value) {
          this.given++;
          return Promise.resolve({ value });
        }
        if (this.#error) return Promise.reject(this.#error);
        return Promise.resolve({ done: true, value: undefined });
      },
      return: () => {
        this.returned++;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

/** Collects until the end or the error. */
export async function drain<T>(
  items: AsyncIterable<T>,
): Promise<{ items: T[]; error: unknown }> {
  const found: T[] = [];
  try {
    for await (const item of items) found.push(item);
    return { items: found, error: undefined };
  } catch (error) {
    return { items: found, error };
  }
}
