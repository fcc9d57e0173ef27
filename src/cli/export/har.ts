/**
 * Records everything in a HAR file.
 *
 * @module
 */

import { HarRecorder } from "../../features/har/recorder.ts";
import { toFileReason } from "../request/files.ts";
import { UsageError } from "../usage_error.ts";

/**
 * Makes a recorder, and looks whether its file can be written before anything is sent.
 *
 * @param path The file.
 * @param reveal Whether secrets are recorded.
 * @throws {UsageError} If the folder is not there, or the path is one.
 */
export async function openRecorder(path: string, reveal: boolean): Promise<HarRecorder> {
  const folder = path.replace(/[^/\\]*$/, "") || ".";
  try {
    const { isDirectory } = await Deno.stat(folder);
    if (!isDirectory) throw new Deno.errors.NotFound();
    const there = await Deno.stat(path).catch(() => undefined);
    if (there?.isDirectory) throw new Deno.errors.IsADirectory();
  } catch (error) {
    throw toFailure(path, error);
  }
  return new HarRecorder({ redact: !reveal });
}

/**
 * Writes the file; only its owner may read it.
 *
 * @throws {UsageError} If it cannot be written.
 */
export async function saveHar(recorder: HarRecorder, path: string): Promise<void> {
  try {
    await recorder.save(path);
  } catch (error) {
    throw toFailure(path, error);
  }
}

function toFailure(path: string, error: unknown): UsageError {
  return new UsageError(`Cannot write ${JSON.stringify(path)}: ${toFileReason(error)}`);
}
