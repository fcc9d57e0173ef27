/** A request body on its way out through `fetch`, watched. */

import type { Bytes } from "../bytes/chunks.ts";
import type { BodyContent, BodySource } from "../request/prepared.ts";

/** Who is told of a body that goes out. */
export interface UploadBodyOptions {
  /** A chunk was handed over: its size in bytes. */
  readonly onChunk: (bytes: number) => void;
  /** All of it was handed over. */
  readonly onEnd: () => void;
  /** Whether bytes go as a Blob, which has a length as they do, but which Deno never sends twice. Default `false`. */
  readonly once?: boolean;
}

/** `fetch` takes a larger body of known bytes without telling how far it came, so the time for it grows. */
export const UNSEEN_CHUNK = 65_536;

/** The body of a request, opened. */
export class UploadBody {
  readonly #source: BodySource;
  #failure: { readonly error: unknown } | undefined;
  /** Whether nobody wants the rest: what still comes of the caller's stream is no chunk, no end and no failure. */
  #isOver = false;
  #reader: ReadableStreamDefaultReader<Bytes> | undefined;
  readonly body: BodyContent;

  /** Opens the body; a stream is counted chunk by chunk, the rest at once. */
  constructor(source: BodySource, options: UploadBodyOptions) {
    this.#source = source;
    this.body = this.#open(options);
  }

  /** Why the caller's stream failed, if it did. */
  get failure(): { readonly error: unknown } | undefined {
    return this.#failure;
  }

  /** Lets go of the rest of the caller's stream. It fails for the runtime: half a body is not to pass for a whole. */
  stop(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#reader?.cancel().catch(() => {});
  }

  #open(options: UploadBodyOptions): BodyContent {
    const content: BodyContent = this.#source.open();
    if (content instanceof ReadableStream) {
      return this.#watched(this.#reader = content.getReader(), options);
    }
    options.onChunk(
      content instanceof Blob ? content.size : content.byteLength,
    );
    options.onEnd();
    return options.once && content instanceof Uint8Array && content.length > 0
      ? new Blob([content])
      : content;
  }

  #watched(
    reader: ReadableStreamDefaultReader<Bytes>,
    options: UploadBodyOptions,
  ): ReadableStream<Bytes> {
    return new ReadableStream<Bytes>({
      pull: async (controller) => {
        try {
          this.#pass(await reader.read(), controller, options);
        } catch (error) {
          if (!this.#isOver) this.#failure = { error };
          throw error;
        }
      },
      cancel: (reason) => {
        this.#isOver = true;
        return reader.cancel(reason);
      },
    }, { highWaterMark: 0 });
  }

  #pass(
    { value, done }: ReadableStreamReadResult<Bytes>,
    controller: ReadableStreamDefaultController<Bytes>,
    { onChunk, onEnd }: UploadBodyOptions,
  ): void {
    if (this.#isOver) throw new DOMException("Nobody wants the rest", "AbortError");
    if (done) {
      onEnd();
      return controller.close();
    }
    onChunk(value.byteLength);
    controller.enqueue(value);
  }
}
