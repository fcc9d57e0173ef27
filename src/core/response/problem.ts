/**
 * What a server says of an error in a form for programs: `application/problem+json` (RFC 9457).
 *
 * @module
 */

import { decodeJsonText } from "../text/json.ts";
import type { Problem } from "../errors.ts";
import { extractMediaType } from "../fields/media_type.ts";

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

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
