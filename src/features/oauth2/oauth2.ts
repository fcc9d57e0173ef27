/**
 * Tokens that a client gets for itself (OAuth 2.0 client credentials, RFC 6749 section 4.4).
 *
 * @module
 */

import { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { Auth, AuthFlow } from "../../core/auth/auth.ts";
import { toBearer } from "./bearer.ts";
import { type OAuth2ClientCredentialsOptions, resolveOAuth2, toTokenRequest } from "./request.ts";
import type { Token, TokenOutcome } from "./token.ts";

/** A generator that may send the token request and has a result. */
type TokenFlow<Result> = AsyncGenerator<Request, Result, HttpResponse>;

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
  readonly #tokenRequest: PreparedRequest;
  readonly #leeway: number;
  readonly #secrets: readonly string[];
  #token: Token | undefined;
  /** The token request that is under way; it resolves to `undefined` if it was given up. */
  #pending: Promise<TokenOutcome | undefined> | undefined;

  /**
   * Takes the credentials; the token is asked for with the first request.
   *
   * @param options The token endpoint, the credentials and what to ask for.
   * @throws {TypeError} If one of them cannot be used.
   * @throws {RangeError} If `leeway` is negative or not a number.
   */
  constructor(options: OAuth2ClientCredentialsOptions) {
    const resolved = resolveOAuth2(options);
    this.#tokenRequest = toTokenRequest(resolved);
    this.#leeway = resolved.leeway;
    this.#secrets = resolved.secrets;
  }

  /**
   * Sends the request with a token; a 401 makes it ask for another one, once.
   *
   * @throws {StatusError} If the token endpoint refused (RFC 6749 section 5.2).
   * @throws {ProtocolError} If the token endpoint gave no token that can be used.
   */
  async *flow(request: Request): AuthFlow {
    const token = yield* this.#obtain(request, undefined);
    request.headers.set("authorization", toBearer(token.value));
    const response = yield request;
    if (response.status !== 401) return;
    // Its connection may be the one that a token is asked for over.
    await response.discard();
    const next = yield* this.#obtain(request, token);
    request.headers.set("authorization", toBearer(next.value));
    yield request;
  }

  /** Gives a token other than the refused one; whoever comes first asks for it, the others wait. */
  async *#obtain(
    request: Request,
    refused: Token | undefined,
  ): TokenFlow<Token> {
    while (true) {
      const known = this.#token;
      if (known && known !== refused && Date.now() < known.staleAt) {
        return known;
      }
      const outcome = this.#pending ? await this.#pending : yield* this.#askForToken();
      if (outcome?.token) return outcome.token;
      if (!outcome) continue;
      const { toTokenError } = await import("./token.ts");
      throw toTokenError(outcome, PreparedRequest.from(request));
    }
  }

  /** If the caller of this flow gives up, `finally` wakes those who wait, and the first of them asks anew. */
  async *#askForToken(): TokenFlow<TokenOutcome | undefined> {
    const { promise, resolve } = Promise.withResolvers<
      TokenOutcome | undefined
    >();
    this.#pending = promise;
    let outcome: TokenOutcome | undefined;
    try {
      const askedAt = Date.now();
      const response = yield this.#tokenRequest.toRequest();
      const { readToken } = await import("./token.ts");
      outcome = await readToken(response, {
        ...{ askedAt, leeway: this.#leeway, secrets: this.#secrets },
      });
      this.#token = outcome.token;
      return outcome;
    } finally {
      this.#pending = undefined;
      resolve(outcome);
    }
  }
}
