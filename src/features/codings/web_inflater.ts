/**
 * gzip (RFC 1952) and deflate (RFC 1950, RFC 1951), undone by the web's `DecompressionStream`: for runtimes without
 * `node:zlib`. Few know br there, and not all of these tell when it is cut short.
 *
 * @module
 */

import type { CodedBody } from "./coded_body.ts";
import { MalformedCoding } from "./malformed_coding.ts";
import { isZlib } from "./whole.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Decodes a body; of gzip with several members that is an error where the runtime makes it one. */
export async function* inflateByWeb(body: CodedBody): AsyncGenerator<Bytes, void, undefined> {
  const decoder = makeDecoder(body.coding, await body.peek(2));
  const pieces = new Pieces(body);
  const reader = pieces.stream.pipeThrough(decoder).getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      if (value.length > 0) yield value;
    }
  } catch (error) {
    throw pieces.failure ? pieces.failure.error : body.corrupt(error);
  } finally {
    reader.cancel().catch(() => {});
  }
}

/** The pieces of a body as a stream, and why it failed if it was the body that did. */
class Pieces {
  readonly stream: ReadableStream<Bytes>;
  failure: { readonly error: unknown } | undefined;

  constructor(body: CodedBody) {
    this.stream = new ReadableStream<Bytes>({
      pull: async (controller) => {
        try {
          const piece = await body.next();
          if (piece) controller.enqueue(piece.slice());
          else controller.close();
        } catch (error) {
          this.failure = { error };
          throw error;
        }
      },
    }, { highWaterMark: 0 });
  }
}

function makeDecoder(coding: string, start: Bytes): TransformStream<BufferSource, Bytes> {
  if (coding === "gzip" || coding === "x-gzip") return new DecompressionStream("gzip");
  if (coding === "deflate") {
    return new DecompressionStream(isZlib(start) ? "deflate" : "deflate-raw");
  }
  throw new MalformedCoding(coding, "cannot be decoded by this runtime, which has no node:zlib");
}
