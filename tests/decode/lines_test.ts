import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import { DecodeError } from "../../src/core/errors.ts";
import { encodingSniffer, iterLineBatches, iterLines } from "../../src/features/decode/mod.ts";
import { parseMediaType } from "../../src/core/fields/media_type.ts";
import { test } from "../checked.ts";
import { cutAt, drain, everySplit, utf16, utf8 } from "./byte_sources.ts";

/** Written apart from the code under test: what the lines of a whole text are. */
function expectedLines(text: string, delimiter: RegExp | string): string[] {
  const lines = text.split(delimiter);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

const ENDS = /\r\n|\n|\r/;

const TEXTS: readonly string[] = [
  "",
  "\n",
  "\r",
  "\r\n",
  "\n\r",
  "\r\r\n\n",
  "one",
  "one\n",
  "one\r",
  "one\r\ntwo",
  "one\rtwo\nthree\r\nfour\r\r\nfive\n\nsix",
  "äöü€😀\r\n😀€\r😀\nüöä",
  "\ufeffwith a mark\nand \ufeffanother\n\ufeffand one at a start",
  "\0\n\u0085\u2028\u2029\v\f\n", // none of these ends a line
];

test("lines are the same whole and split at every byte", async () => {
  for (const text of TEXTS) {
    const expected = expectedLines(text.replace(/^\ufeff/, ""), ENDS);
    for (const chunks of everySplit(utf8(text))) {
      assertEquals(await Array.fromAsync(iterLines(chunks)), expected);
      const batches = await Array.fromAsync(iterLineBatches(chunks));
      assertEquals(batches.flat(), expected);
      assert(batches.every((batch) => batch.length > 0));
    }
  }
});

test("what an escape has switched on goes on in the next line", async () => {
  // ISO-2022-JP: in Roman, 0x5c is the sign of the yen; in JIS X 0208, 0x0a ends no line.
  for (const bytes of ["\x1b(Ja\n\\\n\\", '\x1b$B$"\n$$\x1b(Bx\ny'].map(utf8)) {
    const expected = expectedLines(new TextDecoder("iso-2022-jp").decode(bytes), "\n");
    for (const chunks of everySplit(bytes)) {
      const lines = iterLines(chunks, { encoding: "iso-2022-jp" });
      assertEquals(await Array.fromAsync(lines), expected);
    }
  }
});

test("lines of UTF-16 are the same whole and split at every byte", async () => {
  for (const text of TEXTS) {
    const expected = expectedLines(text.replace(/^\ufeff/, ""), ENDS);
    for (const encoding of ["utf-16le", "utf-16be"]) {
      const bytes = utf16(text, encoding === "utf-16le");
      for (const chunks of everySplit(bytes)) {
        const lines = iterLines(chunks, { encoding });
        assertEquals(await Array.fromAsync(lines), expected);
      }
    }
  }
});

test("characters whose bytes look like line ends do not end lines in UTF-16", async () => {
  const lines = iterLines([utf16("\u0a0d\u0d0a\u0a0a\nx")], {
    encoding: "utf-16le",
  });
  assertEquals(await Array.fromAsync(lines), ["\u0a0d\u0d0a\u0a0a", "x"]);
});

const LEGACY: Readonly<Record<string, readonly number[]>> = {
  "shift_jis": [0x82, 0xa0, 13, 10, 0x83, 0x5c, 10, 0x82, 10, 0x41, 13, 0xb1],
  "gb18030": [0x81, 0x30, 0x81, 0x30, 10, 0xc4, 0xe3, 13, 0x81, 10, 0x30],
  "euc-jp": [0xa4, 0xa2, 10, 0x8f, 0xb0, 0xa1, 13, 10, 0xa4, 10, 0x41],
  "big5": [0xa4, 0x40, 13, 0xa4, 10, 0xa4, 0x41],
  "euc-kr": [0xb0, 0xa1, 10, 0xb0, 13, 0xb0, 0xa2],
  "iso-2022-jp": [
    0x1b,
    0x24,
    0x42,
    0x24,
    0x22,
    0x1b,
    0x28,
    0x42,
    10,
    0x41,
    13,
    10,
    0x42,
  ],
  "windows-1252": [0xe9, 0x80, 13, 0x85, 10, 10, 0xff],
  "utf-8": [0xe2, 0x82, 10, 0xf0, 0x9f, 13, 0xff, 0xc3, 0xa9, 10, 0xe2],
};

test("lines of legacy and malformed bytes are those of the text decoded whole", async () => {
  for (const [encoding, bytes] of Object.entries(LEGACY)) {
    const whole = new TextDecoder(encoding).decode(new Uint8Array(bytes));
    for (const chunks of everySplit(new Uint8Array(bytes))) {
      const lines = iterLines(chunks, { encoding });
      assertEquals(
        await Array.fromAsync(lines),
        expectedLines(whole, ENDS),
        encoding,
      );
    }
  }
});

test("a custom delimiter splits only there, also split over chunks", async () => {
  const cases: [string, string][] = [
    ["one\ntwo\r\nthree", "\n"],
    ["a\0b\0\0c\r\n\0", "\0"],
    ["aabaabaaab", "aab"],
    ["--\r\n--x--\r\n--\r\n--", "--\r\n--"],
    ["😀€😀€€😀", "€😀"],
    ["\n\n\n\n\n", "\n\n"],
    ["nothing here", "|"],
    ["", "|"],
    ["|", "|"],
  ];
  for (const [text, delimiter] of cases) {
    const expected = expectedLines(text, delimiter);
    for (const chunks of everySplit(utf8(text))) {
      const lines = iterLines(chunks, { delimiter });
      assertEquals(await Array.fromAsync(lines), expected, delimiter);
    }
  }
});

test("random bytes, delimiters and cuts give the lines of the whole", async () => {
  const letter = fc.constantFrom("\n", "\r", "a", "ab", "é", "😀", "\ufeff");
  const text = fc.array(letter, { maxLength: 40 }).map((parts) => parts.join(""));
  const bytes = fc.oneof(text.map(utf8), fc.uint8Array({ maxLength: 60 }));
  const delimiter = fc.option(fc.constantFrom("\n", "ab", "aa", "\r\n", "é"), {
    nil: undefined,
  });
  const property = fc.asyncProperty(
    bytes,
    fc.array(fc.nat(), { maxLength: 8 }),
    delimiter,
    async (bytes, places, delimiter) => {
      const whole = new TextDecoder().decode(bytes);
      const lines = iterLines(cutAt(bytes, places), { delimiter });
      assertEquals(
        await Array.fromAsync(lines),
        expectedLines(whole, delimiter ?? ENDS),
      );
    },
  );
  await fc.assert(property, { numRuns: 1000, seed: 1 });
});

test("a line is there as soon as its end is, a lone \\r at the end of a chunk too", async () => {
  for (const end of ["\n", "\r", "\r\n"]) {
    const wire = new TransformStream<Uint8Array, Uint8Array>();
    const writer = wire.writable.getWriter();
    const lines = iterLines(wire.readable);
    const first = lines.next();
    await writer.write(utf8(`one${end}`));
    assertEquals(await first, { done: false, value: "one" });
    const second = lines.next();
    await writer.write(utf8("\ntwo\n"));
    assertEquals((await second).value, end === "\r" ? "two" : "");
    await lines.return();
    await writer.closed.catch(() => {});
  }
});

test("chunks may share one buffer that is filled again", async () => {
  async function* reuse() {
    const buffer = new Uint8Array(4);
    for (const text of ["ab\nc", "defg", "h\nij", "\r\nkl"]) {
      await Promise.resolve();
      buffer.set(utf8(text));
      yield buffer;
    }
  }
  const lines = await Array.fromAsync(iterLines(reuse()));
  assertEquals(lines, ["ab", "cdefgh", "ij", "kl"]);
});

test("a line of 100 MiB in small chunks takes linear time", async () => {
  const chunk = new Uint8Array(65_536).fill(0x61);
  for (const rest of [{}, { delimiter: "--" }, { encoding: "utf-16le" }]) {
    const options = { ...rest, maxLineLength: Infinity };
    const chunks = function* () {
      for (let count = 0; count < 1600; count++) yield chunk;
      yield utf8("\n\0\n\0");
    };
    const started = performance.now();
    const lines = await Array.fromAsync(iterLines(chunks(), options));
    const took = performance.now() - started;
    const size = "encoding" in rest ? 800 * 65_536 : 1600 * 65_536;
    assert((lines[0]?.length ?? 0) >= size);
    assert(took < 20_000, `took ${took} ms`);
  }
});

test("many short lines in one byte chunks take linear time", async () => {
  const single = [utf8("a"), utf8("\r")];
  const chunks = function* () {
    for (let count = 0; count < 100_000; count++) yield* single;
  };
  assertEquals((await Array.fromAsync(iterLines(chunks()))).length, 100_000);
});

test("a large chunk is cut in steps", async () => {
  const chunk = utf8("0123456789abcde\n".repeat(65_536));
  const batches = await Array.fromAsync(iterLineBatches([chunk]));
  assertEquals(batches.map(({ length }) => length), [
    16_384,
    16_384,
    16_384,
    16_384,
  ]);
});

test("a line over the limit fails after the lines before it", async () => {
  const text = "abc\ndefg\nhij\nklmno\nend";
  for (const chunks of everySplit(utf8(text))) {
    const lines = iterLines(chunks, { maxLineLength: 4 });
    const { items, error } = await drain(lines);
    assertEquals(items, ["abc", "defg", "hij"]);
    assertInstanceOf(error, DecodeError);
    assertEquals(error.code, "ERR_DECODE");
    assertEquals(error.phase, "decode");
    assertStringIncludes(error.message, "Cannot cut the body into lines");
    assertStringIncludes(error.message, "longer than 4 UTF-16 units");
  }
});

test("the limit counts UTF-16 units, not bytes", async () => {
  for (const line of ["€€€€", "😀😀", "éééé"]) {
    const fits = iterLines([utf8(`${line}\n`)], { maxLineLength: 4 });
    assertEquals(await Array.fromAsync(fits), [line]);
    const over = iterLines([utf8(`${line}x`)], { maxLineLength: 4 });
    await assertRejects(() => Array.fromAsync(over), DecodeError);
  }
  const marked = iterLines([utf8("\ufeff€")], { maxLineLength: 1 });
  assertEquals(await Array.fromAsync(marked), ["€"]);
});

test("a line without an end is not collected beyond the limit", async () => {
  for (const options of [{}, { delimiter: "|" }, { encoding: "utf-16be" }]) {
    let given = 0;
    const chunks = function* () {
      for (; given < 10_000; given++) yield new Uint8Array(1024).fill(0x61);
    };
    const lines = iterLines(chunks(), { ...options, maxLineLength: 10_000 });
    await assertRejects(() => Array.fromAsync(lines), DecodeError);
    assert(given < 100, `${given} chunks were read`);
  }
});

test("the error carries the evidence", async () => {
  const cause = new Error("below");
  const context = { elapsed: 12, phase: "read", cause } as const;
  const lines = iterLines([utf8("long")], { maxLineLength: 1, context });
  const error = await assertRejects(() => Array.fromAsync(lines), DecodeError);
  assertEquals([error.elapsed, error.phase, error.cause], [12, "read", cause]);
});

test("wrong options are refused at once", () => {
  assertThrows(() => iterLines([], { delimiter: "" }), RangeError, "Cannot");
  for (const maxLineLength of [0, -1, NaN]) {
    assertThrows(
      () => iterLines([], { maxLineLength }),
      RangeError,
      `Cannot use ${maxLineLength}`,
    );
  }
  for (const encoding of ["utf-7", "replacement", ""]) {
    assertThrows(() => iterLines([], { encoding }), RangeError, "Cannot");
  }
});

test("the first bytes may tell the encoding, however they are split", async () => {
  const html = `<meta charset="koi8-r"><p>\n\xc1\xc2\n`;
  const bytes = Uint8Array.from(html, (letter) => letter.charCodeAt(0));
  const hints = { contentType: parseMediaType("text/html") };
  for (const chunks of everySplit(bytes)) {
    const lines = iterLines(chunks, { encoding: encodingSniffer(hints) });
    assertEquals((await Array.fromAsync(lines))[1], "аб");
  }
  for (const littleEndian of [true, false]) {
    for (const chunks of everySplit(utf16("\ufeffa\nb", littleEndian))) {
      const lines = iterLines(chunks, { encoding: encodingSniffer() });
      assertEquals(await Array.fromAsync(lines), ["a", "b"]);
    }
  }
});

test("no line is longer than 16 Mi units unless one says so, and none than a string can be", async () => {
  const mebibyte = new Uint8Array(1_048_576).fill(0x61);
  const chunks = function* (count: number) {
    for (let given = 0; given < count; given++) yield mebibyte;
  };
  for (const rest of [{}, { delimiter: "|" }]) {
    const fits = await Array.fromAsync(iterLines(chunks(16), rest));
    assertEquals(fits.map(({ length }) => length), [16 * 1_048_576]);
    await assertRejects(
      () => Array.fromAsync(iterLines(chunks(17), rest)),
      DecodeError,
      "16777216",
    );
    const endless = iterLines(chunks(600), { ...rest, maxLineLength: Infinity });
    await assertRejects(() => Array.fromAsync(endless), DecodeError, "longer than");
  }
});
