/** Which hosts and paths a cookie belongs to (RFC 6265bis sections 5.1.2 to 5.1.4). */

/** What of a URL matters to cookies. */
export interface CookieTarget {
  /** The host in lower case, without a port and without a dot at its end. */
  readonly host: string;
  /** The path, beginning with a slash. */
  readonly path: string;
  /** Whether `Secure` cookies go there: it is encrypted, or this machine (RFC 6265bis section 5.8.3). */
  readonly secure: boolean;
}

/**
 * Takes from a URL what matters to cookies.
 *
 * @returns The target, or `undefined` where the scheme knows no cookies.
 * @throws {TypeError} If the text is no URL.
 */
export function toCookieTarget(url: string | URL): CookieTarget | undefined {
  const plain = typeof url === "string" ? toPlainTarget(url) : undefined;
  if (plain) return plain;
  const parsed = typeof url === "string" ? parseUrl(url) : url;
  const { protocol } = parsed;
  const isEncrypted = protocol === "https:" || protocol === "wss:";
  if (!isEncrypted && protocol !== "http:" && protocol !== "ws:") return undefined;
  const name = parsed.hostname;
  const host = name.endsWith(".") ? name.slice(0, -1) : name;
  return { host, path: parsed.pathname, secure: isEncrypted || isThisMachine(host) };
}

/** Such an origin is potentially trustworthy (Secure Contexts, section 3.1): nobody can listen on the way. */
function isThisMachine(host: string): boolean {
  return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" ||
    LOOPBACK.test(host);
}

const LOOPBACK = /^127\.\d+\.\d+\.\d+$/;

/**
 * Reads a URL that needs no parser, since the parser costs more than all the rest of finding cookies.
 *
 * The host's last label begins with a letter, so it is no address, and there is no punycode to check; the
 * path has nothing to be encoded and no dot segments.
 */
function toPlainTarget(url: string): CookieTarget | undefined {
  const match = PLAIN_URL.exec(url);
  if (!match) return undefined;
  const [, s, host = "", path = "/"] = match;
  if (host.includes("xn--") || path.includes("/.")) return undefined;
  return { host, path, secure: s === "s" || isThisMachine(host) };
}

const PLAIN_URL =
  /^http(s?):\/\/((?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*)(?::[1-9][0-9]{0,3})?(\/[\w~!$&()*+,;=:@/.-]*)?(?:[?#]|$)/;

function parseUrl(url: string): URL {
  try {
    return new URL(url);
  } catch {
    // The text may carry a password, which the platform's error would show as a cause.
    throw new TypeError("Cannot match cookies: the URL is not valid");
  }
}

/** Tells whether a host is an IP address, as the URL standard writes them. */
export function isIpAddress(host: string): boolean {
  if (host.includes(":")) return true;
  const last = host.charCodeAt(host.length - 1);
  if (last < 0x30 || last > 0x39) return false;
  const parts = host.split(".", 5);
  return parts.length === 4 &&
    parts.every((part) => /^[0-9]{1,3}$/.test(part) && Number(part) < 256);
}

/** Tells whether a host is a domain or below it (RFC 6265bis section 5.1.3). */
export function isDomainMatch(host: string, domain: string): boolean {
  if (host === domain) return true;
  return host.endsWith(domain) &&
    host.charCodeAt(host.length - domain.length - 1) === DOT && !isIpAddress(host);
}

const DOT = 0x2e;
const SLASH = 0x2f;

/** Tells whether a request's path is a cookie's path or below it (RFC 6265bis section 5.1.4). */
export function isPathMatch(path: string, cookiePath: string): boolean {
  const length = cookiePath.length;
  if (length === 1 && path.charCodeAt(0) === SLASH) return true;
  if (!path.startsWith(cookiePath)) return false;
  return path.length === length ||
    cookiePath.charCodeAt(length - 1) === SLASH || path.charCodeAt(length) === SLASH;
}

/** Gives the path of a cookie that names none: the folder of the request (RFC 6265bis section 5.1.4). */
export function toDefaultPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash > 0 && path.startsWith("/") ? path.slice(0, slash) : "/";
}

/**
 * Brings a domain that somebody gave into the form in which jars compare: lower case, punycode, no leading dot.
 *
 * @throws {TypeError} If it is no host name.
 */
export function toCanonicalDomain(domain: string): string {
  const canonical = typeof domain === "string" ? readHost(domain) : undefined;
  if (canonical !== undefined) return canonical;
  throw new TypeError(
    `Cannot use ${JSON.stringify(domain)} as a cookie's domain: it is no host name`,
  );
}

/** Nothing to do for a name in lower case that ends in a letter, and so is no IPv4 address; it saves making a URL. */
const PLAIN_DOMAIN = /^(?!xn--|.*\.xn--)(?:[a-z0-9_-]+\.)*[a-z_-]+$/;

/** A URL may have such a host, but no host has such a name. */
const EMPTY_LABEL = /^$|^\.|\.\.|\.$/;

function readHost(domain: string): string | undefined {
  const bare = domain.startsWith(".") ? domain.slice(1) : domain;
  const host = bare.includes(":") && !bare.startsWith("[") ? `[${bare}]` : bare;
  if (PLAIN_DOMAIN.test(host)) return host;
  if (/[\s/\\?#@]|:\d*$/.test(host)) return undefined;
  try {
    const name = new URL(`http://${host}/`).hostname.replace(/\.$/, "");
    return EMPTY_LABEL.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}
