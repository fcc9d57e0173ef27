/**
 * Saves the body of an answer to a file.
 *
 * @module
 */

import type { Client } from "../client.ts";
import { contentLengthOf } from "../core/fields/content_length.ts";
import type { Download, DownloadOptions } from "../features/download/options.ts";
import { parseContentRange } from "../features/download/version.ts";
import { HttpError, StatusError } from "../core/errors.ts";
import { HttpResponse } from "../core/response/response.ts";
import type { Command } from "./arguments.ts";
import { toFileReason } from "./body.ts";
import type { Output } from "./io.ts";
import { drawProgress, type ProgressBar } from "./progress_bar.ts";
import { UsageError } from "./usage.ts";
import { singleValue } from "../core/fields/single_value.ts";

/** What is saved, and who is told. */
export interface Saving {
  /** What the command line said. */
  readonly command: Command;
  /** The file or folder. */
  readonly path: string;
  /** What is said of the request. */
  readonly options: DownloadOptions;
  /** Where a bar is drawn, if that is a terminal. */
  readonly output: Output | undefined;
  /** Sees the first response, before its body is saved. */
  readonly onResponse: (response: HttpResponse) => Promise<void>;
}

/**
 * Saves the body of a good answer.
 *
 * @param client Sends the request.
 * @param saving What is saved.
 * @returns What was saved, or the answer that was not.
 * @throws {UsageError} If the file cannot be written.
 * @throws {HttpError} If the body did not come to its end.
 */
export async function saveBody(
  client: Client,
  { command, path, options, output, onResponse }: Saving,
): Promise<Download | HttpResponse> {
  let bar: ProgressBar | undefined;
  try {
    return await client.download(command.url, path, {
      ...options,
      method: command.method,
      resume: command.resume,
      // Who does not want to go on with a part wants to see a failure at once.
      ...(!command.resume && { maxResumes: 0 }),
      onResponse: async (response) => {
        if (bar) return;
        await onResponse(response);
        bar = await drawProgress(output ?? NOWHERE, totalOf(response));
      },
      onDownloadProgress: ({ transferred }) => bar?.update(transferred),
    });
  } catch (error) {
    if (error instanceof StatusError && error.response instanceof HttpResponse) {
      return error.response;
    }
    throw toFailure(error, path);
  } finally {
    await bar?.[Symbol.asyncDispose]();
  }
}

const NOWHERE: Output = { isTerminal: false, write: () => Promise.resolve() };

/** Content-Length counts encoded bytes, the bar decoded ones. */
function totalOf({ headers }: HttpResponse): number | undefined {
  const range = parseContentRange(singleValue(headers, "content-range"));
  if (range) return range.total;
  return headers.has("content-encoding") ? undefined : contentLengthOf(headers);
}

function toFailure(error: unknown, path: string): unknown {
  const isOfDisk = Object.values(Deno.errors).some((Class) => error instanceof Class);
  if (!isOfDisk || error instanceof HttpError) return error;
  return new UsageError(`Cannot write ${JSON.stringify(path)}: ${toFileReason(error)}`);
}
