import { assertEquals } from "@std/assert";
import { Scanner } from "../src/fields/scanner.ts";
import { test } from "./checked.ts";

test("reads, skips and takes up to the end", () => {
  const scanner = new Scanner("  ab=c;d");
  scanner.skip(" ");
  assertEquals(scanner.takeUntil(";="), "ab");
  assertEquals([scanner.take(";"), scanner.take("=")], [false, true]);
  assertEquals(scanner.next, "c");
  assertEquals(scanner.takeUntil(","), "c;d");
  assertEquals([scanner.isAtEnd, scanner.next], [true, ""]);
  assertEquals([scanner.take("x"), scanner.takeUntil("x")], [false, ""]);
  scanner.skip(" ");
  assertEquals(scanner.takeUnquotedUntil("x"), "");
});

test("an empty text is at its end and takes nothing", () => {
  const scanner = new Scanner("");
  assertEquals([scanner.isAtEnd, scanner.take("a"), scanner.next], [
    true,
    false,
    "",
  ]);
});

const quoted: ReadonlyArray<readonly [string, string, string]> = [
  ['"a"b', "a", "b"],
  ['""', "", ""],
  ['"', "", ""],
  ['"a', "a", ""],
  ['"a\\"b"c', 'a"b', "c"],
  ['"a\\\\"b', "a\\", "b"],
  ['"\\a\\\nb"', "a\nb", ""],
  ['"a\\', "a\\", ""],
  ['"a\\"', 'a"', ""],
];

for (const [text, value, rest] of quoted) {
  test(`reads the quoted string ${JSON.stringify(text)}`, () => {
    const scanner = new Scanner(text);
    assertEquals(scanner.takeQuoted(), value);
    assertEquals(scanner.takeUntil(""), rest);
  });
}

test("stops outside quoted strings only, and keeps the quotes", () => {
  const scanner = new Scanner('a",\\",""b",c",",d');
  assertEquals(scanner.takeUnquotedUntil(","), 'a",\\",""b"');
  assertEquals(scanner.take(","), true);
  assertEquals(scanner.takeUnquotedUntil(","), 'c","');
  assertEquals(scanner.take(","), true);
  assertEquals(scanner.takeUnquotedUntil(","), "d");
});
