/** Cookies as plain JSON, without loss. */

import { findPrefixFault } from "./acceptance.ts";
import type { Entry } from "./cookie_index.ts";
import { findPairFault, findPathFault } from "./attributes.ts";
import { type Cookie, type SameSite, toSameSite } from "./cookie.ts";
import { toCanonicalDomain } from "./matching.ts";

/**
 * A cookie as JSON.
 *
 * @example Leave secrets out of what is kept
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { SerializedCookie } from "@ferry/http/cookies";
 *
 * const json = new CookieJar({ theme: "dark", sid: "31d4" }).toJSON();
 * const cookies = json.cookies.filter(({ name }: SerializedCookie) => name !== "sid");
 * console.log(CookieJar.fromJSON({ ...json, cookies }).size); // 1
 * ```
 * @category Cookies
 */
export interface SerializedCookie extends Omit<Cookie, "expires" | "sameSite"> {
  /** Milliseconds since 1970 at which it ends; left out for one that lives as long as the session. */
  readonly expires?: number;
  /** What the server said of requests from other sites; left out if nothing. */
  readonly sameSite?: SameSite;
  /** Milliseconds since 1970 when it was last set or sent. */
  readonly lastAccess: number;
}

/**
 * A jar as JSON.
 *
 * @example A jar in a place of your own
 * ```ts
 * import { CookieJar } from "@ferry/http";
 * import type { SerializedCookieJar } from "@ferry/http/cookies";
 *
 * const kept: SerializedCookieJar = new CookieJar({ theme: "dark" }).toJSON();
 * console.log(CookieJar.fromJSON(kept).get("theme")); // "dark"
 * ```
 * @category Cookies
 */
export interface SerializedCookieJar {
  /** The version of this form. */
  readonly version: 1;
  /** The cookies in the order of their creation. */
  readonly cookies: readonly SerializedCookie[];
}

/** A cookie read back, and when it was last used. */
export type RestoredCookie = Pick<Entry, "cookie" | "lastAccess">;

/** Gives cookies as plain JSON. */
export function toSerializedJar(entries: readonly Entry[]): SerializedCookieJar {
  return { version: 1, cookies: entries.map(toSerializedCookie) };
}

function toSerializedCookie({ cookie, lastAccess }: Entry): SerializedCookie {
  const { expires, sameSite, ...rest } = cookie;
  return {
    ...rest,
    ...(expires !== undefined && { expires }),
    ...(sameSite !== undefined && { sameSite }),
    lastAccess,
  };
}

/** Reads cookies back from JSON. @throws {TypeError} If it is anything else. */
export function restoreCookies(json: unknown): RestoredCookie[] {
  const jar = typeof json === "string" ? parseText(json) : json;
  if (!isRecord(jar) || !Array.isArray(jar.cookies)) {
    throw new TypeError("Cannot read the cookie jar: it is no JSON of a jar");
  }
  if (jar.version !== 1) {
    throw new TypeError(
      `Cannot read the cookie jar: its version is ${JSON.stringify(jar.version)}, not 1`,
    );
  }
  return jar.cookies.map(restoreCookie);
}

/** The parser's own message would show the text, and with it secrets. */
function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError("Cannot read the cookie jar: it is no valid JSON");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function restoreCookie(json: unknown, index: number): RestoredCookie {
  const fail = (reason: string): never => {
    throw new TypeError(`Cannot read cookie ${index} of the jar: ${reason}`);
  };
  if (!isRecord(json)) return fail("it is no object");
  const { name, value, path } = json;
  const fault = findPairFault(name, value) ?? findPathFault(path ?? "") ?? findFieldFault(json);
  if (fault) fail(fault);
  const creation = Number(json.creation);
  const cookie = {
    name: String(name),
    value: String(value),
    domain: json.domain === "" ? "" : toCanonicalDomain(String(json.domain)),
    hostOnly: json.hostOnly === true,
    path: String(path),
    expires: json.expires === undefined ? undefined : Number(json.expires),
    secure: json.secure === true,
    httpOnly: json.httpOnly === true,
    sameSite: toSameSite(String(json.sameSite)),
    creation,
  };
  const broken = findPrefixFault({ ...cookie, hostOnly: cookie.hostOnly || cookie.domain === "" });
  return broken ? fail(broken) : { cookie, lastAccess: Number(json.lastAccess) };
}

/** The fields whose kind is all that matters, in a table. */
const KINDS: readonly (readonly [
  field: string,
  isKind: (value: unknown) => boolean,
])[] = [
  ["domain", (value) => typeof value === "string"],
  ["hostOnly", (value) => typeof value === "boolean"],
  ["secure", (value) => typeof value === "boolean"],
  ["httpOnly", (value) => typeof value === "boolean"],
  ["creation", Number.isFinite],
  ["lastAccess", Number.isFinite],
  ["expires", (value) => value === undefined || Number.isFinite(value)],
  [
    "sameSite",
    (value) => value === undefined || (typeof value === "string" && toSameSite(value) === value),
  ],
];

function findFieldFault(json: Record<string, unknown>): string | undefined {
  const field = KINDS.find(([name, isKind]) => !isKind(json[name]))?.[0];
  return field && `its ${field} is missing or of the wrong kind`;
}
