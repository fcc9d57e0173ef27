import { assertEquals } from "@std/assert";
import { parseCookieDate } from "../../src/core/cookies/date.ts";
import { test } from "../checked.ts";

test("parseCookieDate reads the parts in any order and punctuation", () => {
  const want = Date.UTC(2015, 9, 21, 7, 28, 0);
  for (
    const text of [
      "Wed, 21 Oct 2015 07:28:00 GMT",
      "Wednesday, 21-Oct-15 07:28:00 GMT",
      "Wed Oct 21 07:28:00 2015",
      "2015 21 october 7:28:0",
      "\t07:28:00@21/OCT/2015",
      "21 Oct 2015 07:28:00 +0200 (the zone does not count)",
    ]
  ) assertEquals(parseCookieDate(text), want, text);
});

test("parseCookieDate takes years of two digits as the standard does", () => {
  assertEquals(parseCookieDate("1 Jan 69 00:00:00"), Date.UTC(2069, 0, 1));
  assertEquals(parseCookieDate("1 Jan 70 00:00:00"), Date.UTC(1970, 0, 1));
  assertEquals(parseCookieDate("1 Jan 99 00:00:00"), Date.UTC(1999, 0, 1));
  assertEquals(parseCookieDate("1 Jan 00 00:00:00"), Date.UTC(2000, 0, 1));
});

test("parseCookieDate takes the first of each part, and no part from the middle of a word", () => {
  const want = Date.UTC(2031, 0, 1);
  for (
    const text of [
      "1 Jan Feb 2031 00:00:00",
      "1 xMar Jan 2031 00:00:00",
      "1 Jan x2030 2031 00:00:00",
      "1 Jan 2031st 00:00:00",
      "x Thu, 01 Jan 2031 00:00:00 GMT",
      "Thu, 01 Jan 2031 00:00:00 GMT+0200",
    ]
  ) assertEquals(parseCookieDate(text), want, text);
});

test("parseCookieDate knows the days of a month and the edges of each part", () => {
  assertEquals(parseCookieDate("29 Feb 2016 00:00:00"), Date.UTC(2016, 1, 29));
  assertEquals(parseCookieDate("1 Jan 1601 00:00:00"), Date.UTC(1601, 0, 1));
  for (
    const text of [
      "",
      "29 Feb 2015 00:00:00",
      "30 Feb 2016 00:00:00",
      "31 Apr 2016 00:00:00",
      "0 Jan 2016 00:00:00",
      "32 Jan 2016 00:00:00",
      "1 Jan 1600 00:00:00",
      "1 Jan 123 00:00:00",
      "1 Jan 100 00:00:00",
      "Thu, x1 Jan 2031 00:00:00 GMT",
      "Thu, 1x Jan 2031 x:00:00 GMT",
      "Thu, 01 Jan 2031 00:0x:00 GMT",
      "Thu, 01 Jan 2031 00:00:x0 GMT",
      "1 Jan 2016 24:00:00",
      "1 Jan 2016 00:60:00",
      "1 Jan 2016 00:00:60",
      "1 Jan 2016 00:00",
      "1 Jan 2016",
      "Jan 2016 00:00:00",
      "1 2016 00:00:00",
      "1 Jan 00:00:00",
      "1 Ja 2016 00:00:00",
    ]
  ) assertEquals(parseCookieDate(text), undefined, text);
});

test("parseCookieDate takes no longer than the text is long", () => {
  const start = performance.now();
  for (const part of ["1", ":", " ", "a", "1:", "1 "]) {
    assertEquals(parseCookieDate(part.repeat(500_000)), undefined);
  }
  const seconds = (performance.now() - start) / 1000;
  assertEquals(seconds < 20, true, `${seconds} s`);
});
