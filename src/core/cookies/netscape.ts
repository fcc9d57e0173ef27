/** Cookies as a `cookies.txt`, the format that curl, wget and browser extensions read and write. */

import { findPrefixFault } from "./acceptance.ts";
import { findPairFault, findPathFault } from "./attributes.ts";
import type { Cookie } from "./cookie.ts";
import { toCanonicalDomain } from "./matching.ts";
import { fromByteText, toByteText } from "../text/encoded_text.ts";

const TITLE = "# Netscape HTTP Cookie File\n";

/** What curl puts before a line for a cookie that scripts shall not see; to others the line is a comment. */
const HTTP_ONLY = "#HttpOnly_";

/**
 * Writes cookies as the text of a `cookies.txt`.
 *
 * The format knows neither SameSite nor parts of a second. A cookie that goes anywhere has no line in it,
 * and neither has one with a tab in its name or path.
 */
export function toNetscapeText(cookies: Iterable<Cookie>): string {
  let text = TITLE;
  for (const cookie of cookies) {
    const isWritable = cookie.domain !== "" &&
      !cookie.name.includes("\t") && !cookie.path.includes("\t");
    if (isWritable) text += toLine(cookie);
  }
  return text;
}

function toLine(cookie: Cookie): string {
  // Programs name an IPv6 host without the brackets of a URL.
  const domain = cookie.domain.replace(/^\[(.*)\]$/, "$1");
  const fields = [
    cookie.hostOnly ? domain : `.${domain}`,
    cookie.hostOnly ? "FALSE" : "TRUE",
    cookie.path,
    cookie.secure ? "TRUE" : "FALSE",
    // Zero stands for a session cookie.
    Math.floor((cookie.expires ?? 0) / 1000),
    cookie.name,
    cookie.value,
  ];
  const line = (cookie.httpOnly ? HTTP_ONLY : "") + fields.join("\t");
  return toUnicode(line) + "\n";
}

/** A cookie's characters are bytes, a file's are Unicode: the bytes in the file shall be those of the header. */
function toUnicode(bytes: string): string {
  if (!NOT_ASCII.test(bytes)) return bytes;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(fromByteText(bytes));
  } catch {
    return bytes;
  }
}

const NOT_ASCII = /[^\0-\u007f]/u;

/**
 * Reads the cookies of a `cookies.txt`.
 *
 * @returns The cookies, those that have expired included.
 * @throws {TypeError} If a line is neither a cookie nor a comment; the message names the line and shows nothing of it.
 */
export function parseNetscapeText(text: string): Cookie[] {
  const now = Date.now();
  const cookies: Cookie[] = [];
  for (const [index, line] of text.replace(/^\ufeff/, "").split(/\r?\n/).entries()) {
    const httpOnly = line.startsWith(HTTP_ONLY);
    if (!httpOnly && (line.startsWith("#") || line.trim() === "")) continue;
    const fields = (httpOnly ? line.slice(HTTP_ONLY.length) : line).split("\t");
    const cookie = toCookie(fields, { httpOnly, now });
    if (typeof cookie === "string") {
      throw new TypeError(`Cannot read cookies.txt: line ${index + 1} is no cookie: ${cookie}`);
    }
    cookies.push(cookie);
  }
  return cookies;
}

/** Gives the cookie, or the reason why it is none. */
function toCookie(
  fields: readonly string[],
  { httpOnly, now }: { readonly httpOnly: boolean; readonly now: number },
): Cookie | string {
  const [site = "", below = "", path = "", secure = "", end = "", ...rest] = fields;
  if (rest.length === 0) return `it has ${fields.length} fields, not 7`;
  const flags = [below, secure].map((flag) => FLAGS.get(flag.toUpperCase()));
  if (flags.includes(undefined)) return "its flags are not TRUE or FALSE";
  if (!END.test(end)) return "its end is no number of seconds";
  const name = toByteText(rest[0] ?? "");
  const value = toByteText(rest.slice(1).join("\t"));
  const bytePath = toByteText(path);
  // wget writes a port behind the host where it is not the usual one; cookies know no ports.
  const domain = site.replace(/^([^:]*):[0-9]+$/, "$1");
  const [hostOnly, isSecure] = [flags[0] === false, flags[1] === true];
  const fault = findPairFault(name, value) ?? findPathFault(bytePath) ??
    findDomainFault(domain) ?? findPrefixFault({ name, value, path, secure: isSecure, hostOnly });
  if (fault) return fault;
  const expires = Number(end) * 1000;
  return {
    name,
    value,
    domain: toCanonicalDomain(domain),
    hostOnly,
    path: bytePath,
    expires: expires === 0 ? undefined : expires,
    secure: isSecure,
    httpOnly,
    sameSite: undefined,
    creation: now,
  };
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ["TRUE", true],
  ["FALSE", false],
]);

/** Python leaves the end of a session cookie empty, Chrome's extensions write parts of a second. */
const END = /^(?:-?[0-9]{1,15}(?:\.[0-9]*)?)?$/;

function findDomainFault(domain: string): string | undefined {
  try {
    toCanonicalDomain(domain);
    return undefined;
  } catch {
    return "its domain is no host name";
  }
}
