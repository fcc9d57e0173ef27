/**
 * IP addresses and networks as numbers, so that it can be told whether one lies in the other.
 *
 * @module
 */

/** An IP address as a number. */
export interface Address {
  /** The bits, the first of which counts most. */
  readonly value: bigint;
  /** How many bits there are: 32 or 128. */
  readonly size: number;
}

/** All addresses that begin with the same bits (RFC 4632 section 3.1). */
export interface Network {
  /** One of them. */
  readonly address: Address;
  /** How many bits of it count. */
  readonly bits: number;
}

/**
 * Reads an address as `URL.hostname` writes it: four numbers, or groups in brackets with one gap.
 *
 * @param hostname Any host.
 * @returns `undefined` for what is no address.
 */
export function parseAddress(hostname: string | undefined): Address | undefined {
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

/**
 * Reads an address as people and resolvers write it, an IPv6 one with or without brackets.
 *
 * @param text Any text.
 * @returns `undefined` for what is no address, also for one with a zone.
 */
export function parseLooseAddress(text: string): Address | undefined {
  if (!/^(?:[\da-f:.]+|\[[\da-f:.]+\])$/i.test(text)) return undefined;
  const isBare = text.includes(":") && !text.startsWith("[");
  return parseAddress(URL.parse(`http://${isBare ? `[${text}]` : text}/`)?.hostname);
}

/**
 * Reads `address/bits`.
 *
 * @param text Any text; an IPv6 address may stand in brackets.
 * @returns `undefined` for what is no network.
 */
export function parseNetwork(text: string): Network | undefined {
  const [, host = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  const address = parseLooseAddress(host);
  return address && Number(bits) <= address.size ? { address, bits: Number(bits) } : undefined;
}

/** Tells whether an address lies in a network. */
export function isInNetwork(address: Address, { address: base, bits }: Network): boolean {
  if (base.size !== address.size) return false;
  const rest = BigInt(base.size - bits);
  return base.value >> rest === address.value >> rest;
}
