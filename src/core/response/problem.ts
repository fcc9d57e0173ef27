/**
 * What a server says of an error in a form for programs: JSON, or `application/problem+json` (RFC 9457).
 *
 * @module
 */

import { decodeJsonText } from "../text/json.ts";
import type { Problem } from "../errors.ts";
import { extractMediaType, isJson } from "../fields/media_type.ts";

/** The members of which the RFC says what they are. */
const MEMBERS: Readonly<Record<string, "string" | "number">> = {
  type: "string",
  title: "string",
  status: "number",
  detail: "string",
  instance: "string",
};

/** The most bytes that are parsed. */
const LONGEST = 65_536;

/**
 * Reads a problem; members of the wrong type are left out (RFC 9457 section 3.1).
 *
 * @param bytes The body, as far as it is there.
 * @param contentType The Content-Type.
 * @param charset What the caller says of the charset; by default what the Content-Type says.
 * @returns `undefined` if it is none, is not whole, is no JSON object, or has more than 64 KiB.
 */
export function parseProblem(
  bytes: Uint8Array,
  contentType: string | null,
  charset?: string | undefined,
): Problem | undefined {
  const mediaType = extractMediaType(contentType);
  if (mediaType?.essence !== "application/problem+json" || bytes.length > LONGEST) return undefined;
  const label = charset ?? mediaType.parameters.get("charset");
  const value = parse(decodeJsonText(bytes, label));
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value).filter(([name, member]) =>
    !Object.hasOwn(MEMBERS, name) || typeof member === MEMBERS[name]
  );
  return { type: "about:blank", ...Object.fromEntries(members) };
}

/** What is known of the body of an error. */
export interface ErrorBody {
  /** The Content-Type. */
  readonly contentType: string | null;
  /** What the caller says of the charset. */
  readonly charset: string | undefined;
  /** Whether the bytes are the whole body. */
  readonly isWhole: boolean;
  /** Parses JSON in the place of `JSON.parse`. */
  readonly parse: ((text: string) => unknown) | undefined;
}

/** The most bytes of an error that are parsed. */
const LARGEST = 2 ** 20;

/**
 * Reads the body of an error as JSON, if its media type says that it is some.
 *
 * @param bytes The body, as far as it is there.
 * @param body What is known of it.
 * @returns `undefined` if it is none, is not whole, or has more than a mebibyte.
 */
export function parseData(
  bytes: Uint8Array,
  { contentType, charset, isWhole, parse: own }: ErrorBody,
): unknown {
  if (bytes.length === 0 || bytes.length > LARGEST) return undefined;
  const mediaType = extractMediaType(contentType);
  if (!mediaType || !isJson(mediaType)) return undefined;
  const label = charset ?? mediaType.parameters.get("charset");
  const value = parse(decodeJsonText(bytes, label), own);
  // The start of a number is a number, too.
  return isWhole || (typeof value === "object" && value !== null) ? value : undefined;
}

function parse(text: string, own: (text: string) => unknown = JSON.parse): unknown {
  try {
    return own(text);
  } catch {
    return undefined;
  }
}
