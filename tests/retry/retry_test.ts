import { assert, assertEquals } from "@std/assert";
import { backoffFor, DEFAULT_RETRIES, resolveRetries } from "../../src/features/retry/retry.ts";
import { test } from "../checked.ts";

test("nothing said is the client's, and the client's is no retries", () => {
  assertEquals(resolveRetries(undefined).total, 0);
  const base = resolveRetries({ total: 2, methods: ["post"], maxRetryAfter: null });
  assertEquals(resolveRetries(undefined, base), base);
});

test("a number is the total, null is none, and the rest stays the client's", () => {
  const base = resolveRetries({ total: 2, statuses: [503], backoff: { base: 1 } });
  assertEquals(resolveRetries(5, base), { ...base, total: 5 });
  assertEquals(resolveRetries(0, base), { ...base, total: 0 });
  assertEquals(resolveRetries(null, base), { ...base, total: 0 });
  assertEquals(resolveRetries(Infinity).total, Infinity);
});

test("an object turns retries on, and keeps a total of the client's", () => {
  assertEquals(resolveRetries({}).total, 3);
  assertEquals(resolveRetries({}, resolveRetries(7)).total, 7);
  assertEquals(resolveRetries({ total: 0 }, resolveRetries(7)).total, 0);
});

test("each part replaces the client's by itself", () => {
  const base = resolveRetries({ backoff: { base: 10, max: 20 }, budget: { reserve: 3 } });
  const settled = resolveRetries({
    methods: ["get", "Custom"],
    backoff: { factor: 3, jitter: false },
    budget: 0.5,
    maxRetryAfter: null,
    respectRetryAfter: false,
  }, base);
  assertEquals(settled.methods, ["GET", "Custom"]);
  assertEquals(settled.backoff, { base: 10, factor: 3, max: 20, jitter: 0 });
  assertEquals(settled.budget, { ratio: 0.5, reserve: 3 });
  assertEquals([settled.maxRetryAfter, settled.respectRetryAfter], [Infinity, false]);
  assertEquals(settled.statuses, DEFAULT_RETRIES.statuses);
  assertEquals(resolveRetries({ budget: null }).budget, null);
  const again = resolveRetries({ budget: {} }, resolveRetries({ budget: null }));
  assertEquals(again.budget, { ratio: 0.2, reserve: 10 });
  assertEquals(resolveRetries({ backoff: { jitter: true } }).backoff.jitter, 1);
});

test("what is settled can be given again", () => {
  const settled = resolveRetries({ total: Infinity, maxRetryAfter: null, budget: null });
  assertEquals(resolveRetries(settled), settled);
});

test("waits grow up to the longest, and are left to chance", () => {
  const plain = { base: 100, factor: 2, max: 1_000, jitter: 0 };
  assertEquals([0, 1, 2, 3, 4, 5_000].map((retried) => backoffFor(plain, retried)), [
    ...[100, 200, 400, 800, 1_000, 1_000],
  ]);
  const waits = Array.from({ length: 2_000 }, () => backoffFor({ ...plain, jitter: 1 }, 3));
  assert(waits.every((wait) => wait >= 0 && wait <= 800));
  assert(Math.min(...waits) < 50 && Math.max(...waits) > 750);
  const half = Array.from({ length: 2_000 }, () => backoffFor({ ...plain, jitter: 0.5 }, 0));
  assert(half.every((wait) => wait >= 50 && wait <= 100));
  assertEquals(backoffFor({ ...plain, base: 0 }, 5_000), 0);
});
