/**
 * URLs and names as they may be shown: in a log, in a trace, in a command for somebody else.
 *
 * @module
 */

/** What stands where a secret was. */
export const REDACTED = "…";

/**
 * Gives a URL without what should not be read by others: userinfo, the fragment, and the values of query parameters
 * whose names look like those of secrets.
 *
 * @param url The URL.
 */
export function toShownUrl(url: URL): string {
  const { search, hash, username, password } = url;
  if (!search && !hash && !username && !password) return url.href;
  return `${url.protocol}//${url.host}${url.pathname}${redactQuery(search)}`;
}

/** Everything but the values stays byte for byte. */
function redactQuery(search: string): string {
  return search.replace(/([^?&;=]+)=([^&;]+)/g, (pair, name) => {
    return isSecretName(decode(name)) ? `${name}=${REDACTED}` : pair;
  });
}

/** A name may be percent-encoded, also to hide; one that is encoded wrongly is taken as it is. */
function decode(name: string): string {
  const spaced = name.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Words that name a secret where they stand for themselves: `key`, `api_key`, `X-Auth-Key`. */
const WORDS: readonly string[] = [
  "auth",
  "code",
  "cred",
  "hmac",
  "jwt",
  "key",
  "pass",
  "pin",
  "pwd",
  "session",
  "sid",
  "sig",
];

/** What names a secret anywhere in a name. */
const PARTS =
  /token|secret|passw|passphrase|passcode|signature|credential|authorization|assertion|apikey|accesskey|authkey|sessionid|sessid|sesskey|cookie/;

/** Names that look like a secret's, and are none. */
const HARMLESS: readonly string[] = ["idempotency-key", "sec-websocket-key"];

/**
 * Tells whether a name of a parameter or a header looks as if its value were a secret.
 *
 * @param name The name, decoded.
 */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  if (HARMLESS.includes(words)) return false;
  return PARTS.test(words.replace(/[^a-z]/g, "")) ||
    words.split(/[^a-z\d]+/).some((word) => WORDS.includes(word));
}
