/**
 * The place of a download in the file system.
 *
 * @module
 */

import { toFilePath } from "../../files/text_file.ts";
import type { Files } from "../../files/files.ts";
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
 * @param files The file system.
 * @param path A path or a `file:` URL.
 * @param url What is asked for.
 */
export async function resolveTarget(
  files: Files,
  path: string | URL,
  url: URL,
): Promise<FileTarget> {
  const text = path instanceof URL ? toFilePath(path, "download") : path;
  if (typeof text !== "string" || text === "") {
    throw new TypeError("Cannot download to this: give a path or a WritableStream");
  }
  const stat = await files.stat(text);
  if (stat?.isDirectory) return { kind: "folder", path: text, url };
  if (/[/\\]$/.test(text) && !stat) {
    await files.makeFolder(text);
    return { kind: "folder", path: text, url };
  }
  if (stat && !stat.isFile) return { kind: "device", path: text };
  // The file that a link leads to is replaced, not the link.
  return { kind: "file", path: stat ? await files.realPath(text) : text };
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
