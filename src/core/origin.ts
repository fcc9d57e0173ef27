/** Who may see credentials: every part of Ferry that sends a request somewhere else asks here. */

/** Tells whether two URLs share scheme, host and port (RFC 6454 section 5). */
export function isSameOrigin(a: URL, b: URL): boolean {
  return a === b || (a.host === b.host && a.protocol === b.protocol);
}

/**
 * Tells whether `to` may see the credentials that were meant for `from`.
 *
 * The same origin may; so may https on its default port for what was meant for http on its
 * default port at the same host, since that only adds protection. Nothing goes the other way.
 */
export function maySeeCredentials(from: URL, to: URL): boolean {
  return isSameOrigin(from, to) || isUpgrade(from, to);
}

/** `URL` leaves a scheme's default port empty, so two empty ports are 80 and 443. */
function isUpgrade(from: URL, to: URL): boolean {
  return from.protocol === "http:" && to.protocol === "https:" &&
    from.hostname === to.hostname && from.port === "" && to.port === "";
}

/** Where a chain of redirects began: for that origin the credentials were given. */
export interface RedirectChain {
  /** What was asked for first. */
  readonly url: URL;
  /** Whether one of the requests before went over https; then credentials never again go over http. */
  readonly isSecure: boolean;
}

/** Tells whether the next request of a chain may see the credentials that were given for its beginning. */
export function mayCarryCredentials({ url, isSecure }: RedirectChain, to: URL): boolean {
  return maySeeCredentials(url, to) && !(isSecure && to.protocol === "http:");
}

/** The headers that carry credentials by definition (RFC 9110 section 11, RFC 6265 section 4.2). */
export const CREDENTIAL_HEADERS: readonly string[] = [
  "authorization",
  "cookie",
  "proxy-authorization",
];

/**
 * Removes the userinfo from a URL that need not be valid, so that it can be shown.
 *
 * Where the text cannot be parsed, nobody knows where a password ends: then all before the last `@` goes.
 *
 * @returns The same text without `user:password@`.
 */
export function withoutUserinfo(url: string): string {
  if (!url.includes("@") || ADDRESS.test(url)) return url;
  return URL.parse(url)?.host
    ? url.replace(/^([^:]*:[/\\]*)[^/\\?#]*@/, "$1")
    : url.replace(/^([^:@]*:[/\\]+)?[^]*@/, "$1");
}

/** Schemes in whose URLs an address has an "@", but no password stands before it. */
const ADDRESS = /^(?:mailto|sips?|xmpp|acct):[^:@/\\]*@[^@]*$/i;
