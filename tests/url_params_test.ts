import { assertEquals, assertThrows } from "@std/assert";
import { appendQuery, mergeParams, resolveParams } from "../src/core/request/url.ts";
import { bracketParams, Client } from "../mod.ts";
import type { ParamsInput } from "../src/core/request/params_input.ts";
import { test } from "./checked.ts";

function queryOf(params: ParamsInput | null | undefined, client = ""): string {
  return mergeParams(new URLSearchParams(client), params);
}

test("params are encoded as a form", () => {
  assertEquals(queryOf({ a: 1, b: true, c: "x y&z=+%ü" }), "a=1&b=true&c=x+y%26z%3D%2B%25%C3%BC");
  assertEquals(queryOf({ a: [1, "2", 3n] }), "a=1&a=2&a=3");
  assertEquals(queryOf({ a: "" }), "a=");
  assertEquals(queryOf({ a: 0, b: false }), "a=0&b=false");
  assertEquals(queryOf({ a: [] }), "");
  assertEquals(queryOf({ "ä b": "\ud800" }), "%C3%A4+b=%EF%BF%BD");
  assertEquals(queryOf({}), "");
  assertEquals(queryOf({ __proto__x: "1" }), "__proto__x=1");
});

test("params may be pairs, URLSearchParams, a Map or a string", () => {
  assertEquals(queryOf([["a", 1], ["b", 2], ["a", 3]]), "a=1&b=2&a=3");
  assertEquals(queryOf(new URLSearchParams("a=1&b=2")), "a=1&b=2");
  assertEquals(queryOf(new Map([["a", 1]])), "a=1");
  assertEquals(queryOf("a=1&b=x y"), "a=1&b=x y");
  assertEquals(queryOf("?a=1"), "a=1");
  assertEquals(queryOf(""), "");
  const parsed: ParamsInput = JSON.parse('{"__proto__": "1", "constructor": "2"}');
  assertEquals(queryOf(parsed), "__proto__=1&constructor=2");
});

test("a text goes out byte for byte, and pairs in their order", () => {
  for (const text of ["a=b%20c", "flag", "x=%E4", "a=1&b=2&a=3", "a&&b=", "q=%2B+%2b", "a=1;b=2"]) {
    assertEquals(queryOf(text), text);
    using client = new Client({ params: text });
    assertEquals(client.buildRequest("GET", "http://h/p").url, `http://h/p?${text}`);
    assertEquals(
      client.buildRequest("GET", "http://h/p?x=%E4", { params: text }).url,
      `http://h/p?x=%E4&${text}`,
    );
    assertEquals(client.extend().buildRequest("GET", "http://h/").url, `http://h/?${text}`);
  }
  assertEquals(queryOf("x=%E4&flag", "x=1&y=2"), "y=2&x=%E4&flag");
  assertEquals(queryOf([["b", 1], ["a", 2], ["b", 3]], "a=0&c=4"), "c=4&b=1&a=2&b=3");
  assertEquals(queryOf(new URLSearchParams("b=1&a=2&b=3")), "b=1&a=2&b=3");
  assertEquals(queryOf("a=%20b", "%61=c"), "a=%20b");
  assertEquals(queryOf("a=1&?b=2", "b=3"), "b=3&a=1&?b=2");
  assertEquals(queryOf(JSON.parse('[[1, "a"]]')), "1=a");
  using client = new Client({ params: "a=b%20c" });
  client.params.set("d", "e");
  assertEquals(client.buildRequest("GET", "http://h/").url, "http://h/?a=b+c&d=e");
});

test("what a text has that no URL can have is encoded, and nothing of it is lost", () => {
  using client = new Client();
  const urlOf = (params: string) => client.buildRequest("GET", "http://h/#f", { params }).url;
  assertEquals(urlOf("a=b c#d"), "http://h/?a=b%20c%23d#f");
  assertEquals(urlOf("a=\t1\r\n"), "http://h/?a=%091%0D%0A#f");
  assertEquals(urlOf("??a=1"), "http://h/??a=1#f");
  assertEquals(urlOf("ä=€"), "http://h/?%C3%A4=%E2%82%AC#f");
});

test("null and undefined are left out", () => {
  assertEquals(queryOf({ a: null, b: undefined, c: 1 }), "c=1");
  assertEquals(queryOf({ a: [1, null, undefined, 2] }), "a=1&a=2");
  assertEquals(queryOf([["a", null], ["b", undefined], ["c", 1]]), "c=1");
});

