/** What a server says of an error in a form for programs: JSON, or `application/problem+json` (RFC 9457). */

import { decodeJsonText } from "../text/json.ts";
import type { Problem } from "../errors.ts";
import { extractMediaType, isJson, type MediaType } from "../fields/media_type.ts";

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
 * @returns `undefined` if it is none, is not whole, is no JSON object, or has more than 64 KiB.
 */
export function parseProblem(
  bytes: Uint8Array,
  body: Pick<ErrorBody, "contentType" | "charset">,
): Problem | undefined {
  const mediaType = extractMediaType(body.contentType);
  if (mediaType?.essence !== "application/problem+json" || bytes.length > LONGEST) return undefined;
  const value = parse(bytes, mediaType, { ...body, parse: JSON.parse });
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const members = Object.entries(value).filter(([name, member]) =>
    !Object.hasOwn(MEMBERS, name) || typeof member === MEMBERS[name]
  );
  return { type: "about:blank", ...Object.fromEntries(members) };
}

/** What is known of the body of an error. */
export interface ErrorBody {
  readonly contentType: string | null;
  /** What the caller says of the charset; by default what the Content-Type says. */
  readonly charset?: string | undefined;
  /** Whether the bytes are the whole body. */
  readonly isWhole: boolean;
  readonly parse: ((text: string) => unknown) | undefined;
}

/** The most bytes of an error that are parsed. */
const LARGEST = 2 ** 20;

/**
 * Reads the body of an error as JSON, if its media type says that it is some.
 *
 * @returns `undefined` if it is none, is not whole, or has more than a mebibyte.
 */
export function parseData(bytes: Uint8Array, body: ErrorBody): unknown {
  if (bytes.length === 0 || bytes.length > LARGEST) return undefined;
  const mediaType = extractMediaType(body.contentType);
  if (!mediaType || !isJson(mediaType)) return undefined;
  const value = parse(bytes, mediaType, body);
  // The start of a number is a number, too.
  return body.isWhole || (typeof value === "object" && value !== null) ? value : undefined;
}

function parse(
  bytes: Uint8Array,
  { parameters }: MediaType,
  { charset = parameters.get("charset"), parse: own = JSON.parse }: Partial<ErrorBody>,
): unknown {
  try {
    return own(decodeJsonText(bytes, charset));
  } catch {
    return undefined;
  }
}
