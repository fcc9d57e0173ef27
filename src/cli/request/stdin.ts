/**
 * What is piped in.
 *
 * @module
 */

import { type Io, writeText } from "../io.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads standard input, and waits for it no longer than for Ctrl-C. */
export class StandardInput {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #interrupted: Promise<never>;
  readonly #signal: AbortSignal | undefined;
  readonly #stop: () => void;
  #reading: Promise<Bytes | undefined> | undefined;

  /** Begins to read; a process that is interrupted cannot wait for somebody to end the line. */
  constructor({ stdin, signal }: Io) {
    this.#reader = stdin().getReader();
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    this.#interrupted = promise;
    this.#signal = signal;
    this.#stop = () => reject(signal?.reason);
    signal?.addEventListener("abort", this.#stop, { once: true });
    if (signal?.aborted) this.#stop();
  }

  /** Gives the next bytes; `undefined` at the end. */
  async read(): Promise<Bytes | undefined> {
    this.#reading ??= this.#next();
    const chunk = await Promise.race([this.#reading, this.#interrupted]);
    this.#reading = undefined;
    if (!chunk) this.release();
    return chunk;
  }

  /** Tells within so many milliseconds whether there are bytes; `undefined` if that cannot be told yet. */
  async peek(ms: number): Promise<boolean | undefined> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => resolve(undefined), ms);
    try {
      this.#reading ??= this.#next();
      const known = this.#reading.then((chunk) => chunk !== undefined);
      return await Promise.race([known, promise, this.#interrupted]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #next(): Promise<Bytes | undefined> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return undefined;
      if (value.length > 0) return new Uint8Array(value);
    }
  }

  /** Lets go of it. */
  release(): void {
    this.#signal?.removeEventListener("abort", this.#stop);
    this.#reading?.catch(() => {});
    // Not awaited: a read under way ends only with the next line.
    this.#reader.cancel().catch(() => {});
  }

  /** Gives what comes as a stream, behind what was read before. */
  toStream(before: readonly Bytes[] = []): ReadableStream<Bytes> {
    const rest = [...before];
    return new ReadableStream<Bytes>({
      pull: async (controller) => {
        const chunk = rest.shift() ?? await this.read();
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      cancel: () => this.release(),
    }, { highWaterMark: 0 });
  }
}

/** So much is read before it is sent, so that its length can be said. */
const MOST_BEFORE = 1_048_576;

/** A body that is piped in: whole, where it is short. */
export async function readPiped(input: StandardInput): Promise<Bytes | ReadableStream<Bytes>> {
  const chunks: Bytes[] = [];
  let size = 0;
  while (size < MOST_BEFORE) {
    const chunk = await input.read();
    if (!chunk) return joinChunks(chunks, size);
    chunks.push(chunk);
    size += chunk.length;
  }
  return input.toStream(chunks);
}

function joinChunks(chunks: readonly Bytes[], size: number): Bytes {
  const joined = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** After so long somebody who forgot about it is told what is waited for. */
const PATIENCE = 2_000;

/**
 * Tells whether anything is piped in, and waits until that is known.
 *
 * @param input Standard input.
 * @param io Where the waiting is told of.
 */
export async function isFilled(input: StandardInput, io: Io): Promise<boolean> {
  const known = await input.peek(PATIENCE);
  if (known !== undefined) return known;
  const line = "waiting for the body from standard input; --ignore-stdin goes without it";
  await writeText(io.stderr, `ferry: ${line}\n`);
  for (;;) {
    const later = await input.peek(86_400_000);
    if (later !== undefined) return later;
  }
}
