import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { FetchTransport as CoreFetchTransport } from "../core.ts";
import { CookieJar, FetchTransport } from "../mod.ts";
import { test } from "./checked.ts";

/** Who is asked, what is given, and what is said of it. */
type Row = readonly [who: string, ask: (options: object) => unknown, given: object, says: string];

const jar = new CookieJar([["sid", "1"], ["theme", "dark"]]);
jar.setCookie("a=1", "https://a.example/");

const ROWS: readonly Row[] = [
  ["jar.clear", (given) => jar.clear(given), { domian: "a.example" }, "domian in the filter"],
  ["jar.clear", (given) => jar.clear(given), { domian: "a.example" }, "(is domain meant?)"],
  ["jar.clear", (given) => jar.clear(given), { Name: "a" }, "(is name meant?)"],
  ["jar.clear", (given) => jar.clear(given), { host: "x" }, "(there are domain, path, name)"],
  ["jar.clear", (given) => jar.clear(given), new URL("https://a.example/"), "Cannot use a URL"],
  ["jar.get", (given) => jar.get("sid", given), { domian: "b" }, "(is domain meant?)"],
  ["jar.getAll", (given) => jar.getAll("sid", given), { pth: "/" }, "(is path meant?)"],
  ["jar.has", (given) => jar.has("sid", given), { url: "b" }, "(there are domain, path)"],
  ["jar.delete", (given) => jar.delete("sid", given), { Domain: "b" }, "(is domain meant?)"],
  ["jar.delete", (given) => jar.delete("sid", given), { name: "b" }, "name in the filter"],
  ["jar.pop", (given) => jar.pop("sid", given), { domains: "b" }, "(is domain meant?)"],
  ["jar.toObject", (given) => jar.toObject(given), { paths: "b" }, "(is path meant?)"],
  ["jar.cookieHeader", ask(jar), { unscoped: false, scoped: true }, "(is unscoped meant?)"],
  ["jar.cookieHeader", ask(new CookieJar()), { unscope: false }, "(is unscoped meant?)"],
  ["FetchTransport", (given) => new FetchTransport(given), { prxy: "" }, "(is proxy meant?)"],
  ["FetchTransport of the core", coreFetch, { limit: {} }, "(is limits meant?)"],
  ...["proxy", "verify", "cert"].map((name): Row => [
    `FetchTransport of the core: ${name}`,
    coreFetch,
    { [name]: undefined },
    `the option ${name}: a FetchTransport has no such option in @ferry/http/core; @ferry/http has`,
  ]),
];

function coreFetch(given: object): CoreFetchTransport {
  return new CoreFetchTransport(given);
}

function ask(jar: CookieJar): Row[1] {
  return (given) => jar.cookieHeader("https://a.example/", given);
}

test("an unknown option is refused before anything is done, and the right one is named", () => {
  const before = JSON.stringify(jar);
  for (const [who, ask, given, says] of ROWS) {
    const { message } = assertThrows(() => ask(given), TypeError, undefined, who);
    assertStringIncludes(message, says, who);
  }
  assertEquals(JSON.stringify(jar), before);
});

test("a cookie itself says which one of a jar is meant", () => {
  const jar = new CookieJar();
  for (const host of ["a", "b"]) jar.setCookie("sid=1", `https://${host}.example/`);
  const [first, second] = jar;
  assertEquals([first && jar.delete(first.name, first), jar.domains()], [true, ["b.example"]]);
  assertEquals([second && jar.clear(second), jar.size], [1, 0]);
});
