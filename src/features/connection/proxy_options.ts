/**
 * What a caller says about a proxy, and what it settles to.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { checkParts } from "../../core/options/checks.ts";
import { toPemList } from "./tls_options.ts";
import { decodePercent } from "../../core/text/encoded_text.ts";

/**
 * A proxy with what belongs to it.
 *
 * @example A proxy with a password
 * ```ts
 * import { Client, type ProxyOptions } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const proxy: ProxyOptions = { url: "http://proxy.example:3128", auth: ["ada", "s3cret"] };
 * using client = new Client({ proxy });
 * assertEquals(JSON.stringify(client).includes("s3cret"), false); // it is never shown
 * ```
 * @category Transports
 */
export interface ProxyOptions {
  /** Its URL: http, https, socks5 (names resolved here) or socks5h (names resolved by the proxy). */
  readonly url: string | URL;
  /** User and password; they take the place of those in the URL. Default: those of the URL. */
  readonly auth?: readonly [user: string, password: string] | undefined;
  /** More roots for the certificate of an https proxy, as PEM text. Default: none beside the system's. */
  readonly caCerts?: string | readonly string[] | undefined;
}

/**
 * A proxy: its URL, or `host:port` of an http one, or more.
 *
 * @example Tor, which resolves names itself
 * ```ts
 * import { Client, type Proxy } from "@ferry/http";
 * import { assertThrows } from "@std/assert";
 *
 * const proxy: Proxy = "socks5h://127.0.0.1:9050";
 * using client = new Client({ proxy });
 * assertThrows(() => new Client({ proxy: "gopher://127.0.0.1" }), TypeError);
 * ```
 * @category Transports
 */
export type Proxy = string | URL | ProxyOptions;

/** Every part of a proxy. */
export interface ProxySettings {
  /** How it is spoken to. */
  readonly scheme: "http" | "https" | "socks5" | "socks5h";
  /** Its host. */
  readonly hostname: string;
  /** Its port. */
  readonly port: number;
  /** User and password. */
  readonly credentials: readonly [user: string, password: string] | undefined;
  /** The value of Proxy-Authorization, if there are credentials. */
  readonly authorization: string | undefined;
  /** More roots for its certificate. */
  readonly caCerts: string | readonly string[] | undefined;
}

const PORTS = { http: 80, https: 443, socks5: 1080, socks5h: 1080 } as const;

/**
 * Settles a proxy; `host:port` is an http one.
 *
 * @param proxy What the caller said.
 * @throws {TypeError} If it cannot be parsed, or has an unknown scheme.
 */
export function resolveProxy(proxy: Proxy): ProxySettings {
  const options = typeof proxy === "string" || proxy instanceof URL ? { url: proxy } : proxy;
  checkParts("proxy", options, ["url", "auth", "caCerts"]);
  const text = String(options.url);
  const url = URL.parse(HOST_AND_PORT.test(text) ? `http://${text}` : text);
  if (!url?.hostname) throw new TypeError("Cannot use the proxy: its URL cannot be parsed");
  const scheme = toScheme(url.protocol.slice(0, -1));
  toPemList(options.caCerts);
  const credentials = options.auth === undefined ? toCredentials(url) : checkAuth(options.auth);
  return {
    scheme,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || PORTS[scheme],
    credentials,
    authorization: credentials && toBasic(credentials),
    caCerts: options.caCerts,
  };
}

function checkAuth(auth: NonNullable<ProxyOptions["auth"]>): ProxySettings["credentials"] {
  if (Array.isArray(auth) && auth.length === 2 && auth.every((text) => typeof text === "string")) {
    return auth;
  }
  throw new TypeError('Cannot use proxy.auth: give ["user", "password"]');
}

/** Without a scheme, perhaps with userinfo. */
const HOST_AND_PORT = /^(?:[^\s/@]*@)?(?:\[[\da-f:.]+\]|[^\s/:@[\]]+):\d+\/?$/i;

function toScheme(text: string): ProxySettings["scheme"] {
  if (text === "http" || text === "https" || text === "socks5" || text === "socks5h") return text;
  throw new TypeError(
    `Cannot use a proxy of the scheme ${text}: give http, https, socks5 or socks5h`,
  );
}

function toCredentials({ username, password }: URL): ProxySettings["credentials"] {
  if (username === "" && password === "") return undefined;
  return [decodePercent(username), decodePercent(password)];
}

/** RFC 7617 with UTF-8. */
function toBasic([user, password]: readonly [string, string]): string {
  return `Basic ${encodeBase64(new TextEncoder().encode(`${user}:${password}`))}`;
}
