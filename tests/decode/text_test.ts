import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import {
  apparentEncoding,
  encodingFromHeaders,
  type EncodingHints,
  encodingSniffer,
  iterText,
  normalizeEncoding,
  resolveEncoding,
} from "../../src/features/decode/mod.ts";
import { isUtf8, sniffBom } from "../../src/core/text/charset.ts";
import { parseJson } from "../../src/core/text/json.ts";
import { decodeText } from "../../src/core/text/text.ts";
import { DecodeError } from "../../src/core/errors.ts";
import { parseMediaType } from "../../src/core/fields/media_type.ts";
import { test } from "../checked.ts";
import { cutAt, everySplit, utf16, utf8 } from "./byte_sources.ts";

const LATIN = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);

test("labels are normalized, and what nobody knows is undefined", () => {
  assertEquals(normalizeEncoding(" Latin1\n"), "windows-1252");
  assertEquals(normalizeEncoding("UTF8"), "utf-8");
  assertEquals(normalizeEncoding("utf-16"), "utf-16le");
  for (const label of ["utf-7", "utf-32", "", "replacement", "\u00a0utf-8"]) {
    assertStrictEquals(normalizeEncoding(label), undefined);
  }
});

test("text is decoded without its byte order mark, and never fails", () => {
  assertEquals(decodeText(utf8("\ufeffä\ufeff"), "UTF-8"), "ä\ufeff");
  assertEquals(decodeText(utf16("\ufeffä", false), "utf-16be"), "ä");
  assertEquals(decodeText(LATIN, "latin1"), "café");
  assertEquals(decodeText(LATIN, "utf-8"), "caf\ufffd");
  assertEquals(decodeText(new Uint8Array(0), "utf-8"), "");
  const unknown = assertThrows(() => decodeText(LATIN, "utf-7"), RangeError, `"utf-7"`);
  assert(unknown.cause instanceof Error);
});

test("a byte order mark is known only when it is whole", () => {
  const marks = {
    "utf-8": [0xef, 0xbb, 0xbf],
    "utf-16le": [0xff, 0xfe],
    "utf-16be": [0xfe, 0xff],
  };
  for (const [encoding, mark] of Object.entries(marks)) {
    assertEquals(sniffBom(Uint8Array.of(...mark, 65)), encoding);
    assertEquals(sniffBom(Uint8Array.of(...mark)), encoding);
    assertEquals(sniffBom(Uint8Array.of(...mark.slice(0, -1))), undefined);
    assertEquals(sniffBom(Uint8Array.of(65, ...mark)), undefined);
    for (const at of mark.keys()) {
      const other = mark.map((byte, place) => place === at ? 65 : byte);
      assertEquals(sniffBom(Uint8Array.of(...other)), undefined);
    }
  }
});

test("a character that is cut off is UTF-8 only where more may come", () => {
  const cut = utf8("aä").subarray(0, -1);
  assertEquals([isUtf8(cut), isUtf8(cut, false), isUtf8(cut, true)], [true, true, false]);
  assertEquals([isUtf8(Uint8Array.of(0xe9, 0x41)), isUtf8(utf8("\ufeffä"), true)], [false, true]);
});

test("the charset of the headers is given as it stands there", () => {
  const cases: [string | undefined, string | undefined][] = [
    ["text/html; charset=UTF-8", "UTF-8"],
    [`text/html; CHARSET="x y"`, "x y"],
    ["text/html", undefined],
    ["nonsense", undefined],
    [undefined, undefined],
  ];
  for (const [value, expected] of cases) {
    const headers = new Headers(
      value === undefined ? {} : {
        "content-type": value,
      },
    );
    assertEquals(encodingFromHeaders(headers), expected);
  }
});

test("the bytes alone tell an apparent encoding", () => {
  assertEquals(apparentEncoding(new Uint8Array(0)), "utf-8");
  assertEquals(apparentEncoding(utf8("plain")), "utf-8");
  assertEquals(apparentEncoding(utf8("ä€😀")), "utf-8");
  assertEquals(apparentEncoding(utf8("\ufeffx")), "utf-8");
  assertEquals(apparentEncoding(utf16("\ufeffx")), "utf-16le");
  assertEquals(apparentEncoding(LATIN), "windows-1252");
  assertEquals(apparentEncoding(utf8("ä").subarray(0, 1)), "windows-1252");
  const declared = Uint8Array.of(...utf8("<meta charset=koi8-r>"), 0xc1);
  assertEquals(apparentEncoding(declared), "koi8-r");
});

