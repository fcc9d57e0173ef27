/**
 * One body for two readers.
 *
 * @module
 */

import { Incoming } from "./incoming.ts";
import type { ByteSource } from "./byte_source.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Splits a body; what the slower reader has not taken yet is kept in memory, as with `Response.clone()`.
 * The connection is let go when both have ended.
 */
export function splitIncoming(
  incoming: Incoming,
): readonly [Incoming, Incoming] {
  const stream = new ReadableStream<Bytes>({
    async pull(controller) {
      const chunk = await incoming.read();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: () => incoming.close(),
  }, { highWaterMark: 0 });
  const toBranch = (branch: ReadableStream<Bytes>) => {
    const source = new StreamSource(branch, incoming.size);
    const taken = new Incoming(source, incoming.branchOptions());
    incoming.onFail((error) => void taken.fail(error));
    return taken;
  };
  const [left, right] = stream.tee();
  return [toBranch(left), toBranch(right)];
}

/** Reads a web stream as a source of bytes. */
export class StreamSource implements ByteSource {
  readonly #reader: ReadableStreamDefaultReader<Bytes>;
  #aborted: { readonly reason: unknown } | undefined;

  /** Locks the stream. */
  constructor(
    stream: ReadableStream<Bytes>,
    readonly size: number | undefined,
  ) {
    this.#reader = stream.getReader();
  }

  /** Gives the next chunk that is not empty. */
  async read(): Promise<Bytes | undefined> {
    for (;;) {
      const { value } = await this.#reader.read();
      if (this.#aborted) throw this.#aborted.reason;
      if (value === undefined || value.length > 0) return value;
    }
  }

  /** Cancels the stream. */
  abort(reason: unknown): void {
    if (this.#aborted) return;
    this.#aborted = { reason };
    this.#reader.cancel(reason).catch(() => {});
  }
}
