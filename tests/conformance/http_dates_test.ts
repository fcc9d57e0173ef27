import { assertEquals } from "@std/assert";
import { parseHttpDate } from "../../src/fields/dates.ts";
import { conformanceTest, readJson } from "./data.ts";

interface ValidDate {
  readonly value: string;
  readonly epoch: number;
}

interface ExpiresCase {
  readonly id: string;
  readonly value: string;
  readonly parsed_as_future: boolean;
}

conformanceTest("the dates of RFC 9110 are read", () => {
  const cases = readJson<ValidDate[]>("http-dates/rfc9110.json");
  for (const { value, epoch } of cases) assertEquals(parseHttpDate(value), epoch * 1_000, value);
  console.log(`http-dates/rfc9110: ${cases.length} passed, 0 listed`);
  assertEquals(cases.length, 6);
});

conformanceTest("a cache's dates are read or refused", () => {
  const cases = readJson<ExpiresCase[]>("http-dates/expires-parse.json");
  const now = Date.UTC(2025, 0);
  for (const { id, value, parsed_as_future: isFuture } of cases) {
    assertEquals((parseHttpDate(value, now) ?? 0) > now, isFuture, id);
  }
  console.log(`http-dates/expires-parse: ${cases.length} passed, 0 listed`);
  assertEquals(cases.length, 16);
});
