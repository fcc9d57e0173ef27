/** What a cookie is, and how one is read from a `Set-Cookie` header (RFC 6265bis section 5.6). */

import { parseCookieDate } from "./date.ts";

/**
 * When a cookie goes along with requests that another site started; kept, since it is for browsers to act upon.
 *
 * @example Which cookies a browser would send from other sites, too
 * ```ts
 * import { CookieJar, type SameSite } from "@ferry/http";
 *
 * const none: SameSite = "none";
 * const cookie = new CookieJar().setCookie("a=1; SameSite=None; Secure", "https://app.example/");
 * console.log(cookie?.sameSite === none); // true
 * ```
 * @category Cookies
 */
export type SameSite = "strict" | "lax" | "none";

/**
 * A cookie as a jar keeps it.
 *
 * @example What ends with the session
 * ```ts
 * import { type Cookie, CookieJar } from "@ferry/http";
 *
 * const jar = new CookieJar();
 * jar.setCookie("sid=31d4", "https://app.example/");
 * console.log([...jar].filter(({ expires }: Cookie) => expires === undefined).length); // 1
 * ```
 * @category Cookies
 */
export interface Cookie {
  /** The name; empty for a cookie that has none. */
  readonly name: string;
  /** The value, each character a byte of the header, quotes included. */
  readonly value: string;
  /** The host that it belongs to, in lower case without a leading dot; empty for one that goes anywhere. */
  readonly domain: string;
  /** Whether it goes to this very host alone, not to its subdomains. */
  readonly hostOnly: boolean;
  /** The path that a request's path must be or be below. */
  readonly path: string;
  /** Milliseconds since 1970 at which it ends; `undefined` for one that lives as long as the session. */
  readonly expires: number | undefined;
  /** Whether it goes over https only. */
  readonly secure: boolean;
  /** Whether the server wants it hidden from scripts. */
  readonly httpOnly: boolean;
  /** What the server said of requests from other sites. */
  readonly sameSite: SameSite | undefined;
  /** Milliseconds since 1970 when it was first set. */
  readonly creation: number;
}

/**
 * What a `Set-Cookie` header says, before a jar decides on it.
 *
 * @example What a header asks for
 * ```ts
 * import { type ParsedCookie, parseSetCookie } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const cookie: ParsedCookie | undefined = parseSetCookie("sid=31d4; Max-Age=60; Secure");
 * assertEquals([cookie?.name, cookie?.maxAge, cookie?.domain], ["sid", 60, undefined]);
 * ```
 * @category Cookies
 */
export interface ParsedCookie {
  /** The name; empty for a cookie that has none. */
  readonly name: string;
  /** The value as it was sent. */
  readonly value: string;
  /** The `Domain` in lower case without its leading dot. */
  readonly domain: string | undefined;
  /** The `Path`; `undefined` where none was given that begins with a slash. */
  readonly path: string | undefined;
  /** The `Expires` in milliseconds since 1970. */
  readonly expires: number | undefined;
  /** The `Max-Age` in seconds; it goes before `expires`. */
  readonly maxAge: number | undefined;
  /** Whether `Secure` was said. */
  readonly secure: boolean;
  /** Whether `HttpOnly` was said. */
  readonly httpOnly: boolean;
  /** The `SameSite`; `undefined` where none was given or none that is known. */
  readonly sameSite: SameSite | undefined;
}

/** The most bytes that name and value of a cookie may have together. */
export const MAX_PAIR_LENGTH = 4096;

/** The most bytes that the value of an attribute may have; a longer one is ignored. */
const MAX_ATTRIBUTE_LENGTH = 1024;

/** Text without control characters other than the tab; anything else could split a header. */
const WITHOUT_CONTROLS = /^[\t -~\u0080-\uffff]*$/;

