import { assertEquals } from "@std/assert";
import { isExcepted, parseExceptions } from "../src/features/connection/no_proxy.ts";
import { test } from "./checked.ts";

/** A list, what it excepts and what it does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["a.test", ["http://a.test/", "https://x.a.test:8443/", "http://A.TEST./"], [
    "http://xa.test/",
    "http://a.test.b/",
    "http://test/",
  ]],
  ["*.a.test", ["http://x.a.test/", "http://y.x.a.test/"], ["http://a.test/", "http://xa.test/"]],
  ["a.test:8080", ["http://a.test:8080/", "https://x.a.test:8080/"], ["http://a.test/"]],
  ["a.test:443,b.test:80", ["https://a.test/", "http://b.test/"], ["http://a.test/"]],
  ["10.0.0.0/8", ["http://10.255.0.1/"], ["http://11.0.0.1/", "http://10.test/", "http://[::a]/"]],
  ["0.0.0.0/0", ["http://8.8.8.8/"], ["http://a.test/", "http://[::1]/"]],
  ["::/0", ["http://[fe80::1]/"], ["http://8.8.8.8/"]],
  ["[2001:db8::]/32", ["http://[2001:db8:1::2]/"], ["http://[2001:db9::]/"]],
  ["[::1]:81", ["http://[::1]:81/"], ["http://[::1]/", "http://[::2]:81/"]],
  ["1", ["http://0.0.0.1/"], ["http://10.0.0.1/"]],
  ["0.1", ["http://0.0.0.1/"], ["http://10.0.0.1/"]],
  ["bücher.test", ["http://xn--bcher-kva.test/", "http://www.bücher.test/"], []],
  ["x, *", ["http://anything.test/", "http://[::1]/"], []],
];

/** None of these is an entry, so none matches, and none throws. */
const GARBAGE = [
  "",
  ",",
  " , ",
  ".",
  "*.",
  "..",
  "/8",
  "a/8",
  "1.2.3.4/33",
  "::/129",
  "[",
  "[::1",
  "::1]",
];
const MORE = [
  ":80",
  "a b",
  "http://a.test",
  "a.test:99999999",
  "*a.test",
  "\0",
  "%",
  "1.2.3.4/-1",
  "a@b",
];

test("NO_PROXY excepts at the bounds of labels, by port, network and *", () => {
  for (const [list, inside, outside] of CASES) {
    const exceptions = parseExceptions(list);
    for (const url of inside) {
      assertEquals(isExcepted(new URL(url), exceptions), true, `${list} ${url}`);
    }
    for (const url of outside) {
      assertEquals(isExcepted(new URL(url), exceptions), false, `${list} ${url}`);
    }
  }
});

test("what is no entry excepts nothing", () => {
  const urls = ["http://a.test/", "http://b/", "http://1.2.3.4/", "http://[::1]/"].map((url) =>
    new URL(url)
  );
  for (const list of [...GARBAGE, ...MORE]) {
    assertEquals(urls.filter((url) => isExcepted(url, parseExceptions(list))), [], list);
  }
});

test("a list of a hundred thousand entries is read at once", () => {
  const list = Array.from({ length: 100_000 }, (_, index) => `h${index}.test`).join(",");
  const start = performance.now();
  const exceptions = parseExceptions(list);
  assertEquals(isExcepted(new URL("http://x.h99999.test/"), exceptions), true);
  assertEquals(performance.now() - start < 15_000, true);
});
