/** Header names and values as callers give them, checked and merged. */

import { isKeyed, nameOf } from "../options/checks.ts";
import { isIterable } from "./form.ts";

/**
 * Header names in lower case, each with one value (several are joined by the field's rules).
 *
 * @example Headers of a request as they go out
 * ```ts
 * import { PreparedRequest } from "@ferry/http";
 * import type { HeaderRecord } from "@ferry/http/types";
 *
 * const headers: HeaderRecord = { accept: "application/json", "x-page": "2" };
 * console.log(new PreparedRequest("GET", new URL("http://example.org/"), headers, undefined));
 * ```
 * @category Requests
 */
export type HeaderRecord = Record<string, string>;

/**
 * Headers as a caller gives them; a `null` value removes the client's.
 *
 * @example Headers with a default that is removed
 * ```ts
 * import { Client, type HeadersInput } from "@ferry/http";
 *
 * const headers: HeadersInput = { "x-page": 2, "user-agent": null };
 * using client = new Client({ headers });
 * console.log(client.headers.get("x-page"), client.headers.has("user-agent")); // "2" false
 * ```
 * @category Requests
 */
export type HeadersInput =
  | Headers
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string | number | null | undefined>>;

/** RFC 9110 section 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** RFC 9110 section 5.5: visible characters, blanks, tabs and obs-text. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Two of these could be taken for either, so there is never more than one. */
const SINGLE: readonly string[] = [
  "host",
  "authorization",
  "proxy-authorization",
];

/** Tells whether a text is a token, as a method or a header name must be. */
export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/**
 * Merges headers into a record with lower-case names; what stands there under the same name is replaced.
 *
 * @throws {TypeError} If a name or a value cannot be sent, or a single header comes twice.
 */
export function mergeHeaders(
  target: HeaderRecord,
  headers: HeadersInput | undefined,
): void {
  if (headers === undefined) return;
  if (headers instanceof Headers) {
    headers.forEach((value, name) => target[name] = check(name, checkField(name, value)));
  } else if (isIterable(headers)) {
    mergePairs(target, headers);
  } else if (isKeyed(headers)) {
    mergeRecord(target, headers);
  } else {
    throw new TypeError(
      "Cannot use headers: give a record, Headers or pairs of name and value",
    );
  }
}

/**
 * Gives the `Headers` of a runtime as a record.
 *
 * @throws {TypeError} If it holds what a runtime lets pass but no server does, such as a control character.
 */
export function toHeaderRecord(headers: Headers): HeaderRecord {
  const record: HeaderRecord = {};
  headers.forEach((value, name) => record[name] = checkField(name, value));
  return record;
}

/** The names and values of `Headers` are in order, but for these. */
function checkField(name: string, value: string): string {
  return name !== "__proto__" && VALUE.test(value) ? value : toValue(toName(name), value);
}

function mergeRecord(
  target: HeaderRecord,
  headers: Readonly<Record<string, string | number | null | undefined>>,
): void {
  const seen = new Set<string>();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    const key = toName(name);
    if (value === null) {
      delete target[key];
      seen.delete(key);
    } else add(target, seen, [key, toValue(name, value)]);
  }
}

function add(
  target: HeaderRecord,
  seen: Set<string>,
  [name, value]: [string, string],
): void {
  target[name] = check(
    name,
    seen.has(name) ? join(name, target[name], value) : value,
  );
  seen.add(name);
}

function mergePairs(target: HeaderRecord, pairs: Iterable<unknown>): void {
  const seen = new Set<string>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new TypeError("Cannot use headers: each pair must be [name, value]");
    }
    const [name, value] = pair;
    add(target, seen, [toName(name), toValue(name, value)]);
  }
}

/** `Headers` joins two of a name by a comma; a host has none, and between cookies stands a semicolon. */
function check(name: string, value: string): string {
  if (name === "cookie") return value.replace(/, (?=[^\s;,="]+=)/g, "; ");
  if (name !== "host" || /^[^\s,/?#@\\]*$/.test(value)) return value;
  throw new TypeError(
    "Cannot send the header host: give one host, with a port if need be",
  );
}

/** RFC 9110 section 5.3, and RFC 6265 section 5.4 for Cookie. */
function join(name: string, first: string | undefined, second: string): string {
  if (SINGLE.includes(name)) {
    throw new TypeError(`Cannot send the header ${name} twice`);
  }
  return `${first}${name === "cookie" ? "; " : ", "}${second}`;
}

function toName(name: unknown): string {
  // A record cannot have this name, and no server knows it.
  if (typeof name === "string" && TOKEN.test(name) && name !== "__proto__") {
    return name.toLowerCase();
  }
  throw new TypeError(
    `Cannot send a header named ${
      typeof name === "string" ? JSON.stringify(name) : nameOf(name)
    }: no valid name`,
  );
}

/** The value is not shown: it may be a secret. */
function toValue(name: string, value: unknown): string {
  if (typeof value !== "string" && typeof value !== "number") {
    throw new TypeError(
      `Cannot send the header ${name}: its value is ${nameOf(value)}`,
    );
  }
  const text = String(value).replace(/^[\t\r\n ]+|[\t\r\n ]+$/g, "");
  if (VALUE.test(text)) return text;
  throw new TypeError(
    `Cannot send the header ${name}: its value has a control character or one above U+00FF`,
  );
}
