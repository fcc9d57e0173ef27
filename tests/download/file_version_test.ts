import { assertEquals } from "@std/assert";
import {
  parseContentRange,
  validatorOf,
  versionOf,
} from "../../src/features/download/file_version.ts";
import { test } from "../checked.ts";

test("Content-Range is read strictly", () => {
  const cases: [string | null, ReturnType<typeof parseContentRange>][] = [
    ["bytes 0-0/1", { first: 0, total: 1 }],
    ["BYTES 5-9/*", { first: 5, total: undefined }],
    ["bytes */10", { first: undefined, total: 10 }],
    ["bytes */*", { first: undefined, total: undefined }],
    ["bytes 9-5/10", undefined],
    ["bytes 0-10/10", undefined],
    ["bytes -1-5/10", undefined],
    ["bytes 0-5", undefined],
    ["items 0-5/10", undefined],
    ["bytes 0-5/10, bytes 6-7/10", undefined],
    ["bytes 0-99999999999999999999/*", undefined],
    ["", undefined],
    [null, undefined],
  ];
  for (const [value, expected] of cases) {
    assertEquals(parseContentRange(value), expected, `${value}`);
  }
});

test("only what tells versions apart for sure is a validator", () => {
  const date = "Mon, 01 Jan 2024 00:00:10 GMT";
  const old = "Mon, 01 Jan 2024 00:00:00 GMT";
  const cases: [Record<string, string>, string | undefined][] = [
    [{ etag: '"a"' }, '"a"'],
    [{ etag: '""' }, '""'],
    [{ etag: 'W/"a"' }, undefined],
    [{ etag: 'W/"a"', "last-modified": old, date }, undefined],
    [{ etag: "a" }, undefined],
    [{ etag: '"a" b' }, undefined],
    [{ "last-modified": old, date }, old],
    [{ "last-modified": date, date }, undefined],
    [{ "last-modified": date, date: old }, undefined],
    [{ "last-modified": "yesterday", date }, undefined],
    [{}, undefined],
  ];
  for (const [headers, expected] of cases) {
    assertEquals(validatorOf(new Headers(headers)), expected);
  }
});

test("what is encoded has no version that ranges could be asked of", () => {
  const headers = { etag: '"a"', "content-length": "5" };
  const plain = { validator: '"a"', total: 5 };
  assertEquals(versionOf(new Response("", { headers })), plain);
  const identity = { ...headers, "content-encoding": "identity" };
  assertEquals(versionOf(new Response("", { headers: identity })), plain);
  const none = { validator: undefined, total: undefined };
  assertEquals(
    versionOf(new Response("", { headers: { ...headers, "content-encoding": "br" } })),
    none,
  );
  const chunked = { ...headers, "transfer-encoding": "chunked" };
  assertEquals(versionOf(new Response("", { headers: chunked })).total, undefined);
  for (const [length, total] of [["5, 5", 5], ["5, 6", undefined], ["+5", undefined]] as const) {
    const odd = { "content-length": length };
    assertEquals(versionOf(new Response("", { headers: odd })).total, total);
  }
});
