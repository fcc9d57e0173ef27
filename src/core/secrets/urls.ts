/** URLs without their secrets. */

import { withoutUserinfo } from "../origin.ts";
import { decodeName, isSecretParameter, REDACTED } from "./names.ts";

/**
 * Removes the secrets of a URL, whole or relative, valid or not: its userinfo, and the values of secret parameters in
 * query and fragment. All else stays byte for byte.
 */
export function redactUrl(url: string): string {
  // The "@" of a path, as in "/@ada", ends no userinfo.
  const bare = URL.parse(url)?.host
    ? withoutUserinfo(url)
    : url.replace(/^((?:[a-z][a-z\d+.-]*:)?[/\\]{2})[^/\\?#]*@/i, "$1");
  return redactPairs(redactNested(bare));
}

/** Percent-encoded, however often. */
const ENCODED = "%(?:25){0,8}";

/** A URL within another one, each of its characters as it is or percent-encoded, with userinfo up to the last `@`. */
const NESTED = new RegExp(
  [
    `((?:(?:^|[^a-z\\d+.-]|${ENCODED}[\\da-f]{2})[a-z][a-z\\d+.-]*(?::|${ENCODED}3a)|(?:^|=|${ENCODED}3d))`,
    `(?:[/\\\\]|${ENCODED}(?:2f|5c)){2})`,
    `(?:(?!${ENCODED}(?:2f|5c|3f|23|26))[^/\\\\?#&\\s"'<>])*(?:@|${ENCODED}40)`,
  ].join(""),
  "gi",
);

function redactNested(text: string): string {
  return /@|%(?:25)*40/.test(text) ? text.replace(NESTED, "$1") : text;
}

/** How deep is looked: a URL within another one, encoded, counts two. */
const DEEPEST = 8;

/** Some servers take a semicolon between two parameters. */
function redactPairs(text: string, depth = DEEPEST): string {
  const redact: Replacer = (whole, mark, name, value) =>
    redactParameter(whole, { mark, name, value, depth });
  return text.replace(/([?&#])([^=&#?]*)=([^&#]+)/g, redact)
    .replace(/(;)([^=&#?;]*)=([^&#;]+)/g, redact);
}

type Replacer = (whole: string, mark: string, name: string, value: string) => string;

/** Gives a URL as it may be shown in a log, a trace or a command: without fragment, too. */
export function toShownUrl(url: URL): string {
  const { search, hash, username, password } = url;
  if (!search && !hash && !username && !password) return redactNested(url.href);
  return `${url.protocol}//${url.host}${redactNested(url.pathname)}${
    redactPairs(redactNested(search))
  }`;
}

/** Removes the secrets of the URLs in a text, such as a message or the value of a header. */
export function redactUrlsIn(text: string): string {
  return text
    .replace(/((?:^|:)\/\/)[^\s/?#"'<>]*@/g, "$1")
    .replace(NESTED, "$1")
    .replace(
      /([?&#])([^=&#?\s"'<>]*)=([^&#\s"'<>]+)/g,
      (whole, mark, name, value) => redactParameter(whole, { mark, name, value, depth: DEEPEST }),
    );
}

interface Parameter {
  readonly mark: string;
  readonly name: string;
  readonly value: string;
  readonly depth: number;
}

function redactParameter(whole: string, { mark, name, value, depth }: Parameter): string {
  if (isSecretParameter(decodeName(name))) return `${mark}${name}=${REDACTED}`;
  const shown = redactValue(value, depth);
  return shown === value ? whole : `${mark}${name}=${shown}`;
}

/**
 * Gives the value of a parameter, as it stands in a query or decoded, without secrets: it may be a URL of its own, as
 * it is or encoded as a whole, once or several times.
 */
export function redactValue(value: string, depth: number = DEEPEST): string {
  if (depth === 0 || !/[%@=]/.test(value)) return value;
  const isEncoded = /^[^:/?&#]*%[^:/?&#]*$/.test(value);
  if (!isEncoded) return redactPairs(redactNested(value), depth - 1);
  const decoded = decodeName(value);
  const shown = decoded === value ? redactNested(value) : redactValue(decoded, depth - 1);
  return shown === decoded ? value : decoded === value ? shown : encodeURIComponent(shown);
}
