import { assertEquals } from "@std/assert";
import { markSensitive, sensitiveOf } from "../../src/core/secrets/sensitive.ts";
import { test } from "../checked.ts";

test("the names of secret headers stay with their request, and with no other", () => {
  const [one, other] = [{}, {}];
  markSensitive(one, ["x-mine"]);
  markSensitive(other, []);
  assertEquals(sensitiveOf(one), ["x-mine"]);
  assertEquals(sensitiveOf(other), []);
});
