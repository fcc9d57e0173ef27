/**
 * What a token endpoint gives (RFC 6749 section 5.1), as callers get it.
 *
 * @module
 */

import type { Token } from "./token.ts";

/**
 * The tokens that a server gave.
 *
 * @example What is kept for the next start of the program
 * ```ts
 * import type { OAuth2Tokens } from "@ferry/http/oauth2";
 * import { assertEquals } from "@std/assert";
 *
 * const toStored = ({ accessToken, refreshToken }: OAuth2Tokens) => ({ accessToken, refreshToken });
 * const tokens: OAuth2Tokens = { accessToken: "a", refreshToken: "r", answer: {} };
 * assertEquals(toStored(tokens), { accessToken: "a", refreshToken: "r" });
 * ```
 * @category Authentication
 */
export interface OAuth2Tokens {
  /** The token for requests. */
  readonly accessToken: string;
  /** The token for new tokens, if there is one. */
  readonly refreshToken?: string | undefined;
  /** When the access token ends, in milliseconds since 1970, if the server says so. */
  readonly expiresAt?: number | undefined;
  /** What the token allows, if the server says so. */
  readonly scope?: string | undefined;
  /** The token that says who the user is (OpenID Connect), unchecked. */
  readonly idToken?: string | undefined;
  /** Everything that the server said. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** Gives what a server said of its tokens. */
export function toTokens({ value, staleAt, answer }: Token): OAuth2Tokens {
  const textOf = (name: string) => {
    const text = answer.get(name);
    return typeof text === "string" && text !== "" ? text : undefined;
  };
  return {
    accessToken: value,
    refreshToken: textOf("refresh_token"),
    expiresAt: staleAt === Infinity ? undefined : staleAt,
    scope: textOf("scope"),
    idToken: textOf("id_token"),
    answer: Object.fromEntries(answer),
  };
}
