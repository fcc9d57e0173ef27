/**
 * Saves the body of an answer to a file.
 *
 * @module
 */

import { toTransformStream } from "@std/streams/to-transform-stream";
import type { HttpResponse } from "../response.ts";
import type { Output } from "./io.ts";
import type { PartFile } from "./part_file.ts";
import { drawProgress } from "./progress_bar.ts";

/**
 * Saves a body while it comes in.
 *
 * @param response A streamed response.
 * @param file The file, which is kept if all came.
 * @param output Where a bar is drawn, if that is a terminal.
 * @returns How many bytes were saved.
 * @throws {HttpError} If the body did not come to its end.
 */
export async function saveBody(
  response: HttpResponse,
  file: PartFile,
  output: Output | undefined,
): Promise<number> {
  let saved = 0;
  using bar = output && await drawProgress(output, totalOf(response));
  const counting = toTransformStream(
    async function* (source: ReadableStream<Uint8Array>) {
      for await (const chunk of source) {
        saved += chunk.length;
        bar?.update(saved);
        yield chunk;
      }
    },
  );
  await ReadableStream.from<Uint8Array>(response.iterBytes()).pipeThrough(
    counting,
  )
    .pipeTo(file.writable);
  await file.keep();
  return saved;
}

/** Content-Length counts encoded bytes, the bar decoded ones. */
function totalOf({ headers }: HttpResponse): number | undefined {
  const length = headers.get("content-length");
  if (length === null || headers.has("content-encoding")) return undefined;
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}
