/**
 * The request for a token (RFC 6749 sections 2.3.1 and 4.4.2), and the options that it is made of.
 *
 * @module
 */

import { encodeBase64 } from "@std/encoding/base64";
import { checkParts } from "../../core/options/checks.ts";
import { type BodySource, PreparedRequest } from "../../core/request/prepared.ts";

/**
 * What `OAuth2ClientCredentials` needs to know.
 *
 * @example A token for one API, asked for by itself
 * ```ts
 * import { Client, OAuth2ClientCredentials } from "@ferry/http";
 * import type { OAuth2ClientCredentialsOptions } from "@ferry/http/types";
 * import { MockTransport } from "@ferry/http/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const options: OAuth2ClientCredentialsOptions = {
 *   tokenUrl: "https://login.example/token",
 *   clientId: "reports",
 *   clientSecret: "s3cret",
 *   scope: ["read", "write"],
 * };
 * const mock = new MockTransport({
 *   "POST https://login.example/token": { json: { access_token: "31d4", token_type: "Bearer" } },
 *   "GET https://api.example/": 200,
 * });
 * using client = new Client({ transport: mock, auth: new OAuth2ClientCredentials(options) });
 * await client.get("https://api.example/");
 * assertEquals(mock.calls[1]?.headers.get("authorization"), "Bearer 31d4");
 * ```
 * @category Authentication
 */
export interface OAuth2ClientCredentialsOptions {
  /** The URL of the token endpoint. */
  readonly tokenUrl: string | URL;
  /** The identifier of the client. */
  readonly clientId: string;
  /** The secret of the client. */
  readonly clientSecret: string;
  /** What the token is to allow, words separated by spaces or a list of them. Default: what the server decides. */
  readonly scope?: string | readonly string[] | undefined;
  /** Whom the token is for, where the server wants to know. Default: none. */
  readonly audience?: string | undefined;
  /** More parameters of the token request, such as `resource`. Default: none. */
  readonly extra?: Readonly<Record<string, string>> | undefined;
  /** How the client shows its credentials: in the Authorization header or in the body. Default `"basic"`. */
  readonly authMethod?: "basic" | "body" | undefined;
  /** Milliseconds by which a token is given up before its end, at most half of its life. Default 30,000. */
  readonly leeway?: number | undefined;
}

/** The settled options. */
export interface ResolvedOAuth2 {
  /** Where to ask. */
  readonly url: URL;
  /** The credentials as an Authorization header, unless they are among the parameters. */
  readonly authorization: string | undefined;
  /** The parameters of the body. */
  readonly params: URLSearchParams;
  /** Milliseconds before its end from which a token is not used any more. */
  readonly leeway: number;
  /** What must not be shown to anybody. */
  readonly secrets: readonly string[];
}

const PARTS = [
  "tokenUrl",
  "clientId",
  "clientSecret",
  "scope",
  "audience",
  "extra",
  "authMethod",
  "leeway",
] as const;

const AUTH_METHODS: readonly unknown[] = ["basic", "body"];

/**
 * Settles the options.
 *
 * @throws {TypeError} If one of them is of the wrong type, or there is no such option.
 * @throws {RangeError} If `leeway` is negative or not a number.
 */
export function resolveOAuth2(
  options: OAuth2ClientCredentialsOptions,
): ResolvedOAuth2 {
  checkParts("the options of OAuth2ClientCredentials", options, PARTS);
  checkString("clientSecret", options.clientSecret);
  return resolveTokenOptions(options, toParams(options));
}

/**
 * What every token request is made of.
 *
 * @example The same app for all of them
 * ```ts
 * import { OAuth2RefreshToken, type TokenRequestOptions } from "@ferry/http/oauth2";
 * import { assert } from "@std/assert";
 *
 * const app: TokenRequestOptions = { tokenUrl: "https://login.example/token", clientId: "app" };
 * assert("flow" in new OAuth2RefreshToken({ ...app, refreshToken: "r1" }));
 * ```
 * @category Authentication
 */
