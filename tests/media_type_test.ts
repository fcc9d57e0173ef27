import { assert, assertEquals } from "@std/assert";
import {
  charsetParameter,
  extractMediaType,
  isHtmlOrXml,
  isJson,
  type MediaType,
  parseMediaType,
} from "../src/core/fields/media_type.ts";
import { serializeMediaType } from "./media_type_text.ts";
import { test } from "./checked.ts";

test("gives the parts of a media type", () => {
  const mediaType = parseMediaType('Text/X-Y; Charset=UTF-8;b="q\\"";B=2');
  assertEquals(mediaType, {
    essence: "text/x-y",
    type: "text",
    subtype: "x-y",
    parameters: new Map([["charset", "UTF-8"], ["b", 'q"']]),
  });
});

test("the short way gives what the long way gives", () => {
  const plain = [
    "application/json",
    "text/html; charset=utf-8",
    "text/html;charset=UTF-8",
    "application/vnd.api+json",
    "image/svg+xml; charset=iso-8859-1",
    "text/plain; charset=shift_jis",
  ];
  for (const value of plain) {
    const long = parseMediaType(`${value};`);
    assert(long !== undefined);
    assertEquals(parseMediaType(value), long);
  }
});

test("a parameter of nothing but spaces is none", () => {
  for (const spaces of ["", " ", "  ", "\t \t"]) {
    assertEquals(
      parseMediaType(`text/plain; charset=${spaces}; a=1`)?.parameters,
      new Map([["a", "1"]]),
    );
  }
});

test("letters that only lower-case into ASCII are no token", () => {
  assertEquals(parseMediaType("text/\u212aml"), undefined);
  assertEquals(parseMediaType("text/x;\u212a=1")?.parameters.size, 0);
});

test("spaces that HTTP does not know are not trimmed", () => {
  assertEquals(parseMediaType("\u00a0text/html"), undefined);
  assertEquals(parseMediaType("text/html\v"), undefined);
  assertEquals(parseMediaType("text/html\u2003; a=b"), undefined);
});

test("names of object properties are parameters like any other", () => {
  const mediaType = parseMediaType("a/b;__proto__=1;constructor=2");
  assertEquals(mediaType?.parameters.get("__proto__"), "1");
  assertEquals(mediaType?.parameters.get("constructor"), "2");
  assertEquals(mediaType?.parameters.get("charset"), undefined);
});

const extracted: ReadonlyArray<readonly [string | null, string | undefined]> = [
  [null, undefined],
  ["", undefined],
  [",", undefined],
  ["*/*", undefined],
  ["*/*, text/html", "text/html"],
  ["text/html, bogus", "text/html"],
  ["text/html;charset=gbk, */*, bogus, text/html", "text/html;charset=gbk"],
  ["text/html;charset=gbk, text/html, text/html", "text/html;charset=gbk"],
  ["text/html;charset=gbk, text/xml, text/html", "text/html"],
  ['text/html;charset="", text/html', 'text/html;charset=""'],
  ["text/html;x=1;charset=gbk, TEXT/HTML;y=2", "text/html;y=2;charset=gbk"],
  ['text/html;a="b, c"', 'text/html;a="b, c"'],
  ['text/html;a="b\\", c"; d=e', 'text/html;a="b\\", c";d=e'],
];

for (const [value, expected] of extracted) {
  test(`extracts ${expected} from ${JSON.stringify(value)}`, () => {
    const mediaType = extractMediaType(value);
    assertEquals(mediaType && serializeMediaType(mediaType), expected);
  });
}

test("a charset that is inherited leaves the media type it came from alone", () => {
  const first = parseMediaType("text/html;charset=gbk");
  extractMediaType("text/html;charset=gbk, text/html;x=y");
  assertEquals(first?.parameters, new Map([["charset", "gbk"]]));
});

const groups: ReadonlyArray<readonly [string, boolean, boolean]> = [
  ["application/json", true, false],
  ["text/json; charset=utf-8", true, false],
  ["application/problem+json", true, false],
  ["application/json5", false, false],
  ["application/jsonl", false, false],
  ["x/json", false, false],
  ["text/html", false, true],
  ["application/xhtml+xml", false, true],
  ["image/svg+xml", false, true],
  ["text/xml", false, true],
  ["application/xml", false, true],
  ["application/xml-dtd", false, false],
  ["application/html", false, false],
  ["text/plain", false, false],
];

for (const [value, json, htmlOrXml] of groups) {
  test(`${value} is JSON: ${json}, HTML or XML: ${htmlOrXml}`, () => {
    const mediaType = parseMediaType(value);
    assert(mediaType !== undefined);
    assertEquals([isJson(mediaType), isHtmlOrXml(mediaType)], [
      json,
      htmlOrXml,
    ]);
  });
}

test("whatever was read is written so that it reads the same", () => {
  const parts = ["a", "/", ";", "=", '"', "\\", " ", ",", "\t", "é", "\0", "B"];
  let seed = 7;
  let read = 0;
  for (let round = 0; round < 20_000; round++) {
    let value = "t/s";
    for (let length = round % 14; length > 0; length--) {
      seed = (seed * 48271) % 2147483647;
      value += parts[seed % parts.length];
    }
    const mediaType = extractMediaType(value);
    if (mediaType === undefined) continue;
    read++;
    assertEquals(parseMediaType(serializeMediaType(mediaType)), mediaType);
  }
  assert(read > 4_000, `only ${read} values were media types`);
});

test("hostile values take linear time", () => {
  const start = performance.now();
  const hostile = [
    " ",
    ";",
    ",",
    "; ",
    ' ;a="',
    "a/b,",
    "\\",
    '"\\',
    "a/a;charset=x,",
    `x${" ".repeat(1000)}`,
  ];
  for (const part of hostile) {
    const long = part.repeat(Math.ceil(100_000 / part.length));
    const read: Array<MediaType | undefined> = [
      extractMediaType(long),
      extractMediaType(`a/b${long}x`),
      extractMediaType(`a/b;c="${long}`),
      extractMediaType(`a/b;c=${long}x`),
      extractMediaType(`a${long}/b`),
    ];
    read.map((mediaType) => mediaType && serializeMediaType(mediaType));
  }
  assert(performance.now() - start < 10_000);
});

test("what is not there is not made up", () => {
  for (const blank of ["", " ", "\t\n", "/", "a/"]) assertEquals(parseMediaType(blank), undefined);
  assertEquals(parseMediaType("a/b;c=  ;d=e")?.parameters, new Map([["d", "e"]]));
  const inherited = extractMediaType("text/html, text/html;x=1");
  assertEquals(inherited?.parameters, new Map([["x", "1"]]));
  const rows: readonly (readonly [string | null, string | undefined])[] = [
    [null, undefined],
    ["a/b", undefined],
    [";", undefined],
    ["a/b;c=d", undefined],
    ["a/b;charset=x", "x"],
  ];
  for (const [value, charset] of rows) assertEquals(charsetParameter(value), charset, `${value}`);
});
