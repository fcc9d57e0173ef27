import { assertEquals } from "@std/assert";
import fc from "npm:fast-check@4.10.2";
import {
  fromBodyText,
  fromByteString,
  toBodyText,
  toByteString,
} from "../../src/features/har/body_text.ts";
import { test } from "../checked.ts";

const TYPES = [
  "",
  "x-unknown",
  "text/plain",
  "text/html; charset=utf-8",
  "text/plain; charset=iso-8859-1",
  "text/plain; charset=windows-1251",
  "text/plain; charset=nonsense",
  "application/json",
  "image/svg+xml",
  "image/png",
  "multipart/form-data; boundary=b",
  "garbage",
];

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.string({ unit: "binary", maxLength: 100 }).map((text) => new TextEncoder().encode(text)),
).map((array) => new Uint8Array(array));

test("whatever a body is, its bytes come back", () => {
  fc.assert(fc.property(bytes, fc.constantFrom(...TYPES), (body, mimeType) => {
    const written = JSON.parse(JSON.stringify(toBodyText(body, { mimeType, isCut: false })));
    assertEquals(fromBodyText(written, mimeType), body);
    assertEquals(fromByteString(toByteString(body)), body);
  }));
});

test("what was cut gives a beginning of it, at most three bytes shorter", () => {
  fc.assert(fc.property(bytes, fc.constantFrom(...TYPES), (body, mimeType) => {
    const read = fromBodyText(toBodyText(body, { mimeType, isCut: true }), mimeType);
    assertEquals(read, body.slice(0, read.length));
    assertEquals(body.length - read.length <= 3, true);
  }));
});

test("a large body does not break the stack", () => {
  const large = new Uint8Array(5_000_000).fill(0xe4);
  assertEquals(fromByteString(toByteString(large)).length, large.length);
  assertEquals(toBodyText(large, { mimeType: "text/plain", isCut: false }).isBase64, true);
});
