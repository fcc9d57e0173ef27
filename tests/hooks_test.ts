import { assertEquals, assertNotStrictEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { resolveHooks } from "../src/core/hooks.ts";
import { test } from "./checked.ts";

const hook = () => {};
const other = () => {};

test("hooks are taken as lists of one's own", () => {
  const given = { request: [hook] };
  const hooks = resolveHooks(given);
  assertEquals(hooks, { request: [hook], response: [] });
  assertNotStrictEquals(hooks.request, given.request);
  assertEquals(resolveHooks(null), { request: [], response: [] });
  assertEquals(resolveHooks(undefined), { request: [], response: [] });
  assertNotStrictEquals(resolveHooks(null).request, resolveHooks(null).request);
});

test("a list that is left out is the client's, null is none", () => {
  const base = { request: [hook], response: [other] };
  assertStrictEquals(resolveHooks(undefined, base), base);
  assertEquals(resolveHooks({ request: [] }, base), { request: [], response: [other] });
  assertEquals(resolveHooks({ response: undefined }, base), base);
  assertEquals(resolveHooks(null, base), { request: [], response: [] });
});

test("what is no hook is a TypeError", () => {
  const bad: readonly unknown[] = [
    5,
    "x",
    hook,
    { request: hook },
    { request: [5] },
    { response: [null] },
    { error: [] },
    [hook],
  ];
  for (const hooks of bad) {
    assertThrows(
      () => Reflect.apply(resolveHooks, undefined, [hooks]),
      TypeError,
      "hooks",
    );
  }
});
