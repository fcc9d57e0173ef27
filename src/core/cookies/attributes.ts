/** Makes cookies of what a program says, where a mistake is an error and not something to be ignored. */

import { checkOptions } from "../options/checks.ts";
import { findPrefixFault, prefixOf } from "./acceptance.ts";
import { type Cookie, isHeaderText, MAX_PAIR_LENGTH, type SameSite, toSameSite } from "./cookie.ts";
import { isIpAddress, toCanonicalDomain } from "./matching.ts";

/**
 * What may be said of a cookie beside its name and value.
 *
 * @example A cookie for one host, over https, for an hour
 * ```ts
 * import { type CookieAttributes, CookieJar } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const attributes: CookieAttributes = { domain: "app.example", secure: true, maxAge: 3_600 };
 * const jar = new CookieJar();
 * jar.set("sid", "31d4", attributes);
 * assertEquals(jar.cookieHeader("https://app.example/"), "sid=31d4");
 * ```
 * @category Cookies
 */
export interface CookieAttributes {
  /** The host that it goes to, and those below it; without one it goes to every host. */
  readonly domain?: string | undefined;
  /** Whether it goes to that very host alone; no unless told, or promised by a name in `__Host-`. */
  readonly hostOnly?: boolean | undefined;
  /** The path that a request's path must be or be below, "/" unless told. */
  readonly path?: string | undefined;
  /** When it ends: a date, or milliseconds since 1970; with none it lives as long as the session. */
  readonly expires?: Date | number | undefined;
  /** How many seconds it lasts; goes before `expires`. */
  readonly maxAge?: number | undefined;
  /** Whether it goes over https only; no unless told, or promised by a name in `__Host-` or `__Secure-`. */
  readonly secure?: boolean | undefined;
  /** Whether it is marked as hidden from scripts. */
  readonly httpOnly?: boolean | undefined;
  /** What it says of requests from other sites, in lower case or as headers write it. */
  readonly sameSite?: SameSite | Capitalize<SameSite> | undefined;
}

/** What may be said of a cookie, and the rest of what a {@link Cookie} itself has. */
const ATTRIBUTES: Readonly<Record<keyof CookieAttributes | keyof Cookie | "lastAccess", true>> = {
  ...{ domain: true, hostOnly: true, path: true, expires: true, maxAge: true },
  ...{ secure: true, httpOnly: true, sameSite: true },
  ...{ name: true, value: true, creation: true, lastAccess: true },
};

/** Makes a cookie. @throws {TypeError} If it could not be sent as it is, or an attribute is unknown. */
export function makeCookie(name: string, value: string, attributes: CookieAttributes = {}): Cookie {
  // An unknown `Secure` or `max-age` must not be lost without a word.
  checkOptions("a cookie", attributes, ATTRIBUTES);
  const fail = (reason: string): never => {
    throw new TypeError(`Cannot set the cookie ${JSON.stringify(name)}: ${reason}`);
  };
  const fault = findPairFault(name, value) ?? findPathFault(attributes.path);
  if (fault) fail(fault);
  const { domain = "", path = "/", secure, httpOnly } = attributes;
  const sameSite = toSameSite(attributes.sameSite ?? "");
  if (attributes.sameSite !== undefined && !sameSite) {
    fail(`${JSON.stringify(attributes.sameSite)} is no SameSite`);
  }
  const host = domain === "" ? "" : toCanonicalDomain(domain);
  const prefix = prefixOf(name);
  const now = Date.now();
  const expires = toExpiry(attributes, now);
  if (Number.isNaN(expires)) fail("its end is no valid time");
  const cookie = {
    name,
    value,
    domain: host,
    hostOnly: host !== "" && (attributes.hostOnly ?? (prefix === "__host-" || isIpAddress(host))),
    path,
    expires,
    secure: secure ?? prefix !== undefined,
    httpOnly: httpOnly ?? false,
    sameSite,
    creation: now,
  };
  const broken = findPrefixFault({ ...cookie, hostOnly: cookie.hostOnly || host === "" });
  if (broken) fail(broken);
  return cookie;
}

/**
 * Says why a name and a value cannot be a cookie's.
 *
 * @returns The reason, or `undefined` if they can. It never shows the value.
 */
export function findPairFault(name: unknown, value: unknown): string | undefined {
  if (typeof name !== "string") return "its name is no string";
  if (typeof value !== "string") return "its value is no string";
  if (name === "" && value === "") return "it has neither name nor value";
  if (!isCookieText(name) || /=/.test(name)) {
    return "its name has a character that a cookie's name cannot have";
  }
  if (!isCookieText(value)) {
    return "its value has a character that a cookie's value cannot have";
  }
  return name.length + value.length > MAX_PAIR_LENGTH
    ? `name and value have more than ${MAX_PAIR_LENGTH} bytes`
    : undefined;
}

/** What comes back the same from a header: no controls, no semicolon, no blank at the ends, a byte per character. */
function isCookieText(text: string): boolean {
  return isHeaderText(text) && !/[;\u0100-\uffff]|^[ \t]|[ \t]$/.test(text);
}

/**
 * Says why a path cannot be a cookie's.
 *
 * @param path What should be the path; `undefined` stands for the usual one.
 * @returns The reason, or `undefined` if it can.
 */
export function findPathFault(path: unknown): string | undefined {
  if (path === undefined) return undefined;
  return typeof path === "string" && path.startsWith("/") && isCookieText(path)
    ? undefined
    : "its path does not begin with a slash or has a character that no path has";
}

function toExpiry({ expires, maxAge }: CookieAttributes, now: number): number | undefined {
  if (maxAge !== undefined) return toTime(now + maxAge * 1000);
  return expires === undefined ? undefined : toTime(Number(expires));
}

/** An end that never comes is as good as none. */
function toTime(time: number): number | undefined {
  return time === Infinity ? undefined : time;
}
