import { assertEquals } from "@std/assert";
import { Directives, parseTargeted } from "../../../src/features/cache/rules/directives.ts";
import { test } from "../../checked.ts";

/** RFC 9111 section 5.2, RFC 9110 section 5.6: how max-age is read. */
const seconds: readonly (readonly [value: string, expected: number | undefined])[] = [
  ["max-age=60", 60],
  ["MAX-AGE=60", 60],
  ["max-age=0", 0],
  ["max-age=007", 7],
  ['max-age="60"', 60],
  ["max-age='60'", NaN],
  ["max-age=-60", NaN],
  ["max-age=+60", NaN],
  ["max-age=60.0", NaN],
  ["max-age=6e1", NaN],
  ["max-age=60s", NaN],
  ["max-age=s60", NaN],
  ["max-age=", NaN],
  ["max-age", NaN],
  ["max-age =60", NaN],
  ["max-age= 60", NaN],
  ["max-age: 60", NaN],
  ["max-age=2147483647", 2_147_483_647],
  ["max-age=2147483648", 2_147_483_648],
  ["max-age=99999999999999999999", 2_147_483_648],
  ["max-age=60, max-age=120", 60],
  ["max-age=120, max-age=60", 120],
  ["max-age=x, max-age=60", NaN],
  [", ,max-age=60,,", 60],
  ["\tmax-age=60\t", 60],
  ['foo="max-age=60"', undefined],
  ['foo="a, max-age=60"', undefined],
  ['foo="a\\", max-age=60"', undefined],
  ['foo="a, max-age=60', 60],
  ["xmax-age=60", undefined],
  ["max-agex=60", undefined],
  ["foo max-age=60", undefined],
  ["", undefined],
];

for (const [value, expected] of seconds) {
  test(`Cache-Control ${JSON.stringify(value)} has ${expected} seconds`, () => {
    assertEquals(Directives.parse(value).seconds("max-age"), expected);
  });
}

const whole: readonly (readonly [value: string, whole: boolean, fields: readonly string[]])[] = [
  ["no-cache", true, []],
  ["No-Cache", true, []],
  ['no-cache="Set-Cookie"', false, ["set-cookie"]],
  ['no-cache="A, b"', false, ["a", "b"]],
  ["no-cache=a", false, ["a"]],
  ['no-cache="a", no-cache', true, ["a"]],
  ['no-cache=""', true, []],
  ['foo="no-cache"', false, []],
];

for (const [value, isWhole, fields] of whole) {
  test(`Cache-Control ${value} names the fields [${fields}]`, () => {
    const directives = Directives.parse(value);
    assertEquals([directives.isWhole("no-cache"), directives.fields("no-cache")], [
      isWhole,
      fields,
    ]);
  });
}

/** RFC 9213 section 2.1. */
const targeted: readonly (readonly [value: string, maxAge: number | undefined | "none"])[] = [
  ["max-age=60", 60],
  ["max-age=60, private", 60],
  ["max-age=60;foo=1, must-revalidate", 60],
  ["max-age=1, max-age=60", 60],
  ["max-age=60, no-store=?0", 60],
  ['max-age="60"', NaN],
  ["max-age=6.5", NaN],
  ["max-age=-1", NaN],
  ["private", undefined],
  ["", "none"],
  ["   ", "none"],
  ["max-age=60, &", "none"],
  ["Max-Age=60", "none"],
  ["max-age =60", "none"],
  ["max-age=60,", "none"],
  ["'", "none"],
];

for (const [value, maxAge] of targeted) {
  test(`CDN-Cache-Control ${JSON.stringify(value)} is ${maxAge}`, () => {
    const directives = parseTargeted(value);
    assertEquals(directives ? directives.seconds("max-age") : "none", maxAge);
  });
}

test("a directive that a targeted field says is false is not there", () => {
  const directives = parseTargeted("no-store=?0, private=?1");
  assertEquals([directives?.has("no-store"), directives?.isWhole("private")], [false, true]);
});
