import { assert, assertEquals, assertThrows } from "@std/assert";
import { CookieJar } from "../../mod.ts";
import type {
  CookieJarOptions,
  SerializedCookieJar,
} from "../../src/features/cookie_stores/mod.ts";
import { test } from "../checked.ts";

/** A cookie as another program may have written it. */
interface Written {
  readonly name: string;
  readonly domain: string;
  readonly hostOnly?: boolean;
  readonly path?: string;
  readonly secure?: boolean;
}

const toJson = (
  { name, domain, hostOnly = false, path = "/", secure = false }: Written,
): SerializedCookieJar => ({
  version: 1,
  cookies: [{
    ...{ name, domain, hostOnly, path, secure },
    ...{ value: "1", httpOnly: false, creation: 1, lastAccess: 1 },
  }],
});

function toText({ name, domain, hostOnly = false, path = "/", secure = false }: Written): string {
  const flag = (is: boolean) => String(is).toUpperCase();
  return [domain, flag(!hostOnly), path, flag(secure), 0, name, 1].join("\t");
}

/** All ways in which a cookie comes into a jar but from a server. */
const WAYS: Readonly<
  Record<string, (written: Written, options?: CookieJarOptions) => CookieJar>
> = {
  "JSON": (written, options) => CookieJar.fromJSON(toJson(written), options),
  "the text of JSON": (written, options) =>
    CookieJar.fromJSON(JSON.stringify(toJson(written)), options),
  "cookies.txt": (written, options) => CookieJar.fromNetscape(toText(written), options),
  "set()": ({ name, ...attributes }, options) => {
    const jar = new CookieJar(undefined, options);
    jar.set(name, "1", attributes);
    return jar;
  },
  "another jar": (written, options) => {
    const other = CookieJar.fromJSON(toJson(written), { isPublicSuffix: null });
    const jar = new CookieJar(undefined, options);
    jar.update(other);
    return jar;
  },
  "a jar to begin with": (written, options) =>
    new CookieJar(CookieJar.fromJSON(toJson(written), { isPublicSuffix: null }), options),
  "a list of cookies": (written, options) =>
    new CookieJar([...CookieJar.fromJSON(toJson(written), { isPublicSuffix: null })], options),
};

test("for all of a public suffix no cookie is set, however it comes: it is for that host alone", () => {
  for (const [way, make] of Object.entries(WAYS)) {
    for (const domain of ["com", "co.uk", "github.io", "localhost"]) {
      const jar = make({ name: "a", domain });
      assertEquals(jar.cookieHeader(`http://me.${domain}/`), "", `${domain} by ${way}`);
      assertEquals(jar.cookieHeader(`http://${domain}/`), "a=1", `${domain} by ${way}`);
    }
    const options = { isPublicSuffix: (domain: string) => domain === "example.com" };
    assertEquals(
      make({ name: "a", domain: "example.com" }, options).cookieHeader("http://b.example.com/"),
      "",
    );
    const all = make({ name: "a", domain: "com" }, { isPublicSuffix: null });
    assertEquals(all.cookieHeader("http://example.com/"), "a=1", way);
    assertEquals(
      make({ name: "a", domain: "example.com" }).cookieHeader("http://b.example.com/"),
      "a=1",
    );
  }
});

const BROKEN: readonly Written[] = [
  { name: "__Secure-a", domain: "h.example" },
  { name: "__secure-a", domain: "h.example", hostOnly: true },
  { name: "__Host-a", domain: "h.example", hostOnly: true },
  { name: "__Host-a", domain: "h.example", hostOnly: false, secure: true },
  { name: "__HOST-a", domain: "h.example", hostOnly: true, secure: true, path: "/x" },
];

const KEPT: readonly Written[] = [
  { name: "__Secure-a", domain: "h.example", secure: true, path: "/x" },
  { name: "__Host-a", domain: "h.example", hostOnly: true, secure: true },
  { name: "__Hostile", domain: "h.example" },
  { name: "_a__Secure-b", domain: "h.example" },
];

test("a cookie that breaks the promise of its name is refused, however it comes", () => {
  for (const [way, make] of Object.entries(WAYS)) {
    for (const written of BROKEN) {
      // What is left out, set() takes from the name; here all is said.
      const said = { hostOnly: false, secure: false, ...written };
      const error = assertThrows(() => make(said), TypeError);
      assert(/^Cannot (read|set).*(Secure|host alone)/.test(error.message), error.message);
    }
    for (const written of KEPT) assertEquals(make(written).size, 1, `${written.name} by ${way}`);
  }
});

test("set by hand, a name in __Host- or __Secure- brings what it promises", () => {
  const jar = new CookieJar({ "__Host-a": "1", "__Secure-b": "2" });
  assertEquals(jar.cookieHeader("https://h.example/x"), "__Host-a=1; __Secure-b=2");
  assertEquals(jar.cookieHeader("http://h.example/x"), "");
  const cookie = jar.set("__Host-c", "3", { domain: "h.example" });
  assertEquals([cookie.hostOnly, cookie.secure], [true, true]);
  assertEquals(jar.set("__Secure-d", "4", { domain: "h.example" }).hostOnly, false);
  for (const attributes of [{ secure: false }, { path: "/x" }]) {
    assertThrows(() => jar.set("__Host-e", "5", attributes), TypeError, "__Host-e");
  }
  assertThrows(() => jar.set("", "__Host-a=1"), TypeError, "looks like one with a prefix");
  const again = CookieJar.fromJSON(jar.toJSON());
  assertEquals(again.toJSON(), jar.toJSON());
});
