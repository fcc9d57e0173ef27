/**
 * The hosts that `NO_PROXY` excepts from the environment's proxies.
 *
 * @module
 */

import { type Address, isInNetwork, parseAddress, parseNetwork } from "../url_guard/addresses.ts";

/** What one entry of the list matches. */
export interface Exception {
  /** The host in the form of `URL.hostname`, without a leading dot; empty for every host. */
  readonly host: string;
  /** Which hosts: this one and those below it, or only those below. */
  readonly kind: "domain" | "subdomains" | "network" | "any";
  /** The port in digits; empty for every port. */
  readonly port: string;
  /** The address of a network. */
  readonly address: Address | undefined;
  /** How many bits of it count. */
  readonly bits: number;
}

/**
 * Reads the list.
 *
 * @param list Entries with commas between them: `host`, `.host`, `*.host`, an address, each perhaps with a `:port`;
 * `address/bits`; `*` for all. What is none of these matches nothing.
 */
export function parseExceptions(list: string): Exception[] {
  return list.split(",").flatMap((entry) => toException(entry.trim()) ?? []);
}

/** Tells whether a URL is to be reached without a proxy. */
export function isExcepted(url: URL, exceptions: readonly Exception[]): boolean {
  if (exceptions.length === 0) return false;
  const host = url.hostname.replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  const address = parseAddress(host);
  return exceptions.some((exception) =>
    (exception.port === "" || exception.port === port) && isWithin(exception, host, address)
  );
}

const ENTRY = /^(\*?\.)?(\[[\da-f:.]+\]|[^\s:[\]/@?#\\]+)(?::(\d{1,5}))?$/i;

function toException(entry: string): Exception | undefined {
  if (entry === "") return undefined;
  if (entry === "*") return { ...WHOLE, kind: "any" };
  if (entry.includes("/")) {
    const network = parseNetwork(entry);
    return network && { ...WHOLE, ...network, kind: "network" };
  }
  const [, dot = "", host = "", port = ""] = ENTRY.exec(isBareV6(entry) ? `[${entry}]` : entry) ??
    [];
  const name = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, "");
  if (!host || !name) return undefined;
  return {
    ...WHOLE,
    host: name,
    kind: dot.startsWith("*") ? "subdomains" : "domain",
    port: port && String(Number(port)),
    address: parseAddress(name),
  };
}

const WHOLE: Exception = { host: "", kind: "domain", port: "", address: undefined, bits: 0 };

function isBareV6(entry: string): boolean {
  return /^[\da-f:.]*:[\da-f.]*:[\da-f:.]*$/i.test(entry);
}

/** Names are compared label by label, addresses as they are: nothing stands below one. */
function isWithin(
  { address: base, bits, host, kind }: Exception,
  name: string,
  address: Address | undefined,
): boolean {
  if (kind === "any") return true;
  if (kind === "network") {
    return base !== undefined && address !== undefined &&
      isInNetwork(address, { address: base, bits });
  }
  if (base || address) return name === host;
  return (kind === "domain" && name === host) || name.endsWith(`.${host}`);
}
