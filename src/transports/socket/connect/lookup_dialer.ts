/**
 * Connections to names that a function of the caller's resolves.
 *
 * @module
 */

import { parseLooseAddress } from "../../../features/url_guard/addresses.ts";
import type { Lookup } from "../../../features/connection/lookup.ts";
import type { TlsSettings } from "../../../features/connection/tls_options.ts";
import type { Connection } from "../connection.ts";
import type { Dialer, Endpoint } from "./dialer.ts";
import { Race } from "./race.ts";

/** Why a name has no address; a `DnsError` is made of it. */
export class LookupFailure extends Error {}

/**
 * Asks for the addresses of a name.
 *
 * @param lookup Who knows them.
 * @param hostname A name.
 * @throws {LookupFailure} If there is none, or what came is no list of addresses.
 */
export async function askLookup(lookup: Lookup, hostname: string): Promise<readonly string[]> {
  const found = await ask(lookup, hostname);
  if (!Array.isArray(found) || !found.every(isAddress)) {
    throw new LookupFailure("lookup did not give a list of IP addresses");
  }
  if (found.length === 0) throw new LookupFailure("there is no address (ENOTFOUND)");
  return found;
}

async function ask(lookup: Lookup, hostname: string): Promise<unknown> {
  try {
    return await lookup(hostname);
  } catch (cause) {
    throw new LookupFailure(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** An IPv6 address may have a zone. */
function isAddress(text: unknown): boolean {
  return typeof text === "string" && parseLooseAddress(text.replace(/%.*$/, "")) !== undefined;
}

/** Resolves names itself, and makes connections of another dialer. */
export class LookupDialer implements Dialer {
  readonly #dialer: Dialer;
  readonly #lookup: Lookup;

  /** Takes what connects to an address, and what resolves names. */
  constructor(dialer: Dialer, lookup: Lookup) {
    this.#dialer = dialer;
    this.#lookup = lookup;
  }

  /** Opens a plain connection to the first address that answers. */
  async connect(endpoint: Endpoint, signal: AbortSignal): Promise<Connection> {
    if ("path" in endpoint || parseLooseAddress(endpoint.hostname)) {
      return await this.#dialer.connect(endpoint, signal);
    }
    const { hostname, port } = endpoint;
    const addresses = await askLookup(this.#lookup, hostname);
    signal.throwIfAborted();
    return await new Race(
      addresses,
      (address, signal) => this.#dialer.connect({ hostname: address, port }, signal),
    ).run(signal);
  }

  /** Speaks TLS for the name. */
  secure(connection: Connection, hostname: string, settings: TlsSettings): Promise<Connection> {
    return this.#dialer.secure(connection, hostname, settings);
  }
}
