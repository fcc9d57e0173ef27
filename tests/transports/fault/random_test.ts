import { assert, assertEquals } from "@std/assert";
import { seedOf, toRandom } from "../../../src/testing/fault/random.ts";
import { test } from "../../checked.ts";

/** A seed that found a fault has to find it in later versions, too. */
const KNOWN: readonly [seed: number, first: readonly number[]][] = [
  [0, [1_144_304_738, 1_416_247, 958_946_056]],
  [1, [2_693_262_067, 11_749_833, 2_265_367_787]],
  [2 ** 32 - 1, [3_850_105_811, 813_802_916, 3_073_704_848]],
];

for (const [seed, first] of KNOWN) {
  test(`the numbers of seed ${seed} stay as they are`, () => {
    const random = toRandom(seed);
    assertEquals(first.map(() => random() * 2 ** 32), [...first]);
  });
}

test("the numbers lie between 0 and 1, everywhere", () => {
  const random = toRandom(42);
  const counts = Array<number>(10).fill(0);
  for (let n = 0; n < 10_000; n++) {
    const tenth = Math.floor(random() * 10);
    counts[tenth] = (counts[tenth] ?? NaN) + 1;
  }
  assert(counts.every((count) => count > 850 && count < 1150), String(counts));
});

test("each request has numbers of its own", () => {
  const seeds = Array.from({ length: 1_000 }, (_, index) => seedOf(7, index));
  assertEquals(new Set(seeds).size, 1_000);
  assert(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  const first = seeds.map((seed) => toRandom(seed)());
  assert(first.filter((value) => value < 0.5).length > 430);
  assert(first.filter((value) => value >= 0.5).length > 430);
});
