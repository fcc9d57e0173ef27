/**
 * Which names speak of secrets: whatever shows or keeps traffic leaves out their values.
 *
 * @module
 */

import { CREDENTIAL_HEADERS } from "../origin.ts";

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
      "secret|token|jwt|assertion|credentials?|authorization|signature|sig|hmac",
      "(?:api|access|private|secret|account|sess(?:ion)?|signing|subscription|auth)_?key",
      "[a-z]*sess(?:ion)?_?id|cookies?|code_verifier|csrf|xsrf",
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

/** What is a secret in a query or a form (of an API, of OAuth), and anything in JSON. */
const SECRET_PARAMETER = /^(?:key|code|auth|cred|session|sid)$/i;

/**
 * Tells the same of a parameter of a query or a form.
 *
 * @param name The name, decoded.
 */
export function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETER.test(name) || isSecretName(name);
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
