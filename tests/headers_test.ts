import { assertEquals, assertFalse, assertThrows } from "@std/assert";
import {
  type HeadersInput,
  isToken,
  mergeHeaders,
  toHeaderRecord,
} from "../src/core/request/headers.ts";
import { test } from "./checked.ts";

function merge(headers: HeadersInput | undefined, before: Record<string, string> = {}) {
  const target = { ...before };
  mergeHeaders(target, headers);
  return target;
}

test("headers merge by name, whatever its case", () => {
  assertEquals(merge({ "X-A": "2", "x-b": "3" }, { "x-a": "1", "x-c": "4" }), {
    "x-a": "2",
    "x-b": "3",
    "x-c": "4",
  });
  assertEquals(merge(undefined, { "x-a": "1" }), { "x-a": "1" });
  assertEquals(merge({ "x-a": undefined }, { "x-a": "1" }), { "x-a": "1" });
  assertEquals(merge(new Headers({ "X-A": "2" }), { "x-a": "1" }), { "x-a": "2" });
  assertEquals(merge([["X-A", "2"]], { "x-a": "1" }), { "x-a": "2" });
  assertEquals(merge(new Map([["X-A", "2"]])), { "x-a": "2" });
});

test("null removes a header", () => {
  assertEquals(merge({ "X-A": null }, { "x-a": "1", "x-b": "2" }), { "x-b": "2" });
  assertEquals(merge({ "x-a": null, "X-A": "3" }, { "x-a": "1" }), { "x-a": "3" });
  assertEquals(merge({ "X-A": "3", "x-a": null }, { "x-a": "1" }), {});
  assertEquals(merge({ authorization: null, Authorization: "x" }), { authorization: "x" });
  assertEquals(merge({ "x-none": null }), {});
});

test("an empty value is a value, a number is written", () => {
  assertEquals(merge({ "x-a": "", "x-b": 0, "x-c": 1.5 }), {
    "x-a": "",
    "x-b": "0",
    "x-c": "1.5",
  });
});

test("several of one name are joined by the rules of the field", () => {
  assertEquals(merge([["x-a", "1"], ["X-A", "2"]]), { "x-a": "1, 2" });
  assertEquals(merge({ "x-a": "1", "X-A": "2" }), { "x-a": "1, 2" });
  assertEquals(merge([["cookie", "a=1"], ["Cookie", "b=2"]]), { cookie: "a=1; b=2" });
  // What is joined replaces what was there before, it is not added to it.
  assertEquals(merge([["x-a", "1"], ["x-a", "2"]], { "x-a": "0" }), { "x-a": "1, 2" });
});

test("cookies that Headers joined by a comma are told apart again", () => {
  const headers = new Headers();
  headers.append("cookie", "a=1");
  headers.append("cookie", "b=2");
  headers.append("cookie", "c=3; d=4");
  assertEquals(merge(headers), { cookie: "a=1; b=2; c=3; d=4" });
  assertEquals(merge({ cookie: "a=1, 2; b=Mon, 1" }), { cookie: "a=1, 2; b=Mon, 1" });
});

test("a host or credentials never go out twice", () => {
  for (const name of ["host", "authorization", "proxy-authorization"]) {
    const pairs: HeadersInput = [[name, "a"], [name.toUpperCase(), "b"]];
    assertThrows(() => merge(pairs), TypeError, `Cannot send the header ${name} twice`);
    const record = { [name]: "a", [name.toUpperCase()]: "b" };
    assertThrows(() => merge(record), TypeError, "twice");
  }
  const hosts = new Headers([["host", "a"], ["host", "b"]]);
  assertThrows(() => merge(hosts), TypeError, "Cannot send the header host");
});

test("a host is one host", () => {
  for (const host of ["h", "h:80", "[::1]:80", "127.0.0.1", ""]) {
    assertEquals(merge({ host }), { host });
  }
  for (const host of ["a, b", "a/b", "u@h", "a b", "h?x", "h#x", "a\\b"]) {
    assertThrows(() => merge({ host }), TypeError, "Cannot send the header host");
  }
});

test("a name that is no token is a TypeError", () => {
  const names = [
    "",
    " ",
    "a b",
    "a:",
    ":authority",
    "a\r\nb",
    "a\0",
    "ä",
    "a(b)",
    "x\u2028",
    "a,b",
  ];
  for (const name of names) {
    assertThrows(() => merge({ [name]: "1" }), TypeError, "no valid name");
    assertThrows(() => merge([[name, "1"]]), TypeError, "no valid name");
    assertThrows(() => merge({ [name]: null }), TypeError, "no valid name");
    assertFalse(isToken(name));
  }
});

test("a value that cannot be sent is a TypeError that does not show it", () => {
  const values = [
    "secret\nx",
    "secret\r\nx: y",
    "secret\0",
    "secret\x7f",
    "secret€",
    "secret\u{1f600}",
  ];
  for (const value of values) {
    const error = assertThrows(
      () => merge({ "x-a": value }),
      TypeError,
      "Cannot send the header x-a",
    );
    assertFalse(error.message.includes("secret"));
    assertThrows(() => merge([["x-a", value]]), TypeError);
  }
});

test("a value is trimmed, and may be Latin-1", () => {
  assertEquals(merge({ "x-a": " \t1 \r\n", "x-b": "caf\xe9", "x-c": "a\tb" }), {
    "x-a": "1",
    "x-b": "caf\xe9",
    "x-c": "a\tb",
  });
});

test("what is neither record, Headers nor pairs is a TypeError", () => {
  const bad: readonly unknown[] = [
    null,
    "a: b",
    5,
    true,
    [["a"]],
    [["a", "b", "c"]],
    ["ab"],
    [5],
    { a: {} },
    { a: ["1", "2"] },
    { a: true },
    { a: Symbol("x") },
    [["a", null]],
    [[1, "x"]],
  ];
  for (const headers of bad) {
    assertThrows(() => Reflect.apply(mergeHeaders, undefined, [{}, headers]), TypeError, "Cannot");
  }
});

test("a header with the name of the prototype is a TypeError, however it is given", () => {
  const record: Record<string, string> = JSON.parse('{"__proto__":"1"}');
  for (
    const headers of [record, [["__proto__", "1"]] as const, new Headers([["__proto__", "1"]])]
  ) {
    assertThrows(() => merge(headers), TypeError, "no valid name");
  }
  assertThrows(() => toHeaderRecord(new Headers([["__proto__", "1"]])), TypeError, "no valid name");
});

test("what Headers let pass and no server does is a TypeError", () => {
  const headers = new Headers({ "x-a": "a\x01b" });
  assertThrows(() => merge(headers), TypeError, "Cannot send the header x-a");
  assertThrows(() => toHeaderRecord(headers), TypeError, "Cannot send the header x-a");
});

test("the message says what is wrong", () => {
  assertThrows(() => merge({ "a b": "1" }), TypeError, 'named "a b"');
  const bad: readonly [unknown, string][] = [
    [[[5, "1"]], "named a number"],
    [null, "give a record, Headers or pairs"],
    ["a: b", "give a record, Headers or pairs"],
  ];
  for (const [headers, words] of bad) {
    assertThrows(() => Reflect.apply(merge, undefined, [headers]), TypeError, words);
  }
});

test("between cookies stands a semicolon, whatever they look like", () => {
  assertEquals(merge([["cookie", "a=1"], ["cookie", "lone"]]), { cookie: "a=1; lone" });
  assertEquals(merge(new Headers([["cookie", "a=1"], ["cookie", "long=2"]])), {
    cookie: "a=1; long=2",
  });
});