export interface TokenRequestOptions {
  /** The URL of the token endpoint. */
  readonly tokenUrl: string | URL;
  /** The identifier of the client. */
  readonly clientId: string;
  /** The secret of the client; Default: none, as of a public client. */
  readonly clientSecret?: string | undefined;
  /** How the client shows its credentials: in the Authorization header or in the body. Default `"basic"`. */
  readonly authMethod?: "basic" | "body" | undefined;
  /** Milliseconds by which a token is given up before its end, at most half of its life. Default 30,000. */
  readonly leeway?: number | undefined;
}

/**
 * Settles what is common to all token requests; a client without a secret only says who it is (RFC 6749 section 3.2.1).
 *
 * @param options What the caller said.
 * @param params The parameters of the grant.
 * @throws {TypeError} If one of the options is of the wrong type.
 * @throws {RangeError} If `leeway` is negative or not a number.
 */
export function resolveTokenOptions(
  options: TokenRequestOptions,
  params: URLSearchParams,
): ResolvedOAuth2 {
  const { clientId, clientSecret, authMethod = "basic", leeway = 30_000 } = options;
  checkString("clientId", clientId);
  if (clientSecret !== undefined) checkString("clientSecret", clientSecret);
  if (!AUTH_METHODS.includes(authMethod)) {
    throw new TypeError('Cannot use authMethod: it must be "basic" or "body"');
  }
  if (!(leeway >= 0)) {
    throw new RangeError(
      "Cannot use leeway: it must be 0 or more milliseconds",
    );
  }
  const basic = encodeBase64(`${encodeForm(clientId)}:${encodeForm(clientSecret ?? "")}`);
  const isInBody = authMethod === "body" || clientSecret === undefined;
  if (isInBody) params.set("client_id", clientId);
  if (isInBody && clientSecret !== undefined) params.set("client_secret", clientSecret);
  return {
    url: resolveTokenUrl(options.tokenUrl),
    authorization: isInBody ? undefined : `Basic ${basic}`,
    params,
    leeway,
    secrets: clientSecret === undefined ? [] : [basic, ...toSecrets(clientSecret)],
  };
}

/** Every form in which a secret is sent, or can come back. */
export function toSecrets(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [inJson, encodeForm(secret), secret].filter(Boolean);
}

/**
 * Checks a text.
 *
 * @throws {TypeError} If it is none.
 */
export function checkString(name: string, value: unknown): asserts value is string {
  if (typeof value !== "string") {
    throw new TypeError(`Cannot use ${name}: it is not a string`);
  }
}

function resolveTokenUrl(given: string | URL): URL {
  const url = URL.parse(String(given));
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError("Cannot use tokenUrl: it is not an http or https URL");
  }
  if (url.username || url.password) {
    throw new TypeError(
      "Cannot use tokenUrl: it has credentials; give clientId and clientSecret",
    );
  }
  url.hash = "";
  return url;
}

function toParams(options: OAuth2ClientCredentialsOptions): URLSearchParams {
  const { scope, audience, extra } = options;
  const params = toGrant("client_credentials", { scope, extra });
  if (audience !== undefined) params.set("audience", audience);
  return params;
}

/**
 * Gives the parameters that grants have in common.
 *
 * @param grant The type of the grant.
 * @param more What is asked for, and further parameters.
 */
export function toGrant(
  grant: string,
  { scope, extra }: Pick<OAuth2ClientCredentialsOptions, "scope" | "extra">,
): URLSearchParams {
  const params = new URLSearchParams(extra);
  params.set("grant_type", grant);
  const words = typeof scope === "string" ? scope : scope?.join(" ");
  if (words) params.set("scope", words);
  return params;
}

/** Encodes as `application/x-www-form-urlencoded` does (RFC 6749 appendix B). */
function encodeForm(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

/**
 * Makes the token request; its body can be sent again.
 *
 * @param resolved The settled options.
 */
export function toTokenRequest(resolved: ResolvedOAuth2): PreparedRequest {
  const { url, authorization, params } = resolved;
  const contentType = "application/x-www-form-urlencoded";
  const headers = {
    accept: "application/json",
    "content-type": contentType,
    ...(authorization !== undefined && { authorization }),
  };
  const bytes = new TextEncoder().encode(params.toString());
  const body: BodySource = {
    size: bytes.length,
    contentType,
    replayable: true,
    open: () => bytes,
    discard: () => Promise.resolve(),
  };
  return new PreparedRequest("POST", url, headers, body);
}
