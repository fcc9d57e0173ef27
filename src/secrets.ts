/**
 * Which names speak of secrets, for whatever shows or keeps traffic: values of theirs are left out.
 *
 * @module
 */

import { CREDENTIAL_HEADERS, withoutUserinfo } from "./origin.ts";

/** What stands in the place of a secret. */
export const REDACTED = "REDACTED";

/** Headers whose values are secrets as a whole; `cookie` and `set-cookie` have parts that may be shown. */
const SECRET_HEADERS: readonly string[] = [
  ...CREDENTIAL_HEADERS,
  "set-cookie",
  "authentication-info",
  "proxy-authentication-info",
];

/** A name is secret that ends with one of these words: `access_token`, `X-Amz-Signature`, `newPassword`. */
const SECRET_ENDING = new RegExp(
  `(?:^|_)(?:${
    [
      "pass|passwd|password|passphrase|passcode|pwd|pin|otp",
      "secret|token|jwt|assertion|credentials?|authorization|signature|sig",
      "(?:api|access|private|secret|account|session|signing|subscription|auth)_?key",
      "session_?id|cookies?|code_verifier|csrf|xsrf",
    ].join("|")
  })$`,
);

/**
 * Tells whether the value of a field, parameter or header of this name is likely to be a secret.
 *
 * @param name The name, in any case and style: `apiKey`, `api_key`, `X-Api-Key`.
 */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[^A-Za-z\d]+/g, "_");
  return SECRET_ENDING.test(words.toLowerCase().replace(/_+$/, ""));
}

/**
 * Tells the same of a parameter of a query or a form, where `key` and `code` are secrets, too (of an API, of OAuth); in JSON
 * they are anything.
 *
 * @param name The name, decoded.
 */
export function isSecretParameter(name: string): boolean {
  return /^(?:key|code)$/i.test(name) || isSecretName(name);
}

/**
 * Tells whether the value of a header is a secret.
 *
 * @param name The name, in any case.
 * @param sensitive More names, in lower case.
 */
export function isSecretHeader(name: string, sensitive: readonly string[] = []): boolean {
  const lower = name.toLowerCase();
  if (SECRET_HEADERS.includes(lower) || sensitive.includes(lower)) return true;
  // `access-control-allow-credentials` says whether, not which.
  return isSecretName(lower) && !lower.startsWith("access-control-");
}

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
  return bare.replace(/([?&#])([^=&#?]*)=([^&#]+)/g, redactParameter);
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

/**
 * Decodes the name of a parameter.
 *
 * @param name As it stands in a query or a form; where its escapes are broken it stays so.
 */
export function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
