import { assertEquals } from "@std/assert";
import { mediaTypeOf } from "../src/features/multipart/media_type_of.ts";
import { test } from "./checked.ts";

const names: ReadonlyArray<readonly [string, string | undefined]> = [
  ["a.json", "application/json"],
  ["a.html", "text/html"],
  ["A.PNG", "image/png"],
  ["archive.tar.gz", "application/gzip"],
  ["dir/photo.jpg", "image/jpeg"],
  ["C:\\dir\\photo.jpg", "image/jpeg"],
  ["dir.html/file", undefined],
  ["dir.html\\file", undefined],
  ["dir.html/", undefined],
  ["a", undefined],
  ["a.", undefined],
  ["", undefined],
  [".", undefined],
  ["..", undefined],
  [".json", undefined],
  ["dir/.json", undefined],
  ["dir\\.json", undefined],
  [".config.json", "application/json"],
  ["a.__proto__", undefined],
  ["a.constructor", undefined],
  ["a.json ", undefined],
];

for (const [filename, expected] of names) {
  test(`${JSON.stringify(filename)} is ${expected}`, () => {
    assertEquals(mediaTypeOf(filename), expected);
  });
}
