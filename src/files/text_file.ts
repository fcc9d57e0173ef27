/**
 * Reads and replaces small text files, on every runtime that has `node:fs`.
 *
 * @module
 */

import { loadNodeFiles } from "./files.ts";

/**
 * Gives the path of a file.
 *
 * @param path A path or a `file:` URL.
 * @param purpose What it is for, for the message: "keep cookies".
 * @throws {TypeError} If it is a URL of another scheme.
 */
export function toFilePath(path: string | URL, purpose: string): string {
  if (typeof path === "string") return path;
  if (path.protocol !== "file:") {
    throw new TypeError(`Cannot ${purpose} at ${path.protocol}: it is no file`);
  }
  const name = decodeURIComponent(path.pathname);
  return /^\/[a-z]:/i.test(name) ? name.slice(1) : name;
}

/** Gives the folder in which a path is; that of a name alone is `.`. */
export function folderOf(path: string): string {
  const [, folder] = /^(.*[^/\\])?[/\\]+[^/\\]+[/\\]*$/.exec(path) ?? [, "."];
  return folder ?? path.slice(0, 1);
}

/**
 * Reads a file as UTF-8, without a byte order mark; `undefined` if there is none.
 *
 * @param path The path.
 * @param purpose What it is for, for the message.
 * @throws {TypeError} If the runtime has no file system.
 */
export async function readTextFile(path: string, purpose: string): Promise<string | undefined> {
  const { readFile } = await loadNodeFiles(purpose);
  try {
    return new TextDecoder("utf-8").decode(await readFile(path));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

/** How a file is replaced. */
export interface ReplaceOptions {
  /** Who may read it. */
  readonly mode: number;
  /** What it is for, for the message: "keep cookies". */
  readonly purpose: string;
}

/**
 * Writes beside the file and renames, which replaces it at once; through a link it goes to where that leads.
 *
 * @param path The path; its folder has to be there.
 * @param text The new text.
 * @param options Who may read it, and what it is for.
 * @throws {TypeError} If the runtime has no file system.
 */
export async function replaceTextFile(
  path: string,
  text: string,
  { mode, purpose }: ReplaceOptions,
): Promise<void> {
  const { realpath, rename, rm, writeFile } = await loadNodeFiles(purpose);
  const target = await realpath(path).catch(() => path);
  const draft = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    await writeFile(draft, text, { mode, flag: "wx", flush: true });
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw isMissing(error) ? toMissingFolder(error, { target, purpose }) : error;
  }
}

/** The platform names the file that would have been renamed, of which nobody knows. */
function toMissingFolder(
  cause: unknown,
  { target, purpose }: { readonly target: string; readonly purpose: string },
): Error {
  const message = `Cannot ${purpose}: the folder ${folderOf(target)} is not there`;
  return Object.assign(new Error(message, { cause }), { code: "ENOENT" });
}
