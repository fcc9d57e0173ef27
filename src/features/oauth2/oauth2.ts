/**
 * Tokens that a client gets for itself (OAuth 2.0 client credentials, RFC 6749 section 4.4).
 *
 * @module
 */

import type { Auth, AuthFlow } from "../../core/auth/auth.ts";
import { type OAuth2ClientCredentialsOptions, resolveOAuth2, toTokenRequest } from "./request.ts";
import { TokenSource } from "./token_source.ts";

/**
 * Gets a token with the credentials of the client (RFC 6749 section 4.4) and sends it with every request.
 *
 * The token request takes the way of the other requests: transport, hooks, retries. However many requests need a
 * token at once, one token request is made. A 401 is answered once, with a new token.
 *
 * @example A token for a program
 * ```ts
 * import { Client, HandlerTransport, OAuth2ClientCredentials } from "@ferry/http";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new HandlerTransport((request) =>
 *   request.url.endsWith("/token")
 *     ? Response.json({ access_token: "t0ken", token_type: "Bearer", expires_in: 3600 })
 *     : new Response(request.headers.get("authorization"))
 * );
 * const auth = new OAuth2ClientCredentials({
 *   tokenUrl: "http://example.org/token",
 *   clientId: "ferry",
 *   clientSecret: "secret",
 * });
 * using client = new Client({ transport, auth });
 * const response = await client.get("http://example.org/");
 * assertEquals(await response.text(), "Bearer t0ken");
 * ```
 * @category Authentication
 */
export class OAuth2ClientCredentials implements Auth {
  readonly #source: TokenSource;

  /**
   * Takes the credentials; the token is asked for with the first request.
   *
   * @param options The token endpoint, the credentials and what to ask for.
   * @throws {TypeError} If one of them cannot be used.
   * @throws {RangeError} If `leeway` is negative or not a number.
   */
  constructor(options: OAuth2ClientCredentialsOptions) {
    const resolved = resolveOAuth2(options);
    const request = toTokenRequest(resolved);
    const { leeway, secrets } = resolved;
    this.#source = new TokenSource({ toRequest: () => request, leeway, secrets: () => secrets });
  }

  /**
   * Sends the request with a token; a 401 makes it ask for another one, once.
   *
   * @throws {StatusError} If the token endpoint refused (RFC 6749 section 5.2).
   * @throws {ProtocolError} If the token endpoint gave no token that can be used.
   */
  flow(request: Request): AuthFlow {
    return this.#source.flow(request);
  }
}
