/** What a cache did with a request: RFC 9211. */

/** The name by which the cache of a client goes in Cache-Status. */
export const CACHE_NAME = "Ferry";

/**
 * What one cache on the way did.
 *
 * @example How long a hit is still fresh
 * ```ts
 * import { type CacheStatus, parseCacheStatus } from "@ferry/http/cache";
 * import { assertEquals } from "@std/assert";
 *
 * const [status]: readonly CacheStatus[] = parseCacheStatus("Ferry; hit; ttl=30");
 * assertEquals([status?.hit, status?.ttl], [true, 30]);
 * ```
 * @category Cache
 */
export interface CacheStatus {
  /** The name of the cache. */
  readonly cache: string;
  /** Whether it answered without asking the server. */
  readonly hit: boolean;
  /** Why it asked the server. */
  readonly forward?: string | undefined;
  /** What the server answered it. */
  readonly forwardStatus?: number | undefined;
  /** Seconds for which the answer is still fresh; negative for one that is stale. */
  readonly ttl?: number | undefined;
  /** Whether it stored the answer of the server. */
  readonly stored?: boolean | undefined;
  /** Whether an equal request under way answered this one. */
  readonly collapsed?: boolean | undefined;
  /** A word on why. */
  readonly detail?: string | undefined;
}

/** Reads a Cache-Status header; members that cannot be read are left out. */
export function parseCacheStatus(header: string | null): readonly CacheStatus[] {
  return splitList(header ?? "").flatMap((member) => {
    const [name = "", ...rest] = member.match(/(?:"(?:[^"\\]|\\.)*"|[^;])+/gs) ?? [];
    const parameters = new Map(rest.map(toParameter));
    const cache = toText(name.trim());
    return cache === "" || member.startsWith(";") ? [] : [toStatus(cache, parameters)];
  });
}

function toParameter(text: string): readonly [string, string] {
  const [, name = "", value = "?1"] = /^\s*([a-z*][a-z0-9_\-.*]*)(?:=(.*?))?\s*$/s.exec(text) ?? [];
  return [name, value];
}

function toText(value: string): string {
  return value.replace(/^"(.*)"$/s, "$1").replace(/\\(.)/gs, "$1");
}

function toStatus(cache: string, parameters: ReadonlyMap<string, string>): CacheStatus {
  const number = (name: string) => {
    const value = parameters.get(name) ?? "";
    return /^-?\d+$/.test(value) ? Number(value) : undefined;
  };
  const text = (name: string) => {
    const value = parameters.get(name);
    return value === undefined ? undefined : toText(value);
  };
  return {
    cache,
    hit: parameters.get("hit") === "?1",
    forward: text("fwd"),
    forwardStatus: number("fwd-status"),
    ttl: number("ttl"),
    stored: parameters.get("stored") === "?1",
    collapsed: parameters.get("collapsed") === "?1",
    detail: text("detail"),
  };
}

/** Cuts a list at the commas that are not quoted; a quote without an end quotes nothing. */
export function splitList(value: string): readonly string[] {
  const members = value.match(/(?:"(?:[^"\\]|\\.)*"|[^,])+/gs) ?? [];
  return members.map((member) => member.trim()).filter(Boolean);
}
