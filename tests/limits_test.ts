import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { DEFAULT_LIMITS, resolveLimits } from "../src/limits.ts";
import { test } from "./checked.ts";

test("the limits by default", () => {
  assertEquals(DEFAULT_LIMITS, {
    maxConnections: 100,
    maxConnectionsPerHost: Infinity,
    maxKeepaliveConnections: 20,
    keepaliveExpiry: 5_000,
  });
  assertStrictEquals(resolveLimits(undefined), DEFAULT_LIMITS);
  assertEquals(resolveLimits({ maxConnections: undefined }), DEFAULT_LIMITS);
});

test("null and Infinity are no limit", () => {
  for (const none of [null, Infinity]) {
    assertEquals(
      resolveLimits({
        maxConnections: none,
        maxConnectionsPerHost: none,
        maxKeepaliveConnections: none,
        keepaliveExpiry: none,
      }),
      {
        maxConnections: Infinity,
        maxConnectionsPerHost: Infinity,
        maxKeepaliveConnections: Infinity,
        keepaliveExpiry: Infinity,
      },
    );
  }
});

test("no idle connection at all may be kept, but one must be possible", () => {
  const none = { maxKeepaliveConnections: 0, keepaliveExpiry: 0 };
  assertEquals(resolveLimits(none), { ...DEFAULT_LIMITS, ...none });
  assertThrows(() => resolveLimits({ maxConnections: 0 }), RangeError, "limits.maxConnections");
  assertThrows(() => resolveLimits({ maxConnectionsPerHost: 0 }), RangeError, "from 1");
});

test("what is no limit is refused with words", () => {
  for (const count of [-1, 1.5, NaN, -Infinity]) {
    assertThrows(() => resolveLimits({ maxConnections: count }), RangeError, `${count}`);
  }
  for (const count of ["1", true, 1n, {}]) {
    // @ts-expect-error: that is the point
    assertThrows(() => resolveLimits({ keepaliveExpiry: count }), TypeError, "keepaliveExpiry");
  }
  for (const limits of [5, "5", null, true, []]) {
    // @ts-expect-error: that is the point
    assertThrows(() => resolveLimits(limits), TypeError, "as limits");
  }
  for (const name of ["max", "toString", "hasOwnProperty"]) {
    const limits: object = { [name]: 5 };
    assertThrows(() => resolveLimits(limits), TypeError, `limits.${name}`);
  }
});
