import { assertEquals } from "@std/assert";
import { contentLengthOf, parseContentLength } from "../src/core/fields/content_length.ts";
import { test } from "./checked.ts";

test("a length is digits, or the same digits several times", () => {
  const rows: readonly [string | null | undefined, number | undefined][] = [
    ["0", 0],
    ["5", 5],
    ["007", 7],
    ["5, 5", 5],
    ["5,5 ,\t5", 5],
    ["9007199254740991", Number.MAX_SAFE_INTEGER],
    ["9007199254740992", undefined],
    ["9".repeat(400), undefined],
    ["5, 6", undefined],
    ["5, ", undefined],
    ["5 5", undefined],
    ["5 5, 55", undefined],
    ["55, 5 5", undefined],
    ["5,  5", 5],
    ["5  , 5", 5],
    ["+5", undefined],
    ["-5", undefined],
    ["0x5", undefined],
    ["1e1", undefined],
    ["5.0", undefined],
    ["٥", undefined],
    ["", undefined],
    [null, undefined],
    [undefined, undefined],
  ];
  for (const [value, size] of rows) assertEquals(parseContentLength(value), size, String(value));
});

test("a Transfer-Encoding says that no length counts", () => {
  const headers = { "content-length": "5, 5" };
  assertEquals(contentLengthOf(new Headers(headers)), 5);
  assertEquals(contentLengthOf(new Headers({ ...headers, "transfer-encoding": "x" })), undefined);
});
