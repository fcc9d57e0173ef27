/**
 * A cache of addresses, to be plugged in as `lookup`.
 *
 * @module
 */

import { checkNumber, checkParts } from "../../core/options/checks.ts";
import type { Lookup } from "./lookup.ts";

/**
 * What can be said of a cache of addresses.
 *
 * @example Names that change rarely
 * ```ts
 * import { cachedLookup, Client } from "@ferry/http";
 * import type { CachedLookupOptions } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const options: CachedLookupOptions = { ttl: 600_000, maxHosts: 100 };
 * using client = new Client({ lookup: cachedLookup(options), trustEnv: false });
 * assertEquals(client.path, "sockets");
 * ```
 * @category Transports
 */
export interface CachedLookupOptions {
  /** How long addresses are used, in milliseconds. Default 30,000. */
  readonly ttl?: number | undefined;
  /** How many hosts are kept; the one that was asked for the longest ago goes first. Default 1,000. */
  readonly maxHosts?: number | undefined;
  /** Resolves what is not known. Default: the system. */
  readonly lookup?: Lookup | undefined;
}

interface Known {
  readonly addresses: Promise<readonly string[]>;
  readonly staleAt: number;
}

/**
 * Makes a `lookup` that keeps addresses for a while. Equal questions at the same time are asked once; failures and
 * empty answers are not kept.
 *
 * @param options For how long, how many, and of whom.
 * @throws {TypeError} If an option is of the wrong type.
 * @throws {RangeError} If a number is out of range.
 *
 * @example One question for many connections
 * ```ts
 * import { cachedLookup } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * let asked = 0;
 * const lookup = cachedLookup({ lookup: () => [`127.0.0.${++asked}`] });
 * await lookup("api.example");
 * assertEquals(await lookup("api.example"), ["127.0.0.1"]);
 * ```
 * @category Transports
 */
export function cachedLookup(options: CachedLookupOptions = {}): Lookup {
  checkParts("the options of cachedLookup", options, ["ttl", "maxHosts", "lookup"]);
  const { ttl = 30_000, maxHosts = 1_000, lookup = askSystem } = options;
  checkNumber("ttl", ttl, { endless: true });
  checkNumber("maxHosts", maxHosts, { least: 1, whole: true, endless: true });
  if (typeof lookup !== "function") throw new TypeError("Cannot use lookup: give a function");
  const hosts = new Map<string, Known>();
  return (hostname) => {
    const key = hostname.toLowerCase();
    const known = hosts.get(key);
    hosts.delete(key);
    const isFresh = known && Date.now() < known.staleAt;
    const current = isFresh ? known : ask(key, { hosts, lookup, ttl });
    hosts.set(key, current);
    const [oldest] = hosts.keys();
    if (hosts.size > maxHosts && oldest !== undefined) hosts.delete(oldest);
    return current.addresses;
  };
}

interface Question {
  readonly hosts: Map<string, Known>;
  readonly lookup: Lookup;
  readonly ttl: number;
}

function ask(host: string, { hosts, lookup, ttl }: Question): Known {
  const forget = () => {
    if (hosts.get(host) === known) hosts.delete(host);
  };
  const addresses = (async () => await lookup(host))();
  const known: Known = { addresses, staleAt: Date.now() + ttl };
  addresses.then((found) => {
    if (found.length === 0) forget();
  }, forget);
  return known;
}

/** All addresses, in the order of the system, as a connection without a `lookup` would get them. */
async function askSystem(hostname: string): Promise<readonly string[]> {
  const { lookup } = await import("node:dns/promises").catch((cause: unknown) => {
    throw new TypeError("Cannot look up names: this runtime has no sockets", { cause });
  });
  const found = await lookup(hostname, { all: true });
  return found.map(({ address }) => address);
}
