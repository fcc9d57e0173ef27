import { assertEquals } from "@std/assert";
import {
  isSecretHeader,
  isSecretName,
  isSecretParameter,
  redactUrl,
  redactUrlsIn,
} from "../src/secrets.ts";
import { test } from "./checked.ts";

const secret = [
  ..."password passwd secret token access_token refresh_token client_secret api_key apikey signature sig"
    .split(" "),
  ..."accessToken newPassword X-Api-Key X-Amz-Signature x-amz-security-token apiKey APIKEY".split(
    " ",
  ),
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

test("a URL loses its secrets, and nothing else", () => {
  const rows = [
    ["http://u:p@h/a?x=1", "http://h/a?x=1"],
    ["http://h/?token=1&x=%20+&token=2", "http://h/?token=REDACTED&x=%20+&token=REDACTED"],
    ["http://h/?api%5Fkey=1", "http://h/?api%5Fkey=REDACTED"],
    ["http://h/?token=a,b;c'd\"<e>", "http://h/?token=REDACTED"],
    ["http://h/?token=", "http://h/?token="],
    ["http://h/?token", "http://h/?token"],
    ["http://h/?%E0%A4=1&code=2", "http://h/?%E0%A4=1&code=REDACTED"],
    ["/cb?code=abc#access_token=def&x=1", "/cb?code=REDACTED#access_token=REDACTED&x=1"],
    ["http://h/token=1/x", "http://h/token=1/x"],
    ["/@ada/x?page=2", "/@ada/x?page=2"],
    ["//u:p@h/x", "//h/x"],
    ["http://u:p@[bad/x", "http://[bad/x"],
    ["mailto:ada@h", "mailto:ada@h"],
    ["", ""],
  ] as const;
  for (const [url, expected] of rows) {
    assertEquals(redactUrl(url), expected);
    assertEquals(redactUrl(expected), expected, "a second time changes nothing");
  }
});

test("hostile text takes little time", () => {
  const startedAt = performance.now();
  for (const part of ["?", "://", "&a", "=", "@", "//@", "?=&"]) redactUrlsIn(part.repeat(100_000));
  for (const part of ["?", "&a", "?=&"]) redactUrl(`http://h/${part.repeat(100_000)}`);
  assertEquals(performance.now() - startedAt < 3_000, true);
});

test("URLs within a text lose theirs", () => {
  assertEquals(
    redactUrlsIn('<https://u:p@h/?token=a&p=2>; rel="next", </x?sig=b>; rel=prev'),
    '<https://h/?token=REDACTED&p=2>; rel="next", </x?sig=REDACTED>; rel=prev',
  );
  assertEquals(redactUrlsIn("max-age=0; token=1"), "max-age=0; token=1");
  assertEquals(redactUrlsIn("//u:p@h/"), "//h/");
  assertEquals(redactUrlsIn("/@ada"), "/@ada");
});
