import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DEFAULT_TIMEOUT, resolveTimeout, untilHeaders } from "../src/core/options/timeout.ts";
import { test } from "./checked.ts";

const OFF = { connect: Infinity, read: Infinity, write: Infinity, pool: Infinity, total: Infinity };

test("five seconds for each, and none for the whole, by default", () => {
  assertEquals(DEFAULT_TIMEOUT, {
    connect: 5_000,
    read: 5_000,
    write: 5_000,
    pool: Infinity,
    total: Infinity,
  });
  assertStrictEquals(resolveTimeout(undefined), DEFAULT_TIMEOUT);
});

test("a number sets four and leaves the whole", () => {
  const four = { connect: 7, read: 7, write: 7, pool: 7 };
  assertEquals(resolveTimeout(7), { ...four, total: Infinity });
  assertEquals(resolveTimeout(7, { ...OFF, total: 9 }), { ...four, total: 9 });
});

test("null switches all off", () => {
  assertEquals(resolveTimeout(null, { ...DEFAULT_TIMEOUT, total: 9 }), OFF);
});

test("a part left out or undefined takes the base's; a null part is off", () => {
  const base = { connect: 1, read: 2, write: 3, pool: 4, total: 5 };
  assertEquals(resolveTimeout({}, base), base);
  assertEquals(resolveTimeout({ read: undefined, pool: null, total: 0.5 }, base), {
    ...base,
    pool: Infinity,
    total: 0.5,
  });
});

test("what is no time limit is refused with words", () => {
  for (const ms of [0, -1, NaN, -Infinity]) {
    assertThrows(() => resolveTimeout(ms), RangeError, `Cannot use ${ms} as timeout`);
    assertThrows(() => resolveTimeout({ read: ms }), RangeError, "timeout.read");
  }
  const wrong: readonly unknown[] = ["5s", true, 5n, [], [1, 2], () => 5];
  for (const timeout of wrong) {
    // @ts-expect-error: that is the point
    assertThrows(() => resolveTimeout(timeout), TypeError, "Cannot use a");
    // @ts-expect-error: that is the point
    assertThrows(() => resolveTimeout({ total: timeout }), TypeError, "timeout.total");
  }
  for (const name of ["reed", "toString", "constructor"]) {
    const timeout: object = { [name]: 5 };
    assertThrows(() => resolveTimeout(timeout), TypeError, `timeout.${name}`);
  }
});

test("Infinity is no limit", () => {
  assertEquals(resolveTimeout(Infinity), OFF);
});

test("one millisecond is a limit, and less is one of the whole alone", () => {
  assertEquals(resolveTimeout({ read: 1 }, OFF), { ...OFF, read: 1 });
  assertThrows(() => resolveTimeout({ read: 0.5 }), RangeError, "0.5 s are 500");
  const zero = "Cannot use 0 as timeout.total: give more than 0 milliseconds, or null";
  assertThrows(() => resolveTimeout({ total: 0 }), RangeError, zero);
});

test("the headers have one number if it was given for all, else what connecting and reading have", () => {
  const four = { ...OFF, connect: 7, read: 7, write: 7, pool: 7 };
  assertEquals(untilHeaders(four), { ms: 7, name: "timeout" });
  for (const part of ["connect", "read", "write", "pool"] as const) {
    const other = { ...four, [part]: 9 };
    assertEquals(untilHeaders(other), { ms: other.connect + other.read, name: "connect + read" });
  }
});
