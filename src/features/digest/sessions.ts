/**
 * The Digest sessions that worked, so that later requests are signed without being asked (RFC 7616 section 3.6).
 *
 * @module
 */

import { parseAuthParams } from "./challenge.ts";
import type { DigestSession } from "./session.ts";

/** A session, and the URLs for which it holds. */
interface Space {
  readonly session: DigestSession;
  /** What a URL begins with that belongs to it. */
  readonly prefixes: readonly string[];
}

/** More realms than this at one origin, or more origins, and the oldest is forgotten. */
const MAX_REALMS = 16;
const MAX_ORIGINS = 1_000;
const MAX_NONCES = 10_000;

/** Remembers sessions by their protection space, and how often each nonce was used. */
export class DigestSessions {
  readonly #spaces = new Map<string, readonly Space[]>();
  readonly #counts = new Map<string, number>();

  /**
   * Finds the session for a URL; the one whose prefix fits best if there are several.
   *
   * @param url Where a request goes.
   */
  find(url: URL): DigestSession | undefined {
    let found: { session: DigestSession; length: number } | undefined;
    for (const { session, prefixes } of this.#spaces.get(url.origin) ?? []) {
      const fitting = prefixes.filter((prefix) => url.href.startsWith(prefix));
      const length = Math.max(0, ...fitting.map(({ length }) => length));
      if (length > (found?.length ?? 0)) found = { session, length };
    }
    return found?.session;
  }

  /**
   * Keeps a session that was accepted, with the nonce that the server wants next.
   *
   * @param url What was asked for.
   * @param session The session that signed the request.
   * @param info The Authentication-Info header of the answer, if there is one.
   */
  remember(url: URL, session: DigestSession, info: string | null): void {
    const next = parseAuthParams(info ?? "").get("nextnonce");
    if (next) session.renew(next);
    const spaces = this.#spaces.get(url.origin) ?? [];
    if (spaces.some((space) => space.session === session)) return;
    const { realm } = session.challenge;
    const others = spaces.filter(({ session }) => session.challenge.realm !== realm);
    const space = { session, prefixes: toPrefixes(session, url) };
    const kept = [space, ...others].slice(0, MAX_REALMS);
    put(this.#spaces, url.origin, kept, MAX_ORIGINS);
  }

  /**
   * Drops a session that was refused.
   *
   * @param url What was asked for.
   * @param session The session that signed the request.
   */
  forget(url: URL, session: DigestSession): void {
    const spaces = this.#spaces.get(url.origin) ?? [];
    const others = spaces.filter((space) => space.session !== session);
    if (others.length > 0) this.#spaces.set(url.origin, others);
    else this.#spaces.delete(url.origin);
  }

  /**
   * Counts one more use of a nonce; sessions that got the same nonce share the count, since the server has but one.
   *
   * @param url Where the request goes.
   * @param session The session that signs it.
   * @returns How often the nonce was used, this time included.
   */
  count(url: URL, session: DigestSession): number {
    const key = JSON.stringify([
      url.origin,
      session.challenge.realm,
      session.nonce,
    ]);
    const count = (this.#counts.get(key) ?? 0) + 1;
    put(this.#counts, key, count, MAX_NONCES);
    return count;
  }
}

/**
 * Resolves `domain` (RFC 7616 section 3.3). URLs of other origins in it never match, since sessions are kept by
 * origin: a server does not decide what is sent to somebody else.
 */
function toPrefixes(session: DigestSession, url: URL): string[] {
  const { domain } = session.challenge;
  if (domain.length === 0) return [`${url.origin}/`];
  return domain.map((uri) => URL.parse(uri, url))
    .filter((parsed) => parsed !== null)
    .map(({ origin, pathname, search }) => origin + pathname + search);
}

/** Sets a value as the newest, and drops the oldest if there are too many. */
function put<Value>(
  map: Map<string, Value>,
  key: string,
  value: Value,
  most: number,
): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.size > most ? map.keys() : [];
  if (oldest !== undefined) map.delete(oldest);
}
