/** How many connections a client may use. */

import { checkNumber, checkParts } from "../options/checks.ts";

/**
 * Limits on connections; a part left out takes its default.
 *
 * @example Gentle with one host
 * ```ts
 * import { Client, type LimitsOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const limits: LimitsOptions = { maxConnections: 20, maxConnectionsPerHost: 2 };
 * using client = new Client({ limits });
 * assertEquals([client.stats.max, client.stats.maxPerHost], [20, 2]);
 * ```
 * @category Limits and retries
 */
export interface LimitsOptions {
  /** Requests under way at once. Default 100; `null` for no limit. */
  readonly maxConnections?: number | null | undefined;
  /** Requests under way at once to one host and port. Default: no limit. */
  readonly maxConnectionsPerHost?: number | null | undefined;
  /** Idle connections kept for later requests. Default 20 over sockets, and 100 for each host over `fetch`. */
  readonly maxKeepaliveConnections?: number | null | undefined;
  /** Milliseconds that an idle connection is kept. Default 5,000. */
  readonly keepaliveExpiry?: number | null | undefined;
}

/** Every limit; `Infinity` where there is none. */
export type ResolvedLimits = { readonly [Name in keyof LimitsOptions]-?: number };

/** The limits of a client of which nothing else was said. */
export const DEFAULT_LIMITS: ResolvedLimits = {
  maxConnections: 100,
  maxConnectionsPerHost: Infinity,
  maxKeepaliveConnections: 20,
  keepaliveExpiry: 5_000,
};

/** What `null` means. */
const NO_LIMITS: ResolvedLimits = {
  maxConnections: Infinity,
  maxConnectionsPerHost: Infinity,
  maxKeepaliveConnections: Infinity,
  keepaliveExpiry: Infinity,
};

/** The least that makes sense of each limit. */
const LEAST: ResolvedLimits = {
  maxConnections: 1,
  maxConnectionsPerHost: 1,
  maxKeepaliveConnections: 0,
  keepaliveExpiry: 0,
};

/**
 * Settles loose limits.
 *
 * @throws {TypeError} If it is no object, or has an unknown part.
 * @throws {RangeError} If a limit is too small or no whole number.
 */
export function resolveLimits(limits: LimitsOptions | null | undefined): ResolvedLimits {
  if (limits === undefined) return DEFAULT_LIMITS;
  if (limits === null) return NO_LIMITS;
  checkParts("limits", limits, Object.keys(DEFAULT_LIMITS));
  const pick = (name: keyof ResolvedLimits) =>
    limits[name] === undefined
      ? DEFAULT_LIMITS[name]
      : checkNumber(`limits.${name}`, limits[name] ?? Infinity, {
        least: LEAST[name],
        whole: true,
        endless: true,
      });
  return {
    maxConnections: pick("maxConnections"),
    maxConnectionsPerHost: pick("maxConnectionsPerHost"),
    maxKeepaliveConnections: pick("maxKeepaliveConnections"),
    keepaliveExpiry: pick("keepaliveExpiry"),
  };
}

/**
 * Puts what is said of limits over what was said before; a part left out stays.
 *
 * @throws {TypeError} As {@link resolveLimits} does.
 */
export function extendLimits(
  kept: LimitsOptions | null | undefined,
  more: LimitsOptions | null | undefined,
): LimitsOptions | null | undefined {
  if (more === undefined) return kept;
  if (more === null) return null;
  resolveLimits(more);
  const said = Object.entries(more).filter(([, limit]) => limit !== undefined);
  return { ...(kept === null ? NO_LIMITS : kept), ...Object.fromEntries(said) };
}
