import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { concatBytes } from "../../src/core/bytes/chunks.ts";
import { test } from "../checked.ts";

test("chunks are joined; a single one is not copied", () => {
  const one = new Uint8Array([1]);
  assertStrictEquals(concatBytes([one]), one);
  assertEquals(concatBytes([]), new Uint8Array(0));
  const joined = concatBytes([one, new Uint8Array([2, 3])]);
  assertEquals(joined, new Uint8Array([1, 2, 3]));
  assertInstanceOf(joined, Uint8Array);
});