test("params merge by key, the request over the client", () => {
  const client = "key=k&page=1&page=2";
  assertEquals(queryOf(undefined, client), "key=k&page=1&page=2");
  assertEquals(queryOf(null, client), "");
  assertEquals(queryOf({}, client), "key=k&page=1&page=2");
  assertEquals(queryOf({ page: 3 }, client), "key=k&page=3");
  assertEquals(queryOf({ page: [7, 8] }, client), "key=k&page=7&page=8");
  assertEquals(queryOf({ key: null }, client), "page=1&page=2");
  assertEquals(queryOf({ key: undefined }, client), "key=k&page=1&page=2");
  assertEquals(queryOf({ key: [] }, client), "page=1&page=2");
  assertEquals(queryOf([["key", null]], client), "page=1&page=2");
  assertEquals(queryOf({ q: "x" }, client), "key=k&page=1&page=2&q=x");
  assertEquals(queryOf("page=9", client), "key=k&page=9");
});

test("params that are no params are a TypeError", () => {
  const bad: readonly unknown[] = [
    5,
    true,
    Symbol("x"),
    () => {},
    { a: {} },
    { a: [[1]] },
    { a: new Date(NaN) },
    { a: Symbol("x") },
    { a: () => {} },
    [["a"]],
    [["a", 1, 2]],
    ["ab"],
    [1],
    [["a", {}]],
    [[null, 1]],
    [[{}, 1]],
    [[Symbol("x"), 1]],
    new Date(0),
    Promise.resolve({ a: 1 }),
  ];
  for (const params of bad) {
    assertThrows(
      () => Reflect.apply(mergeParams, undefined, [new URLSearchParams(), params]),
      TypeError,
      "Cannot use params",
    );
  }
});

test("a query is added where there is none, before the fragment", () => {
  const url = new URL("http://h/p#f?g");
  appendQuery(url, "a=1");
  assertEquals(url.href, "http://h/p?a=1#f?g");
  appendQuery(url, "");
  assertEquals(url.href, "http://h/p?a=1#f?g");
});

test("a list of nothing removes the client's, and an empty text says nothing", () => {
  assertEquals(queryOf({ page: [undefined] }, "key=k&page=1"), "key=k");
  assertEquals(queryOf({ page: [null] }, "key=k&page=1"), "key=k");
  assertEquals(queryOf("", "key=k&=empty"), "key=k&=empty");
});

test("a text of separators alone says nothing, and what stands between two has the empty name", () => {
  assertEquals(mergeParams(resolveParams("&"), undefined), "");
  assertEquals(mergeParams(resolveParams("&"), { a: 1 }), "a=1");
  assertEquals(mergeParams(resolveParams("a=1&&b=2"), { "": "x" }), "a=1&b=2&=x");
});

test("what serializeParams writes begins with no question mark, and replaces its own names alone", () => {
  const serialize = (params: Readonly<Record<string, unknown>>) => `?${bracketParams(params)}`;
  const merge = (params: ParamsInput) =>
    mergeParams(resolveParams("f[x]=1&g=2"), params, serialize);
  assertEquals(merge({ g: 3 }), "f[x]=1&g=3");
  assertEquals(merge({ f: 3 }), "f[x]=1&g=2&f=3");
  assertEquals(merge({ f: null }), "g=2");
  assertEquals(mergeParams(new URLSearchParams(), { a: 1 }, () => "a=?"), "a=?");
  assertThrows(
    () => Reflect.apply(merge, undefined, [[["a"]]]),
    TypeError,
    "Cannot use params: each pair must be [name, value]",
  );
});

test("brackets are offered for what is nested, and for nothing else", () => {
  const reasonOf = (value: unknown) =>
    assertThrows(() => Reflect.apply(queryOf, undefined, [{ a: value }]), TypeError).message;
  assertEquals(
    reasonOf({ b: 1 }),
    "Cannot use params.a: an object is no value of a parameter; " +
      "for nested ones say serializeParams: bracketParams",
  );
  assertEquals(
    reasonOf(() => {}),
    "Cannot use params.a: a function is no value of a parameter",
  );
  assertEquals(
    reasonOf(new Date(NaN)),
    "Cannot use params.a: an invalid Date is no value of a parameter",
  );
});
