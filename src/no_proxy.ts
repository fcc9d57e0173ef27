/**
 * The hosts that `NO_PROXY` excepts from the environment's proxies.
 *
 * @module
 */

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

/** An IP address as a number. */
export interface Address {
  readonly value: bigint;
  /** 32 or 128. */
  readonly size: number;
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
  const address = toAddress(host);
  return exceptions.some((exception) =>
    (exception.port === "" || exception.port === port) && isWithin(exception, host, address)
  );
}

const ENTRY = /^(\*?\.)?(\[[\da-f:.]+\]|[^\s:[\]/@?#\\]+)(?::(\d{1,5}))?$/i;

function toException(entry: string): Exception | undefined {
  if (entry === "") return undefined;
  if (entry === "*") return { ...WHOLE, kind: "any" };
  const network = /^\[?([\da-f:.]+)\]?\/(\d{1,3})$/i.exec(entry);
  if (network) return toNetwork(network[1] ?? "", Number(network[2]));
  const [, dot = "", host = "", port = ""] = ENTRY.exec(isBareV6(entry) ? `[${entry}]` : entry) ??
    [];
  const name = URL.parse(`http://${host}`)?.hostname.replace(/\.$/, "");
  if (!host || !name) return undefined;
  return {
    ...WHOLE,
    host: name,
    kind: dot.startsWith("*") ? "subdomains" : "domain",
    port: port && String(Number(port)),
    address: toAddress(name),
  };
}

const WHOLE: Exception = { host: "", kind: "domain", port: "", address: undefined, bits: 0 };

function isBareV6(entry: string): boolean {
  return /^[\da-f:.]*:[\da-f.]*:[\da-f:.]*$/i.test(entry);
}

function toNetwork(text: string, bits: number): Exception | undefined {
  const address = toAddress(URL.parse(`http://${isBareV6(text) ? `[${text}]` : text}`)?.hostname);
  if (!address || bits > address.size) return undefined;
  return { ...WHOLE, kind: "network", address, bits };
}

/** Names are compared label by label, addresses as they are: nothing stands below one. */
function isWithin(
  { address: base, bits, host, kind }: Exception,
  name: string,
  address: Address | undefined,
): boolean {
  if (kind === "any") return true;
  if (kind === "network") return isInNetwork(base, bits, address);
  if (base || address) return name === host;
  return (kind === "domain" && name === host) || name.endsWith(`.${host}`);
}

function isInNetwork(
  base: Address | undefined,
  bits: number,
  address: Address | undefined,
): boolean {
  if (!base || !address || base.size !== address.size) return false;
  const rest = BigInt(base.size - bits);
  return base.value >> rest === address.value >> rest;
}

/** Reads an address as `URL.hostname` writes it: four numbers, or groups in brackets with one gap. */
function toAddress(hostname: string | undefined): Address | undefined {
  if (hostname === undefined) return undefined;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) {
    return { value: toNumber(hostname.split("."), 8n, 10), size: 32 };
  }
  if (!hostname.startsWith("[")) return undefined;
  const [front = [], back = []] = hostname.slice(1, -1).split("::")
    .map((half) => half === "" ? [] : half.split(":"));
  const gap = Array<string>(8 - front.length - back.length).fill("0");
  return { value: toNumber([...front, ...gap, ...back], 16n, 16), size: 128 };
}

function toNumber(parts: readonly string[], width: bigint, radix: number): bigint {
  return parts.reduce((value, part) => value << width | BigInt(Number.parseInt(part, radix)), 0n);
}
