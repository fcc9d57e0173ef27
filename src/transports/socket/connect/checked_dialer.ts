/**
 * Connections to public addresses only: a name is resolved once, its addresses are checked, and one of these is
 * connected to, so that no second answer of a name server counts.
 *
 * @module
 */

import { importDns } from "./node_imports.ts";
import { parseLooseAddress } from "../../../features/url_guard/addresses.ts";
import { NetworkGuard } from "../../../features/url_guard/network_guard.ts";
import type { AllowedPlaces } from "../../../features/url_guard/private_networks.ts";
import type { Lookup } from "../../../features/connection/lookup.ts";
import type { Connection } from "../connection.ts";
import type { Dialer, Endpoint } from "./dialer.ts";
import { askLookup } from "./lookup_dialer.ts";
import { Race } from "./race.ts";

/** Why a host is not connected to; a `BlockedUrlError` is made of it. */
export class BlockedHost extends Error {}

/** Connects where a guard lets it. */
export class CheckedDialer {
  readonly #guard: NetworkGuard;
  readonly #lookup: (hostname: string) => Promise<readonly string[]>;

  /**
   * Refuses private networks.
   *
   * @param allowed What is excepted.
   * @param lookup Resolves names; by default as the runtime's own connections do.
   */
  constructor(allowed: AllowedPlaces, lookup?: Lookup) {
    this.#guard = new NetworkGuard(allowed);
    this.#lookup = lookup ? (hostname) => askLookup(lookup, hostname) : lookUp;
  }

  /**
   * Judges a host whose name somebody else resolves.
   *
   * @throws {BlockedHost} If it is a private address, or a name of this machine.
   */
  check(hostname: string): void {
    const written = hostname.includes(":") ? `[${hostname}]` : hostname;
    const reason = this.#guard.refusalOfHost(written);
    if (reason !== undefined) throw new BlockedHost(reason);
  }

  /**
   * Gives the addresses of a host, all of which may be connected to.
   *
   * @param hostname A name, or an address without brackets.
   * @throws {BlockedHost} If one of them may not.
   */
  async resolve(hostname: string): Promise<readonly string[]> {
    this.check(hostname);
    if (parseLooseAddress(hostname)) return [hostname];
    const addresses = await this.#lookup(hostname);
    if (this.#guard.allowsName(hostname)) return addresses;
    for (const address of addresses) {
      const reason = this.#guard.refusalOfAddress(hostname, address);
      if (reason !== undefined) throw new BlockedHost(reason);
    }
    return addresses;
  }

  /**
   * Connects to the first address of a host that answers.
   *
   * @throws {BlockedHost} If one of its addresses may not be connected to.
   */
  async connect(
    dialer: Dialer,
    { hostname, port }: Extract<Endpoint, { hostname: string }>,
    signal: AbortSignal,
  ): Promise<Connection> {
    const addresses = await this.resolve(hostname);
    signal.throwIfAborted();
    return await new Race(
      addresses,
      (address, signal) => dialer.connect({ hostname: address, port }, signal),
    ).run(signal);
  }
}

/** The system's resolver, which the runtime asks for its own connections: it reads /etc/hosts, too. */
async function lookUp(hostname: string): Promise<readonly string[]> {
  const { lookup } = await importDns();
  try {
    return (await lookup(hostname, { all: true })).map(({ address }) => address);
  } catch (error) {
    throw isDenied(error) ? toNotCapable(hostname) : error;
  }
}

function isDenied(error: unknown): boolean {
  return typeof Deno === "object" && error instanceof Error && "code" in error &&
    error.code === "EPERM";
}

/** Node's error says of a missing permission that the name cannot be resolved. */
function toNotCapable(hostname: string): Error {
  return new Deno.errors.NotCapable(
    `Requires net access to "${hostname}" and to its addresses, run again with the --allow-net flag`,
  );
}
