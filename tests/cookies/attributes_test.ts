import { assertEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { test } from "../checked.ts";

test("cookies without a domain go anywhere, if they are wanted", () => {
  const jar = new CookieJar({ a: "1" });
  jar.set("b", "2", { path: "/p", secure: true });
  assertEquals(jar.cookieHeader("http://x.example/p"), "a=1");
  assertEquals(jar.cookieHeader("https://127.0.0.1/p"), "b=2; a=1");
  assertEquals(
    jar.cookieHeader("https://x.example/p", { unscoped: false }),
    "",
  );
  assertEquals(jar.get("a", { domain: "" }), "1");
});

test("set makes cookies for a domain and below, and takes the place of a host's own", () => {
  const jar = new CookieJar();
  jar.set("a", "1", { domain: ".Example.com" });
  assertEquals(jar.cookieHeader("http://x.example.com/"), "a=1");
  assertEquals(jar.getAll().map(({ httpOnly, secure }) => [httpOnly, secure]), [[false, false]]);
  jar.set("b", "1", { domain: "example.com", hostOnly: true });
  assertEquals(jar.cookieHeader("http://x.example.com/"), "a=1");
  jar.setCookie("sid=old; Path=/", "http://example.com/");
  jar.set("sid", "new", { domain: "example.com" });
  assertEquals(jar.cookieHeader("http://example.com/"), "a=1; b=1; sid=new");
  assertEquals(jar.cookieHeader("http://x.example.com/"), "a=1");
});

test("set knows when a cookie ends", () => {
  using time = new FakeTime(1_000_000);
  const jar = new CookieJar();
  jar.set("a", "1", { maxAge: 1 });
  jar.set("b", "1", { expires: new Date(1_002_000) });
  jar.set("c", "1", { expires: 1_003_000, maxAge: undefined });
  assertEquals(jar.set("d", "1", { maxAge: Infinity }).expires, undefined);
  time.tick(1000);
  assertEquals([...jar.keys()], ["b", "c", "d"]);
  time.tick(1000);
  assertEquals([...jar.keys()], ["c", "d"]);
  jar.set("c", "", { maxAge: -Infinity });
  assertEquals([...jar.keys()], ["d"]);
});

test("set refuses what no header could carry, without showing the value", () => {
  const jar = new CookieJar();
  const bad = (name: string, value: string, attributes = {}) => {
    const error = assertThrows(
      () => jar.set(name, value, attributes),
      TypeError,
      "Cannot",
    );
    assertEquals(error.message.includes("secret"), false, error.message);
  };
  for (const evil of ["\r", "\n", "\0", ";", "\u007f", "\u0100", "\u{1f36a}"]) {
    bad(`a${evil}b`, "1");
    bad("a", `secret${evil}secret`);
    bad("a", "1", { path: `/${evil}` });
  }
  for (const evil of ["a=b", " a", "a\t"]) bad(evil, "1");
  for (const evil of [" secret", "secret "]) bad("a", evil);
  bad("", "");
  bad("a", "s".repeat(4096));
  bad("a", "1", { path: "relative" });
  bad("a", "1", { path: 1 });
  bad("a", "1", { domain: "a b" });
  bad("a", "1", { domain: "a:80" });
  bad("a", "1", { domain: "a/b" });
  bad("a", "1", { expires: new Date(NaN) });
  bad("a", "1", { maxAge: NaN });
  bad("a", "1", { sameSite: "Sometimes" });
  bad("a", "1", { domain: 1 });
  for (const unknown of ["Secure", "httponly", "max-age"]) bad("a", "1", { [unknown]: true });
  assertEquals(jar.size, 0);
  jar.set("a", 'quotes "and" =, tabs\tinside');
  jar.set("b", "s".repeat(4095));
  assertEquals(jar.size, 2);
});

test("the constructor takes records, pairs, maps, cookies and jars", () => {
  const url = "http://x.example/";
  const want = "a=1; b=2";
  const record = new CookieJar({ a: "1", b: "2" });
  assertEquals(record.cookieHeader(url), want);
  assertEquals(new CookieJar([["a", "1"], ["b", "2"]]).cookieHeader(url), want);
  assertEquals(
    new CookieJar(new Map([["a", "1"], ["b", "2"]])).cookieHeader(url),
    want,
  );
  assertEquals(new CookieJar([...record]).cookieHeader(url), want);
  assertEquals(new CookieJar(record).cookieHeader(url), want);
  assertEquals(new CookieJar().size, 0);
  const text: object = Object("a=1; b=2");
  const wrong: unknown[] = ["a=1", 1, null];
  for (const init of wrong) {
    assertThrows(
      () => Reflect.construct(CookieJar, [init]),
      TypeError,
      "Cannot",
    );
  }
  assertThrows(() => Reflect.construct(CookieJar, [text]), TypeError);
  assertThrows(
    () => Reflect.construct(CookieJar, [{ a: 1 }]),
    TypeError,
    "Cannot",
  );
});

test("SameSite is taken as headers write it, and kept in lower case", () => {
  const jar = new CookieJar();
  assertEquals(jar.set("a", "1", { sameSite: "Strict" }).sameSite, "strict");
  assertEquals(jar.set("b", "1", { sameSite: "lax" }).sameSite, "lax");
  assertEquals(CookieJar.fromJSON(jar.toJSON()).getAll(), jar.getAll());
});

test("an unknown option of a jar or of its limits is a TypeError", () => {
  for (const options of [{ isPublicsuffix: null }, { limits: { perDomain: 5 } }, "psl", null]) {
    assertThrows(() => Reflect.construct(CookieJar, [undefined, options]), TypeError, "Cannot");
  }
});
