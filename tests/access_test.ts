import { assertEquals } from "@std/assert";
import { isGranted, openVariables } from "../src/access.ts";
import { test } from "./checked.ts";

test("a host without permissions asks nobody", () => {
  assertEquals(isGranted({ name: "env" }), true);
  const { permissions } = Deno;
  Reflect.deleteProperty(Deno, "permissions");
  try {
    assertEquals(isGranted({ name: "env" }), true);
    assertEquals(openVariables().read("HOME"), Deno.env.get("HOME"));
  } finally {
    Object.assign(Deno, { permissions });
  }
});

test("a variable that is not set is none", () => {
  assertEquals(openVariables().read("FERRY_NO_SUCH_VARIABLE"), undefined);
  assertEquals(openVariables().read("HOME"), Deno.env.get("HOME"));
});

test("a host without an environment has no variables", () => {
  const { env } = Deno;
  Reflect.deleteProperty(Deno, "env");
  try {
    assertEquals(openVariables().read("HOME"), undefined);
  } finally {
    Object.assign(Deno, { env });
  }
});
