import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  isSameOrigin,
  mayCarryCredentials,
  maySeeCredentials,
  withoutUserinfo,
} from "../src/core/origin.ts";
import { test } from "./checked.ts";

const url = (text: string) => new URL(text);

test("an origin is scheme, host and port", () => {
  const same = [
    ["http://h/a", "http://h/b?c#d"],
    ["http://h", "http://H:80/"],
    ["https://h", "https://h:443"],
    ["http://u:p@h/", "http://h/"],
    ["http://bücher.example", "http://xn--bcher-kva.example"],
    ["http://[::1]", "http://[0:0::1]"],
  ] as const;
  for (const [a, b] of same) assert(isSameOrigin(url(a), url(b)), `${a} ${b}`);
  const other = [
    ["http://h", "https://h"],
    ["http://h", "http://h:81"],
    ["http://h", "http://h."],
    ["http://h", "http://sub.h"],
    ["http://127.0.0.1", "http://localhost"],
    ["http://h:443", "https://h"],
  ] as const;
  for (const [a, b] of other) {
    assertFalse(isSameOrigin(url(a), url(b)), `${a} ${b}`);
    assertFalse(isSameOrigin(url(b), url(a)), `${b} ${a}`);
  }
});

test("credentials go to the same origin, and up to https on default ports", () => {
  assert(maySeeCredentials(url("http://h/"), url("https://h/x")));
  assert(maySeeCredentials(url("http://h:80/"), url("https://h:443/x")));
  const refused = [
    ["https://h", "http://h"],
    ["http://h", "https://sub.h"],
    ["http://h", "https://h:8443"],
    ["http://h:8080", "https://h"],
    ["http://h:443", "https://h:443"],
    ["http://h:8080", "https://h:8080"],
    ["http://h", "ftp://h"],
    ["ftp://h", "https://h"],
  ] as const;
  for (const [from, to] of refused) {
    assertFalse(maySeeCredentials(url(from), url(to)), `${from} ${to}`);
  }
});

test("userinfo is removed from what is shown", () => {
  const cases = [
    ["http://u:p@h/x", "http://h/x"],
    ["http://u@h/x@y?z=a@b", "http://h/x@y?z=a@b"],
    ["http://h/x@y?z=a@b#c@d", "http://h/x@y?z=a@b#c@d"],
    ["http://h/a:b@c", "http://h/a:b@c"],
    ["http:/u:p@h/x", "http:/h/x"],
    ["http:\\\\u:p@h/x", "http:\\\\h/x"],
    ["http://a@b@h/", "http://h/"],
    ["http://u:p@ho st/", "http://ho st/"],
    ["http://u:a/b@ho st/", "http://ho st/"],
    ["u:p@h", "h"],
    ["ftp://u:p@h/", "ftp://h/"],
    ["mailto:ada@h.example", "mailto:ada@h.example"],
    ["sip:ada@h.example", "sip:ada@h.example"],
    ["sips:ada@h.example", "sips:ada@h.example"],
    ["mailto:ada@h.example:p@h", "h"],
    ["u:mailto:p@h", "h"],
    ["no userinfo", "no userinfo"],
    ["", ""],
  ] as const;
  for (const [given, shown] of cases) assertEquals(withoutUserinfo(given), shown);
});

test("along a chain, credentials go where they may, and never back to http", () => {
  const rows = [
    ["http://h/", false, "http://h/x", true],
    ["http://h/", false, "https://h/x", true],
    ["http://h/", true, "https://h/x", true],
    ["http://h/", true, "http://h/x", false],
    ["https://h/", true, "https://h/x", true],
    ["https://h/", true, "http://h/x", false],
    ["https://h/", true, "https://other/x", false],
    ["http://h/", false, "http://other/x", false],
  ] as const;
  for (const [from, isSecure, to, may] of rows) {
    const chain = { url: url(from), isSecure };
    assertEquals(mayCarryCredentials(chain, url(to)), may, `${from} ${isSecure} ${to}`);
  }
});
