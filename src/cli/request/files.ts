/**
 * Files that the command line names.
 *
 * @module
 */

import { UsageError } from "../usage_error.ts";

/**
 * Opens a file for reading.
 *
 * @param path The path; `~/` is the home of the user, since a shell does not see it behind an `@`.
 * @param opened Closes it.
 * @throws {UsageError} If it cannot be opened.
 */
export async function openFile(path: string, opened: DisposableStack): Promise<Deno.FsFile> {
  const name = JSON.stringify(path);
  let file: Deno.FsFile;
  try {
    file = await Deno.open(fromHome(path));
  } catch (error) {
    throw new UsageError(`Cannot read ${name}: ${toFileReason(error)}`);
  }
  opened.defer(() => closeQuietly(file));
  // Linux opens a directory without a complaint.
  if ((await file.stat()).isDirectory) {
    throw new UsageError(`Cannot read ${name}: it is a directory`);
  }
  return file;
}

/** Whoever read it to its end has closed it already. */
function closeQuietly(file: Deno.FsFile): void {
  try {
    file.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

/**
 * Reads a file as UTF-8.
 *
 * @param path The path.
 * @throws {UsageError} If it cannot be read, or is no UTF-8.
 */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`Cannot read ${JSON.stringify(path)} as text: it is no UTF-8`);
  }
}

async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(fromHome(path));
  } catch (error) {
    throw new UsageError(`Cannot read ${JSON.stringify(path)}: ${toFileReason(error)}`);
  }
}

function fromHome(path: string): string {
  if (!path.startsWith("~/")) return path;
  const home = Deno.env.get("HOME");
  return home === undefined ? path : `${home}${path.slice(1)}`;
}

/** What the codes of the system mean. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or directory",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ENOSPC: "the disk is full",
  EROFS: "the file system is read-only",
};

/** Says in a few words why a file cannot be used. */
export function toFileReason(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) {
    return "there is no such file or directory";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a directory";
  if (error instanceof Deno.errors.PermissionDenied) return "permission denied";
  if (error instanceof Deno.errors.NotCapable) return "Deno was not allowed to";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reason = REASONS[code];
  if (reason !== undefined) return reason;
  return error instanceof Error ? error.message : String(error);
}
