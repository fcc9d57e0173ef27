import { assert, assertEquals } from "@std/assert";
import { parseLooseAddress } from "../../src/features/url_guard/addresses.ts";
import { NetworkGuard, SpecialNetworks } from "../../src/features/url_guard/network_guard.ts";
import { resolvePrivateNetworks } from "../../src/features/url_guard/private_networks.ts";
import { test } from "../checked.ts";

const networks = new SpecialNetworks();

function useOf(text: string): string | undefined {
  const address = parseLooseAddress(text);
  assert(address, text);
  return networks.useOf(address);
}

/** The first and the last address of a range, and what the range is. */
const RANGES: readonly (readonly [first: string, last: string, use: string])[] = [
  ["0.0.0.0", "0.255.255.255", "this host"],
  ["10.0.0.0", "10.255.255.255", "private"],
  ["100.64.0.0", "100.127.255.255", "shared"],
  ["127.0.0.0", "127.255.255.255", "loopback"],
  ["169.254.0.0", "169.254.255.255", "link-local"],
  ["169.254.169.254", "169.254.169.254", "link-local"],
  ["172.16.0.0", "172.31.255.255", "private"],
  ["192.0.0.0", "192.0.0.255", "protocols"],
  ["192.0.2.0", "192.0.2.255", "documentation"],
  ["192.88.99.0", "192.88.99.255", "6to4"],
  ["192.168.0.0", "192.168.255.255", "private"],
  ["198.18.0.0", "198.19.255.255", "benchmarks"],
  ["198.51.100.0", "198.51.100.255", "documentation"],
  ["203.0.113.0", "203.0.113.255", "documentation"],
  ["224.0.0.0", "239.255.255.255", "multicast"],
  ["240.0.0.0", "255.255.255.254", "reserved"],
  ["255.255.255.255", "255.255.255.255", "broadcast"],
  ["::", "::", "unspecified"],
  ["::1", "::1", "loopback"],
  ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff", "translation"],
  ["100::", "100::ffff:ffff:ffff:ffff", "discarded"],
  ["100:0:0:1::", "100:0:0:1:ffff:ffff:ffff:ffff", "dummy"],
  ["2001::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "protocols"],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation"],
  ["5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "segment routing"],
  ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "unique local"],
  ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "link-local"],
  ["fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "site-local"],
  ["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "multicast"],
  ["200::", "1fff::", "reserved"],
  ["4000::", "5eff::", "reserved"],
  ["6000::", "fbff::", "reserved"],
];

test("IANA's special-purpose addresses are not public, from the first to the last", () => {
  for (const [first, last, use] of RANGES) {
    for (const text of [first, last]) {
      assert(useOf(text)?.includes(use), `${text}: ${useOf(text)}, not ${use}`);
    }
  }
});

test("the addresses beside them are public", () => {
  const texts = [
    "1.0.0.0",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "192.0.3.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
    "2000::1",
    "2001:200::1",
    "2001:db7::1",
    "2001:db9::1",
    "2606:4700:4700::1111",
    "3ffe::1",
    "3fff:1000::1",
  ];
  for (const text of texts) assertEquals(useOf(text), undefined, text);
});

test("an IPv4 address within an IPv6 one is judged as itself", () => {
  const embed: readonly ((hex: string) => string)[] = [
    (hex) => `::ffff:${hex}`,
    (hex) => `::${hex}`,
    (hex) => `::ffff:0:${hex}`,
    (hex) => `64:ff9b::${hex}`,
    (hex) => `2002:${hex}::1`,
  ];
  for (const toAddress of embed) {
    assertEquals(useOf(toAddress("808:808")), undefined, toAddress("8.8.8.8"));
    assertEquals(useOf(toAddress("7f00:1")), "loopback", toAddress("127.0.0.1"));
    assertEquals(useOf(toAddress("a9fe:a9fe")), "link-local", toAddress("169.254.169.254"));
    assertEquals(useOf(toAddress("a00:1")), "private", toAddress("10.0.0.1"));
  }
  assertEquals(useOf("2001:0:7f00:1::1"), "for protocols (Teredo among them)");
});

/** Hosts as somebody may write them in a URL. */
const WRITTEN: readonly string[] = [
  "127.0.0.1",
  "127.1",
  "0x7f.1",
  "0177.0.0.1",
  "2130706433",
  "0x7f000001",
  "017700000001",
  "127.0.0.1.",
  "①②⑦.0.0.1",
  "127。0。0。1",
  "%31%32%37.0.0.1",
  "0",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::ffff:127.0.0.1]",
  "[::FFFF:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::10.0.0.1]",
  "[2002:7f00:1::]",
  "169.254.169.254",
  "0xA9FEA9FE",
  "localhost",
  "LOCALHOST",
  "localhost.",
  "a.b.localhost",
  "ⓛocalhost",
  "loc%61lhost",
];

test("no way to write a private host helps", () => {
  const guard = new NetworkGuard({ names: [], networks: [] });
  for (const host of WRITTEN) {
    const { hostname } = new URL(`http://${host}/`);
    assert(guard.refusalOfHost(hostname), `${host} (${hostname})`);
  }
  for (
    const host of ["example.org", "8.8.8.8", "[2606:4700::1]", "localhost.example", "mylocalhost"]
  ) {
    assertEquals(guard.refusalOfHost(new URL(`http://${host}/`).hostname), undefined, host);
  }
});

test("what a name resolved to is judged, also what nobody can read", () => {
  const guard = new NetworkGuard({ names: [], networks: [] });
  assertEquals(guard.refusalOfAddress("h.example", "93.184.216.34"), undefined);
  for (const text of ["10.0.0.1", "::1", "fe80::1%eth0", "fe80::1", "nonsense", ""]) {
    const reason = guard.refusalOfAddress("h.example", text) ?? "";
    assert(
      reason.includes("h.example") && reason.includes("blockPrivateNetworks"),
      `${text}: ${reason}`,
    );
  }
});

test("what is allowed is let through, and nothing beside it", () => {
  const allowed = resolvePrivateNetworks({
    allow: ["10.1.0.0/16", "db.internal", "localhost", "::1"],
  });
  assert(allowed);
  const guard = new NetworkGuard(allowed);
  for (const host of ["10.1.2.3", "db.internal", "db.internal.", "localhost", "[::1]"]) {
    assertEquals(guard.refusalOfHost(host), undefined, host);
  }
  for (const host of ["10.2.0.1", "a.localhost", "127.0.0.1", "[::ffff:a01:203]"]) {
    assert(guard.refusalOfHost(host), host);
  }
  assert(guard.allowsName("db.internal."));
  assert(!guard.allowsName("x.db.internal"));
});
