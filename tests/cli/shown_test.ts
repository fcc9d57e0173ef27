import { assertEquals } from "@std/assert";
import { redact } from "../../src/cli/view/head.ts";
import { layOutJson } from "../../src/cli/view/json_text.ts";
import { escapeLine, escapeText, TextEscaper } from "../../src/cli/view/terminal_text.ts";
import { test } from "../checked.ts";

test("JSON laid out is what JSON.stringify gives", () => {
  const values = [
    null,
    "",
    0,
    [],
    {},
    [[]],
    [{}],
    { a: [] },
    [1, [2, [3, {}]], { "b,c:[]{}": 'd"\\e\n,{' }],
    { "": { "x\\": "\\" }, é: "☃🛳" },
  ];
  for (const value of values) {
    const expected = JSON.stringify(value, null, 2);
    assertEquals(layOutJson(JSON.stringify(value)), expected);
    assertEquals(layOutJson(expected), expected);
  }
});

test("numbers stay as they are written, names may come twice", () => {
  const text = '{"n":12345678901234567890,"n":1.0e+400,"m":-0.10}';
  const lines = ["{", '  "n": 12345678901234567890,', '  "n": 1.0e+400,', '  "m": -0.10', "}"];
  assertEquals(layOutJson(text), lines.join("\n"));
});

test("deep nesting and long strings are no trouble", () => {
  const depth = 50_000;
  const text = layOutJson("[".repeat(depth) + "]".repeat(depth));
  assertEquals(text.replace(/\s/g, "").length, 2 * depth);
  const long = JSON.stringify('\\"'.repeat(1_000_000));
  assertEquals(layOutJson(long), long);
});

test("names, texts and other values have colors of their own", () => {
  const shown = layOutJson('{"a":"b","c":[1,true]}', (color, text) => `<${color} ${text}>`);
  assertEquals(
    shown.replace(/\s+/g, " "),
    '{ <blue "a">: <green "b">, <blue "c">: [ <yellow 1>, <yellow true> ] }',
  );
});

test("control characters and turned text are spelled out", () => {
  const hostile = "\x1b]0;title\x07\x9b31m\x00\x7f\u202ereversed\u2066";
  const spelled = "\\x1b]0;title\\x07\\x9b31m\\x00\\x7f\\u202ereversed\\u2066";
  assertEquals(escapeText(`a\tb\n${hostile}`), `a\tb\n${spelled}`);
  assertEquals(escapeLine(`a\tb\r\n${hostile}`), `a\tb\\x0d\\n${spelled}`);
  assertEquals(escapeText("a\r\nb\rc"), "a\nb\\x0dc");
  assertEquals(escapeText("é ☃ 🛳 日本語"), "é ☃ 🛳 日本語");
});

test("text in pieces is escaped as in one", () => {
  const text = "a\r\nb\r\r\n\x1b\r";
  for (let cut = 0; cut <= text.length; cut++) {
    const escaper = new TextEscaper();
    const pieces = [text.slice(0, cut), "", text.slice(cut)].map((piece) => escaper.push(piece));
    assertEquals(pieces.join("") + escaper.finish(), escapeText(text));
  }
});

test("secrets in headers are redacted, the rest is not", () => {
  const rows: readonly (readonly [string, string, string])[] = [
    ["Authorization", "Basic dTpw", "Basic REDACTED"],
    ["authorization", "dTpw", "REDACTED"],
    ["authorization", 'Digest username="u", response="x"', "Digest REDACTED"],
    ["proxy-authorization", "Bearer a b", "Bearer REDACTED"],
    ["cookie", "a=1; b=2=3; c", "a=REDACTED; b=REDACTED;REDACTED"],
    ["set-cookie", "sid=x=y; Path=/; HttpOnly", "sid=REDACTED; Path=/; HttpOnly"],
    ["set-cookie", "lonely; Path=/", "REDACTED; Path=/"],
    ["X-Api-Key", "k", "REDACTED"],
    ["x-auth-token", "k", "REDACTED"],
    ["x-password", "k", "REDACTED"],
    ["www-authenticate", 'Basic realm="x"', 'Basic realm="x"'],
    ["access-control-allow-credentials", "true", "true"],
    ["content-type", "text/plain", "text/plain"],
    [
      "link",
      "<https://u:p@h/?token=a&page=2>; rel=next",
      "<https://h/?token=REDACTED&page=2>; rel=next",
    ],
    ["refresh", "5; url=https://u:p@h/", "5; url=https://h/"],
  ];
  for (const [name, value, expected] of rows) assertEquals(redact(name, value), expected);
});
