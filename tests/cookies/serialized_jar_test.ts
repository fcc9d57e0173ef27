import { assert, assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { test } from "../checked.ts";

function makeJar(): CookieJar {
  const jar = new CookieJar({ anywhere: "\u00c3\u00a9" });
  const url = "https://x.example/a/b";
  jar.setCookie("a=1; HttpOnly; Max-Age=100; SameSite=None; Secure", url);
  jar.setCookie("b=2; Domain=x.example; Path=/p", url);
  jar.setCookie("nameless", "http://[::1]/");
  return jar;
}

test("a jar comes back from JSON without loss", () => {
  using time = new FakeTime(1_600_000_000_000);
  const jar = makeJar();
  time.tick(1234);
  jar.cookieHeader("https://x.example/p");
  const json = jar.toJSON();
  assertEquals(json.version, 1);
  assertEquals(json.cookies.map(({ lastAccess }) => lastAccess % 10_000), [
    1234,
    0,
    1234,
    0,
  ]);
  for (
    const form of [json, JSON.stringify(jar), JSON.parse(JSON.stringify(jar))]
  ) {
    const back = CookieJar.fromJSON(form);
    assertEquals(back.toJSON(), json);
    assertEquals([...back], [...jar]);
    assertEquals(
      back.cookieHeader("https://x.example/a/p"),
      jar.cookieHeader("https://x.example/a/p"),
    );
  }
  const names = Object.keys(json.cookies[0] ?? {});
  assertEquals([names.includes("expires"), names.includes("sameSite")], [false, false]);
});

test("what has expired is neither written nor read", () => {
  using time = new FakeTime(1_600_000_000_000);
  const jar = makeJar();
  const json = jar.toJSON();
  time.tick(100_000);
  assertEquals(jar.toJSON().cookies.length, 3);
  assertEquals(CookieJar.fromJSON(json).size, 3);
});

test("fromJSON refuses anything else, without showing it", () => {
  const good = makeJar().toJSON().cookies[0];
  const cookie = (change: object) => ({
    version: 1,
    cookies: [{ ...good, value: "secret", ...change }],
  });
  assertEquals(CookieJar.fromJSON(cookie({})).get("anywhere"), "secret");
  for (
    const bad of [
      undefined,
      null,
      1,
      "",
      "{secret",
      "[]",
      [],
      {},
      { cookies: [] },
      { version: 2, cookies: [] },
      { version: 1, cookies: {} },
      { version: 1, cookies: [null] },
      { version: 1, cookies: ["secret"] },
      cookie({ name: 1 }),
      cookie({ name: "a\r\n" }),
      cookie({ value: "secret\n" }),
      cookie({ value: undefined }),
      cookie({ path: undefined }),
      cookie({ path: "secret" }),
      cookie({ domain: undefined }),
      cookie({ domain: "a b" }),
      cookie({ hostOnly: "yes" }),
      cookie({ secure: 1 }),
      cookie({ httpOnly: null }),
      cookie({ creation: "now" }),
      cookie({ lastAccess: undefined }),
      cookie({ expires: null }),
      cookie({ expires: "2020" }),
      cookie({ sameSite: "Lax" }),
      cookie({ sameSite: 5 }),
    ]
  ) {
    const error = assertThrows(
      () => CookieJar.fromJSON(bad),
      TypeError,
    );
    assert(
      /^Cannot (read (the cookie jar: it|cookie 0 of the jar: it)|use "a b")/.test(
        error.message,
      ),
      error.message,
    );
    assertEquals(error.message.includes("secret"), false, error.message);
  }
  assertThrows(() => CookieJar.fromJSON("{secret"), TypeError, "no valid JSON");
});

test("fromJSON takes the options of a jar", () => {
  const jar = CookieJar.fromJSON(makeJar().toJSON(), { isPublicSuffix: null });
  jar.setCookie("s=1; Domain=com", "https://x.com/");
  assertEquals(jar.cookieHeader("https://y.com/", { unscoped: false }), "s=1");
});
