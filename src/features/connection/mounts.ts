/**
 * Which transport a URL goes to: patterns of scheme, host and port, the most specific one first.
 *
 * @module
 */

import { isKeyed } from "../../core/options/checks.ts";
import { withoutUserinfo } from "../../core/origin.ts";
import type { Transport } from "../../core/fetch/transport.ts";

/**
 * Transports by pattern; `null` stands for the client's own one, `undefined` is left out.
 *
 * @example One host answered by a mock, the others as always
 * ```ts
 * import { Client } from "@ferry/http";
 * import type { MountOptions } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const mounts: MountOptions = {
 *   "all://api.example": new MockTransport({ "*": 204 }),
 *   "all://": null, // the client's own
 * };
 * using client = new Client({ transport: new MockTransport({ "*": 200 }), mounts });
 * assertEquals((await client.get("https://api.example/")).status, 204);
 * ```
 * @category Transports
 */
export type MountOptions = Readonly<
  Record<string, Transport | null | undefined>
>;

/**
 * Finds the transport that was mounted for a URL.
 *
 * | pattern | what it matches |
 * |---|---|
 * | `all://` | everything |
 * | `https://` | everything over https |
 * | `all://example.com` | that host, on any port |
 * | `all://*.example.com` | its subdomains |
 * | `all://*example.com` | both |
 * | `http://localhost:1234` | that port of that host |
 * | `all://*:8080` | that port of any host |
 *
 * A pattern with a port comes before one without, then an exact host before a wildcard before none, a longer
 * host before a shorter one, and a scheme before `all`.
 *
 * @example Everything but one host over another transport
 * ```ts
 * import { Client, HandlerTransport } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const app = new HandlerTransport(() => new Response("app"));
 * const fake = new HandlerTransport(() => new Response("fake"));
 * using client = new Client({
 *   transport: app,
 *   mounts: { "all://": fake, "all://app.example": null },
 * });
 * assertEquals(await (await client.get("http://app.example/")).text(), "app");
 * assertEquals(await (await client.get("https://x.example/")).text(), "fake");
 * ```
 */
export class Mounts {
  /** The most specific one first. */
  readonly #mounts: Mount[] = [];

  /**
   * Mounts all that is given.
   *
   * @param mounts Transports by pattern.
   * @throws {TypeError} If a pattern is not valid, or a value is no transport.
   */
  constructor(mounts: MountOptions = {}) {
    if (!isKeyed(mounts)) {
      throw new TypeError('Cannot use mounts: give transports by pattern, { "all://": … }');
    }
    for (const [pattern, transport] of Object.entries(mounts)) {
      if (transport !== undefined) this.mount(pattern, transport);
    }
  }

  /** How many patterns there are. */
  get size(): number {
    return this.#mounts.length;
  }

  /**
   * Sends what matches `pattern` to `transport`, also in place of what was mounted there before.
   *
   * @param pattern Scheme or `all`, and if need be host and port.
   * @param transport The transport; `null` for the client's own one.
   * @throws {TypeError} If the pattern is not valid, or the value is no transport.
   */
  mount(pattern: string, transport: Transport | null): void {
    const place = toPlace(pattern);
    if (transport !== null && typeof transport?.send !== "function") {
      throw new TypeError(
        `Cannot mount ${show(pattern)}: give a transport, with send(), or null`,
      );
    }
    const mount = { pattern, transport, ...place };
    const mounts = this.#mounts;
    const index = mounts.findIndex((other) => compare(mount, other) <= 0);
    const found = mounts[index];
    if (!found) mounts.push(mount);
    else mounts.splice(index, isSamePlace(found, mount) ? 1 : 0, mount);
  }

