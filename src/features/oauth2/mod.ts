/**
 * OAuth 2.0: tokens by the client's own credentials, by a refresh token, and by the code of a user who logs in (PKCE).
 *
 * @example A user logs in, and is asked no more
 * ```ts
 * import { Client, OAuth2RefreshToken } from "@ferry/http";
 * import { createAuthorizationUrl, exchangeAuthorizationCode } from "@ferry/http/oauth2";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({
 *   "POST https://login.example/token": { json: { access_token: "a1", refresh_token: "r1" } },
 *   "GET https://api.example/me": { json: { name: "Ada" } },
 * });
 * using login = new Client({ transport });
 * const app = { clientId: "app", redirectUri: "https://app.example/callback" };
 * const authorizationUrl = "https://login.example/authorize";
 * const { state, verifier } = await createAuthorizationUrl({ ...app, authorizationUrl });
 *
 * const tokenUrl = "https://login.example/token";
 * const callbackUrl = `https://app.example/callback?code=c1&state=${state}`; // the user is back
 * const question = { ...app, tokenUrl, callbackUrl, state, verifier, client: login };
 * const { accessToken, refreshToken = "" } = await exchangeAuthorizationCode(question);
 *
 * const auth = new OAuth2RefreshToken({ tokenUrl, clientId: "app", accessToken, refreshToken });
 * using api = new Client({ transport, auth });
 * assertEquals(await api.get("https://api.example/me").json(), { name: "Ada" });
 * ```
 *
 * @module
 */

export {
  type Authorization,
  type AuthorizationOptions,
  type CodeExchangeOptions,
  createAuthorizationUrl,
  exchangeAuthorizationCode,
} from "./authorization_code.ts";
export { OAuth2ClientCredentials } from "./oauth2.ts";
export { OAuth2RefreshToken, type OAuth2RefreshTokenOptions } from "./refresh_token.ts";
export type { OAuth2ClientCredentialsOptions, TokenRequestOptions } from "./request.ts";
export type { OAuth2Tokens } from "./tokens.ts";
