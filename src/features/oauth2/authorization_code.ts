/**
 * The authorization code with PKCE (RFC 6749 section 4.1, RFC 7636), as two functions.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { Client } from "../../core/client.ts";
import { HttpError } from "../../core/errors.ts";
import { checkParts } from "../../core/options/checks.ts";
import { PreparedRequest } from "../../core/request/prepared.ts";
import {
  checkString,
  resolveTokenOptions,
  toGrant,
  type TokenRequestOptions,
  toSecrets,
  toTokenRequest,
} from "./request.ts";
import { readToken, toTokenError } from "./token.ts";
import { type OAuth2Tokens, toTokens } from "./tokens.ts";

/**
 * What {@link createAuthorizationUrl} needs to know.
 *
 * @example Where a user is sent to
 * ```ts
 * import { type AuthorizationOptions, createAuthorizationUrl } from "@ferry/http/oauth2";
 * import { assertEquals } from "@std/assert";
 *
 * const options: AuthorizationOptions = {
 *   authorizationUrl: "https://login.example/authorize",
 *   clientId: "app",
 *   redirectUri: "https://app.example/callback",
 *   scope: ["openid", "mail"],
 * };
 * const { url } = await createAuthorizationUrl(options);
 * assertEquals(url.searchParams.get("scope"), "openid mail");
 * ```
 * @category Authentication
 */
