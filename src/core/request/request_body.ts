/**
 * Finds out what the body of a web request from elsewhere is made of, so that one of text or bytes can be sent again.
 */

import { type Bytes, type ChunkReader, joinBytes } from "../bytes/chunks.ts";
import { BytesContent, OneShotContent } from "./content.ts";
import { BodyUsedError } from "../errors.ts";
import { readStream } from "../bytes/items.ts";
import type { BodySource } from "./prepared.ts";

/** More than this is not held in memory; in bytes. */
const HELD = 1_048_576;

/** A body of text or bytes comes in this time, in milliseconds; a body that is still being made need not. */
const PATIENCE = 0;

/**
 * Takes over the body of a web request, which is used from now on.
 *
 * A web request does not tell what its body was made of. One that is there at once and no larger than
 * 1 MiB was text, bytes or a form: it becomes bytes, which have a size and can be sent again. Any other
 * becomes a stream that can be sent once and begins with what was read here.
 *
 * @returns The body without a content type, which is among the headers of the request; `undefined` if there is none.
 * @throws {BodyUsedError} If the body was read before.
 */
export async function settleRequestBody(request: Request): Promise<BodySource | undefined> {
  if (request.body === null) return undefined;
  if (request.bodyUsed || request.body.locked) {
    throw new BodyUsedError(
      "Cannot send the body of this Request: it was read already, or somebody reads it",
    );
  }
  const reader = readStream(request.body);
  const { chunks, next } = await readAhead(reader);
  if (!next) return new BytesContent(joinBytes(chunks));
  // It may fail before somebody reads; the reader is told then.
  next.catch(() => {});
  const ahead = [...chunks.map((chunk) => Promise.resolve(chunk)), next];
  const resumed: ChunkReader = {
    read: () => ahead.shift() ?? reader.read(),
    async cancel(reason) {
      ahead.length = 0;
      await reader.cancel(reason);
    },
  };
  return new OneShotContent(resumed, "a stream");
}

/** What was read so far, and the read under way if that is not all. */
interface Ahead {
  readonly chunks: Bytes[];
  readonly next?: Promise<Bytes | undefined>;
}

async function readAhead(reader: ChunkReader): Promise<Ahead> {
  const chunks: Bytes[] = [];
  let size = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(() => resolve("late"), PATIENCE);
  });
  try {
    while (true) {
      const next = reader.read();
      // What fails here fails whoever reads the stream.
      const chunk = size > HELD
        ? "late"
        : await Promise.race([next, late]).catch(() => "late" as const);
      if (chunk === "late") return { chunks, next };
      if (!chunk) return { chunks };
      chunks.push(chunk);
      size += chunk.length;
    }
  } finally {
    clearTimeout(timer);
  }
}
