/**
 * The name under which a download is saved, from what a server says; harmless on every system.
 *
 * @module
 */

import { parseContentDisposition } from "./content_disposition.ts";
import { decodePercent } from "../../core/text/encoded_text.ts";

/** The longest name in bytes: 255 is what file systems take, less what `.part.json` needs. */
const LONGEST = 240;

/** What a file is called that nobody named. */
const NAMELESS = "download";

/** Devices of Windows, with any extension and also with superscript digits. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|(?:com|lpt)[\d¹²³])\s*(?:\.|$)/i;

/**
 * Makes a file name of what somebody else wrote: one segment without separators, without control or
 * invisible characters, without what Windows forbids, without a dot or hyphen in front; no name of a
 * device. It may be empty.
 *
 * @param name Any text.
 */
export function toSafeName(name: string): string {
  const segment = name.split(/[/\\]/).at(-1) ?? "";
  const visible = segment
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u{fffd}]/gu, "")
    .replace(/[<>:"|?*]/g, "_");
  const trimmed = visible.normalize("NFC").replace(/^[\s.\-~]+|[\s.]+$/g, "");
  return shorten(DEVICE.test(trimmed) ? `_${trimmed}` : trimmed);
}

/** Keeps the extension, and never half a character. */
function shorten(name: string): string {
  if (sizeOf(name) <= LONGEST) return name;
  const extension = /\.[^.\s]{1,16}$/.exec(name)?.[0] ?? "";
  const most = LONGEST - sizeOf(extension);
  let stem = "";
  let size = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    size += sizeOf(character);
    if (size > most) break;
    stem += character;
  }
  return stem.trimEnd() + extension;
}

function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * Gives the name that a server chose.
 *
 * @param header The `Content-Disposition`.
 * @returns A safe name, or `undefined` if it named none that is of use.
 */
export function nameFromHeader(header: string | null): string | undefined {
  return toSafeName(parseContentDisposition(header).filename ?? "") || undefined;
}

/**
 * Gives the last segment of a URL's path as a name; `download` if that is of no use.
 *
 * @param url The URL that was asked for, not one that a redirect led to: nobody but the caller chose
 * that.
 */
export function nameFromUrl(url: URL): string {
  const segment = url.pathname.split("/").at(-1) ?? "";
  return toSafeName(decodePercent(segment)) || NAMELESS;
}
