import { assertEquals, assertThrows } from "@std/assert";
import {
  isDomainMatch,
  isIpAddress,
  isPathMatch,
  toCanonicalDomain,
  toCookieTarget,
  toDefaultPath,
} from "../../src/core/cookies/matching.ts";
import { isKnownPublicSuffix } from "../../src/core/cookies/public_suffix.ts";
import { isPublicSuffix } from "../../src/features/cookie_stores/psl.ts";
import { test } from "../checked.ts";

test("isDomainMatch is about whole labels and never about parts of an address", () => {
  assertEquals(isDomainMatch("a.example.com", "example.com"), true);
  assertEquals(isDomainMatch("example.com", "example.com"), true);
  assertEquals(isDomainMatch("badexample.com", "example.com"), false);
  assertEquals(isDomainMatch("example.com", "a.example.com"), false);
  assertEquals(isDomainMatch("127.0.0.1", "0.0.1"), false);
  assertEquals(isDomainMatch("127.0.0.1", "127.0.0.1"), true);
});

test("isPathMatch is about whole segments", () => {
  assertEquals(isPathMatch("/a/b", "/a"), true);
  assertEquals(isPathMatch("/a", "/a"), true);
  assertEquals(isPathMatch("/a/b", "/a/"), true);
  assertEquals(isPathMatch("/ab", "/a"), false);
  assertEquals(isPathMatch("/a", "/a/"), false);
  assertEquals(isPathMatch("/A", "/a"), false);
  assertEquals(isPathMatch("/anything", "/"), true);
  assertEquals(isPathMatch("anything", "/"), false);
});

test("toCookieTarget takes host, path and protection from a URL", () => {
  assertEquals(toCookieTarget("HTTPS://u:p@Bücher.Example.:8443/a%20b?q#f"), {
    host: "xn--bcher-kva.example",
    path: "/a%20b",
    secure: true,
  });
  assertEquals(toCookieTarget("ws://[::1]:80"), {
    host: "[::1]",
    path: "/",
    secure: true,
  });
  for (const host of ["127.0.0.1", "127.255.10.100", "localhost", "a.localhost"]) {
    assertEquals(toCookieTarget(`http://${host}/`)?.secure, true, host);
  }
  for (const host of ["128.0.0.1", "127.h.example", "localhost.example"]) {
    assertEquals(toCookieTarget(`http://${host}/`)?.secure, false, host);
  }
  assertEquals(toCookieTarget("ftp://example.com/"), undefined);
  assertEquals(toCookieTarget("data:,x"), undefined);
  const error = assertThrows(() => toCookieTarget("//u:secret@h"), TypeError);
  assertEquals(error.message, "Cannot match cookies: the URL is not valid");
  for (const host of ["xn--a", "xn--a.example", "aa.xn--a", "b.aa.xn--a"]) {
    assertThrows(() => toCookieTarget(`http://${host}/`), TypeError, "not valid");
    assertThrows(() => toCanonicalDomain(host), TypeError, "no host name");
  }
  assertEquals(["/a/b", "/a", "a/b"].map(toDefaultPath), ["/a", "/", "/"]);
});

test("toCanonicalDomain accepts host names and nothing else", () => {
  for (
    const [given, want] of [
      [".Example.COM", "example.com"],
      ["example.com.", "example.com"],
      ["bücher.example", "xn--bcher-kva.example"],
      ["127.0.0.1", "127.0.0.1"],
      ["::1", "[::1]"],
      ["[::1]", "[::1]"],
      ["localhost", "localhost"],
      ["a_b.example", "a_b.example"],
    ] as const
  ) assertEquals(toCanonicalDomain(given), want);
  for (
    const bad of [
      "example..",
      "..example",
      "a..b",
      "a b",
      "a/b",
      "a:80",
      "a?b",
      "a#b",
      "u@h",
      "a\r\nb",
      "[::1]:80",
      "256.1.1.1",
      "",
    ]
  ) {
    assertThrows(() => toCanonicalDomain(bad), TypeError);
  }
});

test("isIpAddress knows both kinds and no look-alikes", () => {
  for (const host of ["1.2.3.4", "255.255.255.255", "::1", "[fe80::1]"]) {
    assertEquals(isIpAddress(host), true, host);
  }
  for (const host of ["1.2.3", "1.2.3.4.5", "256.2.3.4", "1.2.3.a", "a1", ""]) {
    assertEquals(isIpAddress(host), false, host);
  }
});

test("the small table of public suffixes agrees with the whole list", () => {
  for (
    const domain of [
      "com",
      "localhost",
      "127.0.0.1",
      "[::1]",
      "co.uk",
      "com.au",
      "co.jp",
      "com.br",
      "github.io",
      "deno.dev",
      "s3.amazonaws.com",
    ]
  ) {
    assertEquals(isKnownPublicSuffix(domain), true, domain);
    assertEquals(isPublicSuffix(domain), true, domain);
  }
  for (const domain of ["example.com", "bbc.co.uk", "uk.com.example", "a.b"]) {
    assertEquals(isKnownPublicSuffix(domain), false, domain);
    assertEquals(isPublicSuffix(domain), false, domain);
  }
});

test("every entry of the small table is on the whole list", async () => {
  const source = await Deno.readTextFile(
    new URL("../../src/core/cookies/public_suffix.ts", import.meta.url),
  );
  const countries = [...source.matchAll(/\["([a-z]{2})", "([a-z0-9 ]+)"\]/g)];
  const platforms = [...source.matchAll(/^ {2}"([a-z0-9.]+)",$/gm)];
  const domains = [
    ...countries.flatMap(([, country, labels = ""]) =>
      labels.split(" ").map((label) => `${label}.${country}`)
    ),
    ...platforms.map(([, domain = ""]) => domain),
  ];
  assertEquals(domains.length > 200, true);
  assertEquals(domains.filter((domain) => !isPublicSuffix(domain)), []);
  assertEquals(domains.filter((domain) => !isKnownPublicSuffix(domain)), []);
});
