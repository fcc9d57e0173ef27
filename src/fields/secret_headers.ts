/**
 * Which headers hold secrets: whatever shows or keeps traffic leaves out their values.
 *
 * @module
 */

import { CREDENTIAL_HEADERS } from "../core/origin.ts";
import { isSecretName } from "../core/secrets/names.ts";

/** Headers whose values are secrets as a whole; `cookie` and `set-cookie` have parts that may be shown. */
const SECRET_HEADERS: readonly string[] = [
  ...CREDENTIAL_HEADERS,
  "set-cookie",
  "authentication-info",
  "proxy-authentication-info",
];

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
