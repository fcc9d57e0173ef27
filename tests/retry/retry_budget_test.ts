import { assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { RetryBudget } from "../../src/features/retry/retry_budget.ts";
import { test } from "../checked.ts";

const usual = { ratio: 0.2, reserve: 10 };

function takeAll(budget: RetryBudget, share = usual): number {
  for (let taken = 0;; taken++) if (!budget.take(share)) return taken;
}

test("few requests may use the reserve, many a share", () => {
  using _time = new FakeTime(1_000_000);
  for (
    const [requests, retries] of [[0, 10], [1, 10], [50, 10], [100, 20], [1_000, 200]] as const
  ) {
    const budget = new RetryBudget();
    for (let count = 0; count < requests; count++) budget.count();
    assertEquals(takeAll(budget), retries, `${requests}`);
  }
});

test("what was long ago does not count", () => {
  using time = new FakeTime(1_000_000);
  const budget = new RetryBudget();
  for (let count = 0; count < 1_000; count++) budget.count();
  time.tick(5_000);
  assertEquals(takeAll(budget), 200);
  time.tick(5_000);
  assertEquals(takeAll(budget), 0, "the retries still count, the requests no longer");
  time.tick(5_000);
  assertEquals(takeAll(budget), 10);
});

test("no reserve and no share is no retry, and null is no limit", () => {
  using _time = new FakeTime(1_000_000);
  const budget = new RetryBudget();
  budget.count();
  assertEquals(takeAll(budget, { ratio: 0, reserve: 0 }), 0);
  for (let count = 0; count < 1_000; count++) assertEquals(budget.take(null), true);
  assertEquals(takeAll(budget), 0, "what is taken without a limit counts for the others");
});

test("a clock that is set back does not bring back the past", () => {
  const budget = new RetryBudget();
  {
    using _time = new FakeTime(1_000_000_000);
    assertEquals(takeAll(budget), 10);
  }
  using _time = new FakeTime(500_000_000);
  assertEquals(takeAll(budget), 10);
});
