/**
 * Which private networks a client may reach all the same, settled.
 *
 * @module
 */

import { type Network, parseLooseAddress, parseNetwork } from "./addresses.ts";
import { checkFlag, checkParts, nameOf } from "../../core/options/checks.ts";

/**
 * What private networks are refused: all, none, or all but some.
 *
 * @example None by default, all for tests
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import type { PrivateNetworks } from "@ferry/http/types";
 * import { assertEquals } from "@std/assert";
 *
 * const isTest = true;
 * const blockPrivateNetworks: PrivateNetworks = isTest ? false : { allow: ["10.1.0.0/16"] };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, blockPrivateNetworks });
 * assertEquals((await client.get("http://127.0.0.1/")).status, 200);
 * ```
 * @category Security
 */
export type PrivateNetworks = boolean | PrivateNetworksOptions;

/**
 * Private networks are refused, all but some.
 *
 * @example All but one service of our own
 * ```ts
 * import { BlockedUrlError, Client, HandlerTransport } from "@ferry/http";
 * import type { PrivateNetworksOptions } from "@ferry/http/types";
 * import { assert, assertEquals } from "@std/assert";
 *
 * const blockPrivateNetworks: PrivateNetworksOptions = { allow: ["10.1.0.0/16"] };
 * const transport = new HandlerTransport(() => new Response("hello"));
 * using client = new Client({ transport, blockPrivateNetworks });
 * assertEquals((await client.get("http://10.1.2.3/")).status, 200);
 * const error: unknown = await client.get("http://10.2.0.1/").catch((error) => error);
 * assert(BlockedUrlError.is(error));
 * ```
 * @category Security
 */
export interface PrivateNetworksOptions {
  /**
   * What may be reached all the same: an address, a network (`10.1.0.0/16`), or the name of a host, whose addresses are
   * not looked at then.
   */
  readonly allow: readonly string[];
}

/** What may be reached all the same. */
export interface AllowedPlaces {
  /** Names of hosts, as `URL.hostname` writes them, without a dot at the end. */
  readonly names: readonly string[];
  /** Networks; an address is one of its own. */
  readonly networks: readonly Network[];
}

/**
 * Settles the option `blockPrivateNetworks`.
 *
 * @param given What the caller said.
 * @returns What is excepted; `undefined` where nothing is refused.
 * @throws {TypeError} If it is of the wrong type, or an exception is no address, network or name.
 */
export function resolvePrivateNetworks(
  given: PrivateNetworks | null | undefined,
): AllowedPlaces | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== "object") {
    return checkFlag("blockPrivateNetworks", given) ? { names: [], networks: [] } : undefined;
  }
  checkParts("blockPrivateNetworks", given, ["allow"]);
  const { allow } = given;
  if (!Array.isArray(allow)) {
    throw new TypeError("Cannot use blockPrivateNetworks.allow: give a list of texts");
  }
  const names: string[] = [];
  const networks: Network[] = [];
  for (const place of allow) {
    const network = toNetwork(place);
    if (network) networks.push(network);
    else names.push(toName(place));
  }
  return { names, networks };
}

function toNetwork(place: unknown): Network | undefined {
  if (typeof place !== "string") return undefined;
  const address = parseLooseAddress(place);
  return address ? { address, bits: address.size } : parseNetwork(place);
}

/** What `URL` makes another host of is no name of one: a port, a path, a wildcard that nobody would read. */
function toName(place: unknown): string {
  const isName = typeof place === "string" && !/[\s/@?#\\:*[\]]/.test(place);
  const hostname = isName ? URL.parse(`http://${place}/`)?.hostname.replace(/\.$/, "") : undefined;
  if (hostname) return hostname;
  throw new TypeError(
    `Cannot use ${
      typeof place === "string" ? JSON.stringify(place) : nameOf(place)
    } as blockPrivateNetworks.allow: give an address, address/bits or the name of a host`,
  );
}
