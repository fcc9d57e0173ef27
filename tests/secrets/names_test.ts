import { assertEquals } from "@std/assert";
import { isSecretName, isSecretParameter } from "../../src/core/secrets/names.ts";
import { isSecretHeader } from "../../src/fields/secret_headers.ts";
import { test } from "../checked.ts";

const secret = [
  ..."password passwd secret token access_token refresh_token client_secret api_key apikey signature sig"
    .split(" "),
  ..."accessToken newPassword X-Api-Key X-Amz-Signature x-amz-security-token apiKey APIKEY".split(
    " ",
  ),
  ..."api--key user[[password]]".split(" "),
  ..."user[password] id_token session_id sessionId code_verifier client_assertion CSRF".split(" "),
];

const harmless = [
  ..."token_type max_tokens passenger page secretary expires_in design compass name keyboard".split(
    " ",
  ),
  ..."monkey turkey signal password_hint key code tokens user assign".split(" "),
  "",
];

test("names that speak of secrets, in every style, and names that do not", () => {
  assertEquals(secret.filter((name) => !isSecretName(name)), []);
  assertEquals(harmless.filter((name) => isSecretName(name)), []);
});

test("key and code are secrets as parameters", () => {
  assertEquals(["key", "code", "Key"].every(isSecretParameter), true);
  assertEquals(["keys", "country_code"].some(isSecretParameter), false);
});

test("headers with secrets, by themselves or by the caller's word", () => {
  for (
    const name of ["Authorization", "cookie", "Set-Cookie", "x-auth-token", "Proxy-Authorization"]
  ) {
    assertEquals(isSecretHeader(name), true, name);
  }
  assertEquals(isSecretHeader("X-Mine"), false);
  assertEquals(isSecretHeader("X-Mine", ["x-mine"]), true);
  assertEquals(isSecretHeader("www-authenticate"), false);
  assertEquals(isSecretHeader("Access-Control-Allow-Credentials"), false);
});

const SECRET = [
  "token",
  "access_token",
  "refreshToken",
  "id-token",
  "TOKEN",
  "key",
  "api_key",
  "apikey",
  "apiKey",
  "APIKEY",
  "x-api-key",
  "client_secret",
  "password",
  "passwd",
  "user[password]",
  "pwd",
  "signature",
  "X-Amz-Signature",
  "X-Amz-Credential",
  "X-Goog-Signature",
  "sig",
  "code",
  "auth",
  "authorization",
  "session",
  "sessionid",
  "PHPSESSID",
  "sid",
  "jwt",
  "client_assertion",
  "Ocp-Apim-Subscription-Key",
] as const;

const HARMLESS = [
  "q",
  "page",
  "monkey",
  "keyword",
  "author",
  "encoded",
  "codec",
  "design",
  "signed_in",
  "user-agent",
  "idempotency-key",
  "side",
  "pinned",
  "passenger",
] as const;

test("names of parameters that speak of secrets, in every style, and names that do not", () => {
  assertEquals(SECRET.filter((name) => !isSecretParameter(name)), []);
  assertEquals(HARMLESS.filter(isSecretParameter), []);
});
