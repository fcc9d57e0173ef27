/**
 * The media type that the name of a file stands for.
 *
 * This is a file of its own because the table behind it is large: load it when a file is sent.
 *
 * @module
 */

import { typeByExtension } from "@std/media-types/type-by-extension";

/**
 * Gives the media type of a file by its extension.
 *
 * @param filename A name, or a path with slashes or backslashes.
 * @returns The media type, or `undefined` if the extension is unknown or missing, as in `.json`.
 */
export function mediaTypeOf(filename: string): string | undefined {
  const separator = Math.max(
    filename.lastIndexOf("/"),
    filename.lastIndexOf("\\"),
  );
  const dot = filename.lastIndexOf(".");
  if (dot <= separator + 1) return undefined;
  return typeByExtension(filename.slice(dot + 1));
}
