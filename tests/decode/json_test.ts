import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { decodeJsonText, parseJson, validate } from "../../src/core/text/json.ts";
import { JsonDecodeError, SchemaError } from "../../src/core/errors.ts";
import type { StandardSchema } from "../../src/core/schema.ts";
import { test } from "../checked.ts";
import { utf16, utf8 } from "./byte_sources.ts";

function utf32(text: string, littleEndian: boolean): Uint8Array<ArrayBuffer> {
  const points = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  return rawUtf32(points, littleEndian);
}

function rawUtf32(
  points: readonly number[],
  littleEndian: boolean,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(4 * points.length);
  const view = new DataView(bytes.buffer);
  points.forEach((point, at) => view.setUint32(4 * at, point, littleEndian));
  return bytes;
}

const ENCODERS = {
  "utf-8": utf8,
  "utf-16le": (text: string) => utf16(text, true),
  "utf-16be": (text: string) => utf16(text, false),
  "utf-32le": (text: string) => utf32(text, true),
  "utf-32be": (text: string) => utf32(text, false),
} as const;

const VALUES: readonly unknown[] = [
  { a: "ä€😀", b: [1, null] },
  [],
  "あ",
  "",
  1,
  "Ā\u0100",
  "x".repeat(10_000) + "😀",
];

test("UTF-8, -16 and -32 are told apart with and without a byte order mark", () => {
  for (const [encoding, encode] of Object.entries(ENCODERS)) {
    for (const value of VALUES) {
      const text = JSON.stringify(value);
      for (const mark of ["", "\ufeff"]) {
        const bytes = encode(mark + text);
        assertEquals(decodeJsonText(bytes), text, encoding);
        assertEquals(parseJson(bytes), value);
      }
    }
  }
});

test("a view in the middle of a buffer is read where it is", () => {
  const all = utf32(`xx["é"]yy`, false);
  assertEquals(decodeJsonText(all.subarray(8, -8)), `["é"]`);
});

test("a charset decides where there is no byte order mark", () => {
  assertEquals(
    decodeJsonText(Uint8Array.of(0x22, 0xe9, 0x22), "latin1"),
    '"é"',
  );
  assertEquals(decodeJsonText(utf8('\ufeff"é"'), "latin1"), '"é"');
  assertEquals(decodeJsonText(utf32('"é"', false), "UTF-32BE"), '"é"');
  assertEquals(decodeJsonText(utf32('"é"', true), "utf-32"), '"é"');
  assertEquals(decodeJsonText(utf16('"é"', false), "utf-16be"), '"é"');
  for (const unknown of ["utf-7", "", "none"]) {
    assertEquals(decodeJsonText(utf8('"é"'), unknown), '"é"');
  }
});

test("only a whole byte order mark goes before the charset", () => {
  for (const mark of [[0xff, 0xfe, 0, 0], [0, 0, 0xfe, 0xff]]) {
    const whole = Uint8Array.of(...mark, ...utf32("1", mark[0] !== 0));
    assertEquals(decodeJsonText(whole, "latin1"), "1");
    for (const at of mark.keys()) {
      const bytes = Uint8Array.from(mark, (byte, place) => place === at ? 0x41 : byte);
      const isUtf16 = at > 1 && mark[0] === 0xff;
      const text = new TextDecoder(isUtf16 ? "utf-16le" : "latin1").decode(bytes);
      assertEquals(decodeJsonText(bytes, "latin1"), text, `${bytes}`);
    }
  }
});

test("UTF-32 that is no Unicode becomes U+FFFD", () => {
  const points = [0x22, 0xd800, 0xdfff, 0x110000, 0xffffffff, 0x10ffff, 0x22];
  const expected = '"\ufffd\ufffd\ufffd\ufffd\u{10ffff}"';
  for (const littleEndian of [true, false]) {
    const label = littleEndian ? "utf-32le" : "utf-32be";
    const bytes = rawUtf32(points, littleEndian);
    assertEquals(decodeJsonText(bytes, label), expected);
    const cut = bytes.subarray(0, -1);
    assertEquals(
      decodeJsonText(cut, label),
      expected.slice(0, -1) + "\ufffd",
    );
  }
});

test("what is no JSON is an error with the evidence", () => {
  const error = assertThrows(
    () =>
      parseJson(utf8("<html>" + "x".repeat(9999)), {
        contentType: "text/html",
        context: { elapsed: 3 },
      }),
    JsonDecodeError,
    "Cannot parse JSON: the body is not JSON (content type text/html): ",
  );
  assertStringIncludes(error.message, '"<html>xxx');
  assertStringIncludes(error.message, 'xxx…"');
  assertThrows(() => parseJson(utf8("x".repeat(100))), JsonDecodeError, 'xxx"');
  assert(error.message.length < 300);
  assert(error.cause instanceof SyntaxError);
  assertEquals([error.elapsed, error.phase], [3, "decode"]);
  assertThrows(
    () => parseJson(new Uint8Array(0)),
    JsonDecodeError,
    "Cannot parse JSON: the body is empty",
  );
});

test("garbage of any shape is an error or a value, never anything else", () => {
  for (let first = 0; first < 256; first += 5) {
    for (const rest of [[], [0], [0, 0], [0, 0, 0], [255, 254], [0x22]]) {
      try {
        parseJson(Uint8Array.of(first, ...rest));
      } catch (error) {
        assert(error instanceof JsonDecodeError);
      }
    }
  }
});

test("a schema validates at once or later", async () => {
  const toSchema = (isAsync: boolean): StandardSchema<unknown, string> => ({
    "~standard": {
      version: 1,
      vendor: "test",
      validate: (value) => {
        const result = typeof value === "string"
          ? { value: value.toUpperCase() }
          : { issues: [{ message: "no text" }] };
        return isAsync ? Promise.resolve(result) : result;
      },
    },
  });
  const schema = toSchema(false);
  assertEquals(parseJson(utf8('"a"'), { schema }), "A");
  assertEquals(
    await parseJson(utf8('"a"'), { schema: toSchema(true) }),
    "A",
  );
  assertThrows(() => validate(1, schema), SchemaError, "no text");
  const refused = validate(1, toSchema(true), { elapsed: 1 });
  assert(refused instanceof Promise);
  const error = await refused.catch((error) => error);
  assert(error instanceof SchemaError);
  assertEquals(error.elapsed, 1);
});
