import { assertEquals, assertThrows } from "@std/assert";
import { type Item, parseItem } from "../../src/cli/command/items.ts";
import { type JsonItem, toNestedJson } from "../../src/cli/request/nested_json.ts";
import { findTarget } from "../../src/cli/command/target.ts";
import { UsageError } from "../../src/cli/usage_error.ts";
import { test } from "../checked.ts";

test("the first separator of an item counts, the longest at that place", () => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["name=value", "name", "=", "value"],
    ["name=", "name", "=", ""],
    ["=value", "", "=", "value"],
    ["a=b=c", "a", "=", "b=c"],
    ["n:=1", "n", ":=", "1"],
    ["q==a=b", "q", "==", "a=b"],
    ["q==@f", "q", "==@", "f"],
    ["X-A:b", "X-A", ":", "b"],
    ["X-A:", "X-A", ":", ""],
    ["X-A;", "X-A", ";", ""],
    ["Referer:http://h/?a=b", "Referer", ":", "http://h/?a=b"],
    ["X-A:@f", "X-A", ":@", "f"],
    ["f@p", "f", "@", "p"],
    ["f@p;type=a/b", "f", "@", "p;type=a/b"],
    ["t=@p", "t", "=@", "p"],
    ["j:=@p", "j", ":=@", "p"],
    ["user@host=1", "user", "@", "host=1"],
    ["a\\:b=c", "a:b", "=", "c"],
    ["a\\=b=c", "a=b", "=", "c"],
    ["a\\@b=c", "a@b", "=", "c"],
    ["a=\\=b", "a", "=", "=b"],
    ["a=C:\\dir\\x", "a", "=", "C:\\dir\\x"],
    ["a\\\\=b", "a\\\\", "=", "b"],
    ["a[b\\[c]=d", "a[b\\[c]", "=", "d"],
  ];
  for (const [text, name = "", separator = "", value = ""] of rows) {
    const item: Item | undefined = parseItem(text);
    assertEquals([item?.name, item?.separator, item?.value], [name, separator, value], text);
  }
  for (const text of ["", "word", "a\\=b", "\\"]) assertEquals(parseItem(text), undefined);
});

test("names with brackets make nested JSON, as HTTPie reads them", () => {
  const rows: readonly (readonly [readonly JsonItem[], string])[] = [
    [[], "{}"],
    [[["a", "1"]], '{"a": 1}'],
    [[["a", "1"], ["a", "2"]], '{"a": 2}'],
    [[["a[b]", "1"], ["a[c]", "2"]], '{"a": {"b": 1, "c": 2}}'],
    [[["a[]", "1"], ["a[]", "2"]], '{"a": [1, 2]}'],
    [[["a[2]", "1"]], '{"a": [null, null, 1]}'],
    [[["a[1]", "1"], ["a[0]", "2"]], '{"a": [2, 1]}'],
    [[["a[][b]", "1"], ["a[][b]", "2"]], '{"a": [{"b": 1}, {"b": 2}]}'],
    [[["a[0][b]", "1"], ["a[0][c]", "2"]], '{"a": [{"b": 1, "c": 2}]}'],
    [[["[]", "1"], ["[]", "2"]], "[1, 2]"],
    [[["[0][a]", "1"]], '[{"a": 1}]'],
    [[["", "1"]], '{"": 1}'],
    [[["a", '{"b": 1}'], ["a[c]", "2"]], '{"a": {"b": 1, "c": 2}}'],
    [[["a", "[1]"], ["a[]", "2"], ["a[0]", "3"]], '{"a": [3, 2]}'],
    [[["a\\[b\\]", "1"]], '{"a[b]": 1}'],
    [[["a[\\1]", "1"]], '{"a": {"1": 1}}'],
    [[["1", "2"]], '{"1": 2}'],
    [[["é", '"☃"']], '{"\\u00e9": "\\u2603"}'],
    [[["n", "12345678901234567890"]], '{"n": 12345678901234567890}'],
    [[["__proto__[x]", "1"]], '{"__proto__": {"x": 1}}'],
  ];
  for (const [items, json] of rows) {
    assertEquals(toNestedJson(items), json);
  }
});

test("a path that leads nowhere is refused", () => {
  const rows: readonly (readonly JsonItem[])[] = [
    [["a[", "1"]],
    [["[a]", "1"]],
    [["a]", "1"]],
    [["a[b", "1"]],
    [["a[b]c", "1"]],
    [["a[[b]]", "1"]],
    [["a[-1]", "1"]],
    [["a", "1"], ["a[b]", "2"]],
    [["a[b]", "1"], ["a[]", "2"]],
    [["a[]", "1"], ["a[b]", "2"]],
    [["a", "1"], ["[]", "2"]],
    [["a[99999999]", "1"]],
  ];
  for (const items of rows) {
    const error = assertThrows(() => toNestedJson(items), UsageError, undefined, String(items));
    assertEquals(/^Cannot read the path "[^\n]+$/.test(error.message), true, error.message);
  }
});

test("method, URL and items are told apart", () => {
  const rows: readonly (readonly [string, ...string[]])[] = [
    ["h", "", "h"],
    ["h a=b", "", "h", "a=b"],
    ["localhost a=b", "", "localhost", "a=b"],
    ["example.org X-A:b q==c", "", "example.org", "X-A:b", "q==c"],
    ["post h", "post", "h"],
    ["POST h a=b", "POST", "h", "a=b"],
    ["PURGE localhost:8000/x", "PURGE", "localhost:8000/x"],
    ["query http://h/ a=b", "query", "http://h/", "a=b"],
    ["myhost localhost:1", "", "myhost", "localhost:1"],
    ["delete :8000/x", "delete", ":8000/x"],
    ["GET localhost", "GET", "localhost"],
  ];
  for (const [line, method = "", url = "", ...items] of rows) {
    const target = findTarget(line.split(" "));
    assertEquals([target.method ?? "", target.url, ...target.items], [method, url, ...items], line);
  }
  for (const line of [[], ["GET"]]) assertThrows(() => findTarget(line), UsageError, "missing");
});
