import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { test } from "../checked.ts";

/** What goes to a URL after one header from another. */
function sent(header: string, from: string, to = from): string {
  const jar = new CookieJar();
  jar.setCookie(header, from);
  return jar.cookieHeader(to);
}

test("a cookie without a domain goes to its host alone", () => {
  assertEquals(sent("a=1", "http://x.example/"), "a=1");
  assertEquals(
    sent("a=1", "http://x.example/", "https://x.example:8443/"),
    "a=1",
  );
  assertEquals(sent("a=1", "http://x.example/", "http://y.x.example/"), "");
  assertEquals(sent("a=1", "http://y.x.example/", "http://x.example/"), "");
});

test("a cookie with a domain goes to it and below, and only from there", () => {
  const header = "a=1; Domain=x.example";
  assertEquals(sent(header, "http://x.example/", "http://y.x.example/"), "a=1");
  assertEquals(
    sent(header, "http://y.x.example/", "http://z.x.example/"),
    "a=1",
  );
  assertEquals(sent(header, "http://notx.example/", "http://x.example/"), "");
  assertEquals(sent(header, "http://example/", "http://x.example/"), "");
  assertEquals(
    sent("a=1; Domain=\u00fc.example", "http://\u00fc.example/"),
    "",
  );
});

test("localhost, single labels and addresses have cookies of their own", () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]", "intranet"]) {
    const bare = host.replace(/[[\]]/g, "");
    const url = `http://${host}:8000/`;
    const jar = new CookieJar();
    assertEquals(jar.setCookie("a=1", url)?.hostOnly, true);
    assertEquals(jar.setCookie(`b=2; Domain=${bare}`, url)?.hostOnly, true);
    assertEquals(jar.cookieHeader(url), "a=1; b=2");
  }
  assertEquals(sent("a=1; Domain=0.0.1", "http://127.0.0.1/"), "");
  assertEquals(sent("a=1; Domain=localhost", "http://x.localhost/"), "");
});

test("a public suffix is refused but for the host that is one", () => {
  for (const suffix of ["com", "co.uk", "github.io"]) {
    const header = `a=1; Domain=${suffix}`;
    const below = `https://x.${suffix}/`;
    assertEquals(sent(header, below), "");
    const jar = new CookieJar();
    assertEquals(jar.setCookie(header, `https://${suffix}/`)?.hostOnly, true);
    assertEquals(jar.cookieHeader(below), "");
  }
  const open = new CookieJar(undefined, { isPublicSuffix: null });
  open.setCookie("a=1; Domain=co.uk", "https://x.co.uk/");
  assertEquals(open.cookieHeader("https://y.co.uk/"), "a=1");
  const asked: string[] = [];
  const isPublicSuffix = (domain: string) => asked.push(domain) > 0;
  const own = new CookieJar(undefined, { isPublicSuffix });
  assertEquals(own.setCookie("a=1; Domain=.B.C", "https://a.b.c/"), undefined);
  assertEquals(asked, ["b.c"]);
});

test("the default path is the folder of the request", () => {
  const url = "http://x.example/a/b/c?d/e";
  assertEquals(sent("a=1", url, "http://x.example/a/b"), "a=1");
  assertEquals(sent("a=1", url, "http://x.example/a/b/z"), "a=1");
  assertEquals(sent("a=1", url, "http://x.example/a/bc"), "");
  assertEquals(sent("a=1", url, "http://x.example/a"), "");
  assertEquals(sent("a=1; Path=nonsense", url, "http://x.example/a"), "");
});

test("longer paths go first, then older cookies", () => {
  const jar = new CookieJar();
  const url = "https://y.x.example/a/b/c";
  jar.setCookie("one=1; Path=/; Domain=x.example", url);
  jar.setCookie("two=2; Path=/", url);
  jar.setCookie("three=3; Path=/a/b", url);
  jar.setCookie("four=4; Path=/a; Domain=x.example", url);
  jar.setCookie("five=5; Path=/a", url);
  jar.set("six", "6");
  assertEquals(
    jar.cookieHeader(url),
    "three=3; four=4; five=5; one=1; two=2; six=6",
  );
});

