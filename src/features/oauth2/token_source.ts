/**
 * Tokens of a token endpoint, shared by all requests that need one.
 *
 * @module
 */

import { PreparedRequest } from "../../core/request/prepared.ts";
import type { HttpResponse } from "../../core/response/response.ts";
import type { AuthFlow } from "../../core/auth/auth.ts";
import { toBearer } from "./bearer.ts";
import type { Token, TokenOutcome } from "./token.ts";

/** A generator that may send the token request and has a result. */
type TokenFlow<Result> = AsyncGenerator<Request, Result, HttpResponse>;

/** Where tokens come from. */
export interface TokenParts {
  /** Gives the next token request. */
  readonly toRequest: () => PreparedRequest;
  /** Milliseconds before its end from which a token is not used any more. */
  readonly leeway: number;
  /** Gives what must not be shown to anybody. */
  readonly secrets: () => readonly string[];
  /** The token that there is already. */
  readonly token?: Token | undefined;
  /** Told of every token. */
  readonly onToken?: ((token: Token) => void | Promise<void>) | undefined;
}

/** Signs requests with a token, and asks for another one when it has ended or is refused. */
export class TokenSource {
  readonly #parts: TokenParts;
  #token: Token | undefined;
  /** The token request that is under way; it resolves to `undefined` if it was given up. */
  #pending: Promise<TokenOutcome | undefined> | undefined;

  /** Takes the parts; nothing is sent. */
  constructor(parts: TokenParts) {
    this.#parts = parts;
    this.#token = parts.token;
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
      const response = yield this.#parts.toRequest().toRequest();
      const { readToken } = await import("./token.ts");
      outcome = await readToken(response, {
        ...{ askedAt, leeway: this.#parts.leeway, secrets: this.#parts.secrets() },
      });
      this.#token = outcome.token;
      if (outcome.token) await this.#parts.onToken?.(outcome.token);
      return outcome;
    } finally {
      this.#pending = undefined;
      resolve(outcome);
    }
  }
}
