import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { CookieJar } from "../../src/core/cookies/jar.ts";
import { CookieConflictError } from "../../src/core/errors.ts";
import { test } from "../checked.ts";

function makeJar(): CookieJar {
  const jar = new CookieJar();
  jar.set("a", "1", { domain: "x.example", path: "/" });
  jar.set("a", "2", { domain: "x.example", path: "/p" });
  jar.set("a", "3", { domain: "y.example", path: "/" });
  jar.set("b", "4");
  return jar;
}

test("get finds one cookie, and several are a conflict without a value in it", () => {
  const jar = makeJar();
  assertEquals(jar.get("b"), "4");
  assertEquals(jar.get("missing"), undefined);
  assertEquals(jar.get("a", { domain: "y.example" }), "3");
  assertEquals(jar.get("a", { domain: ".Y.EXAMPLE" }), "3");
  assertEquals(jar.get("a", { path: "/p" }), "2");
  assertEquals(jar.get("a", { domain: "x.example", path: "/" }), "1");
  assertEquals(jar.get("a", { domain: "" }), undefined);
  assertEquals(jar.get("a", { domain: "example" }), undefined);
  const error = assertThrows(() => jar.get("a", { domain: "x.example" }));
  assertInstanceOf(error, CookieConflictError);
  assertEquals(error.code, "ERR_COOKIE_CONFLICT");
  assertEquals(error.message.startsWith("Cannot"), true);
  assertThrows(() => jar.pop("a"), CookieConflictError);
  assertEquals(jar.size, 4);
});

test("the iterators are in the order of creation", () => {
  const jar = makeJar();
  assertEquals([...jar.keys()], ["a", "a", "a", "b"]);
  assertEquals([...jar.values()], ["1", "2", "3", "4"]);
  assertEquals([...jar.entries()][3], ["b", "4"]);
  assertEquals([...jar].map(({ value }) => value), ["1", "2", "3", "4"]);
  assertEquals(jar.getAll("a").length, 3);
  assertEquals(jar.getAll().length, 4);
  assertEquals(jar.getAll("a", { domain: "x.example" }).length, 2);
  assertEquals(jar.getAll(undefined, { path: "/" }).length, 3);
});

test("domains, paths and sizes are told", () => {
  const jar = makeJar();
  assertEquals(jar.domains(), ["x.example", "y.example", ""]);
  assertEquals(jar.paths(), ["/", "/p"]);
  assertEquals(jar.hasMultipleDomains, true);
  jar.clear({ domain: "x.example" });
  jar.clear({ domain: "" });
  assertEquals(jar.hasMultipleDomains, false);
  assertEquals(jar.domains(), ["y.example"]);
  assertEquals([jar.size, new CookieJar().size], [1, 0]);
});

test("has, delete and pop take a scope", () => {
  const jar = makeJar();
  assertEquals(jar.has("a", { domain: "y.example" }), true);
  assertEquals(jar.has("b", { domain: "y.example" }), false);
  assertEquals(jar.delete("a", { domain: "y.example" }), true);
  assertEquals(jar.delete("a", { domain: "y.example" }), false);
  assertEquals(jar.pop("b"), "4");
  assertEquals(jar.pop("b"), undefined);
  assertEquals(jar.delete("a"), true);
  assertEquals(jar.size, 0);
});

test("clear takes a filter", () => {
  assertEquals(makeJar().clear(), 4);
  assertEquals(makeJar().clear({ name: "a" }), 3);
  assertEquals(makeJar().clear({ path: "/p" }), 1);
  assertEquals(
    makeJar().clear({ domain: "x.example", path: "/", name: "a" }),
    1,
  );
  assertEquals(makeJar().clear({ domain: "nowhere" }), 0);
});

test("clearSession and clearExpired tell the two kinds apart", () => {
  using time = new FakeTime(0);
  const jar = makeJar();
  jar.set("c", "5", { maxAge: 1 });
  jar.set("d", "6", { maxAge: 2 });
  assertEquals(jar.clearSession(), 4);
  assertEquals([...jar.keys()], ["c", "d"]);
  assertEquals(jar.clearExpired(), 0);
  time.tick(1000);
  assertEquals(jar.clearExpired(), 1);
  time.tick(1000);
  assertEquals([jar.size, jar.domains()], [0, []]);
});

test("toObject is plain, and harmless with any name", () => {
  assertEquals(makeJar().toObject(), { a: "3", b: "4" });
  assertEquals(makeJar().toObject({ domain: "x.example" }), { a: "2" });
  const jar = new CookieJar([
    ["__proto__", "x"],
    ["constructor", "y"],
    ["toString", "z"],
  ]);
  const object = jar.toObject();
  assertEquals(Object.keys(object), ["__proto__", "constructor", "toString"]);
  assertEquals(Object.getPrototypeOf(object), Object.prototype);
  assertEquals(Object.hasOwn(object, "__proto__"), true);
  assertEquals(jar.get("__proto__"), "x");
});

test("a cookie may be removed while the jar is walked through", () => {
  const jar = makeJar();
  for (const { name } of jar) jar.delete(name);
  assertEquals(jar.size, 0);
});
