import { assert, assertEquals, assertThrows } from "@std/assert";
import { Mounts } from "../../src/features/connection/mounts.ts";
import type { Transport } from "../../src/core/fetch/transport.ts";
import { test } from "../checked.ts";

class Named implements Transport {
  constructor(readonly name: string) {}

  send(): Promise<Response> {
    return Promise.resolve(new Response(this.name));
  }
}

function isFound(pattern: string, url: string): boolean {
  const transport = new Named(pattern);
  const found = new Mounts({ [pattern]: transport }).find(new URL(url));
  assert(found === undefined || found === transport);
  return found === transport;
}

/** Mounts the patterns in the order given and backwards: the answer must not depend on it. */
function findBest(patterns: readonly string[], url: string): string {
  const names = [patterns, patterns.toReversed()].map((order) => {
    const mounts = new Mounts();
    for (const pattern of order) mounts.mount(pattern, new Named(pattern));
    const found = mounts.find(new URL(url));
    return found instanceof Named ? found.name : String(found);
  });
  assertEquals(names[0], names[1]);
  return names[0] ?? "";
}

const MATCHES: readonly [string, string, boolean][] = [
  ["all://", "http://example.com", true],
  ["all://", "https://example.com:123", true],
  ["all://", "http://[::1]:9", true],
  ["http://", "http://example.com", true],
  ["http://", "https://example.com", false],
  ["https://", "https://example.com:8443", true],
  ["https://", "http://example.com", false],
  ["https:///", "https://example.com", true],
  ["http://example.com", "http://example.com/path?q#f", true],
  ["http://example.com", "http://example.com:81", true],
  ["http://example.com", "https://example.com", false],
  ["http://example.com", "http://other.com", false],
  ["http://example.com/", "http://example.com/deep/path", true],
  ["http://example.com:123", "http://example.com:123", true],
  ["http://example.com:123", "http://example.com:456", false],
  ["http://example.com:123", "http://example.com", false],
  ["https://example.com:443", "https://example.com", true],
  ["https://example.com:443", "https://example.com:8443", false],
  ["https://example.com:443", "http://example.com", false],
  ["http://example.com:80", "http://example.com:80", true],
  ["http://example.com:00080", "http://example.com", true],
  ["all://example.com:443", "https://example.com", true],
  ["all://example.com:443", "http://example.com", false],
  ["all://example.com", "https://example.com", true],
  ["all://example.com", "https://www.example.com", false],
  ["all://example.com", "https://example.com.evil.org", false],
  ["all://*.example.com", "https://www.example.com", true],
  ["all://*.example.com", "https://a.b.example.com:8", true],
  ["all://*.example.com", "https://example.com", false],
  ["all://*.example.com", "https://badexample.com", false],
  ["all://*.example.com", "https://www.example.com.evil.org", false],
  ["all://*example.com", "https://example.com", true],
  ["all://*example.com", "https://www.example.com", true],
  ["all://*example.com", "https://badexample.com", false],
  ["all://*", "https://example.com:1", true],
  ["https://*", "http://example.com", false],
  ["all://*:8080", "http://example.com:8080", true],
  ["all://*:8080", "http://example.com", false],
  ["all://[::1]", "http://[::1]:8000", true],
  ["all://[0:0:0:0:0:0:0:1]", "http://[::1]", true],
  ["all://[::1]:8000", "http://[::1]:8000", true],
  ["all://[::1]:8000", "http://[::1]:8001", false],
  ["all://[::1]", "http://[::2]", false],
  ["all://127.0.0.1", "http://127.0.0.1:5", true],
  ["all://127.0.0.1", "http://localhost", false],
  ["all://*.0.0.example", "http://1.0.0.example", true],
  ["ALL://EXAMPLE.com", "https://example.COM", true],
  ["HTTPS://Example.com", "https://example.com", true],
  ["all://bücher.example", "https://xn--bcher-kva.example", true],
  ["all://xn--bcher-kva.example", "https://bücher.example", true],
  ["all://*.bücher.example", "https://www.bücher.example", true],
  ["all://*bücher.example", "https://BÜCHER.example", true],
];

for (const [pattern, url, expected] of MATCHES) {
  test(`Mounts: ${pattern} ${expected ? "matches" : "leaves"} ${url}`, () => {
    assertEquals(isFound(pattern, url), expected);
  });
}

const PRECEDENCE: readonly [string, string[], string][] = [
  [
    "http://example.com:123",
    [
      "all://",
      "http://",
      "all://*:123",
      "http://example.com",
      "http://example.com:123",
    ],
    "http://example.com:123",
  ],
  ["http://example.com", ["all://", "http://", "all://*"], "http://"],
  [
    "http://a.example.com",
    ["http://*.example.com", "all://a.example.com", "http://*a.example.com"],
    "all://a.example.com",
  ],
  [
    "http://x.a.example.com",
    ["all://*.example.com", "all://*a.example.com", "all://*.com"],
    "all://*a.example.com",
  ],
  [
    "http://a.example.com",
    ["all://*example.com", "all://*.example.com"],
    "all://*.example.com",
  ],
  [
    "https://a.example.com",
    ["all://*.example.com", "https://*.example.com"],
    "https://*.example.com",
  ],
  [
    "https://a.example.com:8",
    ["https://a.example.com", "all://*:8"],
    "all://*:8",
  ],
  ["https://h", ["https://h", "all://h", "https://"], "https://h"],
  ["https://h", ["https://h:443", "https://h"], "https://h:443"],
];

