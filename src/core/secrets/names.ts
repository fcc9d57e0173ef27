/** Which names speak of secrets: whatever shows or keeps traffic leaves out their values. */

/** What stands in the place of a secret. */
export const REDACTED = "REDACTED";

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

/** Tells whether what has this name, in any case and style, is likely to be a secret: `apiKey`, `X-Api-Key`. */
export function isSecretName(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, "$1_$2").replace(/[^A-Za-z\d]+/g, "_");
  return SECRET_ENDING.test(words.toLowerCase().replace(/_+$/, ""));
}

/** What is a secret in a query or a form (of an API, of OAuth), and anything in JSON. */
const SECRET_PARAMETER = /^(?:key|code|auth|cred|session|sid)$/i;

/** Tells the same of a parameter of a query or a form, by its decoded name. */
export function isSecretParameter(name: string): boolean {
  return SECRET_PARAMETER.test(name) || isSecretName(name);
}

/** Decodes the name of a parameter; where its escapes are broken it stays so. */
export function decodeName(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll("+", " "));
  } catch {
    return name;
  }
}