/**
 * Reads one `Set-Cookie` header (RFC 6265bis section 5.6).
 *
 * @param header The value of the header, a character for each byte.
 * @returns What it says, or `undefined` for what the standard has ignored: control characters,
 * neither name nor value, or more than 4,096 bytes of both.
 *
 * @example Read a header
 * ```ts
 * import { parseSetCookie } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const cookie = parseSetCookie("sid=31d4; Path=/; Secure; SameSite=Lax");
 * assertEquals(cookie?.value, "31d4");
 * assertEquals(cookie?.sameSite, "lax");
 * ```
 * @category Cookies
 */
export function parseSetCookie(header: string): ParsedCookie | undefined {
  if (!isHeaderText(header)) return undefined;
  const semicolon = header.indexOf(";");
  const end = semicolon === -1 ? header.length : semicolon;
  const first = header.indexOf("=");
  const equals = first < end ? first : -1;
  const name = equals === -1 ? "" : trimmed(header, 0, equals);
  const value = trimmed(header, equals + 1, end);
  const length = name.length + value.length;
  if (length === 0 || length > MAX_PAIR_LENGTH) return undefined;
  const cookie: Mutable<ParsedCookie> = {
    name,
    value,
    domain: undefined,
    path: undefined,
    expires: undefined,
    maxAge: undefined,
    secure: false,
    httpOnly: false,
    sameSite: undefined,
  };
  if (end < header.length) takeAttributes(cookie, header, end + 1);
  return cookie;
}

/** Tells whether a text holds no control characters but tabs, so that no header can be split by it. */
export function isHeaderText(text: string): boolean {
  return WITHOUT_CONTROLS.test(text);
}

/** Slices without the blanks and tabs at both ends; `trim()` would take more than those. */
function trimmed(text: string, start: number, end: number): string {
  const last = endOfTrimmed(text, start, end);
  return text.slice(startOfTrimmed(text, start, last), last);
}

function startOfTrimmed(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function endOfTrimmed(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Reads `name=value;` again and again; of an attribute given twice the last one counts. */
function takeAttributes(cookie: Mutable<ParsedCookie>, header: string, from: number): void {
  let start = from;
  let equals = 0;
  while (start < header.length) {
    const semicolon = header.indexOf(";", start);
    const end = semicolon === -1 ? header.length : semicolon;
    // Looked for once and not again for every attribute without one, which could be many.
    if (equals !== -1 && equals < start) equals = header.indexOf("=", start);
    const hasValue = equals !== -1 && equals < end;
    const nameEnd = endOfTrimmed(header, start, hasValue ? equals : end);
    const nameStart = startOfTrimmed(header, start, nameEnd);
    const value = hasValue ? trimmed(header, equals + 1, end) : "";
    if (value.length <= MAX_ATTRIBUTE_LENGTH) {
      takeValue(cookie, header.slice(nameStart, nameEnd).toLowerCase(), value);
    }
    start = end + 1;
  }
}

function takeValue(cookie: Mutable<ParsedCookie>, attribute: string, value: string): void {
  switch (attribute) {
    case "path":
      cookie.path = value.startsWith("/") ? value : undefined;
      break;
    case "secure":
      cookie.secure = true;
      break;
    case "httponly":
      cookie.httpOnly = true;
      break;
    case "expires":
      cookie.expires = parseCookieDate(value) ?? cookie.expires;
      break;
    case "max-age":
      cookie.maxAge = /^-?[0-9]+$/.test(value) ? Number(value) : cookie.maxAge;
      break;
    case "samesite":
      cookie.sameSite = toSameSite(value);
      break;
    case "domain":
      cookie.domain = (value.startsWith(".") ? value.slice(1) : value).toLowerCase();
  }
}

/**
 * Reads the value of a `SameSite`, whatever its case.
 *
 * @returns The value in lower case, or `undefined` for one that is not known.
 */
export function toSameSite(text: string): SameSite | undefined {
  const kind = text.toLowerCase();
  return kind === "strict" || kind === "lax" || kind === "none" ? kind : undefined;
}
