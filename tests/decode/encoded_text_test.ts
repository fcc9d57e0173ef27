import { assertEquals } from "@std/assert";
import { decodePercent, fromByteText, toByteText } from "../../src/core/text/encoded_text.ts";
import { test } from "../checked.ts";

test("a text of bytes has a character for each byte of UTF-8", () => {
  for (const text of ["", "plain ~", "\x7f", "caf\u00e9", "\u20ac", "\u{1f600}"]) {
    assertEquals(new TextDecoder().decode(fromByteText(toByteText(text))), text, text);
  }
  assertEquals(toByteText("\u00e9"), "\u00c3\u00a9");
  assertEquals([...fromByteText("a\u00ff")], [0x61, 0xff]);
});

test("what is percent-encoded is decoded, and stays where it is broken", () => {
  const rows = [["a%20b", "a b"], ["%C3%A9", "\u00e9"], ["100%", "100%"], ["%FF", "%FF"], [
    "a+b",
    "a+b",
  ]];
  for (const [text = "", decoded] of rows) assertEquals(decodePercent(text), decoded);
});
