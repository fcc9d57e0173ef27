/**
 * Which addresses are of the public internet, by IANA's registries of special-purpose addresses (RFC 6890):
 * https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry.
 *
 * @module
 */

import {
  type Address,
  isInNetwork,
  type Network,
  parseAddress,
  parseLooseAddress,
  parseNetwork,
} from "./addresses.ts";
import type { AllowedPlaces } from "./private_networks.ts";

/**
 * What is not of the public internet, and what it is. The first that matches counts; the parts of 2001::/23 and
 * 192.0.0.0/24 that are reachable globally have no web servers.
 */
const SPECIAL = [
  ["0.0.0.0/8", "this host or network"],
  ["10.0.0.0/8", "private"],
  ["100.64.0.0/10", "shared (carrier-grade NAT)"],
  ["127.0.0.0/8", "loopback"],
  ["169.254.0.0/16", "link-local"],
  ["172.16.0.0/12", "private"],
  ["192.0.0.0/24", "for protocols"],
  ["192.0.2.0/24", "for documentation"],
  ["192.88.99.0/24", "a relay of 6to4"],
  ["192.168.0.0/16", "private"],
  ["198.18.0.0/15", "for benchmarks"],
  ["198.51.100.0/24", "for documentation"],
  ["203.0.113.0/24", "for documentation"],
  ["224.0.0.0/4", "multicast"],
  ["255.255.255.255/32", "broadcast"],
  ["240.0.0.0/4", "reserved"],
  ["::/128", "unspecified"],
  ["::1/128", "loopback"],
  ["64:ff9b:1::/48", "for local translation"],
  ["100::/64", "discarded"],
  ["100:0:0:1::/64", "a dummy"],
  ["2001::/23", "for protocols (Teredo among them)"],
  ["2001:db8::/32", "for documentation"],
  ["3fff::/20", "for documentation"],
  ["5f00::/16", "for segment routing"],
  ["fc00::/7", "unique local"],
  ["fe80::/10", "link-local"],
  ["fec0::/10", "site-local"],
  ["ff00::/8", "multicast"],
] as const;

/** IPv6 networks in whose addresses an IPv4 address stands, and how many bits behind it. */
const EMBEDDING = [
  ["::ffff:0:0/96", 0n], // IPv4-mapped (RFC 4291 section 2.5.5.2)
  ["::/96", 0n], // IPv4-compatible (section 2.5.5.1)
  ["::ffff:0:0:0/96", 0n], // IPv4-translated (RFC 7915)
  ["64:ff9b::/96", 0n], // NAT64 (RFC 6052)
  ["2002::/16", 80n], // 6to4 (RFC 3056)
] as const;

/** All that is given out for unicast so far (https://www.iana.org/assignments/ipv6-address-space). */
const GLOBAL_UNICAST = "2000::/3";

/** A mistake in the tables above would be one of the source. */
function toNetwork(text: string): Network {
  const network = parseNetwork(text);
  if (!network) throw new TypeError(`Cannot read the network ${text}`);
  return network;
}

/** The tables above; who refuses no networks need not read them. */
export class SpecialNetworks {
  readonly #special = SPECIAL.map(([text, what]) => ({ network: toNetwork(text), what }));
  readonly #embedding = EMBEDDING.map(([text, shift]) => ({ network: toNetwork(text), shift }));
  readonly #unicast = toNetwork(GLOBAL_UNICAST);

  /**
   * Tells what an address is that is not of the public internet.
   *
   * @param address The address.
   * @returns `undefined` for a public one.
   */
  useOf(address: Address): string | undefined {
    const special = this.#special.find(({ network }) => isInNetwork(address, network));
    if (special) return special.what;
    if (address.size === 32) return undefined;
    const embedding = this.#embedding.find(({ network }) => isInNetwork(address, network));
    if (embedding) {
      const value = address.value >> embedding.shift & 0xffff_ffffn;
      return this.useOf({ value, size: 32 });
    }
    return isInNetwork(address, this.#unicast) ? undefined : "reserved";
  }
}

/** Tells which hosts may be reached where private networks are refused. */
export class NetworkGuard {
  readonly #allowed: AllowedPlaces;
  readonly #networks = new SpecialNetworks();

  /** Refuses all but what is excepted. */
  constructor(allowed: AllowedPlaces) {
    this.#allowed = allowed;
  }

  /** Tells whether a name is excepted, whatever its addresses are. */
  allowsName(hostname: string): boolean {
    return this.#allowed.names.includes(hostname.replace(/\.$/, ""));
  }

  /**
   * Judges a host as far as that can be done without resolving it.
   *
   * @param hostname As `URL.hostname` writes it.
   * @returns Why it is refused.
   */
  refusalOfHost(hostname: string): string | undefined {
    if (this.allowsName(hostname)) return undefined;
    const address = parseAddress(hostname);
    if (address) return this.#refusal(address, `the address ${hostname}`);
    if (!/(?:^|\.)localhost\.?$/i.test(hostname)) return undefined;
    return `the host ${hostname} is loopback (RFC 6761 section 6.3; blockPrivateNetworks)`;
  }

  /**
   * Judges what a name resolved to.
   *
   * @param hostname The name.
   * @param text The address; one with a zone is link-local.
   * @returns Why it is refused.
   */
  refusalOfAddress(hostname: string, text: string): string | undefined {
    const address = parseLooseAddress(text);
    const subject = `the host ${hostname} has the address ${text}, which`;
    return address
      ? this.#refusal(address, subject)
      : `${subject} cannot be judged (blockPrivateNetworks)`;
  }

  #refusal(address: Address, subject: string): string | undefined {
    const use = this.#networks.useOf(address);
    const isAllowed = use === undefined ||
      this.#allowed.networks.some((network) => isInNetwork(address, network));
    return isAllowed ? undefined : `${subject} is ${use} (blockPrivateNetworks)`;
  }
}