export interface AuthorizationOptions {
  /** The URL of the authorization endpoint. */
  readonly authorizationUrl: string | URL;
  /** The identifier of the client. */
  readonly clientId: string;
  /** Where the server sends the user back to. */
  readonly redirectUri: string | URL;
  /** What the token is to allow. Default: what the server decides. */
  readonly scope?: string | readonly string[] | undefined;
  /** What the server gives back with the code. Default: random. */
  readonly state?: string | undefined;
  /** More parameters of the URL, such as `prompt`. Default: none. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

/**
 * Where a user is sent to, and what is kept until they are back.
 *
 * @example What stands in a session
 * ```ts
 * import type { Authorization } from "@ferry/http/oauth2";
 * import { assertEquals } from "@std/assert";
 *
 * const toSession = ({ state, verifier }: Authorization) => JSON.stringify({ state, verifier });
 * const url = new URL("https://login.example/authorize?state=s");
 * assertEquals(toSession({ url, state: "s", verifier: "v" }), '{"state":"s","verifier":"v"}');
 * ```
 * @category Authentication
 */
export interface Authorization {
  /** Where the user is sent to. */
  readonly url: URL;
  /** What the server gives back with the code. */
  readonly state: string;
  /** What proves that the code is asked for by the same program: it must stay secret. */
  readonly verifier: string;
}

/**
 * Makes the URL to which a user is sent, with a challenge of SHA-256 (RFC 7636 section 4).
 *
 * @param options The authorization endpoint, the client and what is asked for.
 * @returns The URL, and what {@link exchangeAuthorizationCode} needs later.
 * @throws {TypeError} If an option cannot be used.
 *
 * @example A user logs in
 * ```ts
 * import { createAuthorizationUrl } from "@ferry/http/oauth2";
 * import { assertEquals } from "@std/assert";
 *
 * const { url, state } = await createAuthorizationUrl({
 *   authorizationUrl: "https://login.example/authorize",
 *   clientId: "app",
 *   redirectUri: "https://app.example/callback",
 * });
 * assertEquals(url.searchParams.get("state"), state);
 * assertEquals(url.searchParams.get("code_challenge_method"), "S256");
 * ```
 * @category Authentication
 */
export async function createAuthorizationUrl(
  options: AuthorizationOptions,
): Promise<Authorization> {
  checkParts("the options of createAuthorizationUrl", options, [
    "authorizationUrl",
    "clientId",
    "redirectUri",
    "scope",
    "state",
    "extra",
  ]);
  const { authorizationUrl, clientId, redirectUri, scope, extra } = options;
  const { state = toRandomText() } = options;
  checkString("clientId", clientId);
  checkString("state", state);
  const url = toUrl("authorizationUrl", authorizationUrl);
  const verifier = toRandomText();
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const words = typeof scope === "string" ? scope : scope?.join(" ");
  const params = {
    ...extra,
    response_type: "code",
    client_id: clientId,
    redirect_uri: toText("redirectUri", redirectUri),
    ...(words && { scope: words }),
    state,
    code_challenge: toBase64Url(digest),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  return { url, state, verifier };
}

/** 256 bits, as RFC 7636 section 4.1 recommends. */
function toRandomText(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
}

/** RFC 4648 section 5, without padding. */
function toBase64Url(bytes: Uint8Array | ArrayBuffer): string {
  return encodeBase64(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function toUrl(name: string, given: string | URL): URL {
  const url = URL.parse(String(given));
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new TypeError(`Cannot use ${name}: it is not an http or https URL`);
}

/** The server compares it as it stands (RFC 6749 section 4.1.3); a program may have a scheme of its own. */
function toText(name: string, given: string | URL): string {
  if (URL.canParse(String(given))) return String(given);
  throw new TypeError(`Cannot use ${name}: it is no URL`);
}

/**
 * What {@link exchangeAuthorizationCode} needs to know.
 *
 * @example The answer that came back with the user
 * ```ts
 * import { Client } from "@ferry/http";
 * import { type CodeExchangeOptions, exchangeAuthorizationCode } from "@ferry/http/oauth2";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const transport = new MockTransport({ "POST *": { json: { access_token: "a1" } } });
 * using client = new Client({ transport });
 * const options: CodeExchangeOptions = {
 *   tokenUrl: "https://login.example/token",
 *   clientId: "app",
 *   redirectUri: "https://app.example/callback",
 *   callbackUrl: "https://app.example/callback?code=c1&state=s1",
 *   state: "s1",
 *   verifier: "from createAuthorizationUrl",
 *   client,
 * };
 * assertEquals((await exchangeAuthorizationCode(options)).accessToken, "a1");
 * ```
 * @category Authentication
 */
export interface CodeExchangeOptions extends Omit<TokenRequestOptions, "leeway"> {
  /** Where the server sent the user back to, as it was said for the URL. */
  readonly redirectUri: string | URL;
  /** The URL with which the user came back, with the code or an error. */
  readonly callbackUrl: string | URL;
  /** The `state` that {@link createAuthorizationUrl} gave. */
  readonly state: string;
  /** The `verifier` that {@link createAuthorizationUrl} gave. */
  readonly verifier: string;
  /** More parameters of the token request. Default: none. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** Sends the request. Default: one of its own, over the runtime's `fetch`. */
  readonly client?: Client | undefined;
}

const PARTS = [
  "tokenUrl",
  "clientId",
  "clientSecret",
  "authMethod",
  "redirectUri",
  "callbackUrl",
  "state",
  "verifier",
  "extra",
  "client",
] as const;

/**
 * Asks for the tokens of a user who came back with a code.
 *
 * @param options The token endpoint, the client, and what came back.
 * @throws {TypeError} If an option cannot be used.
 * @throws {HttpError} If the user or the server refused, or the state is another one (RFC 6749 section 10.12).
 * @throws {StatusError} If the token endpoint refused.
 * @throws {ProtocolError} If it gave no token that can be used.
 *
 * @example A user is back
 * ```ts
 * import { Client } from "@ferry/http";
 * import { exchangeAuthorizationCode } from "@ferry/http/oauth2";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const json = { access_token: "a1", refresh_token: "r1", expires_in: 3600 };
 * using client = new Client({ transport: new MockTransport({ "POST *": { json } }) });
 * const { refreshToken } = await exchangeAuthorizationCode({
 *   tokenUrl: "https://login.example/token",
 *   clientId: "app",
 *   redirectUri: "https://app.example/callback",
 *   callbackUrl: "https://app.example/callback?code=c1&state=s1",
 *   state: "s1",
 *   verifier: "from createAuthorizationUrl",
 *   client,
 * });
 * assertEquals(refreshToken, "r1");
 * ```
 * @category Authentication
 */
export async function exchangeAuthorizationCode(
  options: CodeExchangeOptions,
): Promise<OAuth2Tokens> {
  checkParts("the options of exchangeAuthorizationCode", options, PARTS);
  const { verifier, redirectUri, extra, client } = options;
  checkString("verifier", verifier);
  const params = toGrant("authorization_code", { extra });
  params.set("redirect_uri", toText("redirectUri", redirectUri));
  params.set("code_verifier", verifier);
  const resolved = resolveTokenOptions(options, params);
  const code = codeOf(options);
  params.set("code", code);
  const request = toTokenRequest(resolved);
  const secrets = [...resolved.secrets, ...toSecrets(verifier), ...toSecrets(code)];
  if (client) return await ask(client, { request, secrets });
  using own = new Client();
  return await ask(own, { request, secrets });
}

interface Question {
  readonly request: PreparedRequest;
  readonly secrets: readonly string[];
}

async function ask(client: Client, { request, secrets }: Question): Promise<OAuth2Tokens> {
  const askedAt = Date.now();
  const options = { auth: null, stream: true, followRedirects: false, throwOnError: null } as const;
  await using response = await client.send(request.toRequest(), options);
  const outcome = await readToken(response, { askedAt, leeway: 0, secrets });
  if (outcome.token) return toTokens(outcome.token);
  throw toTokenError(outcome, request);
}

/** Neither the code nor what the server says of an error goes into a message unchecked. */
function codeOf({ callbackUrl, state }: CodeExchangeOptions): string {
  checkString("state", state);
  const url = URL.parse(String(callbackUrl));
  if (!url) throw new TypeError("Cannot use callbackUrl: it is no URL");
  const searchParams = new URLSearchParams(url.search);
  url.search = url.hash = "";
  const request = new PreparedRequest("GET", url, {}, undefined);
  const fail = (reason: string) => new HttpError(reason, { request, phase: "auth" });
  if (searchParams.get("state") !== state) {
    throw fail("the state of the answer is another one than that of the request");
  }
  const error = searchParams.get("error");
  if (error !== null) {
    const words = [error, searchParams.get("error_description")].filter(Boolean).join(": ");
    throw fail(`no code was given: ${words.replace(/\p{Cc}+/gu, " ").slice(0, 200)}`);
  }
  const code = searchParams.get("code");
  if (!code) throw fail("the answer has no code");
  return code;
}
