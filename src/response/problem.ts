/**
 * What a server says of an error in a form for programs: `application/problem+json` (RFC 9457).
 *
 * @module
 */

import { decodeJsonText } from "../decode/json.ts";
import { extractMediaType } from "../media_type.ts";

/**
 * A problem as a server describes it (RFC 9457 section 3); none of its members can be relied on.
 *
 * @example A problem of one kind (RFC 9457)
 * ```ts
 * import { Client, type Problem, StatusError } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assert, assertThrows } from "@std/assert";
 *
 * const isOutOfCredit = (problem: Problem | undefined) =>
 *   problem?.type === "https://shop.example/problems/credit";
 * const headers = { "content-type": "application/problem+json" };
 * const json = { type: "https://shop.example/problems/credit", balance: 30 };
 * const transport = new MockTransport({ "*": { status: 403, json, headers } });
 * using client = new Client({ transport });
 * const response = await client.get("https://shop.example/");
 * const error = assertThrows(() => response.raiseForStatus());
 * assert(StatusError.is(error) && isOutOfCredit(error.problem));
 * ```
 */
export interface Problem {
  /** What kind of problem it is, a URI reference; `about:blank` if the status says it all. */
  readonly type: string;
  /** The kind in a few words. */
  readonly title?: string;
  /** The status code by the origin server, which may not be the one that came. */
  readonly status?: number;
  /** What is the matter this time. */
  readonly detail?: string;
  /** A URI reference for this occurrence. */
  readonly instance?: string;
  /** Whatever else there is, unchecked. */
  readonly [extension: string]: unknown;
}

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
