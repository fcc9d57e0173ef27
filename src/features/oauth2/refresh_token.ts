/**
 * Tokens that a client gets by a refresh token (RFC 6749 section 6).
 *
 * @module
 */

import type { Auth, AuthFlow } from "../../core/auth/auth.ts";
import { checkParts } from "../../core/options/checks.ts";
import { toBearer } from "./bearer.ts";
import {
  checkString,
  resolveTokenOptions,
  toGrant,
  type TokenRequestOptions,
  toSecrets,
  toTokenRequest,
} from "./request.ts";
import { type OAuth2Tokens, toTokens } from "./tokens.ts";
import { TokenSource } from "./token_source.ts";

/**
 * What {@link OAuth2RefreshToken} needs to know.
 *
 * @example Tokens of a user, kept when they change
 * ```ts
 * import { Client, OAuth2RefreshToken } from "@ferry/http";
 * import type { OAuth2RefreshTokenOptions } from "@ferry/http/oauth2";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const kept: (string | undefined)[] = [];
 * const options: OAuth2RefreshTokenOptions = {
 *   tokenUrl: "https://login.example/token",
 *   clientId: "app",
 *   refreshToken: "r1",
 *   onTokens: ({ refreshToken }) => void kept.push(refreshToken),
 * };
 * const mock = new MockTransport({
 *   "POST https://login.example/token": { json: { access_token: "a1", refresh_token: "r2" } },
 *   "GET https://api.example/": 200,
 * });
 * using client = new Client({ transport: mock, auth: new OAuth2RefreshToken(options) });
 * await client.get("https://api.example/");
 * assertEquals(kept, ["r2"]);
 * ```
 * @category Authentication
 */
export interface OAuth2RefreshTokenOptions extends TokenRequestOptions {
  /** The refresh token; a new one that the server gives takes its place. */
  readonly refreshToken: string;
  /** The access token that there is already. Default: none, and the first request asks for one. */
  readonly accessToken?: string | undefined;
  /** When that one ends, in milliseconds since 1970. Default: it is used until a server refuses it. */
  readonly expiresAt?: number | undefined;
  /** What the token is to allow, no more than before. Default: the same. */
  readonly scope?: string | readonly string[] | undefined;
  /** More parameters of the token request. Default: none. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** Told of new tokens before they are used, so that they can be kept; what it throws ends the call. Default: none. */
  readonly onTokens?: ((tokens: OAuth2Tokens) => void | Promise<void>) | null | undefined;
}

const PARTS = [
  "tokenUrl",
  "clientId",
  "clientSecret",
  "authMethod",
  "leeway",
  "refreshToken",
  "accessToken",
  "expiresAt",
  "scope",
  "extra",
  "onTokens",
] as const;

/**
 * Signs requests with an access token, and gets another one by a refresh token: when it ends, and after a 401, once for
 * all requests that wait.
 *
 * @example A user's API
 * ```ts
 * import { Client, OAuth2RefreshToken } from "@ferry/http";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const mock = new MockTransport({
 *   "POST https://login.example/token": { json: { access_token: "a2", token_type: "Bearer" } },
 * }).get("https://api.example/", 401, 200);
 * const auth = new OAuth2RefreshToken({
 *   tokenUrl: "https://login.example/token",
 *   clientId: "app",
 *   refreshToken: "r1",
 *   accessToken: "a1",
 * });
 * using client = new Client({ transport: mock, auth });
 * assertEquals((await client.get("https://api.example/")).status, 200);
 * assertEquals(mock.calls.at(-1)?.headers.get("authorization"), "Bearer a2");
 * ```
 * @category Authentication
 */
export class OAuth2RefreshToken implements Auth {
  readonly #source: TokenSource;

  /**
   * Takes the tokens; nothing is sent yet.
   *
   * @param options The token endpoint, the client and its tokens.
   * @throws {TypeError} If one of them cannot be used.
   * @throws {RangeError} If `leeway` is negative or not a number.
   */
  constructor(options: OAuth2RefreshTokenOptions) {
    checkParts("the options of OAuth2RefreshToken", options, PARTS);
    const { scope, extra, leeway = 30_000, onTokens } = options;
    let refreshToken = options.refreshToken;
    checkString("refreshToken", refreshToken);
    if (onTokens && typeof onTokens !== "function") {
      throw new TypeError("Cannot use onTokens: give a function");
    }
    const resolve = () => {
      const params = toGrant("refresh_token", { scope, extra });
      params.set("refresh_token", refreshToken);
      return resolveTokenOptions(options, params);
    };
    const { secrets } = resolve();
    this.#source = new TokenSource({
      toRequest: () => toTokenRequest(resolve()),
      leeway,
      secrets: () => [...secrets, ...toSecrets(refreshToken)],
      token: toKnown(options, leeway),
      onToken: async (token) => {
        const tokens = toTokens(token);
        refreshToken = tokens.refreshToken ?? refreshToken;
        await onTokens?.({ ...tokens, refreshToken });
      },
    });
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

function toKnown({ accessToken, expiresAt = Infinity }: OAuth2RefreshTokenOptions, leeway: number) {
  if (accessToken === undefined) return undefined;
  toBearer(accessToken);
  return { value: accessToken, staleAt: expiresAt - leeway, answer: new Map<string, unknown>() };
}
