import { assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { parseNetscapeText } from "../../src/core/cookies/netscape.ts";
import { test } from "../checked.ts";

test("toNetscape writes the seven fields", () => {
  using _time = new FakeTime(Date.UTC(2020, 0, 1));
  const jar = new CookieJar({ anywhere: "1" });
  jar.setCookie(
    "a=1; Domain=x.example; Path=/p; Max-Age=10.5",
    "https://x.example/",
  );
  jar.setCookie(
    "b=2; Secure; HttpOnly; Max-Age=10; Path=/",
    "https://x.example/",
  );
  jar.setCookie("nameless; Path=/", "http://[::1]/");
  jar.set("t\tb", "1", { domain: "x.example" });
  assertEquals(jar.toNetscape().split("\n"), [
    "# Netscape HTTP Cookie File",
    ".x.example\tTRUE\t/p\tFALSE\t0\ta\t1",
    "#HttpOnly_x.example\tFALSE\t/\tTRUE\t1577836810\tb\t2",
    "::1\tFALSE\t/\tFALSE\t0\t\tnameless",
    "",
  ]);
});

test("fromNetscape reads comments, blank lines, and what other programs write", () => {
  const text = "\ufeff# HTTP Cookie File\r\n\r\n   \r\n" +
    ".x.example\tTRUE\t/\tFALSE\t0\ta\t1\r\n" +
    "y.example\tfalse\t/p\ttrue\t4000000000.25\tb\t\r\n" +
    "#HttpOnly_.z.example\tTRUE\t/\tFALSE\t\tc\n" +
    "gone.example\tFALSE\t/\tFALSE\t1\td\t4\n" +
    "port.example:8080\tFALSE\t/\tFALSE\t0\te\t5\n" +
    "::1\tFALSE\t/\tFALSE\t0\t\tv\twith tab";
  const jar = CookieJar.fromNetscape(text);
  assertEquals(jar.toObject(), { a: "1", b: "", c: "", e: "5", "": "v\twith tab" });
  assertEquals(jar.domains(), ["x.example", "y.example", "z.example", "port.example", "[::1]"]);
  const [a, b, c] = [...jar];
  assertEquals([a?.hostOnly, a?.expires, a?.httpOnly], [
    false,
    undefined,
    false,
  ]);
  assertEquals([b?.hostOnly, b?.expires, b?.secure], [
    true,
    4000000000250,
    true,
  ]);
  assertEquals([c?.hostOnly, c?.expires, c?.httpOnly], [
    false,
    undefined,
    true,
  ]);
  assertEquals(jar.cookieHeader("http://sub.x.example/"), "a=1");
});

test("fromNetscape names the line that is no cookie, and shows nothing of it", () => {
  const good = ".x.example\tTRUE\t/\tFALSE\t0\ta\tsecret";
  for (
    const [bad, reason] of [
      ["secret", "1 fields"],
      ["secret one two three four five six", "1 fields"],
      [good.replace("TRUE", "YES"), "flags"],
      [good.replace("FALSE", ""), "flags"],
      [good.replace("\t0\t", "\tsoon\t"), "end"],
      [good.replace("\t0\t", "\t9999999999999999\t"), "end"],
      [good.replace("/", "secret"), "path"],
      [good.replace(".x.example", ""), "domain"],
      [good.replace("x.example", "x example"), "domain"],
      [good.replace("x.example", "x.example:80x"), "domain"],
      [good.replace("secret", "secret\0"), "value"],
      [good.replace("secret", "secret;b=c"), "value"],
      [good.replace("\ta\t", "\ta=b\t"), "name"],
      [good.replace("\ta\tsecret", "\t\t"), "neither"],
    ] as const
  ) {
    const error = assertThrows(
      () => parseNetscapeText(`# comment\n${good}\n${bad}\n`),
      TypeError,
      "Cannot read cookies.txt: line 3",
    );
    assertEquals(error.message.includes(reason), true, error.message);
    assertEquals(error.message.includes("secret"), false, error.message);
  }
});

test("cookies.txt holds the bytes of the header", () => {
  const utf8 = "\u00c3\u00a9\u00ef\u00bb\u00bf";
  const jar = new CookieJar();
  jar.setCookie(`a=${utf8}; Path=/`, "http://x.example/");
  const text = jar.toNetscape();
  assertEquals(text.includes("\té\ufeff\n"), true);
  assertEquals(CookieJar.fromNetscape(text).get("a"), utf8);
  const other = new CookieJar();
  other.setCookie("a=\u00e9\u00ff; Path=/", "http://x.example/");
  assertEquals(other.toNetscape().includes("\t\u00e9\u00ff\n"), true);
});

test("a jar comes back from cookies.txt as it went", () => {
  using _time = new FakeTime(Date.UTC(2020, 0, 1));
  const jar = new CookieJar();
  for (
    const url of [
      "https://x.example/a/b",
      "https://127.0.0.1/",
      "https://[::1]/",
    ]
  ) {
    jar.setCookie("a=1; HttpOnly; Max-Age=100", url);
    jar.setCookie("b=2; Secure; Path=/", url);
    jar.setCookie("c; Path=/p", url);
  }
  jar.setCookie("d=4; Domain=x.example", "https://x.example/");
  const back = CookieJar.fromNetscape(jar.toNetscape());
  assertEquals([...back], [...jar]);
  assertEquals(back.toNetscape(), jar.toNetscape());
});
