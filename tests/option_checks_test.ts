import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { Client, CookieJar } from "../mod.ts";
import { checkNumber, isKeyed, nameOf } from "../src/core/options/checks.ts";
import { test } from "./checked.ts";

class Order {
  id = 1;
}

/** Values, and what a message calls them. */
const KINDS: readonly (readonly [value: unknown, name: string])[] = [
  [null, "null"],
  [undefined, "undefined"],
  [5, "a number"],
  ["secret", "a string"],
  [Symbol("secret"), "a symbol"],
  [() => {}, "a function"],
  [["secret"], "a list"],
  [{ secret: 1 }, "an object"],
  [Object.create(null), "an object"],
  [{ constructor: 1 }, "an object"],
  [new (class {})(), "an object"],
  [new Order(), "an Order"],
  [new Map(), "a Map"],
  [new Uint8Array(1), "a Uint8Array"],
  [new Error("secret"), "an Error"],
];

test("a message names the kind of what was given, and shows nothing of it", () => {
  for (const [value, name] of KINDS) assertEquals(nameOf(value), name);
});

/** Options of a client that are refused, and what is said in full. */
const REFUSED: readonly (readonly [options: object, message: string])[] = [
  [{ maxRedirects: -1 }, "Cannot use -1 as maxRedirects: give a whole number from 0"],
  [{ maxDecompressionRatio: 0.5 }, "Cannot use 0.5 as maxDecompressionRatio: give a number from 1"],
  [
    { retries: { backoff: { jitter: 2 } } },
    "Cannot use 2 as retries.backoff.jitter: give a number from 0 to 1",
  ],
  [{ serializeParams: 5 }, "Cannot use a number as serializeParams: give a function"],
  [{ transport: {} }, "Cannot use the transport: it has no send()"],
  [{ "a b": 1 }, 'Cannot use the option "a b": a client has no such option'],
  [{ "b\n": 1 }, 'Cannot use the option "b\\n": a client has no such option'],
];

test("what is said of a wrong option is exact", () => {
  using client = new Client();
  for (const [options, message] of REFUSED) {
    for (const make of [() => Reflect.construct(Client, [options]), () => client.extend(options)]) {
      const error = assertThrows(make);
      assertEquals(error instanceof Error && error.message.replace(/ \(.*\)$/, ""), message);
    }
  }
  const long = assertThrows(() => Reflect.construct(Client, [{ ["x".repeat(100)]: 1 }]), TypeError);
  assertStringIncludes(long.message, `the option "${"x".repeat(40)}":`);
  const near = () => Reflect.construct(CookieJar, [{}, { limit: {} }]);
  assertThrows(near, TypeError, "(is limits meant?)");
});

test("a number without a range is any that is finite and not below 0", () => {
  for (const number of [0, 0.5, 1e9]) assertEquals(checkNumber("x", number), number);
  for (const number of [-1, NaN, Infinity]) {
    assertThrows(() => checkNumber("x", number), RangeError);
  }
});

test("what has keys is read by them, whatever it calls itself; what has none must be plain", () => {
  const tagged = { [Symbol.toStringTag]: "Module" };
  for (const given of [{}, new Order(), { ...tagged, a: 1 }]) assertEquals(isKeyed(given), true);
  for (const given of [tagged, [1], null, "text"]) assertEquals(isKeyed(given), false);
});
