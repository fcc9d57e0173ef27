import { assertEquals } from "@std/assert";
import {
  isInNetwork,
  parseAddress,
  parseLooseAddress,
  parseNetwork,
} from "../../src/features/url_guard/addresses.ts";
import { test } from "../checked.ts";

test("addresses are read as URL writes them, and loosely as resolvers do", () => {
  assertEquals(parseAddress("127.0.0.1"), { value: 0x7f00_0001n, size: 32 });
  assertEquals(parseAddress("[::1]"), { value: 1n, size: 128 });
  assertEquals(parseAddress("[2001:db8::a:b]"), {
    value: 0x2001_0db8_0000_0000_0000_0000_000a_000bn,
    size: 128,
  });
  for (const name of ["::1", "localhost", "1.2.3", "a.b.c.d", "", undefined]) {
    assertEquals(parseAddress(name), undefined, name);
  }
  assertEquals(parseLooseAddress("::1"), parseAddress("[::1]"));
  assertEquals(parseLooseAddress("[::1]"), parseAddress("[::1]"));
  assertEquals(parseLooseAddress("::ffff:1.2.3.4"), parseAddress("[::ffff:102:304]"));
  assertEquals(parseLooseAddress("10.0.0.1"), parseAddress("10.0.0.1"));
  const others = [
    "fe80::1%eth0",
    "[::1]:80",
    "10.0.0.1:80",
    "a.example",
    "",
    "[::1",
    "::1]",
    "10/8",
  ];
  for (const text of others) assertEquals(parseLooseAddress(text), undefined, text);
});

test("a network has its first bits in common", () => {
  const rows: readonly (readonly [string, inside: string, outside: string])[] = [
    ["10.0.0.0/8", "10.255.255.255", "11.0.0.0"],
    ["172.16.0.0/12", "172.31.255.255", "172.32.0.0"],
    ["10.1.2.3/32", "10.1.2.3", "10.1.2.2"],
    ["fe80::/10", "febf::1", "fec0::1"],
    ["[::]/0", "ffff::1", "1.2.3.4"],
    ["0.0.0.0/0", "255.0.0.1", "::"],
  ];
  for (const [text, inside, outside] of rows) {
    const network = parseNetwork(text);
    const isIn = (text: string) => {
      const address = parseLooseAddress(text);
      return network && address && isInNetwork(address, network);
    };
    assertEquals(isIn(inside), true, `${inside} in ${text}`);
    assertEquals(isIn(outside), false, `${outside} in ${text}`);
  }
  for (const text of ["10.0.0.0/33", "::/129", "10.0.0.0", "a.example/8", "/8", "10.0.0.0/8/8"]) {
    assertEquals(parseNetwork(text), undefined, text);
  }
});
