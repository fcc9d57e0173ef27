import { assertEquals } from "@std/assert";
import { parseSetCookie } from "../../src/core/cookies/cookie.ts";
import { test } from "../checked.ts";

const BARE = {
  domain: undefined,
  path: undefined,
  expires: undefined,
  maxAge: undefined,
  secure: false,
  httpOnly: false,
  sameSite: undefined,
};

test("parseSetCookie reads every attribute, in any case and spacing", () => {
  const header = 'sid = 31d4="q" ; PATH= /a ;Domain=.EXAMPLE.com;max-AGE=-10 ; ' +
    "secure;HTTPONLY=x; SameSite=NONE; expires=Wed, 21 Oct 2015 07:28:00 GMT; unknown=1";
  assertEquals(parseSetCookie(header), {
    name: "sid",
    value: '31d4="q"',
    domain: "example.com",
    path: "/a",
    expires: Date.UTC(2015, 9, 21, 7, 28),
    maxAge: -10,
    secure: true,
    httpOnly: true,
    sameSite: "none",
  });
});

test("parseSetCookie keeps nameless cookies and drops empty ones", () => {
  assertEquals(parseSetCookie("x"), { ...BARE, name: "", value: "x" });
  assertEquals(parseSetCookie("=x"), { ...BARE, name: "", value: "x" });
  assertEquals(parseSetCookie("==x"), { ...BARE, name: "", value: "=x" });
  assertEquals(parseSetCookie("a="), { ...BARE, name: "a", value: "" });
  for (const header of ["", "=", " = ; Secure", ";a=b", " \t "]) {
    assertEquals(parseSetCookie(header), undefined, header);
  }
});

test("parseSetCookie refuses every control character but the tab", () => {
  for (let code = 0; code < 256; code++) {
    const header = `a=1${String.fromCharCode(code)}2; Path=/`;
    const isControl = (code < 32 && code !== 9) || code === 127;
    assertEquals(parseSetCookie(header) === undefined, isControl, `${code}`);
  }
});

test("parseSetCookie leaves out an attribute that makes no sense", () => {
  for (
    const attribute of [
      "Max-Age=",
      "Max-Age=-",
      "Max-Age=+1",
      "Max-Age=1.5",
      "Max-Age=1e3",
      "Max-Age=0x1",
      "Max-Age='1'",
      "Expires=soon",
      "Path=a",
      "Path",
      "SameSite=maybe",
      "SameSite",
      "Secured",
      "",
      "=",
      "=Secure",
    ]
  ) {
    const want = { ...BARE, name: "a", value: "1" };
    assertEquals(parseSetCookie(`a=1; ${attribute}`), want, attribute);
  }
});

test("parseSetCookie lets the last of equal attributes count", () => {
  const cookie = parseSetCookie(
    "a=1; Path=/x; Path=/y; Max-Age=1; Max-Age=no; Domain=a.b; Domain=; SameSite=Lax; SameSite=?",
  );
  assertEquals(cookie?.path, "/y");
  assertEquals(cookie?.maxAge, 1);
  assertEquals(cookie?.domain, "");
  assertEquals(cookie?.sameSite, undefined);
});

test("parseSetCookie keeps to the limits of the standard", () => {
  const of = (name: number, value: number) =>
    parseSetCookie(`${"n".repeat(name)}=${"v".repeat(value)}`);
  assertEquals(of(96, 4000)?.value.length, 4000);
  assertEquals(of(97, 4000), undefined);
  assertEquals(of(0, 4097), undefined);
  assertEquals(of(4096, 0)?.name.length, 4096);
  const path = (length: number) =>
    parseSetCookie(`a=1; Path=/x; Path=/${"p".repeat(length - 1)}`)?.path
      ?.length;
  assertEquals(path(1024), 1024);
  assertEquals(path(1025), 2);
});

test("parseSetCookie takes no longer than the header is long", () => {
  const start = performance.now();
  for (const part of [";", "=", "; ", "a=b;", ";=", "; Secure", " ", "\t="]) {
    parseSetCookie("a=1" + part.repeat(300_000));
  }
  const seconds = (performance.now() - start) / 1000;
  assertEquals(seconds < 20, true, `${seconds} s`);
});