test("a replaced cookie keeps its place and its creation", () => {
  using time = new FakeTime(1_000_000);
  const jar = new CookieJar();
  const url = "https://x.example/";
  jar.setCookie("a=1", url);
  jar.setCookie("b=1", url);
  time.tick(5000);
  const cookie = jar.setCookie("a=2; Secure", url);
  assertEquals(cookie?.creation, 1_000_000);
  assertEquals(jar.cookieHeader(url), "a=2; b=1");
  assertEquals(jar.cookieHeader("http://x.example/"), "b=1");
  jar.delete("a");
  jar.setCookie("a=3", url);
  assertEquals(jar.cookieHeader(url), "b=1; a=3");
});

test("a Secure cookie is protected however it came to be one, and whatever becomes of others", () => {
  const jar = new CookieJar(undefined, { isPublicSuffix: null });
  const set = (cookie: string, url: string) => jar.setCookie(cookie, url) !== undefined;
  // One name below one domain, so that they are found together.
  for (const host of ["a", "b", "c"]) set("sid=1; Secure", `https://${host}.x.example/`);
  assertEquals(jar.delete("sid", { domain: "c.x.example" }), true);
  const free = ["a", "b", "c"].map((host) => set("sid=2", `http://${host}.x.example/`));
  assertEquals(free, [false, false, true]);
  set("late=1", "https://y.example/");
  for (const value of ["2", "3"]) {
    assertEquals(set(`late=${value}; Secure`, "https://y.example/"), true);
    assertEquals(set("late=4", "http://y.example/"), false, value);
  }
  assertEquals(set("late=5", "https://y.example/"), true);
  assertEquals(set("late=6", "http://y.example/"), true);
});

test("Secure is neither taken from http nor sent to it", () => {
  assertEquals(
    sent("a=1; Secure", "http://x.example/", "https://x.example/"),
    "",
  );
  assertEquals(
    sent("a=1; Secure", "https://x.example/", "http://x.example/"),
    "",
  );
  assertEquals(sent("a=1; Secure", "https://x.example/"), "a=1");
  assertEquals(
    sent("a=1; Secure", "wss://x.example/", "https://x.example/"),
    "a=1",
  );
});

test("http leaves secure cookies alone: here, above and below", () => {
  const jar = new CookieJar();
  const refused = (header: string, url: string) =>
    assertEquals(jar.setCookie(header, url), undefined, `${header} ${url}`);
  jar.setCookie(
    "a=1; Secure; Path=/p; Domain=x.example",
    "https://y.x.example/",
  );
  refused("a=2; Path=/p", "http://x.example/");
  refused("a=2; Path=/p; Domain=x.example", "http://x.example/");
  refused("a=2; Path=/p/q", "http://z.y.x.example/");
  refused("a=; Path=/p; Domain=x.example; Max-Age=0", "http://x.example/");
  assertEquals(jar.cookieHeader("https://x.example/p"), "a=1");
  assertEquals(jar.setCookie("a=2; Path=/", "http://x.example/")?.path, "/");
  assertEquals(jar.setCookie("b=2; Path=/p", "http://x.example/")?.name, "b");
  assertEquals(
    jar.setCookie("a=2; Path=/p", "http://other.example/")?.name,
    "a",
  );
  jar.setCookie("c=1; Secure; Path=/", "https://deep.y.x.example/");
  refused("c=2; Domain=x.example; Path=/", "http://x.example/");
  assertEquals(jar.setCookie("c=3; Path=/", "http://w.x.example/")?.name, "c");
  assertEquals(jar.setCookie("a=3; Path=/p", "https://x.example/")?.value, "3");
});

test("an expired secure cookie, or one that is secure no more, is in nobody's way", () => {
  using time = new FakeTime(1_000_000);
  const jar = new CookieJar();
  jar.setCookie("a=1; Secure; Max-Age=10", "https://x.example/");
  assertEquals(jar.setCookie("a=2", "http://x.example/"), undefined);
  time.tick(10_000);
  assertEquals(jar.setCookie("a=2", "http://x.example/")?.value, "2");
  jar.setCookie("b=1; Secure", "https://x.example/");
  jar.setCookie("b=2", "https://x.example/");
  assertEquals(jar.setCookie("b=3", "http://x.example/")?.value, "3");
});

