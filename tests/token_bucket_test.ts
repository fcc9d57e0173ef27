import { assertAlmostEquals, assertEquals } from "@std/assert";
import { FakeTime } from "@std/testing/time";
import { Cancellation } from "../src/core/time/cancellation.ts";
import { TokenBucket } from "../src/features/rate_limit/token_bucket.ts";
import { test } from "./checked.ts";
import { advance } from "./turns.ts";

/** Takes tokens, and notes in whose turn and when they came. */
function takeMany(bucket: TokenBucket, time: FakeTime, count: number) {
  const came: (readonly [index: number, at: number])[] = [];
  const start = time.now;
  const cancellations = Array.from({ length: count }, () => new Cancellation());
  cancellations.forEach((cancellation, index) => {
    const note = () => came.push([index, time.now - start]);
    const waiting = bucket.take(cancellation);
    if (waiting) waiting.then(note, () => {});
    else note();
  });
  return { came, cancellations };
}

test("a full bucket gives what it has at once, then one each interval, in order", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 3, per: 300 });
  const { came } = takeMany(bucket, time, 6);
  assertEquals([came.length, bucket.waiting], [3, 3]);
  await advance(time, 1_000, 10);
  assertEquals(came, [[0, 0], [1, 0], [2, 0], [3, 100], [4, 200], [5, 300]]);
  assertEquals(bucket.waiting, 0);
});

test("a rest fills the bucket, and no further", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 2, per: 200 });
  takeMany(bucket, time, 2);
  time.tick(100);
  assertEquals(bucket.isFull, false);
  time.tick(100_000);
  assertEquals(bucket.isFull, true);
  const { came } = takeMany(bucket, time, 3);
  assertEquals(came.length, 2);
  await advance(time, 100, 10);
  assertEquals(came.length, 3);
});

test("a fast bucket keeps its pace, though timers are slower", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 10_000, per: 1_000 });
  const { came } = takeMany(bucket, time, 12_000);
  assertEquals(came.length, 10_000);
  await advance(time, 100, 1);
  assertAlmostEquals(came.length, 11_000, 11);
  await advance(time, 101, 1);
  assertEquals(came.length, 12_000);
});

test("who gives up leaves the queue, and the last one the timer", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 1, per: 100 });
  const { came, cancellations } = takeMany(bucket, time, 5);
  for (const index of [1, 3]) cancellations[index]?.cancel("enough");
  assertEquals(bucket.waiting, 2);
  await advance(time, 1_000, 10);
  assertEquals(came, [[0, 0], [2, 100], [4, 200]]);
  const late = new Cancellation();
  bucket.take(late);
  const waiting = bucket.take(late);
  late.cancel("reason");
  assertEquals(await waiting?.catch((reason) => reason), "reason");
  assertEquals(time.next(), false, "no timer is left");
});

test("a pause empties the bucket, and those who wait go on at its end", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 5, per: 500 });
  takeMany(bucket, time, 1);
  bucket.pause(2_000);
  const { came } = takeMany(bucket, time, 3);
  await advance(time, 5_000, 50);
  assertEquals(came, [[0, 2_000], [1, 2_100], [2, 2_200]]);
  const next = takeMany(bucket, time, 2);
  assertEquals(next.came.length, 2);
});

test("a pause holds those who wait already, the longest of two counts", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 1, per: 100 });
  const { came } = takeMany(bucket, time, 2);
  bucket.pause(1_000);
  bucket.pause(10);
  await advance(time, 999);
  assertEquals(came.length, 1);
  await advance(time, 1, 1);
  assertEquals(came, [[0, 0], [1, 1_000]]);
});

test("a pause of nothing only empties the bucket", async () => {
  using time = new FakeTime();
  const bucket = new TokenBucket({ requests: 4, per: 400 });
  bucket.pause(0);
  const { came } = takeMany(bucket, time, 2);
  await advance(time, 500, 10);
  assertEquals(came, [[0, 100], [1, 200]]);
});

test("a clock that is set back takes nobody's time", async () => {
  const bucket = new TokenBucket({ requests: 1, per: 100 });
  bucket.take(new Cancellation());
  using time = new FakeTime(Date.now() - 3_600_000);
  const { came } = takeMany(bucket, time, 1);
  await advance(time, 101, 1);
  assertEquals(came.length, 1);
});
