import { assertEquals } from "@std/assert";
import { parseHttpDate } from "../src/fields/dates.ts";
import { test } from "./checked.ts";

const at = Date.UTC(1994, 10, 6, 8, 49, 37);

test("the three forms of a date are read, in any letter case", () => {
  const forms = [
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "Sun Nov 06 08:49:37 1994",
  ];
  for (const form of forms) {
    for (const text of [form, form.toLowerCase(), form.toUpperCase()]) {
      assertEquals(parseHttpDate(text), at, text);
    }
  }
});

test("what is no such date is refused", () => {
  const wrong = [
    "",
    "0",
    "now",
    "Sun, 06 Nov 1994 08:49:37",
    "Sun, 06 Nov 1994 08:49:37 UTC",
    "Sun, 06 Nov 1994 08:49:37 +0000",
    " Sun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 1994 08:49:37 GMT ",
    "Sun, 6 Nov 1994 08:49:37 GMT",
    "Sun,06 Nov 1994 08:49:37 GMT",
    "Sun, 06 Nov 94 08:49:37 GMT",
    "Sunday, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-1994 08:49:37 GMT",
    "Sun, 06-Nov-94 08:49:37 GMT",
    "Sun Nov 6 08:49:37 1994",
    "Sun, 06 Foo 1994 08:49:37 GMT",
    "Fun, 06 Nov 1994 08:49:37 GMT",
    "Sun, 00 Nov 1994 08:49:37 GMT",
    "Sun, 31 Nov 1994 08:49:37 GMT",
    "Wed, 29 Feb 2023 00:00:00 GMT",
    "Sun, 06 Nov 1994 24:00:00 GMT",
    "Sun, 06 Nov 1994 08:60:00 GMT",
    "Sun, 06 Nov 1994 08:49:61 GMT",
    "Sun, 06 Nov 1994 8:49:37 GMT",
    "Sun, ٠٦ Nov 1994 08:49:37 GMT",
    "1994-11-06T08:49:37Z",
    `Sun, 06 Nov 1994 08:49:37 GMT${"\n".repeat(9)}`,
    "Sun, ".repeat(50_000),
  ];
  for (const text of wrong) assertEquals(parseHttpDate(text), undefined, text.slice(0, 60));
});

test("a leap second, the first year and the last are dates", () => {
  assertEquals(parseHttpDate("Sat, 31 Dec 2016 23:59:60 GMT"), Date.UTC(2017, 0, 1));
  assertEquals(parseHttpDate("Sat, 01 Jan 0050 00:00:00 GMT"), Date.parse("0050-01-01T00:00:00Z"));
  assertEquals(parseHttpDate("Fri, 31 Dec 9999 23:59:59 GMT"), Date.UTC(9999, 11, 31, 23, 59, 59));
});

test("a year of two digits is the one that is no more than 50 years ahead", () => {
  const yearIn = (now: number, digits: string) => {
    const date = parseHttpDate(`Sunday, 06-Nov-${digits} 08:49:37 GMT`, Date.UTC(now, 5));
    return new Date(date ?? NaN).getUTCFullYear();
  };
  assertEquals(yearIn(2025, "94"), 1994);
  assertEquals(yearIn(2025, "75"), 2075);
  assertEquals(yearIn(2025, "76"), 1976);
  assertEquals(yearIn(2025, "00"), 2000);
  assertEquals(yearIn(2095, "10"), 2110);
  assertEquals(yearIn(1994, "94"), 1994);
});

test("what a Date writes is read back", () => {
  for (let index = 0; index < 2_000; index++) {
    const time = Math.floor(Math.random() * 2_000_000_000) * 1_000;
    assertEquals(parseHttpDate(new Date(time).toUTCString()), time);
  }
});