test("prefixed names keep their promise, in any case", () => {
  const https = "https://x.example/";
  for (
    const [header, isKept] of [
      ["__Secure-a=1; Secure", true],
      ["__Secure-a=1", false],
      ["__SECURE-a=1", false],
      ["__Host-a=1; Secure; Path=/", true],
      ["__hOsT-a=1; Secure; Path=/", true],
      ["__Host-a=1; Secure", false],
      ["__host-a=1; Path=/", false],
      ["__Host-a=1; Secure; Path=/p", false],
      ["__Host-a=1; Secure; Path=/; Domain=x.example", false],
      ["=__Host-a=1; Secure; Path=/", false],
      ["__secure-a; Secure; Path=/", false],
      ["=__Hos=1", true],
      ["__Hosta=1", true],
    ] as const
  ) assertEquals(sent(header, https) !== "", isKept, header);
  assertEquals(
    sent("__Host-a=1; Secure; Path=/", "http://x.example/", https),
    "",
  );
  assertEquals(
    sent(
      "__Host-a=1; Secure; Path=/; Domain=localhost",
      "https://localhost/",
    ) !== "",
    true,
  );
});

test("Max-Age goes before Expires, and both end in time", () => {
  using time = new FakeTime(Date.UTC(2020, 0, 1));
  const url = "http://x.example/";
  const jar = new CookieJar();
  const late = "Expires=Thu, 02 Jan 2020 00:00:00 GMT";
  jar.setCookie(`a=1; Max-Age=10; ${late}`, url);
  jar.setCookie(`b=1; ${late}`, url);
  jar.setCookie("c=1", url);
  jar.setCookie(`d=1; Max-Age=0; ${late}`, url);
  assertEquals(jar.cookieHeader(url), "a=1; b=1; c=1");
  time.tick(9_999);
  assertEquals(jar.cookieHeader(url), "a=1; b=1; c=1");
  time.tick(1);
  assertEquals(jar.cookieHeader(url), "b=1; c=1");
  assertEquals([jar.size, jar.has("a"), jar.get("a")], [2, false, undefined]);
  time.tick(24 * 60 * 60 * 1000);
  assertEquals(jar.cookieHeader(url), "c=1");
  jar.setCookie("c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", url);
  assertEquals([jar.cookieHeader(url), jar.size], ["", 0]);
});

test("a server's cookie lasts 400 days at most, if not told otherwise", () => {
  using _time = new FakeTime(0);
  const days = (jar: CookieJar, header: string) =>
    (jar.setCookie(header, "http://x.example/")?.expires ?? NaN) / 86_400_000;
  const year9999 = "a=1; Expires=Fri, 31 Dec 9999 23:59:59 GMT";
  assertEquals(days(new CookieJar(), "a=1; Max-Age=99999999999999999999"), 400);
  assertEquals(days(new CookieJar(), year9999), 400);
  assertEquals(days(new CookieJar(), "a=1; Max-Age=86400"), 1);
  const open = new CookieJar(undefined, { limits: { maxAge: Infinity } });
  assertEquals(Math.round(days(open, year9999)), 2_932_897);
  assertEquals(days(open, "a=1; Max-Age=99999999999999999999"), 1e8);
});

test("nameless cookies are kept and sent as a value", () => {
  const jar = new CookieJar();
  jar.setCookie("lonely", "http://x.example/");
  jar.setCookie("a=1", "http://x.example/");
  assertEquals(jar.cookieHeader("http://x.example/"), "lonely; a=1");
  jar.setCookie("=other", "http://x.example/");
  assertEquals(jar.cookieHeader("http://x.example/"), "other; a=1");
  assertEquals(jar.get(""), "other");
});

test("the bytes of a value go back as they came", () => {
  const value = '"\u00c3\u00a9\u0080\u00ff, b=c"';
  assertEquals(sent(`a=${value}`, "http://x.example/"), `a=${value}`);
});

test("SameSite and HttpOnly are kept", () => {
  const jar = new CookieJar();
  const url = "https://x.example/";
  const cookie = jar.setCookie("a=1; HttpOnly; SameSite=Strict; Secure", url);
  assertEquals([cookie?.httpOnly, cookie?.sameSite], [true, "strict"]);
  assertEquals(jar.cookieHeader(url), "a=1");
});

