import { assertEquals } from "@std/assert";
import { redactJson } from "../../src/features/har/redact_json.ts";
import { test } from "../checked.ts";

test("secret members are replaced, and every other byte stays", () => {
  const rows: readonly (readonly [string, string])[] = [
    ['{"token":"a"}', '{"token":"REDACTED"}'],
    ['{ "token" :\n "a\\"b\\\\" , "x": 1.0e5 }', '{ "token" :\n "REDACTED" , "x": 1.0e5 }'],
    ['{"pin":123456,"ok":true}', '{"pin":"REDACTED","ok":true}'],
    ['{"token":null,"password":"","secret":false}', '{"token":null,"password":"","secret":false}'],
    ['{"p\\u0061ssword":"x"}', '{"p\\u0061ssword":"REDACTED"}'],
    ['{"a":"\\"token\\":\\"x\\""}', '{"a":"\\"token\\":\\"x\\""}'],
    ['{"a":["token","x"]}', '{"a":["token","x"]}'],
    [
      '{"credentials":{"user":"u","list":[1,{"x":"y"}]},"after":"z"}',
      '{"credentials":{"user":"REDACTED","list":["REDACTED",{"x":"REDACTED"}]},"after":"z"}',
    ],
    ['{"a":{"token":"x"},"b":"y"}', '{"a":{"token":"REDACTED"},"b":"y"}'],
    ['{"tokens":["a"],"token":["a","b"]}', '{"tokens":["a"],"token":["REDACTED","REDACTED"]}'],
    ['{"token":"x"}\n{"b":"y"}\n', '{"token":"REDACTED"}\n{"b":"y"}\n'],
    ['{"id":12345678901234567890,"ü":"ä"}', '{"id":12345678901234567890,"ü":"ä"}'],
    ['"token"', '"token"'],
    ["", ""],
  ];
  for (const [json, expected] of rows) {
    assertEquals(redactJson(json), expected);
    assertEquals(redactJson(expected), expected, "a second time changes nothing");
  }
});

test("text that is cut anywhere shows nothing of the secret", () => {
  const json = '{"x":[1,"\\\\"],"password":"QQ\\"QQ","credentials":{"a":"QQ","b":["QQ"]}}';
  for (let length = 0; length <= json.length; length++) {
    const text = redactJson(json.slice(0, length));
    assertEquals(text.includes("Q"), false, text);
  }
});

test("garbage stays as it is, in little time", () => {
  for (const text of ["}}}]]]", "[[[[", '"', "\\", ":::", '{"a"', "a:b", "\u0000"]) {
    assertEquals(redactJson(text), text);
  }
  const startedAt = performance.now();
  redactJson('"\\'.repeat(500_000));
  redactJson("[".repeat(500_000) + " ".repeat(500_000));
  redactJson(`${'"a" '.repeat(10_000)}${" ".repeat(100_000)}`);
  assertEquals(performance.now() - startedAt < 20_000, true);
});

test("a text of many megabytes is no trouble", () => {
  const long = "x\\n".repeat(5_000_000);
  const text = redactJson(`{"a":"${long}","token":"${long}","n":${"1".repeat(5_000_000)}}`);
  assertEquals(text.length, 15_000_000 + 5_000_000 + '{"a":"","token":"REDACTED","n":}'.length);
});
