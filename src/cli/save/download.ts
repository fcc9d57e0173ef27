/**
 * Saves the body of an answer to a file.
 *
 * @module
 */

import type { Client } from "../../client.ts";
import type { Download } from "../../features/download/options.ts";
import { HttpError, StatusError } from "../../core/errors.ts";
import { FileError } from "../../features/download/errors.ts";
import { HttpResponse } from "../../core/response/response.ts";
import { toFileReason } from "../request/files.ts";
import { drawProgress, type ProgressBar } from "./progress_bar.ts";
import { NOWHERE, type Saving, sizeOf } from "./saving.ts";
import { UsageError } from "../usage_error.ts";

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
  saving: Saving,
): Promise<Download | HttpResponse> {
  const { connection, save } = saving.command;
  const path = save.kind === "file" ? save.path : "./";
  const resume = "resume" in save && save.resume;
  if (resume && connection.limitRate !== undefined) {
    throw new UsageError("Cannot use --limit-rate together with --continue");
  }
  const isFree = resume || (connection.limitRate === undefined && !await isFolder(path));
  try {
    if (isFree) return await download(client, path, { saving, resume });
    const { saveUnderOwnName } = await import("./named_file.ts");
    return await saveUnderOwnName(client, { path, saving });
  } catch (error) {
    throw toFailure(error, path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  if (/[/\\]$/.test(path)) return true;
  return await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
}

async function download(
  client: Client,
  path: string,
  { saving, resume }: { readonly saving: Saving; readonly resume: boolean },
): Promise<Download | HttpResponse> {
  const { method, url, options, output, onResponse } = saving;
  let bar: ProgressBar | undefined;
  try {
    return await client.download(url, path, {
      ...options,
      method,
      resume,
      // A name that nobody on this side has written takes no other file's place.
      ...(await isFolder(path) && { overwrite: false }),
      // Who does not want to go on with a part wants to see a failure at once.
      ...(!resume && { maxResumes: 0 }),
      onResponse: async (response) => {
        if (bar) return;
        await onResponse(response);
        bar = await drawProgress(output ?? NOWHERE, sizeOf(response));
      },
      onDownloadProgress: ({ transferred }) => bar?.update(transferred),
    });
  } catch (error) {
    if (error instanceof StatusError && error.response instanceof HttpResponse) {
      return error.response;
    }
    throw error;
  } finally {
    await bar?.[Symbol.asyncDispose]();
  }
}

function toFailure(error: unknown, path: string): unknown {
  if (error instanceof FileError) {
    return new UsageError(`Cannot write ${JSON.stringify(path)}: ${toFileReason(error.cause)}`);
  }
  const isOfDisk = Object.values(Deno.errors).some((Class) => error instanceof Class);
  if (!isOfDisk || error instanceof HttpError) return error;
  if (error instanceof Deno.errors.AlreadyExists) {
    return new UsageError(
      `Cannot write into ${JSON.stringify(path)}: the file exists, -o names it`,
    );
  }
  return new UsageError(`Cannot write ${JSON.stringify(path)}: ${toFileReason(error)}`);
}
