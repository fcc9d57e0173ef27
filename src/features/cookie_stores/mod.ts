/**
 * Cookies beyond the jar of a client: stores that keep them, Set-Cookie and its dates, and what a jar takes and gives.
 *
 * @example What a server wants to be kept
 * ```ts
 * import { parseSetCookie } from "@ferry/http/cookies";
 * import { assertEquals } from "@std/assert";
 *
 * const cookie = parseSetCookie("sid=31d4; Path=/; Secure");
 * assertEquals([cookie?.name, cookie?.value, cookie?.secure], ["sid", "31d4", true]);
 * ```
 *
 * @module
 */

export { type ParsedCookie, parseSetCookie } from "../../core/cookies/cookie.ts";
export { parseCookieDate } from "../../core/cookies/date.ts";
export type {
  CookieFilter,
  CookieHeaderOptions,
  CookieJarInit,
  CookieJarOptions,
  CookieScope,
  CookieSource,
} from "../../core/cookies/jar_options.ts";
export type { SerializedCookie, SerializedCookieJar } from "../../core/cookies/serialized_jar.ts";
export {
  type CookieKv,
  KvCookieStore,
  type KvCookieStoreOptions,
  type KvKeyPart,
} from "./kv_store.ts";
export type { CookieLimits } from "../../core/cookies/jar_limits.ts";
export { type CookieStore, FileCookieStore, type FileCookieStoreOptions } from "./store.ts";
