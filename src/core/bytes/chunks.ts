/** Reads bytes chunk by chunk out of whatever has them, and makes a web stream of such a reader. */

/** Bytes that a stream or a socket takes without a copy. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** How many bytes are read at once; larger reads gain nothing, smaller ones cost calls. */
export const CHUNK_SIZE = 262_144;

/** Gives bytes one chunk after the other to one reader. */
export interface ChunkReader {
  /** Gives the next chunk, never an empty one, and `undefined` at the end. Whoever fails has let go of its source. */
  read(): Promise<Bytes | undefined>;
  /** Lets go of the source, read to its end or not; never rejects. */
  cancel(reason?: unknown): Promise<void>;
}

/** Makes a stream that reads a chunk only when asked for one. */
export function toReadableStream(reader: ChunkReader): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>({
    async pull(controller) {
      const chunk = await reader.read();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: (reason) => reader.cancel(reason),
  }, { highWaterMark: 0 });
}

/** Views bytes as a `Uint8Array`; copies only what is shared between threads. */
export function toBytes(source: ArrayBufferLike | ArrayBufferView): Bytes {
  const view = ArrayBuffer.isView(source)
    ? new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
    : new Uint8Array(source);
  return isUnshared(view) ? view : new Uint8Array(view);
}

function isUnshared(view: Uint8Array): view is Bytes {
  return view.buffer instanceof ArrayBuffer;
}

/** Tells whether a value is a buffer or a view on one. */
export function isBytes(value: unknown): value is ArrayBufferLike | ArrayBufferView {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer ||
    (typeof SharedArrayBuffer === "function" && value instanceof SharedArrayBuffer);
}

/** Joins chunks that nobody changes; a single one is given as it is. */
export function concatBytes(chunks: readonly Bytes[]): Bytes {
  const [first] = chunks;
  return first && chunks.length === 1 ? first : joinBytes(chunks);
}

/** Joins byte arrays into one of their own. */
export function joinBytes(parts: readonly Uint8Array[]): Bytes {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const joined = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Reads bytes that are in memory; gives copies, since whoever gets a chunk may transfer its buffer away. */
export function readBytes(bytes: Bytes): ChunkReader {
  let offset = 0;
  return {
    read() {
      const chunk = bytes.slice(offset, offset += CHUNK_SIZE);
      return Promise.resolve(chunk.length ? chunk : undefined);
    },
    cancel() {
      offset = bytes.length;
      return Promise.resolve();
    },
  };
}

/**
 * Reads a Blob slice by slice, the next slice while this one is sent: twice as fast as its own stream,
 * and its chunks are larger.
 */
export function readBlob(blob: Blob): ChunkReader {
  let offset = 0;
  let ahead: Promise<Bytes | undefined> | undefined;
  const readSlice = async () => {
    if (offset >= blob.size) return undefined;
    const slice = blob.slice(offset, offset += CHUNK_SIZE);
    return new Uint8Array(await slice.arrayBuffer());
  };
  return {
    async read() {
      const chunk = await (ahead ?? readSlice());
      ahead = chunk && readSlice();
      // A failure belongs to the read that asks for that slice.
      ahead?.catch(() => {});
      return chunk;
    },
    cancel() {
      offset = blob.size;
      ahead = undefined;
      return Promise.resolve();
    },
  };
}

/** Holds a reader to the size that was announced for it; `what` is read, for the message. */
export function withExactSize(reader: ChunkReader, size: number, what: string): ChunkReader {
  let left = size;
  const fail = async (problem: string): Promise<never> => {
    const error = new RangeError(
      `Cannot send ${what}: it gave ${problem} than the ${size} bytes announced`,
    );
    await reader.cancel(error);
    throw error;
  };
  return {
    async read() {
      const chunk = await reader.read();
      left -= chunk?.length ?? 0;
      if (left < 0) return await fail("more");
      if (!chunk && left > 0) return await fail("fewer");
      return chunk;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}
