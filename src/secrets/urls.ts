/**
 * URLs without their secrets.
 *
 * @module
 */

import { withoutUserinfo } from "../origin.ts";
import { decodeName, isSecretParameter, REDACTED } from "./names.ts";

/**
 * Removes the secrets of a URL: its userinfo, and the values of secret parameters in query and fragment. All else stays
 * byte for byte.
 *
 * @param url A URL, whole or relative; it need not be valid.
 */
export function redactUrl(url: string): string {
  // The "@" of a path, as in "/@ada", ends no userinfo.
  const bare = URL.parse(url)?.host
    ? withoutUserinfo(url)
    : url.replace(/^((?:[a-z][a-z\d+.-]*:)?[/\\]{2})[^/\\?#]*@/i, "$1");
  return redactPairs(bare);
}

/** Some servers take a semicolon between two parameters. */
function redactPairs(text: string): string {
  return text.replace(/([?&#])([^=&#?]*)=([^&#]+)/g, redactParameter)
    .replace(/(;)([^=&#?;]*)=([^&#;]+)/g, redactParameter);
}

/**
 * Gives a URL as it may be shown in a log, a trace or a command: without fragment, too.
 *
 * @param url The URL.
 */
export function toShownUrl(url: URL): string {
  const { search, hash, username, password } = url;
  if (!search && !hash && !username && !password) return url.href;
  return `${url.protocol}//${url.host}${url.pathname}${redactPairs(search)}`;
}

/**
 * Removes the secrets of the URLs in a text.
 *
 * @param text Any text, such as a message or the value of a header.
 */
export function redactUrlsIn(text: string): string {
  return text
    .replace(/((?:^|:)\/\/)[^\s/?#"'<>]*@/g, "$1")
    .replace(/([?&#])([^=&#?\s"'<>]*)=([^&#\s"'<>]+)/g, redactParameter);
}

function redactParameter(whole: string, mark: string, name: string): string {
  return isSecretParameter(decodeName(name)) ? `${mark}${name}=${REDACTED}` : whole;
}
