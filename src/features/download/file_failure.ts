/**
 * What the file system says of a download that cannot be written.
 *
 * @module
 */

import { FileError } from "./errors.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import { loadFiles } from "../../files/files.ts";
import { folderOf, toFilePath } from "../../files/text_file.ts";

/** What was to be downloaded. */
export interface Downloaded {
  /** Where to. */
  readonly to: string | URL | WritableStream;
  /** Where from. */
  readonly url: URL;
  /** By which method. */
  readonly method: string;
}

/**
 * Makes a {@link FileError} of what the system says.
 *
 * @param error What a download failed by.
 * @param subject What was to be downloaded.
 * @returns The error itself if it is none of the system's.
 */
export async function toFileError(
  error: unknown,
  { to, url, method }: Downloaded,
): Promise<unknown> {
  if (!isSystemError(error)) return error;
  const path = to instanceof URL ? toFilePath(to, "download") : to;
  const reason = typeof path === "string"
    ? `the file cannot be written to ${path}: ${await toReason(error, path)}`
    : `the stream cannot be written to: ${error.message}`;
  const request = new PreparedRequest(method, url, {}, undefined);
  return new FileError(reason, { request, phase: "read", cause: error });
}

/**
 * Errors of the system have codes such as `ENOSPC`. A file that is there, and one that another download has, are told
 * of by the runtime's own errors.
 */
function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" &&
    /^E(?!EXIST$|BUSY$)[A-Z\d]+$/.test(error.code);
}

async function toReason(
  { code, message }: Error & { readonly code: string },
  path: string,
): Promise<string> {
  if (code !== "ENOENT") return message;
  const files = await loadFiles("download to a path");
  const folder = folderOf(path);
  const isThere = await files.stat(folder).catch(() => message);
  return isThere ? message : `the folder ${folder} is not there`;
}
