/**
 * The place of a download in the file system.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import type { HttpResponse } from "../../core/response/response.ts";
import { nameFromHeader, nameFromUrl } from "./file_name.ts";
import { singleValue } from "../../core/fields/single_value.ts";

/** Where the file goes, as far as that is known before the answer. */
export type FileTarget =
  /** A file that was named. */
  | { readonly kind: "file"; readonly path: string }
  /** A folder, in which the server or the URL names the file. */
  | { readonly kind: "folder"; readonly path: string; readonly url: URL }
  /** A device or a pipe, which must not be replaced by a file. */
  | { readonly kind: "device"; readonly path: string };

/**
 * Looks at what a path leads to. A folder that ends with a slash is made if it is not there.
 *
 * @param path A path or a `file:` URL.
 * @param url What is asked for.
 */
export async function resolveTarget(path: string | URL, url: URL): Promise<FileTarget> {
  const text = path instanceof URL ? fileURLToPath(path) : path;
  if (typeof text !== "string" || text === "") {
    throw new TypeError("Cannot download to this: give a path or a WritableStream");
  }
  const stat = await statOf(text);
  if (stat?.isDirectory) return { kind: "folder", path: text, url };
  if (/[/\\]$/.test(text) && !stat) {
    await Deno.mkdir(text, { recursive: true });
    return { kind: "folder", path: text, url };
  }
  if (stat && !stat.isFile) return { kind: "device", path: text };
  // The file that a link leads to is replaced, not the link.
  return { kind: "file", path: stat ? await Deno.realPath(text) : text };
}

/** Tells what is at a path; `undefined` if there is nothing. */
export async function statOf(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** Gives the path at which the file is saved while it is not complete; the same for every call. */
export function partPath(target: FileTarget): string {
  const path = target.kind === "folder" ? join(target.path, nameFromUrl(target.url)) : target.path;
  return `${path}.part`;
}

/** Where a file ends up. */
export interface Place {
  /** The path. */
  readonly path: string;
  /** Whether the server chose the name. */
  readonly isForeign: boolean;
}

/** Gives the path at which the file ends up. */
export function finalPlace(target: FileTarget, { headers }: HttpResponse): Place {
  if (target.kind !== "folder") return { path: target.path, isForeign: false };
  const chosen = nameFromHeader(singleValue(headers, "content-disposition"));
  const own = nameFromUrl(target.url);
  const isForeign = chosen !== undefined && chosen !== own;
  return { path: join(target.path, chosen ?? own), isForeign };
}

function join(folder: string, name: string): string {
  return `${folder.replace(/(?<=[^/\\])[/\\]+$/, "")}/${name}`.replace(/^[/\\]+\//, "/");
}
