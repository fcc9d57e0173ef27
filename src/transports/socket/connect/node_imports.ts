/**
 * The modules of node's that connect, for runtimes that have them.
 *
 * @module
 */

/** Loads `node:net`. */
export function importNet(): Promise<typeof import("node:net")> {
  return import("node:net").catch(refuse);
}

/** Loads `node:tls`. */
export function importTls(): Promise<typeof import("node:tls")> {
  return import("node:tls").catch(refuse);
}

/** Loads `node:stream`. */
export function importStreams(): Promise<Pick<typeof import("node:stream"), "Duplex">> {
  return import("node:stream").catch(refuse);
}

/** Loads `node:dns/promises`. */
export function importDns(): Promise<typeof import("node:dns/promises")> {
  return import("node:dns/promises").catch(refuse);
}

/** That a module is missed is said here; so bundlers for browsers leave it out. */
function refuse(cause: unknown): never {
  throw new TypeError("Cannot connect: this runtime has no sockets", { cause });
}