/** Each row leaves out what decided the row before. */
const ORDER: readonly (readonly [EncodingHints, Uint8Array, string])[] = [
  [
    {
      encoding: "gbk",
      contentType: parseMediaType("text/html; charset=koi8-r"),
      defaultEncoding: "big5",
    },
    utf8("\ufeff<meta charset=euc-kr>"),
    "gbk",
  ],
  [
    {
      contentType: parseMediaType("text/html; charset=koi8-r"),
      defaultEncoding: "big5",
    },
    utf8("\ufeff<meta charset=euc-kr>"),
    "utf-8",
  ],
  [
    {
      contentType: parseMediaType("text/html; charset=koi8-r"),
      defaultEncoding: "big5",
    },
    utf8("<meta charset=euc-kr>"),
    "koi8-r",
  ],
  [
    {
      contentType: parseMediaType("text/html; charset=utf-7"),
      defaultEncoding: "big5",
    },
    utf8("<meta charset=euc-kr>"),
    "euc-kr",
  ],
  [
    {
      contentType: parseMediaType("text/html; charset=utf-7"),
      defaultEncoding: "big5",
    },
    utf8("<meta charset=none>"),
    "big5",
  ],
  [
    { contentType: parseMediaType("text/plain"), defaultEncoding: "big5" },
    utf8("<meta charset=euc-kr>"),
    "big5",
  ],
  [
    { contentType: parseMediaType("application/rss+xml") },
    utf8(`<?xml encoding="euc-kr"?>`),
    "euc-kr",
  ],
  [
    { contentType: parseMediaType("text/plain"), defaultEncoding: "big5" },
    utf8(`<?xml encoding="euc-kr"?>`),
    "big5",
  ],
  [{ defaultEncoding: () => "Latin1" }, utf8("x"), "windows-1252"],
  [{ defaultEncoding: () => undefined }, utf8("x"), "utf-8"],
  [{ defaultEncoding: () => "utf-7" }, utf8("x"), "utf-8"],
  [{ defaultEncoding: "utf-7" }, utf8("x"), "utf-8"],
  [{}, LATIN, "utf-8"],
  [{}, new Uint8Array(0), "utf-8"],
  [
    { encoding: undefined, contentType: undefined },
    utf16("\ufeff"),
    "utf-16le",
  ],
];

test("the encoding is settled in the order of the contract", () => {
  for (const [hints, bytes, expected] of ORDER) {
    assertEquals(resolveEncoding(bytes, hints), expected);
  }
  assertThrows(() => resolveEncoding(LATIN, { encoding: "x" }), RangeError);
  assertThrows(() => encodingSniffer({ encoding: "x" }), RangeError);
});

test("a default function gets the bytes", () => {
  let given: Uint8Array | undefined;
  resolveEncoding(LATIN, {
    defaultEncoding: (bytes) => {
      given = bytes;
      return undefined;
    },
  });
  assertStrictEquals(given, LATIN);
});

test("streamed text settles on the same encoding, however it is split", async () => {
  for (const [hints, bytes, expected] of ORDER) {
    const text = decodeText(bytes, expected);
    for (const chunks of everySplit(bytes)) {
      const encoding = encodingSniffer(hints);
      const parts = await Array.fromAsync(iterText(chunks, { encoding }));
      assertEquals(parts.join(""), text);
      assert(parts.every((part) => part !== ""));
    }
  }
});

test("nothing is held back that the answer does not need", () => {
  const one = utf8("x");
  const plain = encodingSniffer({ contentType: parseMediaType("text/plain") });
  assertEquals(plain(one, false), "utf-8");
  assertEquals(encodingSniffer({ defaultEncoding: "gbk" })(one, false), "gbk");
  const asked = encodingSniffer({ defaultEncoding: () => "gbk" });
  assertEquals([asked(one, false), asked(one, true)], [undefined, "gbk"]);
  const named = encodingSniffer({
    contentType: parseMediaType("text/html; charset=gbk"),
  });
  assertEquals(named(one, false), "gbk");
  const html = encodingSniffer({ contentType: parseMediaType("text/html") });
  assertEquals(html(one, false), undefined);
  assertEquals(html(new Uint8Array(1023), false), undefined);
  assertEquals(html(new Uint8Array(1024), false), "utf-8");
  assertEquals(html(one, true), "utf-8");
  assertEquals(html(Uint8Array.of(0xff, 0xfe), false), "utf-16le");
  assertEquals(plain(Uint8Array.of(0xef), false), undefined);
  assertEquals(plain(Uint8Array.of(0xef, 0xbb), false), undefined);
  assertEquals(plain(Uint8Array.of(0xef, 0x41), false), "utf-8");
  assertEquals(plain(Uint8Array.of(0xef, 0xbb, 0x41), false), "utf-8");
  assertEquals(plain(Uint8Array.of(0x41, 0xbb), false), "utf-8");
  assertEquals(plain(Uint8Array.of(0xff, 0xfe), false), "utf-16le");
});

test("streamed text is the whole text for random bytes and cuts", async () => {
  const property = fc.asyncProperty(
    fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.string({ unit: "grapheme" }).map((text) => utf8(`\ufeff${text}`)),
      fc.constant(utf8("\n\ufeff\ufeff\n\ufeff")),
    ),
    fc.array(fc.nat(), { maxLength: 6 }),
    fc.constantFrom("utf-8", "utf-16le", "gb18030", "shift_jis", "iso-2022-jp"),
    async (bytes, places, encoding) => {
      const parts = iterText(cutAt(bytes, places), { encoding });
      const text = (await Array.fromAsync(parts)).join("");
      assertEquals(text, decodeText(bytes, encoding));
    },
  );
  await fc.assert(property, { numRuns: 2000, seed: 5 });
});

test("a mark that is none of the Unicode encodings stays", async () => {
  const bytes = Uint8Array.of(0x84, 0x31, 0x95, 0x33, 0x61); // U+FEFF in GB 18030
  const parts = await Array.fromAsync(iterText([bytes], { encoding: "gb18030" }));
  assertEquals([parts.join(""), decodeText(bytes, "gb18030")], ["\ufeffa", "\ufeffa"]);
});

test("a text that is longer than a string can be is a DecodeError", () => {
  const bytes = new Uint8Array(2 ** 29);
  for (const encoding of ["utf-8", "windows-1252"]) {
    const error = assertThrows(() => decodeText(bytes, encoding), DecodeError, "536870912 bytes");
    assertEquals([error.phase, error.cause instanceof Error], ["decode", true]);
  }
  const json = { charset: "utf-8", context: { elapsed: 3 } };
  const error = assertThrows(() => parseJson(bytes, json), DecodeError, "536870912 bytes");
  assertEquals(error.elapsed, 3);
});
