/**
 * Which version of a file a server sends, and which part of it (RFC 9110 sections 8.8, 13.1.5, 14).
 *
 * @module
 */

import { singleValue } from "../../core/fields/single_value.ts";
import { contentLengthOf } from "../../core/fields/content_length.ts";

/** A version of a file. */
export interface Version {
  /** What to send as `If-Range`; `undefined` where nothing tells this version from another for sure. */
  readonly validator: string | undefined;
  /** How many bytes it has, where known. */
  readonly total: number | undefined;
}

/** What was saved of a version. */
export interface SavedPart extends Version {
  /** What to send as `If-Range`. */
  readonly validator: string;
  /** How many bytes there are already. */
  readonly bytes: number;
}

/** Gives what can be gone on from; `undefined` if there is nothing, or nothing tells the version for sure. */
export function toSavedPart({ validator, total }: Version, bytes: number): SavedPart | undefined {
  return validator === undefined || bytes === 0 ? undefined : { validator, total, bytes };
}

/** A part of a file, as `Content-Range` tells it. */
export interface ContentRange {
  /** The first byte; `undefined` where there was no such part (416). */
  readonly first: number | undefined;
  /** How many bytes the file has, where the server says so. */
  readonly total: number | undefined;
}

/** Tells the version that a response has the whole of. */
export function versionOf({ status, headers }: Pick<Response, "status" | "headers">): Version {
  // What was decoded on the way has other bytes than the file whose ranges can be asked for.
  if (isCoded(headers)) return { validator: undefined, total: undefined };
  return { validator: validatorOf(headers), total: status === 204 ? 0 : contentLengthOf(headers) };
}

/** Tells whether the bytes of the file come in a coding. */
export function isCoded(headers: Headers): boolean {
  return !/^(?:identity)?$/i.test(headers.get("content-encoding") ?? "");
}

/**
 * Gives what tells this version from any other: a strong entity tag, or, where there is no tag, a date
 * that is at least a second older than the answer, so that it cannot have two versions
 * (RFC 9110 sections 8.8.2.2 and 13.1.5).
 */
export function validatorOf(headers: Headers): string | undefined {
  const tag = singleValue(headers, "etag");
  if (tag !== null) return /^"[\x21\x23-\x7e\x80-\xff]*"$/.test(tag) ? tag : undefined;
  const modified = singleValue(headers, "last-modified") ?? "";
  const age = Date.parse(singleValue(headers, "date") ?? "") - Date.parse(modified);
  return age >= 1_000 ? modified : undefined;
}

/** Reads a `Content-Range` of bytes (RFC 9110 section 14.4). */
export function parseContentRange(value: string | null): ContentRange | undefined {
  const [, first, last, star, total = ""] =
    /^\s*bytes\s+(?:(\d{1,15})-(\d{1,15})|(\*))\/(\d{1,15}|\*)\s*$/i.exec(value ?? "") ?? [];
  if (first === undefined && star === undefined) return undefined;
  const size = toCount(total);
  if (first === undefined) return { first: undefined, total: size };
  const isSound = Number(first) <= Number(last) && (size === undefined || Number(last) < size);
  return isSound ? { first: Number(first), total: size } : undefined;
}

function toCount(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