  /**
   * Finds the transport for a URL.
   *
   * @param url Where a request goes.
   * @returns What was mounted: a transport, or `null` for the client's own one; `undefined` if nothing matches.
   */
  find(url: URL): Transport | null | undefined {
    if (this.#mounts.length === 0) return undefined;
    const { protocol, hostname, port } = url;
    const target = {
      protocol,
      hostname,
      port: port || (protocol === "https:" ? "443" : "80"),
    };
    return this.#mounts.find((mount) => isMatch(mount, target))?.transport;
  }

  /** Gives every pattern and what is mounted there, the most specific one first. */
  *[Symbol.iterator](): Generator<[string, Transport | null], void, unknown> {
    for (const { pattern, transport } of this.#mounts) {
      yield [pattern, transport];
    }
  }
}

/** What a host in a pattern stands for; the more specific one first where both fit. */
const HOST_KINDS = ["exact", "subdomains", "domain", "any"] as const;

/** What a pattern matches; an empty text matches everything. */
interface Place {
  /** As in `URL.protocol`. */
  readonly protocol: string;
  /** As in `URL.hostname`, without the wildcard. */
  readonly host: string;
  readonly kind: typeof HOST_KINDS[number];
  /** In digits, also where it is the scheme's default. */
  readonly port: string;
}

interface Mount extends Place {
  readonly pattern: string;
  readonly transport: Transport | null;
}

interface Target {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string;
}

function toPlace(pattern: string): Place {
  const match =
    /^(all|https?):\/\/(\*?\.?)((?:[^\s\p{Cc}/?#@\\:*[\]]|\[[\da-f:.]+\])*)(?::(\d+))?\/?$/iu
      .exec(pattern);
  const [, scheme = "", wildcard = "", host = "", port = ""] = match ?? [];
  const lacksHost = host === "" && (wildcard.endsWith(".") || port !== "") &&
    wildcard !== "*";
  if (!match || wildcard === "." || lacksHost) {
    throw new TypeError(
      `Cannot mount ${show(pattern)}: a pattern is all://, http:// or https://, ` +
        `then perhaps a host (example.com, *.example.com, *example.com) and a :port`,
    );
  }
  const protocol = scheme.toLowerCase() === "all" ? "" : `${scheme.toLowerCase()}:`;
  return {
    protocol,
    host: host && toHostname(pattern, { wildcard, host }),
    kind: toKind(wildcard, host),
    port: port && toPort(pattern, port),
  };
}

function toKind(wildcard: string, host: string): Place["kind"] {
  if (host === "") return "any";
  if (wildcard === "") return "exact";
  return wildcard === "*" ? "domain" : "subdomains";
}

/** `URL` knows how hosts are compared: in lower case, IDNA in ASCII, IP addresses in their short form. */
function toHostname(
  pattern: string,
  { wildcard, host }: { wildcard: string; host: string },
): string {
  // What stands behind a wildcard is no IP address, though it may look like one: "*.1".
  const label = wildcard && "x.";
  try {
    return new URL(`http://${label}${host}`).hostname.slice(label.length);
  } catch (cause) {
    throw new TypeError(
      `Cannot mount ${show(pattern)}: ${host} is not a valid host`,
      { cause },
    );
  }
}

function toPort(pattern: string, port: string): string {
  if (Number(port) > 65_535) {
    throw new TypeError(`Cannot mount ${show(pattern)}: no such port`);
  }
  return String(Number(port));
}

function show(pattern: unknown): string {
  return typeof pattern === "string"
    ? JSON.stringify(withoutUserinfo(pattern))
    : `a pattern of type ${typeof pattern}`;
}

/** Sorts the more specific place first; 0 only for the same place. */
function compare(a: Place, b: Place): number {
  return Number(a.port === "") - Number(b.port === "") ||
    Number(a.kind !== "exact") - Number(b.kind !== "exact") ||
    b.host.length - a.host.length ||
    HOST_KINDS.indexOf(a.kind) - HOST_KINDS.indexOf(b.kind) ||
    b.protocol.length - a.protocol.length ||
    toOrder(toKey(a), toKey(b));
}

function toOrder(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function toKey({ protocol, kind, host, port }: Place): string {
  return [protocol, kind, host, port].join(" ");
}

function isSamePlace(a: Place, b: Place): boolean {
  return compare(a, b) === 0;
}

function isMatch(place: Place, { protocol, hostname, port }: Target): boolean {
  if (place.protocol !== "" && place.protocol !== protocol) return false;
  if (place.port !== "" && place.port !== port) return false;
  const { kind, host } = place;
  if (kind === "any") return true;
  if (kind !== "subdomains" && hostname === host) return true;
  return kind !== "exact" && hostname.endsWith(host) &&
    hostname.at(-host.length - 1) === "." &&
    hostname.length > host.length + 1;
}
