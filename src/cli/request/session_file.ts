/**
 * What the file of a session holds.
 *
 * @module
 */

import { CookieJar } from "../../core/cookies/jar.ts";
import type { SerializedCookie, SerializedCookieJar } from "../../core/cookies/serialized_jar.ts";
import type { KnownCredentials } from "./auth.ts";
import type { Pair } from "../command/values.ts";

/** What is kept. */
export interface Kept {
  /** The headers. */
  readonly headers: readonly Pair[];
  /** The cookies. */
  readonly cookies: SerializedCookieJar;
  /** Who is asking. */
  readonly credentials: KnownCredentials | undefined;
}

const NO_COOKIES: SerializedCookieJar = { version: 1, cookies: [] };

/**
 * Reads the text of a file; an empty one holds nothing.
 *
 * @throws {TypeError} If it is no session; its text is not repeated.
 */
export function parseSession(text: string): Kept {
  if (text.trim() === "") return { headers: [], cookies: NO_COOKIES, credentials: undefined };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new TypeError("it is no JSON");
  }
  if (!isRecord(json) || !Array.isArray(json["headers"] ?? [])) {
    throw new TypeError("it is no session");
  }
  const headers: unknown[] = Array.isArray(json["headers"]) ? json["headers"] : [];
  if (!headers.every(isPair)) throw new TypeError("its headers are no pairs of texts");
  return {
    headers,
    cookies: CookieJar.fromJSON(json["cookies"] ?? NO_COOKIES).toJSON(),
    credentials: toCredentials(json["auth"]),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPair(value: unknown): value is Pair {
  return Array.isArray(value) && value.length === 2 &&
    value.every((each) => typeof each === "string");
}

function toCredentials(auth: unknown): KnownCredentials | undefined {
  if (auth === undefined || auth === null) return undefined;
  const { kind, user, password, token }: Record<string, unknown> = isRecord(auth) ? auth : {};
  if (kind === "netrc") return { kind };
  if (kind === "bearer" && typeof token === "string") return { kind, token };
  const isPassword = kind === "basic" || kind === "digest";
  if (isPassword && typeof user === "string" && typeof password === "string") {
    return { kind, user, password };
  }
  throw new TypeError("its credentials are none");
}

/** A jar before and after a run. */
export interface CookieChanges {
  /** As it was read. */
  readonly before: SerializedCookieJar;
  /** As it is now. */
  readonly after: SerializedCookieJar;
}

/**
 * Brings the changes of a run to what others kept in the meantime.
 *
 * @param kept What is there now.
 * @param changes What the run did.
 */
export function mergeCookies(
  kept: SerializedCookieJar,
  { before, after }: CookieChanges,
): SerializedCookieJar {
  const cookies = toMap(kept);
  const [old, own] = [toMap(before), toMap(after)];
  for (const key of old.keys()) if (!own.has(key)) cookies.delete(key);
  for (const [key, cookie] of own) {
    if (contentOf(old.get(key)) !== contentOf(cookie)) cookies.set(key, cookie);
  }
  return { version: 1, cookies: [...cookies.values()] };
}

function toMap({ cookies }: SerializedCookieJar): Map<string, SerializedCookie> {
  return new Map(cookies.map((cookie) => {
    const { domain, hostOnly, path, name } = cookie;
    return [JSON.stringify([domain, hostOnly, path, name]), cookie];
  }));
}

/** When it was last sent is no change. */
function contentOf(cookie: SerializedCookie | undefined): string | undefined {
  return cookie && JSON.stringify({ ...cookie, lastAccess: 0 });
}
