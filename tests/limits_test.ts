import { assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import {
  DEFAULT_LIMITS,
  extendLimits,
  resolveLimits,
} from "../src/core/limits/connection_limits.ts";
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

test("what is said later goes over what was said before, part by part", () => {
  assertEquals(extendLimits(undefined, undefined), undefined);
  const kept = { maxConnections: 5, keepaliveExpiry: 7 };
  assertEquals(extendLimits(kept, undefined), kept);
  assertEquals(extendLimits(kept, { maxConnections: undefined, keepaliveExpiry: 8 }), {
    maxConnections: 5,
    keepaliveExpiry: 8,
  });
  assertEquals(extendLimits(kept, null), null);
  assertEquals(resolveLimits(extendLimits(null, { maxConnections: 3 })), {
    ...resolveLimits(null),
    maxConnections: 3,
  });
  // @ts-expect-error: that is the point
  assertThrows(() => extendLimits(kept, 5), TypeError, "as limits");
});

test("null and Infinity are no limit", () => {
  assertEquals(Object.values(resolveLimits(null)), Array(4).fill(Infinity));
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
  for (const limits of [5, "5", true, []]) {
    // @ts-expect-error: that is the point
    assertThrows(() => resolveLimits(limits), TypeError, "as limits");
  }
  for (const name of ["max", "toString", "hasOwnProperty"]) {
    const limits: object = { [name]: 5 };
    assertThrows(() => resolveLimits(limits), TypeError, `limits.${name}`);
  }
});