for (const [url, patterns, best] of PRECEDENCE) {
  test(`Mounts: ${best} is the best of ${patterns} for ${url}`, () => {
    assertEquals(findBest(patterns, url), best);
  });
}

test("Mounts: among all patterns one that matches alone is found, in any order", () => {
  // Twins such as https:// and https://* are one place, so only one of them is mounted.
  const twins = /\/\/\/|com\/$|00080|ALL|HTTPS|0:0:0|xn--|\/\/\*$/;
  const patterns = new Set(
    MATCHES.map(([pattern]) => pattern).filter((text) => !twins.test(text)),
  );
  for (const [, url] of MATCHES) {
    assert(isFound(findBest([...patterns], url), url));
  }
});

const INVALID = [
  "",
  "all",
  "https",
  "https:",
  "https:/",
  "example.com",
  "//example.com",
  "*://example.com",
  "ftp://",
  "htps://example.com",
  "https://example.com/path",
  "https://example.com?q",
  "https://example.com#f",
  "https://user@example.com",
  "https://user:pass@example.com",
  "https://example.com:",
  "https://example.com:port",
  "https://example.com:65536",
  "https://example.com:99999999999999999999",
  "https://:443",
  "https://*.",
  "https://*.:1",
  "https://.",
  "https://.example.com",
  "https://a.*.com",
  "https://a*.com",
  "https://**.com",
  "https://*.*.com",
  "https://exa mple.com",
  "https://exam\tple.com",
  "https://example.com\n",
  " https://example.com",
  "https://[::1",
  "https://::1",
  "https://[::g]",
  "https://[1::2::3]",
  "https://*[::1]",
  "https://*.[::1]",
  "https://999.999.999.999",
  "https://*.1",
  "https://a\\b",
  "https://a%2Fb",
  "https://a|b",
  "https://xn--\u0000",
];

for (const pattern of INVALID) {
  test(`Mounts: ${JSON.stringify(pattern)} is no pattern`, () => {
    const mounts = new Mounts();
    assertThrows(() => mounts.mount(pattern, null), TypeError, "Cannot mount");
    assertThrows(() => new Mounts({ [pattern]: null }), TypeError);
    assertEquals(mounts.size, 0);
  });
}

test("Mounts: a value that is no transport is refused", () => {
  for (const value of [{}, "x", 1, undefined, { send: 1 }, () => {}]) {
    assertThrows(
      () => Reflect.apply(Mounts.prototype.mount, new Mounts(), ["all://", value]),
      TypeError,
      "give a transport",
    );
  }
  assertThrows(
    () => Reflect.apply(Mounts.prototype.mount, new Mounts(), [/x/, null]),
    TypeError,
  );
});

test("Mounts: null is found as null, nothing as undefined", () => {
  const proxied = new Named("proxied");
  const mounts = new Mounts({ "all://": proxied, "all://intranet": null });
  assertEquals(mounts.find(new URL("http://intranet:81/x")), null);
  assertEquals(mounts.find(new URL("http://other/")), proxied);
  assertEquals(new Mounts().find(new URL("http://other/")), undefined);
  assertEquals(
    new Mounts({ "https://": null }).find(new URL("http://x/")),
    undefined,
  );
});

test("Mounts: undefined in a record is left out, and iteration is by precedence", () => {
  const a = new Named("a");
  const mounts = new Mounts({
    "all://": null,
    "https://x": a,
    "http://": undefined,
  });
  assertEquals([...mounts], [["https://x", a], ["all://", null]]);
  assertEquals(new Mounts(Object.fromEntries(mounts)).size, 2);
});

test("Mounts: the same place again replaces what was there", () => {
  const [a, b] = [new Named("a"), new Named("b")];
  const mounts = new Mounts({
    "https://bücher.example": a,
    "http://z": a,
    "http://y": a,
  });
  mounts.mount("HTTPS://XN--bcher-kva.example/", b);
  mounts.mount("http://z", null);
  assertEquals(mounts.size, 3);
  assertEquals(mounts.find(new URL("https://bücher.example")), b);
  assertEquals(mounts.find(new URL("http://z")), null);
  assertEquals(mounts.find(new URL("http://y")), a);
});

test("Mounts: a long pattern is refused or taken in linear time", () => {
  const started = performance.now();
  for (const piece of ["a", "a.", "*", "[", ":", "%", "é"]) {
    try {
      new Mounts().mount(`all://${piece.repeat(500_000)}!`, null);
    } catch (error) {
      assert(error instanceof TypeError);
    }
  }
  assert(performance.now() - started < 20_000);
});
