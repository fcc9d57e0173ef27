/**
 * Connections to public addresses only: a name is resolved once, its addresses are checked, and one of these is
 * connected to, so that no second answer of a name server counts.
 *
 * @module
 */

import { parseLooseAddress } from "../../network/addresses.ts";
import { NetworkGuard } from "../../network/network_guard.ts";
import type { AllowedPlaces } from "../../network/private_networks.ts";
import type { Connection } from "./connection.ts";
import type { Dialer, Endpoint } from "./dialer.ts";

/** Why a host is not connected to; a `BlockedUrlError` is made of it. */
export class BlockedHost extends Error {}

/** Gives the addresses of a name, the best first. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

/** After how many milliseconds of silence the next address is tried, too (RFC 8305 section 5). */
const STAGGER = 250;

/** Connects where a guard lets it. */
export class CheckedDialer {
  readonly #guard: NetworkGuard;
  readonly #lookup: Lookup;

  /**
   * Refuses private networks.
   *
   * @param allowed What is excepted.
   * @param lookup Resolves names; by default as the runtime's own connections do.
   */
  constructor(allowed: AllowedPlaces, lookup: Lookup = lookUp) {
    this.#guard = new NetworkGuard(allowed);
    this.#lookup = lookup;
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
  const { lookup } = await import("node:dns/promises");
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

/** Tries addresses one after the other, the next when one fails or is silent; the first that answers wins. */
class Race {
  readonly #addresses: readonly string[];
  readonly #open: (address: string, signal: AbortSignal) => Promise<Connection>;
  readonly #outcome = Promise.withResolvers<Connection>();
  readonly #stop = new AbortController();
  #next = 0;
  #running = 0;
  #failure: { readonly error: unknown } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    addresses: readonly string[],
    open: (address: string, signal: AbortSignal) => Promise<Connection>,
  ) {
    this.#addresses = addresses;
    this.#open = open;
  }

  async run(signal: AbortSignal): Promise<Connection> {
    const giveUp = () => {
      this.#outcome.reject(signal.reason);
      this.#stop.abort(signal.reason);
    };
    signal.addEventListener("abort", giveUp);
    this.#startNext();
    try {
      return await this.#outcome.promise;
    } finally {
      clearTimeout(this.#timer);
      signal.removeEventListener("abort", giveUp);
      this.#stop.abort(new Error("another address answered"));
    }
  }

  #startNext(): void {
    clearTimeout(this.#timer);
    const address = this.#addresses[this.#next++];
    if (address !== undefined) this.#start(address);
    else if (this.#running === 0) this.#outcome.reject(this.#firstFailure());
  }

  #start(address: string): void {
    this.#running++;
    if (this.#next < this.#addresses.length) {
      this.#timer = setTimeout(() => this.#startNext(), STAGGER);
    }
    this.#open(address, this.#stop.signal).then(
      (connection) => this.#win(connection),
      (error) => this.#lose(error),
    );
  }

  /** Who comes second is closed. */
  #win(connection: Connection): void {
    if (this.#stop.signal.aborted) connection.close();
    else {
      clearTimeout(this.#timer);
      this.#outcome.resolve(connection);
      this.#stop.abort(new Error("another address answered"));
    }
  }

  #lose(error: unknown): void {
    this.#running--;
    this.#failure ??= { error };
    if (!this.#stop.signal.aborted) this.#startNext();
  }

  #firstFailure(): unknown {
    return this.#failure ? this.#failure.error : new Error("getaddrinfo ENOTFOUND: no address");
  }
}
