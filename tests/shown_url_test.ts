import { assertEquals } from "@std/assert";
import { isSecretName, toShownUrl } from "../src/shown_url.ts";
import { test } from "./checked.ts";

const shown = (url: string) => toShownUrl(new URL(url));

test("userinfo and fragment are left out, everything else stays byte for byte", () => {
  assertEquals(shown("https://h.example/p"), "https://h.example/p");
  assertEquals(
    shown("https://u:p@h.example:8443/p?q=1#access_token=t"),
    "https://h.example:8443/p?q=1",
  );
  assertEquals(shown("http://[::1]:80/%7e?a=%20&b=+&&=x&c"), "http://[::1]/%7e?a=%20&b=+&&=x&c");
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

test("values of names that look like secrets are left out", () => {
  assertEquals(SECRET.filter((name) => !isSecretName(name)), []);
  assertEquals(HARMLESS.filter(isSecretName), []);
  for (const name of SECRET) {
    assertEquals(shown(`http://h/?a=1&${name}=hunter2&b=2`).includes("hunter2"), false, name);
  }
});

test("a name that is encoded, repeated or behind a semicolon hides nothing", () => {
  assertEquals(shown("http://h/?%74oken=hunter2"), "http://h/?%74oken=…");
  assertEquals(shown("http://h/?token=a&token=b"), "http://h/?token=…&token=…");
  assertEquals(shown("http://h/?a=1;token=b"), "http://h/?a=1;token=…");
  assertEquals(shown("http://h/?api+key=b&%zz_token=c"), "http://h/?api+key=…&%zz_token=…");
  assertEquals(shown("http://h/?token=a=b==&x=1"), "http://h/?token=…&x=1");
  assertEquals(shown("http://h/?token="), "http://h/?token=");
});
