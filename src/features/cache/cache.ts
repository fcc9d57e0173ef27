/**
 * An HTTP cache as a stage.
 *
 * @module
 */

import type { Stage } from "../../core/stage.ts";
import { checkParts } from "../../core/options/checks.ts";
import { isToken } from "../../core/request/headers.ts";
import { HttpCache } from "./http_cache.ts";
import { MemoryCacheStore } from "./stores/memory_store.ts";
import type { CacheStore } from "./stores/store.ts";

/**
 * Settings of a {@link cache}.
 *
 * @example A shared cache in front of a server
 * ```ts
 * import { Client } from "@ferry/http";
 * import { cache, type CacheOptions, MemoryCacheStore } from "@ferry/http/cache";
 *
 * const options: CacheOptions = {
 *   store: new MemoryCacheStore({ maxBytes: 256 * 1_048_576 }),
 *   shared: true,
 *   targets: ["CDN-Cache-Control"],
 * };
 * using client = new Client({ stages: [cache(options)] });
 * ```
 * @category Cache
 */
export interface CacheOptions {
  /** Where responses are kept. Default: a `MemoryCacheStore` of its own. */
  readonly store?: CacheStore | undefined;
  /** Whether the answers are for several users: nothing private is stored then. Default: `false`. */
  readonly shared?: boolean | undefined;
  /** The most bytes of one body; a larger one is passed on and not stored. Default: 16 MiB. */
  readonly maxEntryBytes?: number | undefined;
  /** The most milliseconds that the store may take for one step before it counts as empty. Default: 1,000. */
  readonly storeTimeout?: number | undefined;
  /**
   * The most milliseconds for which a stale answer stands in where the server cannot be reached (RFC 9111 section
   * 4.2.4), unless the answer or the request forbids. Default: 0, and the failure is thrown. What the server wants
   * validated is a 504 then, whatever is said here (section 5.2.2.2).
   */
  readonly staleIfDisconnected?: number | undefined;
  /** Fields that a shared cache obeys in place of Cache-Control (RFC 9213). Default: `["CDN-Cache-Control"]`. */
  readonly targets?: readonly string[] | undefined;
}

/**
 * Makes a cache for the responses of a client: RFC 9111, with RFC 5861, 8246, 9211 and 9213.
 *
 * It is private unless it is said to be shared: an answer is given only to who sends the same credentials. Equal
 * requests under way at once are sent once. The option `cache` of a request says, as `fetch`'s, how it may be answered.
 *
 * @param options Where it keeps what, and for whom.
 * @returns A stage for `new Client({ stages })`.
 * @throws {TypeError} If the store is none, or a target is no name of a field.
 * @throws {RangeError} If a limit is no number above 0.
 *
 * @example The second answer comes out of the cache
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { cache, parseCacheStatus } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const headers = { "cache-control": "max-age=60" };
 * const transport = new HandlerTransport(() => new Response("hello", { headers }));
 * using client = new Client({ transport, stages: [cache()] });
 * await client.get("http://example.org/");
 * const response = await client.get("http://example.org/");
 * const [status] = parseCacheStatus(response.headers.get("cache-status"));
 * assertEquals(status?.hit, true);
 * ```
 * @category Cache
 */
export function cache(options: CacheOptions = {}): Stage {
  checkParts("CacheOptions", options, OPTIONS);
  const {
    store = new MemoryCacheStore(),
    shared = false,
    maxEntryBytes = 16 * 1_048_576,
    storeTimeout = 1_000,
    staleIfDisconnected = 0,
    targets = ["CDN-Cache-Control"],
  } = options;
  checkStore(store);
  checkLimit("maxEntryBytes", maxEntryBytes);
  checkLimit("storeTimeout", storeTimeout);
  if (staleIfDisconnected !== 0) {
    checkLimit("staleIfDisconnected", staleIfDisconnected, "0 or above");
  }
  const wrong = targets.find((name) => !isToken(name));
  if (wrong !== undefined) throw new TypeError(`Cannot use ${JSON.stringify(wrong)} as a target`);
  const kind = {
    shared,
    targets: targets.map((name) => name.toLowerCase()),
    staleIfDisconnected: staleIfDisconnected / 1_000,
  };
  const limits = { maxEntryBytes, timeout: storeTimeout };
  return (next) => {
    const own = new HttpCache(next, { store, kind, limits });
    return (request, context) => own.send(request, context);
  };
}

const OPTIONS: readonly (keyof CacheOptions)[] = [
  "store",
  "shared",
  "maxEntryBytes",
  "storeTimeout",
  "staleIfDisconnected",
  "targets",
];

const METHODS = ["get", "body", "write", "update", "delete"] as const;

function checkStore(store: CacheStore): void {
  if (store !== null && METHODS.every((name) => typeof store[name] === "function")) return;
  const hint = typeof store === "string" ? ": for a file give new SqliteCacheStore(path)" : "";
  throw new TypeError(`Cannot use the store: it needs ${METHODS.join("(), ")}()${hint}`);
}

function checkLimit(name: string, value: number, from = "above 0"): void {
  if (typeof value === "number" && value > 0) return;
  throw new RangeError(`Cannot use ${value} as ${name}: give a number ${from}`);
}