test("other schemes have no cookies, and a bad URL is an error without its password", () => {
  assertEquals(sent("a=1", "ftp://x.example/", "http://x.example/"), "");
  assertEquals(sent("a=1", "http://x.example/", "file://x.example/"), "");
  const jar = new CookieJar({ a: "1" });
  for (const url of ["//u:secret@x", "", "x.example"]) {
    assertThrows(() => jar.cookieHeader(url), TypeError, "Cannot");
    assertThrows(() => jar.setCookie("a=1", url), TypeError, "Cannot");
  }
});

test("extract takes every Set-Cookie of a response", () => {
  const headers = new Headers();
  headers.append("set-cookie", "a=1; Expires=Thu, 01 Jan 2099 00:00:00 GMT");
  headers.append("set-cookie", "b=2; Secure");
  headers.append("set-cookie", "c=3");
  const response = new Response(null, { headers });
  const jar = new CookieJar();
  assertThrows(() => jar.extract(response), TypeError, "no URL");
  const kept = jar.extract(response, "http://x.example/");
  assertEquals(kept.map(({ name }) => name), ["a", "c"]);
  assertEquals(jar.cookieHeader("http://x.example/"), "a=1; c=3");
  assertEquals(jar.extract(new Response("no cookies")), []);
  assertThrows(() => jar.extract(response, "nonsense"), TypeError, "Cannot");
});

test("a jar given or cloned shares nothing but what is known", () => {
  const asked: string[] = [];
  const isPublicSuffix = (domain: string) => asked.push(domain) > 100;
  const jar = new CookieJar(undefined, { isPublicSuffix });
  jar.setCookie("a=1; Path=/p; HttpOnly; Max-Age=100", "https://x.example/");
  const copy = jar.clone();
  assertEquals(copy.toJSON(), jar.toJSON());
  copy.set("b", "2");
  copy.delete("a");
  assertEquals([...jar.keys()], ["a"]);
  copy.setCookie("c=1; Domain=x.example", "https://x.example/");
  assertEquals(asked, ["x.example"]);
  jar.update(copy);
  assertEquals([...jar.keys()], ["a", "b", "c"]);
  jar.update(jar);
  assertEquals([...jar.keys()], ["a", "b", "c"]);
  const cookie = [...jar][0];
  assertStrictEquals([...jar.clone()][0], cookie);
});

test("what is no list of cookies is refused by its kind, and changes nothing", () => {
  const jar = new CookieJar({ a: "1" });
  for (const init of ["b=2", null, 5, true, () => {}, new Date(0), Promise.resolve()]) {
    const update = () => Reflect.apply(jar.update, jar, [init]);
    assertThrows(update, TypeError, "neither a record nor a list is given");
  }
  assertEquals([...jar].length, 1);
});

test("a cookie that is set says what the jar holds", () => {
  using time = new FakeTime();
  const jar = new CookieJar();
  jar.set("a", "1");
  time.tick(1_000);
  const second = jar.set("a", "2");
  assertEquals([...jar], [second]);
});

test("a cookie for a domain may stand beside one for its host alone", () => {
  const jar = new CookieJar();
  jar.setCookie("a=1", "http://h.example/");
  jar.set("a", "2", { domain: "h.example", hostOnly: false });
  assertEquals(jar.cookieHeader("http://sub.h.example/"), "a=2");
});

test("a URL that is changed is read anew", () => {
  const jar = new CookieJar();
  jar.setCookie("a=1", "http://h.example/");
  const url = new URL("http://h.example/");
  assertEquals(jar.cookieHeader(url), "a=1");
  url.hostname = "other.example";
  assertEquals(jar.cookieHeader(url), "");
});

test("a filter is a whole cookie, or has known parts alone, and several cookies are counted", () => {
  const jar = new CookieJar();
  for (const path of ["/a", "/b", "/c"]) jar.set("n", path, { domain: "h.example", path });
  assertThrows(() => jar.get("n"), Error, "among 3 cookies");
  const [first] = jar;
  assertEquals(first && jar.has("n", first), true);
  for (const filter of [{ creation: 1 }, { domain: "h.example", creatoin: 1 }]) {
    assertThrows(() => Reflect.apply(jar.has, jar, ["n", filter]), TypeError, "creat");
  }
  const header = () =>
    Reflect.apply(jar.cookieHeader, jar, ["http://h/", { unscoped: true, other: 1 }]);
  assertThrows(header, TypeError, "other");
});
