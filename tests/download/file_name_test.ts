import { assert, assertEquals } from "@std/assert";
import { nameFromHeader, nameFromUrl, toSafeName } from "../../src/features/download/file_name.ts";
import { test } from "../checked.ts";

const names: [string, string][] = [
  ["report.pdf", "report.pdf"],
  ["€ rates (1).pdf", "€ rates (1).pdf"],
  ["../../etc/passwd", "passwd"],
  ["C:\\Windows\\system.ini", "system.ini"],
  ["..", ""],
  [".bashrc", "bashrc"],
  ["-rf", "rf"],
  ["- . -x", "x"],
  ["~root", "root"],
  ["a\0b\x1b[31m\x7f\x9bc", "ab[31mc"],
  ["a\u202egpj.exe", "agpj.exe"],
  ["CON", "_CON"],
  ["nul.txt", "_nul.txt"],
  ["com1", "_com1"],
  ["COM¹.log", "_COM¹.log"],
  ["LPT9 .x", "_LPT9 .x"],
  ["console.txt", "console.txt"],
  ["a. . .", "a"],
  ["file.txt:stream", "file.txt_stream"],
  ['<>:"|?*', "_______"],
  ["a/", ""],
  ["\ud800x", "x"],
];

test("names are made harmless", () => {
  for (const [given, safe] of names) assertEquals(toSafeName(given), safe, given);
});

test("a long name keeps its extension and whole characters", () => {
  const name = toSafeName("😀".repeat(200) + ".tar.gz");
  const size = new TextEncoder().encode(name).length;
  assert(size <= 240 && size > 230, String(size));
  assert(name.endsWith(".gz") && name.isWellFormed());
});

test("a safe name stays what it is, whatever is thrown at it", () => {
  const pool = "./\\:~- aC\0\u202e😀ONulNUL1.txt*".split("");
  for (let round = 0; round < 5_000; round++) {
    const given = Array.from(
      { length: round % 12 },
      () => pool[Math.floor(Math.random() * pool.length)],
    )
      .join("");
    const safe = toSafeName(given);
    assert(!/[/\\\0\u202e:*]|^[.\-~\s]|[.\s]$/.test(safe), JSON.stringify([given, safe]));
    assertEquals(toSafeName(safe), safe);
  }
});

test("the header names a file, else the URL does", () => {
  assertEquals(nameFromHeader("attachment; filename*=UTF-8''..%2f%2e%2e%2fa%00.txt"), "a.txt");
  assertEquals(nameFromHeader('attachment; filename=""'), undefined);
  assertEquals(nameFromHeader(null), undefined);
  assertEquals(nameFromUrl(new URL("http://h/a/b%20c.txt?d=/e#f")), "b c.txt");
  assertEquals(nameFromUrl(new URL("http://h/a/")), "download");
  assertEquals(nameFromUrl(new URL("http://h/%ff.txt")), "%ff.txt");
  assertEquals(nameFromUrl(new URL("http://h/%2e%2e%2fx")), "x");
});
