import { assertEquals, assertMatch } from "@std/assert";
import type { Case } from "../../bench/case.ts";
import { readPins } from "../../bench/pins.ts";
import { toSection } from "../../bench/report.ts";
import { ratiosOf, type Result, shuffle, spread, valuesOf } from "../../bench/rounds.ts";
import { test } from "../checked.ts";

function toResult(round: number, contender: string, rate?: number): Result {
  return { round, scenario: "one", contender, figures: rate === undefined ? {} : { rate } };
}

const results = [
  toResult(0, "base", 100),
  toResult(0, "ours", 200),
  toResult(1, "ours", 30),
  toResult(1, "base", 10),
  toResult(2, "ours", 7),
  toResult(3, "base", 50),
  toResult(3, "ours"),
];
const ours = { scenario: "one", contender: "ours", measure: "rate" };

test("a ratio is made within one round, and only where both have a figure", () => {
  assertEquals(ratiosOf(results, ours, "base"), [2, 3]);
  assertEquals(valuesOf(results, ours), [200, 30, 7]);
  assertEquals(valuesOf(results, { ...ours, scenario: "two" }), []);
});

test("a spread is the median with its ends", () => {
  assertEquals(spread([3, 1, 2]), { median: 2, min: 1, max: 3 });
  assertEquals(spread([4, 1, 2, 3]), { median: 2.5, min: 1, max: 4 });
  assertEquals(spread([]), undefined);
});

test("shuffling keeps every item and does not always give the same order", () => {
  const items = Array.from({ length: 20 }, (_, n) => n);
  const orders = Array.from({ length: 5 }, () => shuffle(items));
  for (const order of orders) assertEquals(order.toSorted((a, b) => a - b), items);
  assertEquals(new Set(orders.map(String)).size > 1, true);
});

test("a section shows medians, ratios and what is missing", () => {
  const none = () => Promise.resolve({});
  const benchmark: Case = {
    about: "Something.",
    baseline: "base",
    measures: { rate: { title: "a second", better: "more", compared: true } },
    scenarios: ["one"],
    contenders: { base: none, ours: none, absent: none },
  };
  const section = toSection({ name: "thing", benchmark, service: "nginx", results });
  assertEquals(
    section,
    [
      "## thing\n\nSomething. Server: nginx.\n\n### one\n",
      "|  | a second (more is better) | ratio |",
      "| --- | ---: | ---: |",
      "| **base** | 50 (10–100) | 1.00 |",
      "| ours | 30 (7–200) | 2.50 (2.00–3.00) |",
    ].join("\n"),
  );
});

test("every peer is pinned to one exact version", () => {
  const pins = readPins();
  for (const pin of pins.values()) assertMatch(pin, /^npm:[\w-]+@\d+\.\d+\.\d+$/);
  for (const peer of ["ky", "ofetch", "wretch", "axios", "got", "undici"]) {
    assertEquals(pins.has(peer), true, peer);
  }
});
