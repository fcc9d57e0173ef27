/** The time limits of a request. */

import { checkNames, isKeyed, nameOf } from "./checks.ts";

/**
 * Time limits in milliseconds; `null` switches one off.
 *
 * @example Quick to connect, patient with the answer, all within a minute
 * ```ts
 * import { Client, type TimeoutOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const timeout: TimeoutOptions = { connect: 1_000, read: 30_000, total: 60_000 };
 * using client = new Client({ timeout });
 * assertEquals([client.timeout.connect, client.timeout.write], [1_000, 5_000]);
 * ```
 * @category Limits and retries
 */
export interface TimeoutOptions {
  /** Until there is a connection, TLS included. Default 5,000. */
  readonly connect?: number | null | undefined;
  /** The most time without a byte of the response. Default 5,000. */
  readonly read?: number | null | undefined;
  /** The most time without a byte of the request taken. Default 5,000. */
  readonly write?: number | null | undefined;
  /** Until a connection is free in the client. Default: no limit, since a queue is no failure. */
  readonly pool?: number | null | undefined;
  /** From the call to the last byte, retries and redirects included. Default: no limit. */
  readonly total?: number | null | undefined;
}

/**
 * A number sets `connect`, `read`, `write` and `pool`, so that nothing waits longer without progress, and over `fetch`
 * the headers come within it; `null` switches all off.
 *
 * @example One number for all, or none at all
 * ```ts
 * import { Client, type Timeout } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const timeout: Timeout = 2_000; // null is none at all
 * using client = new Client({ timeout });
 * assertEquals([client.timeout.connect, client.timeout.total], [2_000, Infinity]);
 * ```
 * @category Limits and retries
 */
export type Timeout = number | null | TimeoutOptions;

/**
 * Every limit in milliseconds, `Infinity` where there is none.
 *
 * @example How long a call may wait for its first byte
 * ```ts
 * import { Client, type ResolvedTimeout } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const untilFirstByte = ({ pool, connect, read }: ResolvedTimeout) => pool + connect + read;
 * using client = new Client({ timeout: { connect: 1_000, pool: 2_000 } });
 * assertEquals(untilFirstByte(client.timeout), 8_000);
 * ```
 * @category Limits and retries
 */
export interface ResolvedTimeout {
  /** Until there is a connection. */
  readonly connect: number;
  /** The most time without a byte of the response. */
  readonly read: number;
  /** The most time without a byte of the request taken. */
  readonly write: number;
  /** Until a connection is free in the client. */
  readonly pool: number;
  /** For the whole call. */
  readonly total: number;
}

/** Five seconds each, and no limit on the queue and on the whole. */
export const DEFAULT_TIMEOUT: ResolvedTimeout = {
  connect: 5_000,
  read: 5_000,
  write: 5_000,
  pool: Infinity,
  total: Infinity,
};

/** The limit on what comes before the headers, where connecting cannot be told from waiting. */
export interface HeadersLimit {
  /** Milliseconds. */
  readonly ms: number;
  /** What the caller calls it. */
  readonly name: string;
}

/**
 * Gives the limit on what comes before the headers, where connecting cannot be told from waiting; four that are equal
 * are one number that was given for all.
 */
export function untilHeaders(timeout: ResolvedTimeout): HeadersLimit {
  const { connect, read } = timeout;
  return isOneNumber(timeout)
    ? { ms: read, name: "timeout" }
    : { ms: connect + read, name: "connect + read" };
}

/** Tells whether one number was given for all four. */
export function isOneNumber({ connect, pool, read, write }: ResolvedTimeout): boolean {
  return [read, write, pool].every((limit) => limit === connect);
}

/**
 * Settles a loose timeout.
 *
 * @throws {TypeError} If it is neither a number, `null` nor an object, or has an unknown part.
 * @throws {RangeError} If a limit is not a positive number.
 */
export function resolveTimeout(
  timeout: Timeout | undefined,
  base: ResolvedTimeout = DEFAULT_TIMEOUT,
): ResolvedTimeout {
  if (timeout === undefined) return base;
  if (timeout === null || typeof timeout === "number") {
    const each = toLimit("timeout", timeout);
    const total = timeout === null ? Infinity : base.total;
    return { connect: each, read: each, write: each, pool: each, total };
  }
  if (!isKeyed(timeout)) {
    throw new TypeError(
      `Cannot use ${nameOf(timeout)} as timeout: give milliseconds, null or { connect, read, … }`,
    );
  }
  checkNames("timeout", timeout, Object.keys(DEFAULT_TIMEOUT));
  const pick = (name: keyof ResolvedTimeout) =>
    timeout[name] === undefined ? base[name] : toLimit(`timeout.${name}`, timeout[name]);
  return {
    connect: pick("connect"),
    read: pick("read"),
    write: pick("write"),
    pool: pick("pool"),
    total: pick("total"),
  };
}

function toLimit(name: string, ms: number | null): number {
  if (ms === null) return Infinity;
  if (typeof ms !== "number") {
    throw new TypeError(`Cannot use ${nameOf(ms)} as ${name}: give milliseconds or null`);
  }
  if (!(ms > 0)) {
    throw new RangeError(`Cannot use ${ms} as ${name}: give more than 0 milliseconds, or null`);
  }
  // What is left of somebody's own time may be less, and is said as the total.
  if (ms < 1 && name !== "timeout.total") {
    throw new RangeError(
      `Cannot use ${ms} as ${name}: it is in milliseconds, so ${ms} s are ${1_000 * ms}`,
    );
  }
  return ms;
}
